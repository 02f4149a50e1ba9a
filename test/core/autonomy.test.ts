import { describe, expect, it } from "vitest";
import { CONDITIONS, FAULTS } from "../../protocols/faults.ts";
import { autonomyEndsAt } from "../../src/core/autonomy.ts";
import type { DeviceFault } from "../../src/core/ports.ts";
import {
  corePolicy,
  createStand,
  HOUR_MS,
  holdsOf,
  kinds,
  MONDAY_MS,
  operatorHold,
  PRINTED,
  received,
  reported,
  type Stand,
  sessionOf,
} from "../support/core-fixtures.ts";

// Goal: without autonomy a server that is down holds its jobs at once; with it, they go on
// printing for so long after the failure became hard, whatever happens to the process meanwhile,
// and are held then without anybody's doing. Method: each state meets each event; what comes of it
// stands in a table.

const AUTONOMY_MS = 72 * HOUR_MS;
const RAID: DeviceFault = { condition: "raid-failed" };
const DATABASE: DeviceFault = { condition: "database-down" };
const ALL = [RAID.condition, DATABASE.condition];

function officeOf(autonomyMs: number) {
  const printers = [{ id: "printer1", stock: "default", counters: "trusted" } as const];
  return corePolicy({ printers, servers: [{ id: "server1", autonomyMs }, { id: "server2" }] });
}

const AUTONOMOUS = officeOf(AUTONOMY_MS);
const AT_ONCE = officeOf(0);

function report(stand: Stand, ...present: readonly DeviceFault[]): void {
  stand.post(reported(present, ALL));
}

function repair(stand: Stand): void {
  for (let n = 0; n < stand.policy.goodChecks; n += 1) report(stand);
}

type Made = (policy: ReturnType<typeof officeOf>) => Stand;

const STATES: Readonly<Record<string, Made>> = {
  up: (policy) => createStand({ policy }),
  down(policy) {
    const stand = createStand({ policy });
    report(stand, RAID);
    return stand;
  },
  "down for 72 hours"(policy) {
    const stand = createStand({ policy });
    report(stand, RAID);
    stand.tick(AUTONOMY_MS);
    return stand;
  },
};

/** Each returns the stand that goes on: a restart is another process. */
const EVENTS: Readonly<Record<string, (stand: Stand) => Stand>> = {
  "raid failed": posted((stand) => report(stand, RAID)),
  "raid and database failed": posted((stand) => report(stand, RAID, DATABASE)),
  repaired: posted(repair),
  "a tick": posted((stand) => stand.tick()),
  "71 hours later": posted((stand) => stand.tick(71 * HOUR_MS)),
  "72 hours later": posted((stand) => stand.tick(AUTONOMY_MS)),
  "the clock set back an hour": posted((stand) => stand.tick(-HOUR_MS)),
  "a restart": (stand) => restarted(stand, stand.policy),
  "a restart with autonomy": (stand) => restarted(stand, AUTONOMOUS),
  "a restart without autonomy": (stand) => restarted(stand, AT_ONCE),
};

function posted(happen: (stand: Stand) => void): (stand: Stand) => Stand {
  return (stand) => {
    happen(stand);
    return stand;
  };
}

function restarted(stand: Stand, policy: Stand["policy"]): Stand {
  const successor = stand.restart(policy);
  successor.tick();
  return successor;
}

function wordFor({ state }: Stand): string {
  if (state.faults.size === 0) return "up";
  return state.holds.size > 0 ? "held" : "printing on";
}

function rowOf(make: Made, policy: Stand["policy"], event: (stand: Stand) => Stand): string {
  const before = make(policy);
  before.record.length = 0;
  const after = event(before);
  // The store is asked by no check here, and the run of checks is another machine's.
  const done = kinds(after.record).replaceAll(/ ?run-check/g, "");
  return `${wordFor(after).padEnd(12)} ${done}`.trimEnd();
}

function table(): string {
  const head = [
    "What becomes of a server's jobs while it is down: printing on or held, and the changes (a +",
    "behind one: its event is added). Down: its RAID failed just now.",
  ];
  const policies = { "autonomy: 72h": AUTONOMOUS, "autonomy: 0s": AT_ONCE };
  const blocks = Object.entries(policies).flatMap(([setting, policy]) =>
    Object.entries(STATES).flatMap(([state, make]) => [
      "",
      `${setting}, ${state}:`,
      ...Object.entries(EVENTS).map(
        ([name, event]) => `  ${name.padEnd(28)} ${rowOf(make, policy, event)}`,
      ),
    ]),
  );
  return `${[...head, ...blocks].join("\n")}\n`;
}

describe("the machine", () => {
  it("is the one in the table", async () => {
    await expect(table()).toMatchFileSnapshot("autonomy.table.txt");
  });
});

const printer = sessionOf("printer1", 1);

/** Prints the next job that may be printed; which it was. */
function printOne(stand: Stand): string | undefined {
  const phase = () => stand.state.printers.get("printer1")?.phase;
  let begun = phase();
  while (begun?.kind === "preparing") {
    const { jobId } = begun;
    stand.post(printer.prepared(jobId));
    begun = phase();
    if (begun?.kind !== "printing") continue;
    stand.post(printer.ended(jobId, PRINTED));
    return jobId;
  }
  return undefined;
}

/** With jobs of two servers and of none. */
function withJobs(policy: Stand["policy"]): Stand {
  const stand = createStand({ policy });
  const { server: _, ...ofNone } = received("none-1").job;
  stand.post(received("first-1"));
  stand.post(received("first-2"));
  stand.post(received("second-1", { server: "server2" }));
  stand.post({ ...received("none-1"), job: ofNone });
  return stand;
}

describe("a server that is down", () => {
  const HOLDING = CONDITIONS.filter(
    (condition) => FAULTS[condition].device === "server" && FAULTS[condition].holds,
  );

  it.each(HOLDING)("holds its own jobs and no others: %s", (condition) => {
    const stand = withJobs(AT_ONCE);
    for (let n = 0; n < stand.policy.badChecks; n += 1) {
      stand.post(reported([{ condition }], [condition]));
    }
    stand.post(printer.ready());
    expect([printOne(stand), printOne(stand), printOne(stand)]).toEqual([
      "second-1",
      "none-1",
      undefined,
    ]);
    for (let n = 0; n < stand.policy.goodChecks; n += 1) stand.post(reported([], [condition]));
    // It proves itself: it has to answer, and to pass its checks, first.
    report(stand);
    expect(printOne(stand)).toBeUndefined();
    const result = { kind: "seen", present: [], checked: ["report-stale"] } as const;
    stand.post({ kind: "check-ended", check: "server1/report", result });
    expect([printOne(stand), printOne(stand)]).toEqual(["first-1", "first-2"]);
  });

  it("has its jobs printed until the deadline, and again when it is back", () => {
    const stand = withJobs(AUTONOMOUS);
    stand.post(printer.ready());
    report(stand, RAID);
    expect(printOne(stand)).toBe("first-1");
    stand.tick(AUTONOMY_MS);
    // The printer has begun with first-2, which is still given up: nothing has moved.
    expect([printOne(stand), printOne(stand), printOne(stand)]).toEqual([
      "second-1",
      "none-1",
      undefined,
    ]);
    expect(holdsOf(stand)).toEqual(["fault:server1:raid-failed"]);
    repair(stand);
    expect(printOne(stand)).toBe("first-2");
  });

  it("keeps its deadline in a process that is started in the middle", () => {
    const stand = createStand({ policy: AUTONOMOUS });
    report(stand, RAID);
    stand.tick(40 * HOUR_MS);
    const next = stand.restart();
    next.tick(32 * HOUR_MS - 1);
    expect(holdsOf(next)).toEqual([]);
    next.tick(1);
    expect(next.changes("hold-placed").map(({ hold }) => hold.since)).toEqual([
      MONDAY_MS + AUTONOMY_MS,
    ]);
  });

  it("is held by an operator at once, autonomy or not", () => {
    const stand = withJobs(AUTONOMOUS);
    report(stand, RAID);
    const hold = operatorHold({ kind: "server", id: "server1" });
    stand.store.commit([{ kind: "hold-placed", hold }]);
    const next = stand.restart();
    next.post(printer.ready());
    expect(printOne(next)).toBe("second-1");
  });
});

describe("the end of autonomy", () => {
  const endOf = (stand: Stand) => autonomyEndsAt(stand.state, "server1", stand.nowMs);

  it("is told while it lasts, by the failure that came first", () => {
    const stand = createStand({ policy: AUTONOMOUS });
    expect(endOf(stand)).toBeUndefined();
    report(stand, RAID);
    stand.tick(HOUR_MS);
    report(stand, RAID, DATABASE);
    stand.post({ ...reported([RAID], ALL), server: "server2" });
    expect(endOf(stand)).toBe(MONDAY_MS + AUTONOMY_MS);
    stand.tick(71 * HOUR_MS);
    expect(endOf(stand)).toBeUndefined();
  });

  it("is no business of a server without autonomy", () => {
    const stand = createStand({ policy: AT_ONCE });
    report(stand, RAID);
    expect(endOf(stand)).toBeUndefined();
  });
});
