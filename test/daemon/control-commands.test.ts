import { decode } from "fast-png";
import { describe, expect, it } from "vitest";
import { SMALL_GEOMETRY, stubRenderer } from "../../simulator/office/small-world.ts";
import type { Job } from "../../src/core/state.ts";
import { type CardPicture, createCardPicture } from "../../src/daemon/card-picture.ts";
import type { CardPrinter } from "../../src/daemon/cards.ts";
import { createCommands } from "../../src/daemon/commands.ts";
import { createControlCommands } from "../../src/daemon/control-commands.ts";
import { jobDetails } from "../../src/daemon/job-details.ts";
import { createInstantFormat } from "../../src/io/instant.ts";
import { createStatusContext } from "../../src/status/context.ts";
import { attempted, createCommandDesk, told } from "../support/command-desk.ts";
import {
  createStand,
  type Happening,
  MINUTE_MS,
  MONDAY_MS,
  received,
} from "../support/core-fixtures.ts";

// Goal: what people do and see over the socket. Method: the real core over the real store.

const PNG = new Uint8Array([137, 80, 78, 71]);
const instant = createInstantFormat("Asia/Jakarta");

function setUp(picture: CardPicture = PNG) {
  const stand = createStand();
  const { state, store } = stand;
  let ids = 0;
  const random = {
    id() {
      ids += 1;
      return `made-${ids}`;
    },
  };
  const commands = createCommands({
    clock: { wallMs: () => stand.nowMs },
    random,
    store,
    post: (event) => stand.post(event as Happening),
  });
  stand.perform = (order) => {
    if (order.kind === "answer-command") commands.answer(order.delivery, order.answer);
  };
  const drawCard = () => picture;
  const control = createControlCommands({ state, store, random, commands, drawCard, instant });
  return { stand, control };
}

function bytesOf(document: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(document));
}

describe("command", () => {
  it("takes what can make a card, and answers in the keys of the contract", () => {
    const { stand, control } = setUp();
    attempted(stand, "J1", "unknown");
    const at = instant(stand.nowMs);
    const resolve = { cmd: "resolve", id: "c", at, by: "rina", reason: "seen", job_id: "J1" };
    expect(control.command(bytesOf({ ...resolve, attempt: 1, as: "printed" }))).toEqual({
      id: "c",
      ok: true,
      result: { job_id: "J1", attempt: 1, state: "completed" },
    });
  });

  it("answers what is no command", () => {
    const answer = setUp().control.command(bytesOf([]));
    expect(answer).toMatchObject({ id: null, ok: false, code: "malformed" });
  });
});

describe("card", () => {
  it("is given when it is on record and told that somebody looks", () => {
    const { stand, control } = setUp();
    attempted(stand, "J1", "printed");
    expect(control.card("J1", "rina")).toEqual({ ok: true, png: PNG });
    const shown = { type: "card-shown", id: "made-1", jobId: "J1", by: "rina" };
    expect(told(stand, "event")).toEqual([shown]);
    expect(stand.store.command("made-1")).toMatchObject({ jobId: "J1", command: { by: "rina" } });
  });

  it("is not given when that cannot be recorded", () => {
    const { stand, control } = setUp();
    stand.post(received("J1"));
    stand.failure = "full";
    expect(control.card("J1", "rina")).toEqual({ ok: false, code: "unavailable" });
  });

  it.each(["content-erased", "not-drawable"] as const)("is not there: %s", (code) => {
    const { stand, control } = setUp(code);
    stand.post(received("J1"));
    expect(control.card("J1", "rina")).toEqual({ ok: false, code });
    expect(told(stand, "event")).toEqual([]);
  });

  it("is not there of a job that was never accepted", () => {
    expect(setUp().control.card("J1", "rina")).toEqual({ ok: false, code: "unknown-job" });
  });
});

describe("the picture of a card", () => {
  const document = { card: { front: { image: "\u0001" }, back: { image: "\u0080" } } };

  function draw(text: string | undefined, panels: readonly string[] = []) {
    const stand = createStand();
    const driver = panels.length === 0 ? undefined : { panels: () => panels };
    const line = { driver: () => driver };
    const printer = { line, geometry: SMALL_GEOMETRY, varnish: true } as unknown as CardPrinter;
    const asked: (readonly string[])[] = [];
    const drawCard = createCardPicture({
      state: stand.state,
      store: { document: () => text, attempts: () => [] },
      renderer: {
        render(request) {
          asked.push(request.panels);
          return stubRenderer.render(request);
        },
      },
      printers: new Map([["printer1", printer]]),
    });
    return { picture: drawCard({ jobId: "J1" } as Job), asked };
  }

  it("has the back below the front, in black where black is printed", () => {
    const { picture, asked } = draw(JSON.stringify(document));
    const { width, height, data } = decode(picture as Uint8Array);
    const { widthDots, heightDots } = SMALL_GEOMETRY;
    const gapDots = Math.round(heightDots / 16);
    expect([width, height]).toEqual([widthDots, 2 * heightDots + gapDots]);
    const grey = (dot: number) => data[dot * 4];
    expect([grey(0), grey(1), grey(7)]).toEqual([0, 255, 255]);
    const back = (heightDots + gapDots) * widthDots;
    expect([grey(back), grey(back + 7)]).toEqual([255, 0]);
    expect(asked).toEqual([
      ["y", "m", "c", "k"],
      ["y", "m", "c", "k"],
    ]);
  });

  it("is drawn with the ribbon of the printer that is connected", () => {
    expect(draw(JSON.stringify(document), ["k"]).asked).toEqual([["k"], ["k"]]);
  });

  it("is not there without the document", () => {
    expect(draw(undefined).picture).toBe("content-erased");
  });
});

describe("jobDetails", () => {
  function detailsOf(stand: ReturnType<typeof createStand>, jobId: string) {
    const zone = "Asia/Jakarta";
    const { policy } = stand;
    const context = { zone, language: "en", version: "0", startedAtMs: MONDAY_MS, policy } as const;
    const job = stand.store.wholeJob(jobId);
    if (job === undefined) throw new Error("no such job");
    return jobDetails(stand, job, createStatusContext(context)(stand.nowMs));
  }

  it("names the cards around one in doubt by job and time", () => {
    const stand = createStand();
    for (const [jobId, outcome] of [
      ["J1", "printed"],
      ["J2", "unknown"],
      ["J3", "printed"],
    ] as const) {
      attempted(stand, jobId, outcome);
      stand.nowMs += MINUTE_MS;
    }
    expect(detailsOf(stand, "J2").question).toEqual({
      attempt: 1,
      printer: "printer1",
      before: { job_id: "J1", armed_at: "2021-01-04T08:00:00.000+07:00", outcome: "printed" },
      after: { job_id: "J3", armed_at: "2021-01-04T08:02:00.000+07:00", outcome: "printed" },
    });
    expect(detailsOf(stand, "J1")).not.toHaveProperty("question");
  });

  it("shows what was said of an attempt, without the note, and what was taken back", () => {
    const stand = createStand();
    attempted(stand, "J1", "unknown");
    const { ask } = createCommandDesk(stand);
    const resolve = { cmd: "resolve", job_id: "J1", attempt: 1, as: "spoiled" };
    ask({ ...resolve, id: "r", note: "a torn corner" });
    ask({ cmd: "undo", of: "r", id: "u", by: "budi" });
    const details = detailsOf(stand, "J1");
    const at = "2021-01-04T08:00:00.000+07:00";
    expect(details.attempts_made).toMatchObject([
      {
        decisions: [
          {
            id: "r",
            as: "spoiled",
            by: "rina",
            reason: "seen",
            at,
            undone: { id: "u", by: "budi", at },
          },
        ],
      },
    ]);
    expect(JSON.stringify(details)).not.toContain("torn");
  });

  it("says whose card a reprint replaces", () => {
    const stand = createStand();
    attempted(stand, "J1", "printed");
    createCommandDesk(stand).ask({ cmd: "reprint", job_id: "J1", old_card: "missing" });
    expect(detailsOf(stand, "J1.r1").reprint_of).toBe("J1");
  });
});
