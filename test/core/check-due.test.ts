import { describe, expect, it } from "vitest";
import type { Condition } from "../../protocols/faults.ts";
import { checkState, nextCheckOf } from "../../src/core/check-due.ts";
import type { CheckResult } from "../../src/core/events.ts";
import type { CheckKind } from "../../src/core/state.ts";
import {
  corePolicy,
  createStand,
  ill,
  MINUTE_MS,
  MONDAY_MS,
  reported,
  type Stand,
  sessionOf,
} from "../support/core-fixtures.ts";

// Goal: others can ask when something is looked at next, and how it stands with it. Method: one
// server with two checks, one printer with one.

const printer = sessionOf("printer1", 1);

const plan = (kind: CheckKind, device: string) =>
  ({ id: `${device}/${kind}`, kind, device, expression: "minute" }) as const;

function setUp(): Stand {
  const checks = [
    plan("printer-health", "printer1"),
    plan("server-report", "server1"),
    plan("server-ping", "server1"),
  ];
  const stand = createStand({ policy: corePolicy({ checks }) });
  stand.post(printer.ready());
  return stand;
}

function end(stand: Stand, kind: CheckKind, result: CheckResult): void {
  const device = kind === "printer-health" ? "printer1" : "server1";
  stand.post({ kind: "check-ended", check: `${device}/${kind}`, result });
}

function seen(...present: readonly Condition[]): CheckResult {
  const checked = ["ping-unanswered", "ping-slow", "report-stale"] as const;
  return { kind: "seen", present: present.map((condition) => ({ condition })), checked };
}

function health(...conditions: readonly Condition[]): CheckResult {
  return { kind: "printer", session: 1, health: ill(...conditions) };
}

describe("the next check of a condition", () => {
  it("is that of its schedule while all is well", () => {
    const stand = setUp();
    stand.tick(0);
    end(stand, "server-ping", seen());
    const next = nextCheckOf(stand.state, "server1", "ping-unanswered");
    expect([next?.check.id, next?.at]).toEqual(["server1/server-ping", MONDAY_MS + MINUTE_MS]);
  });

  it("is soon while the condition holds", () => {
    const stand = setUp();
    stand.tick(0);
    end(stand, "printer-health", health("media-empty"));
    const next = nextCheckOf(stand.state, "printer1", "media-empty");
    expect([next?.check.id, next?.at]).toEqual(["printer1/printer-health", MONDAY_MS + 3_000]);
  });

  it.each([
    ["host", "second-host"],
    ["server1", "probe-failed"],
    ["printer9", "media-empty"],
  ] as const)("is none where no check shows it: %s %s", (device, condition) => {
    expect(nextCheckOf(setUp().state, device, condition)).toBeUndefined();
  });
});

describe("how it stands with a check", () => {
  it("goes from unknown over soft, hard and confirming to good", () => {
    const stand = setUp();
    const shown = () => {
      const check = stand.state.checks.get("server1/server-ping");
      return check && checkState(stand.state, check);
    };
    const states = [shown()];
    const results = [seen("ping-unanswered"), seen("ping-unanswered"), seen("ping-unanswered")];
    for (const result of [...results, seen(), seen()]) {
      end(stand, "server-ping", result);
      states.push(shown());
    }
    expect(states).toEqual(["unknown", "soft", "soft", "hard", "confirming", "good"]);
  });

  it("is told of each check by itself", () => {
    const stand = setUp();
    end(stand, "server-ping", seen("ping-slow"));
    end(stand, "server-report", { kind: "seen", present: [], checked: ["report-stale"] });
    const states = [...stand.state.checks.values()].map((check) => checkState(stand.state, check));
    expect(states).toEqual(["unknown", "good", "hard"]);
  });

  const statesOf = ({ state }: Stand) =>
    [...state.checks.values()].map((check) => checkState(state, check));

  it("is known of a fault that stands before a new process has looked", () => {
    const stand = setUp();
    end(stand, "printer-health", health("media-empty"));
    expect(statesOf(stand.restart())).toEqual(["hard", "unknown", "unknown"]);
  });

  it("is told of what its device has no check for, though another device has one", () => {
    const checks = [plan("server-ping", "server1"), plan("server-report", "server2")];
    const servers = [{ id: "server1" }, { id: "server2" }];
    const stand = createStand({ policy: corePolicy({ checks, servers }) });
    stand.post(reported([{ condition: "raid-failed" }], ["raid-failed"]));
    expect(statesOf(stand)).toEqual(["hard", "unknown"]);
  });

  it("is of the host's checks not told by what a person has to decide", () => {
    const checks = [plan("host-disk", "host")];
    const stand = createStand({ policy: corePolicy({ checks }) });
    stand.post({ kind: "own-state-seen", store: "another", eventSeq: 1, jobEventSeq: 1 });
    expect([stand.state.faults.size, statesOf(stand)]).toEqual([1, ["unknown"]]);
  });
});
