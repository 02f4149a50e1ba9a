import { describe, expect, it } from "vitest";
import type { Hold, HoldCause, Scope } from "../../src/core/state.ts";
import { attempted, createCommandDesk, told } from "../support/command-desk.ts";
import {
  command,
  createStand,
  holdsOf,
  ill,
  MONDAY_MS,
  ONE_PRINTER,
  received,
  type Stand,
  sessionOf,
} from "../support/core-fixtures.ts";
import { faultsOf } from "./looks.ts";

// Goal: a hold that nothing would ever lift is told, and keeps no queue standing (I6).

const ONE: Scope = { kind: "printer", id: "printer1" };
const GONE: Scope = { kind: "printer", id: "printer9" };
const EMPTY = { kind: "fault", device: "printer1", condition: "media-empty" } as const;
const RINA = { kind: "operator", by: "rina", reason: "repair" } as const;
const PROVING = { device: "printer1", step: 1, steps: 3, release: "checks" } as const;

/** A process that finds this hold in its store. */
function withHold(scope: Scope, cause: HoldCause, id = "left-over"): Stand {
  const hold: Hold = { id, scope, cause, since: MONDAY_MS };
  const stand = createStand({ policy: ONE_PRINTER, stored: [{ kind: "hold-placed", hold }] });
  stand.post(received("J1"));
  const after = stand.restart();
  after.post(sessionOf("printer1", 1).ready());
  return after;
}

const ORPHANED = ["host/hold-orphaned"];

describe("a hold of the host's own making", () => {
  it.each<[name: string, scope: Scope, cause: HoldCause, id?: string]>([
    ["whose fault is not there", ONE, EMPTY],
    ["whose probation is not there", ONE, { kind: "probation", ...PROVING }],
    ["whose job in doubt is not there", ONE, { kind: "policy", reason: "in-doubt" }, "in-doubt:J7"],
    [
      "whose job is not there",
      { kind: "job", id: "J7" },
      { kind: "policy", reason: "card-spoiled" },
    ],
    ["whose printer is not there", GONE, { kind: "policy", reason: "nothing-moved" }],
  ])("%s is told, then lifted, and the queue goes on by itself", (_, scope, cause, id) => {
    const stand = withHold(scope, cause, id);
    stand.tick();
    expect([faultsOf(stand), holdsOf(stand).length]).toEqual([ORPHANED, 1]);
    stand.tick();
    expect(holdsOf(stand)).toEqual([]);
    stand.tick();
    expect(faultsOf(stand)).toEqual([]);
    expect(stand.orders("prepare-card")).toHaveLength(1);
    const types = told(stand, "event").map((body) => (body as { type: string }).type);
    expect(types).toEqual(["fault-raised", "hold-lifted", "fault-cleared"]);
  });

  it("stays while its fault does", () => {
    const stand = createStand({ policy: ONE_PRINTER });
    stand.post(sessionOf("printer1", 1).ready(ill("media-empty")));
    for (let n = 0; n < 5; n += 1) stand.tick();
    expect(faultsOf(stand)).toEqual(["printer1/media-empty"]);
    expect(holdsOf(stand)).toEqual(["fault:printer1:media-empty"]);
  });

  it("stays on its printer while a card of it is in doubt", () => {
    const stand = createStand({ policy: ONE_PRINTER });
    attempted(stand, "J1", "unknown");
    const cause = { kind: "policy", reason: "in-doubt" } as const;
    const hold = { id: "in-doubt:J1", scope: ONE, cause, since: MONDAY_MS };
    command(stand, { kind: "hold-placed", hold });
    for (let n = 0; n < 5; n += 1) stand.tick();
    expect([faultsOf(stand), holdsOf(stand)]).toEqual([[], ["in-doubt:J1"]]);
  });
});

describe("a hold that a person has placed", () => {
  it("on a device that is not there any more is told until a person lifts it", () => {
    const stand = withHold(GONE, RINA);
    for (let n = 0; n < 100; n += 1) stand.tick();
    expect([faultsOf(stand), holdsOf(stand)]).toEqual([ORPHANED, ["left-over"]]);
    expect(told(stand, "event")).toMatchObject([{ fault: { raw: "printer:printer9" } }]);
    const { ask } = createCommandDesk(stand);
    expect(ask({ cmd: "release", scope: "printer:printer9" })).toMatchObject({ ok: true });
    stand.tick();
    expect(faultsOf(stand)).toEqual([]);
  });

  it("on a device that is there is nobody's orphan", () => {
    const stand = withHold(ONE, RINA);
    stand.record.length = 0;
    for (let n = 0; n < 5; n += 1) stand.tick();
    expect([faultsOf(stand), holdsOf(stand)]).toEqual([[], ["left-over"]]);
    // A sweep that finds nothing writes nothing.
    expect(stand.record.filter(({ kind }) => kind === "commit")).toEqual([]);
  });
});
