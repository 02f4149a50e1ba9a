import { describe, expect, it } from "vitest";
import type { Panel } from "../../protocols/words.ts";
import { SMALL_GEOMETRY, stubRenderer } from "../../simulator/office/small-world.ts";
import { DaemonError } from "../../src/core/errors.ts";
import type { Event } from "../../src/core/events.ts";
import type {
  Plane,
  PreparedCard,
  PrinterDriver,
  Renderer,
  RenderRequest,
} from "../../src/core/ports.ts";
import { createCards } from "../../src/daemon/cards.ts";
import { sha256 } from "../../src/io/sha256.ts";
import { AFTER, WELL } from "../support/core-fixtures.ts";
import { STUB_CARD } from "../support/stub-driver.ts";
import { NOW, openStubLine } from "./stub-line.ts";

// Goal: what is stored is what is drawn and sent, once, and whatever is in the way becomes an
// event. Method: a real line in virtual time; driver, renderer and store are ports.

const FRONT = { image: "front" };
const BACK = { image: "back" };
const ONE_SIDE = { specimen: false, card: { front: FRONT } };
const TWO_SIDES = { specimen: true, card: { front: FRONT, back: BACK } };

interface Choice {
  readonly document?: object | undefined;
  readonly verbs?: Partial<PrinterDriver>;
  readonly renderer?: Renderer;
  readonly varnish?: boolean;
}

async function setUp(choice: Choice = {}) {
  const { verbs, renderer = stubRenderer, varnish = true } = choice;
  const document = "document" in choice ? choice.document : ONE_SIDE;
  const opened = await openStubLine(verbs);
  const posted: Event[] = [];
  const logged: string[] = [];
  const drawn: RenderRequest[] = [];
  const cards = createCards({
    clock: opened.clock,
    store: { document: () => document && JSON.stringify(document) },
    renderer: {
      render(request) {
        drawn.push(request);
        return renderer.render(request);
      },
    },
    log: { write: (_level, message, facts) => logged.push(JSON.stringify([message, facts])) },
    printers: new Map([["printer1", { line: opened.line, geometry: SMALL_GEOMETRY, varnish }]]),
    post: (event) => posted.push(event),
  });
  const prepare = (jobId = "job-1", session = 1, printer = "printer1") =>
    cards.prepare({ kind: "prepare-card", printer, session, jobId });
  const print = (jobId = "job-1", session = 1) =>
    cards.print({ kind: "print-card", printer: "printer1", session, jobId, attempt: 2 });
  return { ...opened, posted, logged, drawn, prepare, print };
}

const ABOUT = { at: NOW, printer: "printer1", session: 1, jobId: "job-1" };

describe("prepare", () => {
  it("tells the core what the card will do to the counters, and what will be sent", async () => {
    const { prepare, posted, driver } = await setUp();
    await prepare();
    expect(posted).toEqual([
      {
        kind: "card-prepared",
        ...ABOUT,
        health: WELL,
        panels: STUB_CARD.panels,
        payloadHash: sha256(Uint8Array.of(1, 2, 3)),
      },
    ]);
    expect(driver.told).toEqual(["check"]);
  });

  const panels = (side: "front" | "back"): readonly Panel[] =>
    side === "front" ? ["y", "m", "c", "k", "o"] : ["k", "o"];

  it.each<[string, boolean, readonly Panel[], readonly Panel[]]>([
    ["what the ribbon has", true, ["y", "m", "c", "k", "o"], ["k", "o"]],
    ["no overlay where there is to be no varnish", false, ["y", "m", "c", "k"], ["k"]],
  ])("draws each side in its own panels: %s", async (_, varnish, front, back) => {
    const { prepare, drawn } = await setUp({ document: TWO_SIDES, varnish, verbs: { panels } });
    await prepare();
    expect(drawn).toEqual([
      { side: FRONT, panels: front, geometry: SMALL_GEOMETRY, specimen: true },
      { side: BACK, panels: back, geometry: SMALL_GEOMETRY, specimen: true },
    ]);
  });

  it("hands the planes to the driver side by side, and tells what is no specimen", async () => {
    const given: (readonly (readonly Plane[])[])[] = [];
    const prepared = (sides: readonly (readonly Plane[])[]): PreparedCard => {
      given.push(sides);
      return STUB_CARD;
    };
    const { prepare, drawn } = await setUp({ verbs: { prepare: prepared } });
    await prepare();
    expect(drawn).toMatchObject([{ specimen: false }]);
    const request = { side: FRONT, panels: ["k"], geometry: SMALL_GEOMETRY, specimen: false };
    expect(given).toEqual([[stubRenderer.render(request as RenderRequest)]].map(planesOf));
  });

  const refusing: Renderer = {
    render: () => ({ ok: false, defect: "unknown-template", message: "template: unknown" }),
  };
  it.each<[string, Choice]>([
    ["whose document is erased", { document: undefined }],
    ["whose template has gone since", { renderer: refusing }],
  ])("gives up a job %s, and names the job alone in the log", async (_, choice) => {
    const { prepare, posted, logged, driver } = await setUp(choice);
    await prepare();
    expect(posted).toEqual([{ kind: "card-unprintable", ...ABOUT }]);
    expect(logged).toEqual(['["an accepted job cannot be drawn",{"jobId":"job-1"}]']);
    expect(driver.told).toEqual([]);
  });

  it("ends the session of a printer that does not say how it is", async () => {
    const check = () => Promise.reject(new DaemonError("PRINTER_TIMEOUT", "silent"));
    const { prepare, posted, sessions, pass } = await setUp({ verbs: { check } });
    await prepare();
    await pass(1_000);
    expect(posted).toEqual([]);
    expect(sessions).toEqual(["ready 1", "gone 1 timed-out", "ready 2"]);
  });

  it("rejects with a mistake in the program", async () => {
    const check = () => Promise.reject(new TypeError("a mistake"));
    const { prepare } = await setUp({ verbs: { check } });
    await expect(prepare()).rejects.toThrow("a mistake");
  });

  it.each([
    ["a session that has ended", 0, "printer1"],
    ["a printer that nobody knows", 1, "printer9"],
  ])("does nothing for %s", async (_, session, printer) => {
    const { prepare, posted, drawn, driver } = await setUp();
    await prepare("job-1", session, printer);
    expect([...posted, ...drawn, ...driver.told]).toEqual([]);
  });
});

describe("print", () => {
  it("sends what was prepared and tells how it ended", async () => {
    const { prepare, print, posted, driver } = await setUp();
    await prepare();
    await print();
    const result = { kind: "ended", after: AFTER };
    expect(posted.slice(1)).toEqual([{ kind: "card-ended", ...ABOUT, attempt: 2, result }]);
    expect(driver.told).toEqual(["check", "print"]);
  });

  it("tells that the card waits, and what that says of the printer", async () => {
    const fault = { condition: "marker-over-temperature", raw: "no-answer" } as const;
    const { prepare, print, posted } = await setUp({
      verbs: {
        print: async (_card, waits) => {
          waits?.(fault);
          return { kind: "ended", after: AFTER };
        },
      },
    });
    await prepare();
    await print();
    expect(posted.slice(1)).toMatchObject([
      { kind: "card-waits", ...ABOUT, attempt: 2, fault },
      { kind: "card-ended" },
    ]);
  });

  it("sends a prepared card once", async () => {
    const { prepare, print, posted, driver } = await setUp();
    await prepare();
    await print();
    await print();
    expect(driver.told).toEqual(["check", "print"]);
    expect(posted).toHaveLength(2);
  });

  it.each([
    ["another job's card", "job-2", 1],
    ["in a session that has ended", "job-1", 2],
  ])("sends nothing: %s", async (_, jobId, session) => {
    const { prepare, print, posted, driver } = await setUp();
    await prepare();
    await print(jobId, session);
    expect(driver.told).toEqual(["check"]);
    expect(posted.map(({ kind }) => kind)).toEqual(["card-prepared"]);
  });

  it("keeps the bytes of one card for a printer: those prepared last", async () => {
    const { prepare, print, driver } = await setUp();
    await prepare("job-1");
    await prepare("job-2");
    await print("job-1");
    expect(driver.told).not.toContain("print");
  });

  it("sends what was prepared anew", async () => {
    const sent: number[] = [];
    let made = 0;
    const verbs: Partial<PrinterDriver> = {
      prepare() {
        made += 1;
        return { ...STUB_CARD, panels: made };
      },
      async print({ panels }) {
        sent.push(panels);
        return { kind: "ended", after: AFTER };
      },
    };
    const { prepare, print } = await setUp({ verbs });
    await prepare();
    await prepare();
    await print();
    expect(sent).toEqual([2]);
  });
});

function planesOf(sides: readonly ReturnType<Renderer["render"]>[]) {
  return sides.map((rendered) => (rendered.ok ? rendered.planes : []));
}
