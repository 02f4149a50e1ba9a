import { describe, expect, it } from "vitest";
import { DaemonError } from "../../src/core/errors.ts";
import type { Event } from "../../src/core/events.ts";
import { createLoop } from "../../src/core/loop.ts";
import type { Order } from "../../src/core/orders.ts";
import {
  createStand,
  MONDAY_MS,
  ONE_PRINTER,
  received,
  type Stand,
  sessionOf,
} from "../support/core-fixtures.ts";

// Goal: nothing leaves before it is on disk, nothing is lost while the disk takes nothing, and
// nothing is done twice. Method: the loop over the real store, which can be told to refuse; commits
// and orders are kept in one record, in the order in which they came.

const printer = sessionOf("printer1", 1);

/** Commits by the kinds of their changes, orders by their kind. */
function story({ record }: Stand): readonly string[] {
  return record.map((step) =>
    step.kind === "commit"
      ? `commit ${step.changes.map(({ kind }) => kind).join(" ")}`
      : step.order.kind,
  );
}

describe("a turn", () => {
  it("commits before it performs, and performs in order (I3, I5)", () => {
    const stand = createStand({ policy: ONE_PRINTER });
    stand.post(received("J1"));
    stand.post(printer.ready());
    stand.post(printer.prepared("J1"));
    expect(story(stand)).toEqual([
      "commit job-added event-added",
      "answer-job",
      "settle",
      "commit printer-known",
      "prepare-card",
      "commit attempt-armed job-moved event-added",
      "print-card",
    ]);
  });

  it("has everything on disk and in memory when an order goes out", () => {
    const stand = createStand({ policy: ONE_PRINTER });
    const seen: unknown[] = [];
    stand.perform = ({ kind }) => {
      const { state, store } = stand;
      const phase = state.printers.get("printer1")?.phase.kind;
      seen.push([kind, store.job("J1")?.state, state.jobs.get("J1")?.state, phase]);
    };
    stand.post(received("J1"));
    stand.post(printer.ready());
    stand.post(printer.prepared("J1"));
    expect(seen).toEqual([
      ["answer-job", "pending", "pending", "offline"],
      ["settle", "pending", "pending", "offline"],
      ["prepare-card", "pending", "pending", "preparing"],
      ["print-card", "processing", "processing", "printing"],
    ]);
  });

  it("lets somebody look on at each event and what it comes to, before it is done", () => {
    const { state, policy, store } = createStand({ policy: ONE_PRINTER });
    const seen: unknown[] = [];
    const loop = createLoop({
      state,
      policy,
      store,
      clock: { wallMs: () => MONDAY_MS },
      perform: ({ kind }) => void seen.push(kind),
      lookOn: ({ kind }, { changes }) => void seen.push([kind, changes.length]),
    });
    loop.post({ ...received("J1"), at: MONDAY_MS } as Event);
    expect(seen).toEqual([["job-received", 2], "answer-job", "settle"]);
  });

  it("commits nothing when nothing changes", () => {
    const known = { kind: "printer-known", printer: "printer1", serialNumber: "A-0001" } as const;
    const stand = createStand({ stored: [known] });
    stand.post({ kind: "broker-connected" });
    stand.post({ kind: "event-delivered", stream: "event", seq: 7 });
    stand.post(printer.ready());
    expect(stand.record).toEqual([]);
  });

  it("lets an event that is posted by an order wait until all its orders are out", () => {
    const stand = createStand();
    stand.perform = ({ kind }) => {
      if (kind === "answer-job" && stand.store.job("J2") === undefined) stand.post(received("J2"));
    };
    stand.post(received("J1"));
    const once = ["commit job-added event-added", "answer-job", "settle"];
    expect(story(stand)).toEqual([...once, ...once]);
  });

  it("tells once that it is over, after all that was posted meanwhile", () => {
    const stand = createStand();
    const turns: number[] = [];
    stand.turned = () => turns.push(stand.state.jobs.size);
    stand.perform = ({ kind }) => {
      if (kind === "settle" && stand.state.jobs.size === 1) stand.post(received("J2"));
    };
    stand.post(received("J1"));
    expect(turns).toEqual([2]);
  });

  it("deals with an event that is posted when it is over", () => {
    const stand = createStand();
    stand.turned = () => {
      stand.turned = () => {};
      stand.post(received("J1"));
    };
    stand.post({ kind: "broker-closed" });
    expect(stand.state.jobs.size).toBe(1);
  });
});

describe("an error that is no failure of the store", () => {
  const FULL = { failure: "full" };
  const FAILED = "STORE_FAILED";
  it.each([
    ["a programmer's", new TypeError("planted")],
    ["another operating one", new DaemonError("LINK_CLOSED", "planted", FULL)],
    ["one that looks like it", Object.assign(new Error("planted"), { code: FAILED, facts: FULL })],
  ])("reaches the caller, and nothing of its turn is done: %s", (_, error) => {
    const performed: Order[] = [];
    const { state } = createStand();
    const loop = createLoop({
      state,
      policy: ONE_PRINTER,
      clock: { wallMs: () => MONDAY_MS },
      store: {
        commit() {
          throw error;
        },
      },
      perform: (order) => performed.push(order),
    });
    expect(() => loop.post({ ...received("J1"), at: MONDAY_MS })).toThrow("planted");
    expect([performed, state.jobs.size, state.storeFailure]).toEqual([[], 0, undefined]);
  });

  it("ends the turn when an order throws: the later orders do not go out", () => {
    const stand = createStand();
    stand.perform = () => {
      throw new TypeError("planted");
    };
    expect(() => stand.post(received("J1"))).toThrow("planted");
    expect(story(stand)).toEqual(["commit job-added event-added", "answer-job"]);
  });

  it("is also what an order throws that could not read the store", () => {
    const stand = createStand();
    stand.perform = () => {
      stand.perform = () => {};
      throw new DaemonError("STORE_FAILED", "planted", { failure: "failed" });
    };
    expect(() => stand.post(received("J1"))).toThrow("planted");
  });
});
