import { describe, expect, it } from "vitest";
import type { CheckResult } from "../../src/core/events.ts";
import { createCommandDesk, told } from "../support/command-desk.ts";
import {
  corePolicy,
  createStand,
  type Happening,
  HOUR_MS,
  holdsOf,
  MINUTE_MS,
  MONDAY_MS,
  reported,
  type Stand,
  sessionOf,
} from "../support/core-fixtures.ts";

// Goal: a server that has failed proves itself by its own answers alone, from when its last failure
// is gone, and by nothing that an old report, a clock or a restart brings.
// Method: the core over the real store; reports, pings and looks come one by one.

const ALL = ["raid-failed", "database-down", "disk-failing"] as const;
const POLICY = corePolicy({
  checks: [
    { id: "server1/report", kind: "server-report", device: "server1", expression: "minute" },
    { id: "server1/ping", kind: "server-ping", device: "server1", expression: "minute" },
  ],
});
const HELD = ["probation:server1"];

type Failing = (typeof ALL)[number];

function report(stand: Stand, ...present: readonly Failing[]): void {
  stand.post(
    reported(
      present.map((condition) => ({ condition })),
      ALL,
    ),
  );
}

function ended(check: string, result: CheckResult): Happening {
  return { kind: "check-ended", check, result };
}

const SEEN = { kind: "seen", present: [], checked: ["ping-unanswered"] } as const;
const UNSEEN = { ...SEEN, present: [{ condition: "ping-unanswered" }] } as const;

function stageOf({ state }: Stand): string {
  const { phase = "free", step } = state.probations.get("server1") ?? {};
  return step === undefined ? phase : `${phase} ${step}`;
}

/** Its RAID has failed and is well again; the report that showed it comes with it. */
function repaired(policy = POLICY) {
  const stand = createStand({ policy });
  report(stand, "raid-failed");
  report(stand);
  const last = reported([], ALL);
  stand.post(last);
  return { stand, last };
}

describe("a server that has failed", () => {
  it("waits for nobody's eyes, whatever is asked of printers (I6)", () => {
    const { probation } = POLICY;
    const { stand } = repaired({ ...POLICY, probation: { ...probation, proving: "look" } });
    stand.post(ended("server1/ping", SEEN));
    expect(stageOf(stand)).toBe("checking 1");
  });

  it("has not passed for a step what it had passed for the one before", () => {
    const { probation } = POLICY;
    const { stand } = repaired({ ...POLICY, probation: { ...probation, steps: [1, 1, 10] } });
    stand.post(ended("server1/ping", SEEN));
    stand.post(ended("server1/report", SEEN));
    expect(stageOf(stand)).toBe("proving 2");
    stand.post(ended("server1/ping", SEEN));
    expect(stageOf(stand)).toBe("checking 2");
    stand.post(ended("server1/report", SEEN));
    expect(stageOf(stand)).toBe("proving 3");
  });

  it("passes a check that cannot be made once another has been good, and not before", () => {
    const { stand } = repaired();
    const notMade = (check: string) => stand.post(ended(check, { kind: "not-made" }));
    report(stand);
    expect(stageOf(stand)).toBe("checking 1");
    for (const check of ["server1/ping", "server1/report"]) notMade(check);
    expect(stageOf(stand)).toBe("checking 1");
    stand.post(ended("server1/report", SEEN));
    expect(stageOf(stand)).toBe("checking 1");
    notMade("server1/ping");
    expect(stageOf(stand)).toBe("proving 2");
  });

  it("is held for its first answers by one hold until its checks are good", () => {
    const { stand } = repaired();
    const hold = stand.state.holds.get("probation:server1");
    stand.post(ended("server1/ping", SEEN));
    expect(stageOf(stand)).toBe("checking 1");
    expect(stand.state.holds.get("probation:server1")).toBe(hold);
    expect(stand.changes("hold-lifted").map((change) => change.hold)).not.toContain(hold);
  });

  it("is not held any more when one answer ends a step and is all the checks there are (I6)", () => {
    const { probation, checks } = POLICY;
    const { stand } = repaired({
      ...POLICY,
      probation: { ...probation, steps: [1, 1, 10] },
      checks: checks.filter(({ kind }) => kind === "server-ping"),
    });
    for (const stage of ["proving 2", "proving 3"]) {
      stand.post(ended("server1/ping", SEEN));
      expect([stageOf(stand), holdsOf(stand)]).toEqual([stage, []]);
    }
  });

  it("goes on with the next step when a person releases it, and that is told", () => {
    const { stand } = repaired();
    createCommandDesk(stand).ask({ cmd: "release", scope: "server:server1" });
    expect([stageOf(stand), holdsOf(stand)]).toEqual(["proving 2", []]);
    const step = { type: "probation-step", device: "server1", step: 2, steps: 3, left: 13 };
    expect(told(stand, "event")).toContainEqual(expect.objectContaining(step));
  });

  it("writes nothing of an answer that changes nothing", () => {
    const { stand } = repaired();
    stand.post(ended("server1/ping", SEEN));
    stand.record.length = 0;
    stand.post(ended("server1/ping", SEEN));
    expect(stand.changes("probation-kept")).toEqual([]);
  });

  it.each<[name: string, happening: Happening, stage: string]>([
    ["a new report", reported([], ALL), "checking 1"],
    ["a ping that is answered", ended("server1/ping", SEEN), "checking 1"],
    ["a ping that is not", ended("server1/ping", UNSEEN), "proving 1"],
    ["a ping that was not made", ended("server1/ping", { kind: "not-made" }), "proving 1"],
    ["a look at its reports, which it has sent", ended("server1/report", SEEN), "proving 1"],
    ["a check that is none of this host's", ended("server9/ping", SEEN), "proving 1"],
  ])("proves itself by its answers: %s", (_, happening, stage) => {
    const { stand } = repaired();
    expect([stageOf(stand), holdsOf(stand)]).toEqual(["proving 1", HELD]);
    stand.post(happening);
    expect(stageOf(stand)).toBe(stage);
  });

  it("has proved nothing by a report that is brought again (I10)", () => {
    const { stand, last } = repaired();
    stand.post(last);
    expect(stageOf(stand)).toBe("proving 1");
  });

  it("has proved nothing by an old report that a new process is brought (I10)", () => {
    const { stand, last } = repaired();
    const old = { ...last, sentAt: stand.nowMs };
    const next = stand.restart();
    next.nowMs += HOUR_MS;
    next.post(old);
    expect(stageOf(next)).toBe("proving 1");
    next.post({ ...last, sentAt: next.nowMs });
    expect(stageOf(next)).toBe("checking 1");
  });

  it("that never reports proves itself by the looks that find it there", () => {
    const stand = createStand({ policy: POLICY });
    for (const availability of ["offline", "online", "online"] as const) {
      stand.post({ kind: "server-availability", server: "server1", availability });
    }
    expect(stageOf(stand)).toBe("proving 1");
    stand.post(ended("server1/report", SEEN));
    expect(stageOf(stand)).toBe("checking 1");
  });

  it("goes on at a tick where no check is made of it (I6)", () => {
    const { stand } = repaired(corePolicy({ checks: [] }));
    report(stand);
    expect([stageOf(stand), holdsOf(stand)]).toEqual(["checking 1", HELD]);
    stand.tick();
    expect([stageOf(stand), holdsOf(stand)]).toEqual(["proving 2", []]);
  });

  it("passes no step by a clock that is set back", () => {
    const { stand } = repaired();
    stand.tick(-HOUR_MS);
    expect([stageOf(stand), holdsOf(stand)]).toEqual(["proving 1", HELD]);
  });

  it("waits for its checks, and no longer for a pause that a clock set back has ended", () => {
    const { stand } = repaired();
    report(stand, "raid-failed");
    for (let times = 0; times < 2; times += 1) report(stand);
    const releaseNow = () => stand.state.holds.get("probation:server1")?.cause;
    expect([stageOf(stand), releaseNow()]).toMatchObject(["waiting 1", { release: "pause" }]);
    stand.tick(-HOUR_MS);
    expect([stageOf(stand), releaseNow()]).toMatchObject(["proving 1", { release: "checks" }]);
    expect(stand.state.holds.get("probation:server1")?.until).toBeUndefined();
  });
});

describe("the proof", () => {
  it("begins once where one look finds two failures gone", () => {
    const stand = createStand({ policy: POLICY });
    report(stand, "raid-failed", "database-down");
    for (let times = 0; times < 2; times += 1) report(stand);
    expect(stageOf(stand)).toBe("proving 1");
    expect(stand.changes("probation-kept")).toHaveLength(1);
    const isStart = (body: object) => "type" in body && body.type === "probation-started";
    expect(told(stand, "event").filter(isStart)).toHaveLength(1);
  });

  it("is set back once where one look finds two failures", () => {
    const { stand } = repaired();
    stand.record.length = 0;
    report(stand, "raid-failed", "database-down");
    expect(stand.state.probations.get("server1")).toMatchObject({ failures: 1 });
    expect(stand.changes("probation-kept")).toHaveLength(1);
  });

  it("is behind the latest failure", () => {
    const { stand } = repaired();
    const condition = () => stand.state.probations.get("server1")?.condition;
    expect(condition()).toBe("raid-failed");
    report(stand, "database-down");
    for (let times = 0; times < 2; times += 1) report(stand);
    expect(condition()).toBe("database-down");
  });

  it("does not begin with one failure gone while another comes", () => {
    const stand = createStand({ policy: POLICY });
    report(stand, "raid-failed");
    report(stand);
    report(stand, "database-down");
    expect([stageOf(stand), holdsOf(stand)]).toEqual(["free", ["fault:server1:database-down"]]);
  });

  it("does not wait for a failure that holds nothing, and is not set back by one", () => {
    const stand = createStand({ policy: POLICY });
    report(stand, "raid-failed", "disk-failing");
    report(stand, "disk-failing");
    report(stand, "disk-failing");
    expect(stageOf(stand)).toBe("proving 1");
    const { stand: other } = repaired();
    report(other, "disk-failing");
    expect(stageOf(other)).toBe("checking 1");
  });

  it("does not wait for what is wrong with another device", () => {
    const stand = createStand({ policy: POLICY });
    stand.post(sessionOf("printer1", 1).gone("command-refused"));
    report(stand, "raid-failed");
    report(stand);
    report(stand);
    expect(stageOf(stand)).toBe("proving 1");
  });
});

describe("a restart in the middle of it", () => {
  /** Stopped by a will that came on the way. */
  function stopped(): Stand {
    const { stand } = repaired();
    stand.post({ kind: "server-availability", server: "server1", availability: "offline" });
    expect(stageOf(stand)).toBe("stopped 1");
    return stand;
  }

  it("changes nothing while the failure stands", () => {
    expect(stageOf(stopped().restart())).toBe("stopped 1");
  });

  it("frees every device that has left the configuration", () => {
    const servers = [{ id: "server1" }, { id: "server2" }];
    const stand = createStand({ policy: { ...POLICY, servers } });
    for (const { id: server } of servers) {
      for (const present of [[{ condition: "raid-failed" } as const], [], []]) {
        stand.post({ ...reported(present, ALL), server });
      }
    }
    expect([...stand.state.probations.keys()]).toEqual(["server1", "server2"]);
    const next = stand.restart({ ...POLICY, servers: [], checks: [] });
    expect([next.state.probations.size, holdsOf(next)]).toEqual([0, []]);
  });

  it("lets it go on where nothing looks for the failure any more (I6)", () => {
    const next = stopped().restart(corePolicy({ checks: [] }));
    expect([next.state.faults.size, stageOf(next)]).toEqual([0, "waiting 1"]);
    expect([...next.state.probations.keys()]).toEqual(["server1"]);
    expect(next.state.probations.get("server1")?.condition).toBe("raid-failed");
    next.tick(MINUTE_MS);
    expect([stageOf(next), next.nowMs]).toEqual(["proving 1", MONDAY_MS + MINUTE_MS]);
  });
});
