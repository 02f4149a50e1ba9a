import { describe, expect, it } from "vitest";
import type { Condition } from "../../protocols/faults.ts";
import { decide } from "../../src/core/decide.ts";
import { Draft } from "../../src/core/draft.ts";
import type { Event } from "../../src/core/events.ts";
import {
  createStand,
  MONDAY_MS,
  ONE_PRINTER,
  received,
  sessionOf,
} from "../support/core-fixtures.ts";
import { faultsOf } from "./looks.ts";

// Goal: a decision says what has changed, once, and no more. Method: drafts by themselves, and
// what one event comes to.

function fault(device: string, condition: Condition) {
  return { device, condition, since: MONDAY_MS };
}

function raised({ changes }: Draft): readonly string[] {
  return changes.flatMap((change) =>
    change.kind === "fault-raised" ? [`${change.fault.device}/${change.fault.condition}`] : [],
  );
}

describe("a decision", () => {
  it("is empty when nothing follows", () => {
    const { state, policy } = createStand();
    const again = { kind: "event-delivered", stream: "event", seq: 7, at: MONDAY_MS } as Event;
    const { changes, notes, orders } = decide(state, again, policy);
    expect({ changes, notes, orders }).toEqual({ changes: [], notes: [], orders: [] });
  });
});

describe("a hold", () => {
  const hold = {
    id: "host",
    scope: { kind: "host" },
    cause: { kind: "operator", by: "rina", reason: "stock-count" },
    since: MONDAY_MS,
  } as const;

  it("is placed once, and again behind its lifting, in one decision", () => {
    const draft = new Draft(createStand().state, MONDAY_MS);
    draft.placeHold(hold);
    draft.placeHold(hold);
    draft.liftHold(hold);
    draft.placeHold(hold);
    const kinds = draft.changes.map(({ kind }) => kind).filter((kind) => kind !== "event-added");
    expect(kinds).toEqual(["hold-placed", "hold-lifted", "hold-placed"]);
  });
});

describe("a fault that is raised once", () => {
  it.each<[name: string, first: readonly [string, Condition], expected: number]>([
    ["not after the same one", ["printer1", "other"], 1],
    ["after another one of its device", ["printer1", "media-jam"], 2],
    ["after that of another device", ["printer2", "other"], 2],
  ])("is raised %s in one decision", (_, first, expected) => {
    const draft = new Draft(createStand().state, MONDAY_MS);
    draft.raise(fault(...first));
    draft.raiseOnce(fault("printer1", "other"));
    expect(raised(draft)).toHaveLength(expected);
  });

  it("is not raised when it stands", () => {
    const stand = createStand({
      stored: [{ kind: "fault-raised", fault: fault("printer1", "other") }],
    });
    const draft = new Draft(stand.state, MONDAY_MS);
    draft.raiseOnce(fault("printer1", "other"));
    expect(raised(draft)).toEqual([]);
  });

  it("is one, when a printer is lost over a card with that very fault", () => {
    const printer = sessionOf("printer1", 1);
    const stand = createStand({ policy: { ...ONE_PRINTER, badChecks: 1 } });
    stand.post(received("J1"));
    stand.post(printer.ready());
    stand.post(printer.prepared("J1"));
    stand.post(printer.gone("connecting-to-device"));
    const faults = ["printer1/connecting-to-device"];
    expect([stand.state.storeFailure, faultsOf(stand)]).toEqual([undefined, faults]);
  });
});

describe("the hold of a fault", () => {
  it.each<[device: string, condition: Condition, scope: object]>([
    ["host", "store-failed", { kind: "host" }],
    ["server1", "raid-failed", { kind: "server", id: "server1" }],
    ["printer1", "media-jam", { kind: "printer", id: "printer1" }],
  ])("is on %s alone", (device, condition, scope) => {
    const draft = new Draft(createStand().state, MONDAY_MS);
    draft.raise(fault(device, condition));
    const placed = draft.changes.flatMap((change) =>
      change.kind === "hold-placed" ? [change.hold.scope] : [],
    );
    expect(placed).toEqual([scope]);
  });
});
