import { describe, expect, it } from "vitest";
import { type Condition, faultRule } from "../../protocols/faults.ts";
import type { CheckPlan, Policy } from "../../src/core/policy.ts";
import type { CheckKind } from "../../src/core/state.ts";
import { corePolicy, createStand, holdsOf, MONDAY_MS } from "../support/core-fixtures.ts";
import { faultsOf } from "./looks.ts";

// Goal: a fault that nothing looks for any more, since the configuration has changed, is gone at
// the start; one that is still looked for stays. Method: a stored fault, and a start with a policy.

/** What is left of a stored fault and its hold after a start. */
function left(device: string, condition: Condition, more: Partial<Policy>) {
  const { device: kind, holds } = faultRule(condition);
  const scope = kind === "host" ? { kind } : { kind, id: device };
  const cause = { kind: "fault", device, condition } as const;
  const hold = { id: `fault:${device}:${condition}`, scope, cause, since: MONDAY_MS };
  const fault = { device, condition, since: MONDAY_MS };
  const placed = holds ? [{ kind: "hold-placed", hold } as const] : [];
  const stored = [{ kind: "fault-raised", fault } as const, ...placed];
  const stand = createStand({ stored }).restart(corePolicy(more));
  return { faults: faultsOf(stand), holds: holdsOf(stand), hold: holds ? [hold.id] : [] };
}

function check(kind: CheckKind, device = "server1"): CheckPlan {
  return { id: `${device}/${kind}`, kind, device, expression: "minute" };
}

const KINDS: readonly CheckKind[] = ["server-report", "server-ping", "server-probe"];

describe("a fault that a check of its device shows", () => {
  const SHOWN: readonly (readonly [Condition, CheckKind])[] = [
    ["report-stale", "server-report"],
    ["server-offline", "server-report"],
    ["ping-unanswered", "server-ping"],
    ["ping-slow", "server-ping"],
    ["probe-failed", "server-probe"],
  ];

  it.each(SHOWN)("stays while it is checked, and its hold with it: %s by %s", (condition, kind) => {
    const { faults, holds, hold } = left("server1", condition, { checks: [check(kind)] });
    expect([faults, holds]).toEqual([[`server1/${condition}`], hold]);
  });

  it.each(SHOWN)("is gone when other checks are made alone: %s by %s", (condition, kind) => {
    const others = KINDS.filter((other) => other !== kind).map((other) => check(other));
    const { faults, holds } = left("server1", condition, {
      servers: [{ id: "server1" }, { id: "server2" }],
      checks: [...others, check(kind, "server2")],
    });
    expect([faults, holds]).toEqual([[], []]);
  });
});

describe("a fault that its device reports by itself", () => {
  it.each<[device: string, condition: Condition, gone: Partial<Policy>]>([
    ["server1", "raid-failed", { servers: [] }],
    ["printer1", "media-empty", { printers: [] }],
  ])("stays while %s is configured, whatever is checked: %s", (device, condition, gone) => {
    const { faults, holds, hold } = left(device, condition, { checks: [] });
    expect([faults, holds]).toEqual([[`${device}/${condition}`], hold]);
    const without = left(device, condition, gone);
    expect([without.faults, without.holds]).toEqual([[], []]);
  });

  it("stays when it is the host's own", () => {
    const { faults, holds, hold } = left("host", "store-failed", { printers: [], servers: [] });
    expect([faults, holds]).toEqual([["host/store-failed"], hold]);
  });
});
