import { createMemoryLine } from "../../simulator/stage/memory-link.ts";
import { createVirtualClock } from "../../simulator/stage/virtual-clock.ts";
import type { Event } from "../../src/core/events.ts";
import type { PrinterDriver } from "../../src/core/ports.ts";
import { createPrinterLine } from "../../src/drivers/printer-line.ts";
import { createStubDriver } from "../support/stub-driver.ts";

/** Monday, 10:00 in Jakarta. */
export const NOW = Date.UTC(2021, 0, 4, 3);

/** A real line in virtual time to a printer that does as told, ready in its session 1. */
export async function openStubLine(verbs: Partial<PrinterDriver> = {}) {
  const clock = createVirtualClock({ startWallMs: NOW });
  const wire = createMemoryLine({ clock });
  const device = wire.plug();
  const driver = createStubDriver(verbs);
  /** Sessions that became ready or ended, as `ready 1` and `gone 1 timed-out`. */
  const sessions: string[] = [];
  const line = createPrinterLine({
    printer: "printer1",
    clock,
    random: { id: () => "", jitter: () => 0 },
    log: { write: () => {} },
    openLink: wire.openLink,
    createDriver: () => driver,
    post: (event) => sessions.push(wordOf(event)),
    fatal: (error) => sessions.push(`fatal ${String(error)}`),
  });
  line.start();
  await clock.runUntil(0);
  const pass = (durationMs: number) => clock.runUntil(clock.monotonicMs() + durationMs);
  return { clock, line, device, driver, sessions, pass };
}

function wordOf(event: Event): string {
  if (event.kind === "printer-ready") return `ready ${event.session}`;
  if (event.kind !== "printer-gone") return event.kind;
  return `gone ${event.session} ${event.fault?.condition ?? "on-purpose"}`;
}
