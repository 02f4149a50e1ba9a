import { describe, expect, it } from "vitest";
import { createCommandDesk, told } from "../support/command-desk.ts";
import {
  AFTER,
  createStand,
  holdsOf,
  ONE_PRINTER,
  PRINTED,
  received,
  refused,
  type Stand,
  sessionOf,
  WELL,
} from "../support/core-fixtures.ts";
import { faultsOf } from "./looks.ts";

// Goal: a printer that refuses cards before anything moves is tried again ever more rarely, and is
// tried as at first once a card has come out; none of these tries counts against its job.

const STEP_MS = 1_000;

interface Desk {
  readonly stand: Stand;
  session: number;
}

function setUp(): Desk {
  const stand = createStand({ policy: { ...ONE_PRINTER, attemptsMax: 2 } });
  stand.post(sessionOf("printer1", 1).ready());
  stand.post(received("J1"));
  return { stand, session: 1 };
}

/** The card is begun and refused; the counters say that nothing has moved. */
function refuse(desk: Desk, jobId: string, condition: "cover-open" | "media-empty"): void {
  const { stand } = desk;
  const attempt = (stand.state.jobs.get(jobId)?.attempts ?? 0) + 1;
  const before = sessionOf("printer1", desk.session);
  stand.post(before.prepared(jobId));
  stand.post(before.ended(jobId, refused(condition), attempt));
  stand.post(before.gone());
  desk.session += 1;
  const next = sessionOf("printer1", desk.session);
  stand.post(next.ready());
  stand.post(next.evidence(jobId, {}, attempt));
}

/** How long it is until a card is begun again, while every look at the printer is good. */
function waited({ stand, session }: Desk): number {
  const from = stand.nowMs;
  const orders = stand.orders("prepare-card").length;
  while (stand.orders("prepare-card").length === orders) {
    stand.tick(STEP_MS);
    stand.post(sessionOf("printer1", session).checked(WELL));
    if (stand.nowMs - from > 3_600_000) throw new Error("no card is begun any more");
  }
  return Math.round((stand.nowMs - from) / 1_000);
}

describe("a condition that no question shows", () => {
  it("is waited for 30 s, doubling to 5 minutes each time it is back, for ever", () => {
    const desk = setUp();
    const waits = Array.from({ length: 7 }, () => {
      refuse(desk, "J1", "cover-open");
      return waited(desk);
    });
    const expected = [30, 60, 120, 240, 300, 300, 300];
    waits.forEach((wait, n) => {
      // Two good looks, a second apart, show that it is gone.
      expect(Math.abs(wait - (expected[n] ?? 0))).toBeLessThanOrEqual(2);
    });
  });

  it("is waited for 30 s again once a card has come out well", () => {
    const desk = setUp();
    for (let n = 0; n < 3; n += 1) {
      refuse(desk, "J1", "cover-open");
      waited(desk);
    }
    const { stand, session } = desk;
    const good = sessionOf("printer1", session);
    stand.post(good.prepared("J1"));
    stand.post(good.ended("J1", PRINTED, 4));
    stand.post(received("J2"));
    refuse(desk, "J2", "cover-open");
    expect(Math.abs(waited(desk) - 30)).toBeLessThanOrEqual(2);
  });

  it("is not waited for when a person asks for a check: he has seen to it", () => {
    const desk = setUp();
    const { stand } = desk;
    for (let n = 0; n < 3; n += 1) {
      refuse(desk, "J1", "cover-open");
      waited(desk);
    }
    refuse(desk, "J1", "cover-open");
    stand.tick(STEP_MS);
    createCommandDesk(stand).ask({ cmd: "check", device: "printer1" });
    expect(waited(desk)).toBeLessThanOrEqual(5);
  });

  it.each<[which: string, ask: (stand: Stand) => void, whose: string]>([
    ["before it was seen", (stand) => stand.tick(STEP_MS), "printer1"],
    ["of another device", () => {}, "server1"],
  ])("is waited for when the check that a person asked for was %s", (_, pass, device) => {
    const desk = setUp();
    const { stand } = desk;
    createCommandDesk(stand).ask({ cmd: "check", device });
    pass(stand);
    refuse(desk, "J1", "cover-open");
    expect(Math.abs(waited(desk) - 30)).toBeLessThanOrEqual(2);
  });

  it("is waited out by a new process, which counts anew: a restart costs one more try", () => {
    const desk = setUp();
    for (let n = 0; n < 3; n += 1) {
      refuse(desk, "J1", "cover-open");
      waited(desk);
    }
    refuse(desk, "J1", "cover-open");
    const after = { stand: desk.stand.restart(), session: 1 };
    after.stand.post(sessionOf("printer1", 1).ready());
    expect(faultsOf(after.stand)).toEqual(["printer1/cover-open"]);
    expect(Math.abs(waited(after) - 120)).toBeLessThanOrEqual(2);
    refuse(after, "J1", "cover-open");
    expect(Math.abs(waited(after) - 30)).toBeLessThanOrEqual(2);
  });
});

describe("a printer that refuses cards although it looks well", () => {
  it("rests between the tries, longer each time, by a hold that says when it ends", () => {
    const desk = setUp();
    const { stand } = desk;
    refuse(desk, "J1", "media-empty");
    expect(waited(desk)).toBeLessThanOrEqual(3);
    refuse(desk, "J1", "media-empty");
    const cause = { kind: "policy", reason: "nothing-moved" };
    expect(stand.state.holds.get("resting:printer1")).toMatchObject({
      cause,
      since: stand.nowMs,
      until: stand.nowMs + 30_000,
    });
    expect(Math.abs(waited(desk) - 30)).toBeLessThanOrEqual(2);
    refuse(desk, "J1", "media-empty");
    expect(Math.abs(waited(desk) - 60)).toBeLessThanOrEqual(2);
  });

  it("rests also when the fault is overridden: the wait is not the fault's", () => {
    const desk = setUp();
    const { stand } = desk;
    const { ask } = createCommandDesk(stand);
    refuse(desk, "J1", "cover-open");
    const until = new Date(stand.nowMs + 3_600_000).toISOString();
    const word = {
      cmd: "release",
      scope: "printer:printer1",
      override: true,
      reason: "try",
      until,
    };
    expect(ask(word)).toMatchObject({ ok: true });
    for (const wait of [30, 60, 120]) {
      refuse(desk, "J1", "cover-open");
      expect(holdsOf(stand)).toEqual(["resting:printer1"]);
      expect(Math.abs(waited(desk) - wait)).toBeLessThanOrEqual(2);
    }
  });

  it.each([{ device: "printer1" }, {}])(
    "does not rest any more when a person asks for a check: he has seen to it: %o",
    (which) => {
      const desk = setUp();
      const { stand } = desk;
      refuse(desk, "J1", "media-empty");
      waited(desk);
      refuse(desk, "J1", "media-empty");
      createCommandDesk(stand).ask({ cmd: "check", ...which });
      expect(told(stand, "event").at(-1)).toMatchObject({ type: "hold-lifted", by: "rina" });
      expect(waited(desk)).toBeLessThanOrEqual(3);
    },
  );

  it("rests on when a person asks for a check of something else", () => {
    const desk = setUp();
    refuse(desk, "J1", "media-empty");
    waited(desk);
    refuse(desk, "J1", "media-empty");
    createCommandDesk(desk.stand).ask({ cmd: "check", device: "server1" });
    expect(holdsOf(desk.stand)).toContain("resting:printer1");
  });

  it("does not rest for hours when the clock is set back", () => {
    const desk = setUp();
    const { stand } = desk;
    refuse(desk, "J1", "media-empty");
    waited(desk);
    refuse(desk, "J1", "media-empty");
    stand.nowMs -= 3_600_000;
    stand.tick();
    expect(holdsOf(stand)).not.toContain("resting:printer1");
  });

  it("does not rest because a process died before anything moved", () => {
    const { stand } = setUp();
    stand.post(sessionOf("printer1", 1).prepared("J1"));
    let after = stand;
    for (const attempt of [1, 2, 3]) {
      after = after.restart();
      const next = sessionOf("printer1", 1);
      after.post(next.ready());
      after.post(next.evidence("J1", {}, attempt));
      expect(holdsOf(after)).toEqual([]);
      after.post(next.prepared("J1"));
    }
  });
});

describe("an attempt in which nothing moved", () => {
  it("counts for no limit, however many there are, also after a restart", () => {
    const desk = setUp();
    for (let n = 0; n < 4; n += 1) {
      refuse(desk, "J1", "cover-open");
      waited(desk);
    }
    const { stand, session } = desk;
    const after = stand.restart().state.jobs.get("J1");
    expect(after).toEqual(stand.state.jobs.get("J1"));
    expect(after).toMatchObject({ attempts: 4, notPrinted: 4, spoiled: 0 });
    const next = sessionOf("printer1", session);
    stand.post(next.prepared("J1"));
    stand.post(next.ended("J1", refused("cover-open"), 5));
    stand.post(next.gone());
    const last = sessionOf("printer1", session + 1);
    stand.post(last.ready());
    const half = { reading: { ...AFTER, panelsPrinted: 402, cardInside: true } };
    stand.post(last.evidence("J1", half, 5));
    const rejected = {
      reading: { ...AFTER, panelsPrinted: 402 },
      rejected: "acknowledged",
    } as const;
    stand.post(last.evidence("J1", rejected, 5));
    // The first of the two that attemptsMax allows.
    expect(stand.state.jobs.get("J1")).toMatchObject({ state: "pending", spoiled: 1 });
    expect(holdsOf(stand)).not.toContain("policy:job:J1");
  });
});
