import { describe, expect, it } from "vitest";
import type { RecordedFrame, RecordingHead } from "../../../protocols/evolis/recording.ts";
import {
  createSimulatedPrinter,
  type SimulatedPrinter,
} from "../../../simulator/printer/machine.ts";
import type { PrinterSettings } from "../../../simulator/printer/options.ts";
import { exchangesOf } from "../../../simulator/recording/exchanges.ts";
import { createReplay } from "../../../simulator/recording/replay.ts";
import { createMemoryLine } from "../../../simulator/stage/memory-link.ts";
import { createVirtualClock, type VirtualClock } from "../../../simulator/stage/virtual-clock.ts";
import type { ByteLink, PrinterDriver } from "../../../src/core/ports.ts";
import { createEvolisDriver } from "../../../src/drivers/evolis/driver.ts";
import { recordLink } from "../../../src/io/recorded-link.ts";
import { colourSide, plain, SMALL } from "../../drivers/evolis/line.ts";
import { setUpRecorder } from "../../support/recorder.ts";

// Goal: what a driver made of a printer it makes of its recording too, whatever had befallen them;
// a host that does otherwise is told so. Method: the real driver tells a story to the simulated
// printer in virtual time and is recorded at its own end; then it tells it to the replay.

const HEAD: RecordingHead = {
  recording: 1,
  protocol: "evolis",
  device: "printer1",
  begun_at: "2021-01-04T01:00:00.000Z",
  seen_by: "host",
  geometry: { width_dots: SMALL.widthDots, height_dots: SMALL.heightDots },
  left_out: ["images", "fields", "noise"],
};

/** What a story can do; with a replay nothing befalls the device but what was recorded. */
interface Stage {
  readonly clock: VirtualClock;
  readonly driver: () => PrinterDriver;
  /** Settles with what became of it, errors by their code. */
  readonly tell: (what: Promise<unknown>) => Promise<void>;
  readonly befall: (act: (printer: SimulatedPrinter) => void) => void;
  /** The next session, once the line was lost. */
  readonly reconnect: () => Promise<void>;
}

type Story = (stage: Stage) => Promise<void>;

interface Device {
  readonly openLink: () => ByteLink;
  readonly befall: Stage["befall"];
}

async function tellStory(story: Story, clock: VirtualClock, device: Device) {
  const told: unknown[] = [];
  let driver = open();
  await clock.step();

  function open(): PrinterDriver {
    const link = device.openLink();
    const opened = createEvolisDriver(link, { clock, geometry: SMALL, baudRate: 0 });
    link.open({
      opened: () => {},
      bytes: (bytes) => opened.receive(bytes),
      closed: () => opened.lost(),
    });
    return opened;
  }

  await story({
    clock,
    driver: () => driver,
    befall: device.befall,
    async tell(what) {
      let isSettled = false;
      const outcome = what
        .catch((error: { readonly code?: string }) => error.code ?? String(error))
        .finally(() => {
          isSettled = true;
        });
      while (!isSettled) await clock.step();
      told.push(await outcome);
    },
    async reconnect() {
      driver = open();
      await clock.step();
    },
  });
  return told;
}

async function record(story: Story, settings: Partial<PrinterSettings> = {}) {
  const clock = createVirtualClock({ startWallMs: 0 });
  const line = createMemoryLine({ clock });
  const end = line.plug();
  const printer = createSimulatedPrinter(
    {
      clock,
      send: (bytes) => end.write(bytes),
      plugged: (isPlugged) => (isPlugged ? end.plugIn() : end.unplug()),
      cardOut: () => {},
    },
    { geometry: SMALL, ...settings },
  );
  end.onBytes((bytes) => printer.receive(bytes));
  const tape = setUpRecorder(SMALL);
  const recorder = { host: tape.host, device: tape.device, line: tape.line };
  const told = await tellStory(story, clock, {
    openLink() {
      const link = recordLink(line.openLink(), {
        host: (chunk) => at(() => recorder.host(chunk)),
        device: (chunk) => at(() => recorder.device(chunk)),
        line: (state) => at(() => recorder.line(state)),
      });
      return link;
    },
    befall: (act) => act(printer),
  });

  function at(run: () => void): void {
    tape.at(Math.round(clock.monotonicMs()));
    run();
  }

  return { told, frames: tape.frames, tookMs: clock.monotonicMs() };
}

function linesOf(frames: readonly RecordedFrame[]) {
  return [
    { kind: "head", at: 1, head: HEAD } as const,
    ...frames.map((frame, n) => ({ kind: "frame", at: n + 2, frame }) as const),
  ];
}

interface ReplayHow {
  readonly speed?: number;
  readonly anyImage?: boolean;
}

async function replay(story: Story, frames: readonly RecordedFrame[], how: ReplayHow = {}) {
  const { speed = 1, anyImage = false } = how;
  const clock = createVirtualClock({ startWallMs: 0 });
  const line = createMemoryLine({ clock });
  const end = line.plug();
  const deviations: string[] = [];
  const device = createReplay(
    exchangesOf(linesOf(frames), { anyImage }),
    {
      now: () => clock.monotonicMs(),
      timer: clock.timer,
      fingerprint: setUpRecorder(SMALL).fingerprint,
      send: (bytes) => end.write(bytes),
      plugged: (isPlugged) => (isPlugged ? end.plugIn() : end.unplug()),
      deviated: (how) => deviations.push(how),
    },
    { geometry: SMALL, speed, anyImage },
  );
  end.onBytes((bytes) => device.receive(bytes));
  const told = await tellStory(story, clock, { openLink: line.openLink, befall: () => {} });
  return { told, deviations, tookMs: clock.monotonicMs(), played: device.played };
}

const printColour: Story = async ({ driver, tell }) => {
  await tell(driver().start());
  await tell(driver().print(driver().prepare([colourSide()])));
};

const STORIES: Readonly<Record<string, Story>> = {
  "two cards": async (stage) => {
    await printColour(stage);
    await stage.tell(stage.driver().print(stage.driver().prepare([[plain("k", 255)]])));
    await stage.tell(stage.driver().check());
  },
  "a ribbon that ends in mid card": async ({ driver, tell, befall }) => {
    await tell(driver().start());
    befall((printer) => printer.raise("marker-supply-empty", "next-step"));
    await tell(driver().print(driver().prepare([colourSide()])));
    await tell(driver().evidence());
    await tell(driver().check());
    befall((printer) => printer.hand("ribbon"));
    await tell(driver().reject());
    await tell(driver().print(driver().prepare([colourSide()])));
  },
  "a card that jams on its way out": async ({ driver, tell, befall, clock }) => {
    await tell(driver().start());
    const printed = driver().print(driver().prepare([[plain("k", 255)]]));
    clock.timer(7_000, () => befall((printer) => printer.raise("media-jam")));
    await tell(printed);
    await tell(driver().evidence());
  },
  "a printer that hangs, and goes on": async ({ driver, tell, befall }) => {
    await tell(driver().start());
    befall((printer) => printer.raise("timed-out", "next-step"));
    await tell(driver().print(driver().prepare([colourSide()])));
    await tell(driver().read());
    befall((printer) => printer.clear("timed-out"));
    await tell(driver().read());
  },
  "a cable that is pulled in mid card": async ({ driver, tell, befall, clock, reconnect }) => {
    await tell(driver().start());
    const printed = driver().print(driver().prepare([colourSide()]));
    clock.timer(12_000, () => befall((printer) => printer.hand("unplug")));
    clock.timer(13_000, () => befall((printer) => printer.hand("plug")));
    await tell(printed);
    await clock.runUntil(clock.monotonicMs() + 5_000);
    await reconnect();
    await tell(driver().start());
    await tell(driver().evidence());
    await tell(driver().reject());
  },
};

describe.each(["executed", "received"] as const)("with ack %s, the recording of", (ack) => {
  it.each(Object.entries(STORIES))("%s comes to the same", async (_name, story) => {
    const recorded = await record(story, { ack });
    const played = await replay(story, recorded.frames);
    expect(played.deviations).toEqual([]);
    expect(played.told).toEqual(recorded.told);
    expect(played.told.length).toBeGreaterThan(1);
    expect(Math.abs(played.tookMs - recorded.tookMs)).toBeLessThan(100);
  });
});

describe("a host that does otherwise", () => {
  it("may ask less, and more: the answers follow the cards, not the questions", async () => {
    const { frames } = await record(STORIES["two cards"] ?? printColour);
    const asksOften: Story = async ({ driver, tell }) => {
      await tell(driver().start());
      for (let n = 0; n < 5; n += 1) await tell(driver().read());
      await tell(driver().print(driver().prepare([colourSide()])));
      for (let n = 0; n < 5; n += 1) await tell(driver().read());
    };
    const { told, deviations } = await replay(asksOften, frames);
    expect(deviations).toEqual([]);
    const counters = told.slice(1).map((each) => {
      const reading = (each as { readonly after?: object }).after ?? each;
      return (reading as { readonly cardsFed: number }).cardsFed;
    });
    expect(counters).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
  });

  it("is told of a card that the recording does not have, and gets no answer", async () => {
    const { frames } = await record(printColour);
    const printsTwo: Story = async (stage) => {
      await printColour(stage);
      await stage.tell(stage.driver().print(stage.driver().prepare([colourSide()])));
    };
    const { told, deviations } = await replay(printsTwo, frames);
    expect(told[2]).toEqual({ kind: "silent", step: "start-sequence" });
    expect(deviations).toEqual([
      expect.stringMatching(/^Ss: the recording has none behind line \d+; it is not answered$/),
    ]);
  });

  it("is told of another image, unless any will do", async () => {
    const { frames } = await record(printColour);
    const other: Story = async ({ driver, tell }) => {
      await tell(driver().start());
      const [first, ...planes] = colourSide();
      await tell(driver().print(driver().prepare([[plain(first?.panel ?? "y", 1), ...planes]])));
    };
    const strict = await replay(other, frames);
    expect(strict.told[1]).toEqual({ kind: "silent", step: "panel-y" });
    expect(strict.deviations[0]).toMatch(/^Dbc?;y;64.* with \d+ bytes [\da-f]{16}: the recording/);
    const lenient = await replay(other, frames, { anyImage: true });
    expect(lenient.told[1]).toMatchObject({ kind: "ended", after: { cardsFed: 1 } });
    expect(lenient.deviations).toEqual([]);
  });

  it("is told what it has left out", async () => {
    const { frames } = await record(printColour);
    const black: Story = async ({ driver, tell }) => {
      await tell(driver().start());
      const k = colourSide().filter(({ panel }) => panel === "k");
      await tell(driver().print(driver().prepare([k])));
    };
    const { deviations } = await replay(black, frames);
    expect(deviations[0]).toMatch(/^Dbc?;k;2.*: before it the recording has Dbc?;y;64.*, Dbc?;m/);
  });

  it("gets no answer to a question that the recording does not have", async () => {
    const { frames } = await record(printColour);
    const model = frames.findIndex((frame) => "command" in frame && frame.command === "Rtp");
    const { told, deviations } = await replay(printColour, frames.slice(0, model));
    expect(told[0]).toBe("PRINTER_TIMEOUT");
    expect(deviations[0]).toMatch(/^Rtp: /);
  });
});

/** A replay with nobody on the line, and what it does. */
function bare(frames: readonly RecordedFrame[]) {
  const clock = createVirtualClock({ startWallMs: 0 });
  const happened: unknown[] = [];
  const device = createReplay(
    exchangesOf(linesOf(frames), { anyImage: false }),
    {
      now: () => clock.monotonicMs(),
      timer: clock.timer,
      fingerprint: () => "",
      send: (bytes) => happened.push([clock.monotonicMs(), Buffer.from(bytes).toString()]),
      plugged: (isPlugged) => happened.push([clock.monotonicMs(), isPlugged]),
      deviated: (how) => happened.push(how),
    },
    { geometry: SMALL, speed: 1, anyImage: false },
  );
  return { clock, device, happened };
}

describe("a replay", () => {
  it("goes at another pace, or waits for nothing", async () => {
    const { told, frames, tookMs } = await record(printColour);
    const quick = await replay(printColour, frames, { speed: 10 });
    const atOnce = await replay(printColour, frames, { speed: 0 });
    expect([quick.told, atOnce.told]).toEqual([told, told]);
    expect(tookMs).toBeGreaterThan(20_000);
    expect(quick.tookMs).toBeLessThan(tookMs / 9);
    expect(atOnce.tookMs).toBeLessThan(100);
  });

  it("of a real printer is a simulated one: nothing but specimens is printed on it", async () => {
    const { frames } = await record(printColour, { serialNumber: "10002733456" });
    const { told } = await replay(printColour, frames);
    expect(told[0]).toMatchObject({
      identity: { serialNumber: "SIM10002733456", simulated: true },
      health: { reading: { serialNumber: "SIM10002733456" } },
    });
  });

  it("needs nothing that a recording leaves out by itself, and takes what was kept", () => {
    const said = (keepsData: boolean) => {
      const tape = setUpRecorder(SMALL, keepsData);
      tape.host("\x1bDm;2;1234\r");
      tape.device("\x06");
      tape.host("\x1bSmr;2\r");
      tape.device("SPECIMEN\r\x06", Uint8Array.of(0x80));
      tape.host("\x1bDb;k;2;CONTOH CONTOH 16\r", "bad bad bad\r", "\x1bXyz;1\r");
      return exchangesOf(linesOf(tape.frames), { anyImage: false });
    };
    const [kept, leftOut] = [said(true), said(false)];
    expect(leftOut.map(({ key }) => key)).toEqual(kept.map(({ key }) => key));
    expect(leftOut.map(({ moves }) => moves)).toEqual(kept.map(({ moves }) => moves));
    const answers = [kept, leftOut].map((all) =>
      all[1]?.reactions.map((each) => (each.kind === "say" ? [...each.bytes] : [])),
    );
    const bytes = (text: string) => [...Buffer.from(text)];
    expect(answers).toEqual([
      [bytes("SPECIMEN\r"), [6], [0x80]],
      [bytes("????????\r"), [6], [0xff]],
    ]);
  });

  it("knows nothing of what a recorder has missed before it was started again", () => {
    const [head, ...frames] = linesOf([
      { t: 9, from: "host", command: "Rfv" },
      { t: 1, from: "device", answer: "ack" },
    ]);
    const [asked, answered] = frames;
    if (head === undefined || asked === undefined || answered === undefined) throw new Error("no");
    const exchanges = exchangesOf([head, asked, head, answered], { anyImage: false });
    expect(exchanges).toMatchObject([{ key: "Rfv", reactions: [] }]);
  });

  it("answers in the order in which it was asked", async () => {
    const { clock, device, happened } = bare([
      { t: 0, from: "host", command: "Ss" },
      { t: 80, from: "device", answer: "ack" },
      { t: 90, from: "host", command: "Rlr;p" },
      { t: 91, from: "device", answer: "text", text: "NO CARD\r" },
    ]);
    device.receive(Buffer.from("\x1bSs\r\x1bRlr;p\r"));
    await clock.runUntil(100);
    expect(happened).toEqual([
      [80, "\x06"],
      [80, "NO CARD\r"],
    ]);
  });

  it("pulls its cable once, however often the same is asked", async () => {
    const { clock, device, happened } = bare([
      { t: 0, from: "host", command: "Rfv" },
      { t: 5, from: "device", answer: "text", text: "1.0\r" },
      { t: 5, from: "device", answer: "ack" },
      { t: 50, line: "lost" },
      { t: 90, line: "opened" },
    ]);
    for (const atMs of [0, 1_000]) {
      await clock.runUntil(atMs);
      device.receive(Buffer.from("\x1bRfv\r"));
    }
    await clock.runUntil(2_000);
    expect(happened).toEqual([
      [5, "1.0\r"],
      [5, "\x06"],
      [50, false],
      [90, true],
      [1_005, "1.0\r"],
      [1_005, "\x06"],
    ]);
    expect([device.played, device.at]).toEqual([2, 2]);
  });
});
