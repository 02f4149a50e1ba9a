import { DaemonError } from "../core/errors.ts";
import type { Event, EventOf } from "../core/events.ts";
import type { SettleOrder } from "../core/orders.ts";
import type { Clock, PrinterDriver } from "../core/ports.ts";
import type { PrinterLine } from "../drivers/printer-line.ts";

export interface SettlingParts {
  readonly clock: Clock;
  readonly lines: ReadonlyMap<string, PrinterLine>;
  readonly post: (event: Event) => void;
}

type Rejected = EventOf<"evidence-taken">["rejected"];

/** Asks a printer what has become of an interrupted attempt; its end is an event. */
export function createSettling(parts: SettlingParts): (order: SettleOrder) => Promise<void> {
  const { clock, lines, post } = parts;

  async function look(order: SettleOrder, driver: PrinterDriver, rejected?: Rejected) {
    const { kind: _, ...about } = order;
    const { canReject } = driver;
    const reading = await driver.evidence();
    const at = clock.wallMs();
    const more = rejected === undefined ? {} : { rejected };
    post({ kind: "evidence-taken", at, ...about, reading, canReject, ...more });
  }

  async function reject(order: SettleOrder, driver: PrinterDriver): Promise<void> {
    const { kind: _, ...about } = order;
    const result = await driver.reject();
    switch (result.kind) {
      case "ended":
        await look(order, driver, "acknowledged");
        return;
      case "silent":
        await look(order, driver, "silent");
        return;
      case "refused":
        post({ kind: "reject-refused", at: clock.wallMs(), ...about, fault: result.fault });
        return;
      case "lost":
        // `printer-gone` is on its way: the next session asks again.
        return;
    }
  }

  return async (order) => {
    const line = lines.get(order.printer);
    const driver = line?.driver(order.session);
    if (line === undefined || driver === undefined) return;
    try {
      if (order.kind === "reject-card") await reject(order, driver);
      else await look(order, driver);
    } catch (error) {
      if (!(error instanceof DaemonError)) throw error;
      line.fail(order.session, error);
    }
  };
}
