import type { Panel } from "../../../protocols/words.ts";
import { createSimulatedPrinter } from "../../../simulator/printer/machine.ts";
import type { PrinterSettings } from "../../../simulator/printer/options.ts";
import { createMemoryLine, type MemoryLineOptions } from "../../../simulator/stage/memory-link.ts";
import { createVirtualClock } from "../../../simulator/stage/virtual-clock.ts";
import type { Geometry, Plane } from "../../../src/core/ports.ts";
import { createEvolisDriver } from "../../../src/drivers/evolis/driver.ts";
import type { EvolisOptions } from "../../../src/drivers/evolis/options.ts";
import { createScriptedPrinter } from "../../support/scripted-printer.ts";

/** Two bytes a line in black, so that a blank panel is shorter compressed. */
export const SMALL: Geometry = { widthDots: 8, heightDots: 16 };

export interface LineOptions extends Partial<EvolisOptions> {
  readonly chunk?: MemoryLineOptions["chunk"];
}

/** A driver on an open line in virtual time, and the device's end of it. */
export async function openLine({ chunk, ...options }: LineOptions = {}) {
  const clock = createVirtualClock({ startWallMs: 0 });
  const line = createMemoryLine({ clock, ...(chunk === undefined ? {} : { chunk }) });
  const device = line.plug();
  const link = line.openLink();
  const traced: string[] = [];
  const driver = createEvolisDriver(link, {
    clock,
    geometry: SMALL,
    baudRate: 0,
    trace: (direction, frame) => traced.push(`${direction} ${frame}`),
    ...options,
  });
  link.open({
    opened: () => {},
    bytes: (bytes) => driver.receive(bytes),
    closed: () => driver.lost(),
  });
  await clock.step();

  /** Lets time pass until the promise is settled. */
  async function settled<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    promise.then(settle, settle);
    while (!isSettled) {
      if (!(await clock.step()) && !isSettled) throw new Error("nothing will ever settle this");
    }
    return promise;
  }

  return { clock, device, driver, traced, settled };
}

export async function openScripted(options: LineOptions = {}) {
  const opened = await openLine(options);
  const printer = createScriptedPrinter(opened.device, options.geometry ?? SMALL);
  return { ...opened, printer };
}

/** The printer is ready, and what it heard until then is forgotten. */
export async function startScripted(options: LineOptions = {}) {
  const opened = await openScripted(options);
  const started = await opened.settled(opened.driver.start());
  opened.printer.heard.length = 0;
  opened.traced.length = 0;
  return { ...opened, started };
}

export async function openSimulated(
  options: LineOptions = {},
  settings: Partial<PrinterSettings> = {},
) {
  const opened = await openLine(options);
  const { clock, device } = opened;
  const cards: { readonly box: string; readonly panels: string; readonly atMs: number }[] = [];
  const printer = createSimulatedPrinter(
    {
      clock,
      send: (bytes) => device.write(bytes),
      cardOut: ({ box, panels }) =>
        cards.push({
          box,
          panels: panels.map(({ panel }) => panel).join(""),
          atMs: clock.monotonicMs(),
        }),
    },
    { geometry: options.geometry ?? SMALL, ...settings },
  );
  device.onBytes((bytes) => printer.receive(bytes));
  return { ...opened, printer, cards };
}

/** A panel with the same amount of dye everywhere. */
export function plain(panel: Panel, amount: number, geometry = SMALL): Plane {
  return { panel, dots: new Uint8Array(geometry.widthDots * geometry.heightDots).fill(amount) };
}

/** One side that needs all five panels. */
export function colourSide(geometry = SMALL): readonly Plane[] {
  const amounts = { y: 255, m: 0, c: 128, k: 255, o: 255 } as const;
  return (["y", "m", "c", "k", "o"] as const).map((p) => plain(p, amounts[p], geometry));
}
