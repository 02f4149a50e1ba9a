import { describe, expect, it } from "vitest";
import { createMemoryLine } from "../../simulator/stage/memory-link.ts";
import { createVirtualClock } from "../../simulator/stage/virtual-clock.ts";
import { DaemonError } from "../../src/core/errors.ts";
import type { Event } from "../../src/core/events.ts";
import type { PrinterDriver } from "../../src/core/ports.ts";
import { createPrinterLine } from "../../src/drivers/printer-line.ts";
import { WELL } from "../support/core-fixtures.ts";
import { createStubDriver, STUB_IDENTITY, type StubDriver } from "../support/stub-driver.ts";

// Goal: a line is opened again for ever, and every session ends in one event that says why.
// Method: virtual time, a memory line that is plugged and unplugged, a driver that does as told.

const MONDAY = Date.UTC(2021, 0, 4, 1);
const DAY_MS = 24 * 3_600_000;

interface Options {
  readonly jitter?: number;
  /** The driver of each session in turn. */
  readonly driver?: (session: number) => Partial<PrinterDriver>;
}

function setUp({ jitter = 0, driver = () => ({}) }: Options = {}) {
  const clock = createVirtualClock({ startWallMs: MONDAY });
  const wire = createMemoryLine({ clock });
  const posted: Event[] = [];
  const openedAt: number[] = [];
  const drivers: StubDriver[] = [];
  const logged: string[] = [];
  const fatal: unknown[] = [];
  const line = createPrinterLine({
    printer: "printer1",
    clock,
    random: { id: () => "", jitter: () => jitter },
    log: { write: (level, message) => logged.push(`${level}: ${message}`) },
    openLink() {
      openedAt.push(clock.monotonicMs());
      return wire.openLink();
    },
    createDriver() {
      const created = createStubDriver(driver(drivers.length + 1));
      drivers.push(created);
      return created;
    },
    post: (event) => posted.push(event),
    fatal: (error) => fatal.push(error),
  });
  const pauses = () => openedAt.slice(1).map((at, n) => at - (openedAt[n] ?? 0));
  const words = () => posted.map(wordOf);
  const pass = (durationMs: number) => clock.runUntil(clock.monotonicMs() + durationMs);
  return { clock, wire, line, posted, openedAt, drivers, logged, fatal, pauses, words, pass };
}

/** `ready 1`, `gone 1 timed-out`, `gone 1` for an end on purpose. */
function wordOf(event: Event): string {
  if (event.kind === "printer-ready") return `ready ${event.session}`;
  if (event.kind !== "printer-gone") return event.kind;
  const { session, fault } = event;
  return ["gone", session, ...(fault === undefined ? [] : [fault.condition])].join(" ");
}

/** With a printer at the other end, ready in its first session. */
async function setUpReady(options: Options = {}) {
  const stand = setUp(options);
  const device = stand.wire.plug();
  stand.line.start();
  await stand.pass(0);
  return { ...stand, device };
}

describe("a line that cannot be opened", () => {
  it.each([
    ["least", 0, [250, 500, 1_000, 2_000, 4_000, 4_000, 4_000]],
    ["greatest", 0.9999, [500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]],
  ])("is tried again after growing pauses with the %s jitter", async (_, jitter, expected) => {
    const { line, pauses, pass } = setUp({ jitter });
    line.start();
    await pass(60_000);
    expect(pauses().slice(0, expected.length)).toEqual(expected);
  });

  it("is never given up", async () => {
    const { wire, line, openedAt, words, pass } = setUp();
    line.start();
    await pass(DAY_MS);
    expect(openedAt.length).toBeGreaterThan(11_000);
    wire.plug();
    await pass(5_000);
    expect(words().at(-1)).toBe(`ready ${openedAt.length}`);
  });

  it("ends each of its sessions once, with the fault of the line", async () => {
    const { line, posted, words, drivers, pass } = setUp();
    line.start();
    await pass(1_000);
    expect(words()).toEqual([1, 2, 3].map((n) => `gone ${n} connecting-to-device`));
    expect(posted[0]).toEqual({
      kind: "printer-gone",
      at: MONDAY,
      printer: "printer1",
      session: 1,
      fault: { condition: "connecting-to-device" },
    });
    expect(drivers.map(({ told }) => told)).toEqual([["lost"], ["lost"], ["lost"]]);
  });
});

describe("a line that opens", () => {
  it("reports who answers, and how it is", async () => {
    const { posted } = await setUpReady();
    expect(posted).toEqual([
      {
        kind: "printer-ready",
        at: MONDAY,
        printer: "printer1",
        session: 1,
        identity: STUB_IDENTITY,
        health: WELL,
      },
    ]);
  });

  it("brings what arrives to the driver of its session alone", async () => {
    const { device, drivers, pass } = await setUpReady();
    device.write(Buffer.from("one"));
    await pass(10);
    device.unplug();
    device.plugIn();
    await pass(500);
    device.write(Buffer.from("two"));
    await pass(10);
    expect(drivers.map(({ told }) => told)).toEqual([["receive one", "lost"], ["receive two"]]);
  });

  it("is lost with the fault of the line, and opened again after the shortest pause", async () => {
    const { line, wire, pauses, words, pass } = setUp();
    line.start();
    await pass(10_000);
    const tries = pauses().length;
    const device = wire.plug();
    await pass(10_000);
    device.unplug();
    device.plugIn();
    await pass(1_000);
    expect(words().slice(-3)).toEqual([
      `ready ${tries + 2}`,
      `gone ${tries + 2} connecting-to-device`,
      `ready ${tries + 3}`,
    ]);
    expect(words()).toHaveLength(tries + 4);
  });

  it("goes on with growing pauses while nobody answers on it", async () => {
    const start = () => Promise.reject(new DaemonError("PRINTER_TIMEOUT", "silent"));
    const { pauses, pass } = await setUpReady({ driver: () => ({ start }) });
    await pass(8_000);
    expect(pauses()).toEqual([250, 500, 1_000, 2_000, 4_000]);
  });
});

describe("a start that fails", () => {
  it.each<[string, DaemonError, Readonly<Record<string, unknown>>]>([
    ["silence", new DaemonError("PRINTER_TIMEOUT", "silent"), { condition: "timed-out" }],
    [
      "a refusal with its condition",
      new DaemonError("PRINTER_REFUSED", "refused", { condition: "cover-open", code: "C" }),
      { condition: "cover-open", raw: "C" },
    ],
    [
      "a refusal without one",
      new DaemonError("PRINTER_REFUSED", "refused", { code: 7 }),
      { condition: "command-refused", raw: "7" },
    ],
    [
      "an answer that makes no sense",
      new DaemonError("PRINTER_GARBLED", "garbled"),
      { condition: "other", raw: "garbled" },
    ],
  ])("by %s ends the session with that fault", async (_, error, fault) => {
    const start = () => Promise.reject(error);
    const driver = (session: number) => (session === 1 ? { start } : {});
    const { posted, words, pass } = await setUpReady({ driver });
    expect(posted).toMatchObject([{ kind: "printer-gone", session: 1, fault }]);
    await pass(250);
    expect(words().slice(1)).toEqual(["ready 2"]);
  });

  it("after its line was lost says nothing more", async () => {
    let reject: (error: Error) => void = () => {};
    const start = () => new Promise<never>((_resolve, fail) => (reject = fail));
    const driver = (session: number) => (session === 1 ? { start } : {});
    const { device, logged, words, pass } = await setUpReady({ driver });
    device.unplug();
    device.plugIn();
    await pass(1_000);
    reject(new DaemonError("LINK_CLOSED", "closed"));
    await pass(1_000);
    expect(words()).toEqual(["gone 1 connecting-to-device", "ready 2"]);
    expect(logged).toEqual(["warn: printer line closed", "info: printer ready"]);
  });
});

describe("an end on purpose", () => {
  it("carries no fault, and is followed by a new session", async () => {
    const { line, words, pass } = await setUpReady();
    line.restart(1);
    await pass(1_000);
    expect(words()).toEqual(["ready 1", "gone 1", "ready 2"]);
  });

  it("because a card's answer failed carries its fault", async () => {
    const { line, words, pass } = await setUpReady();
    line.fail(1, new DaemonError("PRINTER_TIMEOUT", "silent"));
    await pass(1_000);
    expect(words()).toEqual(["ready 1", "gone 1 timed-out", "ready 2"]);
  });

  it("comes once, whatever is asked for while the line is being closed", async () => {
    const { line, words, pass } = await setUpReady();
    line.restart(1);
    line.restart(1);
    await pass(1_000);
    expect(words()).toEqual(["ready 1", "gone 1", "ready 2"]);
  });

  it.each([1, 3])("is not brought about by session %d in the time of session 2", async (stale) => {
    const { line, words, pass } = await setUpReady();
    line.restart(1);
    await pass(1_000);
    line.restart(stale);
    line.fail(stale, new DaemonError("PRINTER_TIMEOUT", "silent"));
    await pass(1_000);
    expect(words()).toEqual(["ready 1", "gone 1", "ready 2"]);
  });
});

describe("the driver of a session", () => {
  it("is there as long as the session", async () => {
    const { line, drivers, device, pass } = await setUpReady();
    expect(line.driver(1)).toBe(drivers[0]);
    expect([line.driver(0), line.driver(2)]).toEqual([undefined, undefined]);
    device.unplug();
    await pass(0);
    expect(line.driver(1)).toBeUndefined();
  });

  it("that is ready only after its session has ended is not announced", async () => {
    let resolve: (started: Awaited<ReturnType<PrinterDriver["start"]>>) => void = () => {};
    const start = () => new Promise<never>((settle) => (resolve = settle as never));
    const driver = (session: number) => (session === 1 ? { start } : {});
    const { line, words, pass } = await setUpReady({ driver });
    line.restart(1);
    await pass(1_000);
    resolve({ identity: STUB_IDENTITY, health: WELL });
    await pass(1_000);
    expect(words()).toEqual(["gone 1", "ready 2"]);
  });
});

describe("stop", () => {
  it("ends the session without a fault and opens no other", async () => {
    const { line, words, openedAt, pass } = await setUpReady();
    line.stop();
    await pass(DAY_MS);
    expect(words()).toEqual(["ready 1", "gone 1"]);
    expect(openedAt).toHaveLength(1);
  });

  it("between two attempts ends the waiting, and leaves no timer", async () => {
    const { clock, line, openedAt, pass } = setUp();
    line.start();
    await pass(100);
    line.stop();
    expect(await clock.runUntilIdle({ maxTurns: 10 })).toBe(0);
    expect(openedAt).toHaveLength(1);
  });
});

it("ends the process at a programmer's error in the start of a session", async () => {
  const mistake = new TypeError("planted");
  const { wire, line, fatal, words, pass } = setUp({
    driver: () => ({ start: () => Promise.reject(mistake) }),
  });
  wire.plug();
  line.start();
  await pass(1_000);
  expect([fatal, words()]).toEqual([[mistake], []]);
});
