import { describe, expect, it } from "vitest";
import { Draft } from "../../src/core/draft.ts";
import type { HostEventBody } from "../../src/core/state.ts";
import { adopt } from "../../src/core/twins.ts";
import {
  createStand,
  MONDAY_MS,
  received,
  type Stand,
  sessionOf,
} from "../support/core-fixtures.ts";

// Goal: of two hosts with one name, or a restored store, none prints until a person has decided
// (I12), and what was decided is not asked again.
// Method: the core in its loop over the real store; each rule also after a restart.

const OWN = "store";
const printer = sessionOf("printer1", 1);

function seen(store: string, eventSeq: number, jobEventSeq = 0) {
  return { kind: "own-state-seen", store, eventSeq, jobEventSeq } as const;
}

function seqs({ state }: Stand) {
  return { event: state.streams.event.seq, "job-event": state.streams["job-event"].seq };
}

const conditions = ({ state }: Stand) => [...state.faults.values()].map((fault) => fault.condition);

/** What a command would do, in a turn of its own. */
function adoptOn(stand: Stand, storeId = "new-store") {
  const draft = new Draft(stand.state, stand.nowMs);
  const cleared = adopt(draft, stand.state, { by: "rina", reason: "disk-replaced", storeId });
  if (draft.changes.length > 0) stand.store.commit(draft.changes);
  return { cleared, draft, next: stand.restart() };
}

/** A job waits, and a printer could print it. */
function setUpReady() {
  const stand = createStand();
  stand.post(seen(OWN, 0));
  stand.post(received("job-1"));
  return stand;
}

function started(stand: Stand): boolean {
  stand.post(printer.ready());
  return stand.orders("prepare-card").length > 0;
}

describe("a state under this host's name", () => {
  it.each([
    ["its own echo", (stand: Stand) => seen(OWN, seqs(stand).event, seqs(stand)["job-event"])],
    ["its own late echo", () => seen(OWN, 0, 0)],
  ])("changes nothing when it is %s", (_, echo) => {
    const stand = setUpReady();
    const before = stand.record.length;
    stand.post(echo(stand));
    expect(stand.record.length).toBe(before);
    expect(conditions(stand)).toEqual([]);
    expect(started(stand)).toBe(true);
  });

  it.each([
    ["job events", (stand: Stand) => seen(OWN, 0, seqs(stand)["job-event"] + 1), "store-restored"],
    ["host events", (stand: Stand) => seen(OWN, seqs(stand).event + 1, 0), "store-restored"],
    ["another store", () => seen("other", 0, 0), "second-host"],
  ])("holds everything when it is ahead by %s", (_, other, condition) => {
    const stand = setUpReady();
    stand.post(other(stand));
    expect(conditions(stand)).toEqual([condition]);
    expect([...stand.state.holds.values()]).toMatchObject([
      { scope: { kind: "host" }, cause: { kind: "fault", device: "host", condition } },
    ]);
    expect(started(stand)).toBe(false);
  });

  it("holds a host that still takes jobs, and answers that they are held", () => {
    const stand = setUpReady();
    stand.post(seen("other", 5));
    stand.post(received("job-2"));
    const [, answered] = stand.orders("answer-job");
    expect(answered?.answer).toMatchObject({ result: "accepted", state: "held" });
  });

  it("raises one fault, however often it comes, and writes only what is new of it", () => {
    const stand = setUpReady();
    stand.post(seen("other", 5));
    const before = stand.record.length;
    stand.post(seen("other", 5));
    stand.post(seen("other", 4));
    expect(stand.record.length).toBe(before);
    stand.post(seen("other", 4, 9));
    expect(stand.changes("twin-seen").map(({ twin }) => twin)).toEqual([
      { store: "other", eventSeq: 5, jobEventSeq: 0, isDecided: false },
      { store: "other", eventSeq: 5, jobEventSeq: 9, isDecided: false },
    ]);
    expect(stand.changes("fault-raised")).toHaveLength(1);
  });

  it("is remembered of no more than 64 stores, and holds all the same", () => {
    const stand = setUpReady();
    for (let count = 0; count < 100; count += 1) stand.post(seen(`other-${count}`, count));
    expect(stand.state.twins.size).toBe(64);
    expect(conditions(stand)).toEqual(["second-host"]);
    stand.post(seen(OWN, 50, 50));
    const { next } = adoptOn(stand);
    next.post(seen(OWN, 60, 60));
    expect(conditions(next)).toEqual([]);
  });

  it("is remembered of the newest numbers of a store that is known, however many are", () => {
    const stand = setUpReady();
    for (let count = 0; count < 64; count += 1) stand.post(seen(`other-${count}`, count));
    stand.post(seen("other-7", 700, 900));
    const { next } = adoptOn(stand);
    expect(seqs(next)["job-event"]).toBe(900);
  });
});

describe("the hold of a second host or a restored store", () => {
  it.each([
    ["second-host", seen("other", 5)],
    ["store-restored", seen(OWN, 50, 50)],
  ] as const)("%s is there after every restart, good check and day", (condition, other) => {
    const first = setUpReady();
    first.post(other);
    const second = first.restart().restart();
    expect(conditions(second)).toEqual([condition]);
    second.post(printer.ready());
    for (let minute = 0; minute < 60; minute += 1) second.tick(60_000);
    second.post(seen(OWN, 1, 1));
    second.nowMs += 24 * 3_600_000;
    second.tick();
    expect(conditions(second)).toEqual([condition]);
    expect(second.orders("prepare-card")).toEqual([]);
    expect(second.store.load().twins).toMatchObject([{ isDecided: false }]);
  });
});

describe("adopt", () => {
  const decisions = (draft: Draft) =>
    draft.changes.flatMap((change) =>
      change.kind === "event-added" ? [change.event.body as HostEventBody] : [],
    );

  it("changes nothing when there is nothing to decide", () => {
    const stand = setUpReady();
    const { cleared, draft } = adoptOn(stand);
    expect(cleared).toEqual([]);
    expect(draft.changes).toEqual([]);
  });

  it("lets a host print that was held by another one, and keeps its store's id", () => {
    const stand = setUpReady();
    stand.post(seen("other", 700, 900));
    const { cleared, draft, next } = adoptOn(stand);
    expect(cleared).toEqual(["second-host"]);
    expect(next.state.storeId).toBe(OWN);
    expect(next.state.holds.size).toBe(0);
    expect(decisions(draft).map(({ type }) => type)).toEqual([
      "adopted",
      "fault-cleared",
      "hold-lifted",
    ]);
    expect(decisions(draft)[0]).toEqual({
      type: "adopted",
      by: "rina",
      reason: "disk-replaced",
      stores: ["other"],
    });
    expect(started(next)).toBe(true);
  });

  it("gives a restored store a new id, and goes on after the highest number seen", () => {
    const stand = setUpReady();
    stand.post(seen(OWN, 700, 900));
    const { draft, next } = adoptOn(stand);
    expect(decisions(draft)[0]).toMatchObject({ type: "adopted", stores: [OWN] });
    expect(next.state.storeId).toBe("new-store");
    expect(seqs(next)).toEqual({ event: 703, "job-event": 900 });
    next.post(received("job-2"));
    expect(seqs(next)["job-event"]).toBe(901);
    expect(seqs(next.restart())).toEqual(seqs(next));
  });

  it("goes on after its own numbers where these are higher", () => {
    const stand = setUpReady();
    stand.post(seen("other", 1, 0));
    const before = seqs(stand);
    const { next } = adoptOn(stand);
    expect(seqs(next)).toEqual({ event: before.event + 3, "job-event": before["job-event"] });
  });

  it("is not asked about the same stores again, however far they go on", () => {
    const stand = setUpReady();
    stand.post(seen("other", 5));
    stand.post(seen(OWN, 50, 50));
    const { cleared, next } = adoptOn(stand);
    expect([...cleared].sort()).toEqual(["second-host", "store-restored"]);
    const before = next.record.length;
    for (const store of ["other", OWN]) next.post(seen(store, 10_000, 10_000));
    expect(next.record.length).toBe(before);
    expect(conditions(next)).toEqual([]);
    const last = next.restart();
    last.post(seen("other", 20_000));
    expect(conditions(last)).toEqual([]);
  });

  it("is asked about a third store, and about a restored one again", () => {
    const stand = setUpReady();
    stand.post(seen("other", 5));
    const { next } = adoptOn(stand);
    next.post(seen("third", 1));
    expect(conditions(next)).toEqual(["second-host"]);
    const { draft, next: last } = adoptOn(next);
    expect(decisions(draft)[0]).toMatchObject({ type: "adopted", stores: ["third"] });
    last.post(seen(OWN, seqs(last).event + 1));
    expect(conditions(last)).toEqual(["store-restored"]);
  });

  it("leaves other faults of the host as they are", () => {
    const fault = { device: "host", condition: "store-failed", since: MONDAY_MS } as const;
    const stand = createStand({ stored: [{ kind: "fault-raised", fault }] });
    stand.post(seen("other", 5));
    const { next } = adoptOn(stand);
    expect(conditions(next)).toEqual(["store-failed"]);
  });
});
