import { describe, expect, it } from "vitest";
import { suits } from "../../src/core/advance.ts";
import type { NewJob } from "../../src/core/events.ts";
import { scopeName } from "../../src/core/holds.ts";
import type { Scope } from "../../src/core/state.ts";
import {
  command,
  corePolicy,
  createStand,
  holdsOf,
  MONDAY_MS,
  ONE_PRINTER,
  operatorHold,
  PRINTED,
  received,
  type Stand,
  sessionOf,
  WELL,
} from "../support/core-fixtures.ts";

// Goal: of the jobs that may be printed the right one goes to the right printer, and no event has
// to be remembered for it. Method: jobs first, printers after, and what is ordered to be prepared.

const first = sessionOf("printer1", 1);
const second = sessionOf("printer2", 1);

type Row = readonly [jobId: string, more?: Partial<NewJob>];

function withJobs(rows: readonly Row[], stand = createStand()): Stand {
  for (const [jobId, more] of rows) stand.post(received(jobId, more));
  return stand;
}

/** As `job@printer`, in order. */
function started({ orders }: Stand): readonly string[] {
  return orders("prepare-card").map(({ jobId, printer }) => `${jobId}@${printer}`);
}

/** Prints all that one printer is given, one after the other. */
function printAll(stand: Stand): void {
  for (let n = 1; n <= started(stand).length; n += 1) {
    const jobId = stand.orders("prepare-card")[n - 1]?.jobId ?? "";
    const panels = { cardsFed: 100 + n, panelsPrinted: 400 + 4 * n };
    const before = { ...WELL.reading, cardsFed: 99 + n, panelsPrinted: 396 + 4 * n };
    stand.post(first.prepared(jobId, { ...WELL, reading: before }));
    stand.post(first.ended(jobId, { kind: "ended", after: { ...before, ...panels } }));
  }
}

describe("the order of the queue", () => {
  it("is priority, then arrival", () => {
    const stand = withJobs([
      ["low", { priority: 10 }],
      ["first"],
      ["high", { priority: 90 }],
      ["second"],
      ["high-too", { priority: 90 }],
    ]);
    stand.post(first.ready());
    printAll(stand);
    expect(started(stand).map((start) => start.split("@")[0])).toEqual([
      "high",
      "high-too",
      "first",
      "second",
      "low",
    ]);
    expect(stand.state.completedTotal).toBe(5);
  });

  it("is the same after a restart", () => {
    const stand = withJobs([["a", { priority: 10 }], ["b"], ["c", { priority: 90 }], ["d"]]);
    const ids = ({ state }: Stand) => state.queue.map(({ jobId }) => jobId);
    expect([ids(stand), ids(stand.restart())]).toEqual([
      ["c", "b", "d", "a"],
      ["c", "b", "d", "a"],
    ]);
  });

  it("is left only by a job that cannot go: the next that can goes first", () => {
    const stand = withJobs([["blue", { stock: "blue" }], ["white"]]);
    stand.post(first.ready());
    expect(started(stand)).toEqual(["white@printer1"]);
  });

  it("begins when a job comes to a printer that waits", () => {
    const stand = createStand();
    stand.post(first.ready());
    stand.post(received("J1"));
    expect(started(stand)).toEqual(["J1@printer1"]);
  });
});

describe("a job and a printer", () => {
  const printers = [
    { id: "printer1", stock: "default" },
    { id: "printer2", stock: "blue" },
  ];

  it.each<[name: string, more: Partial<NewJob>, printer: string | undefined]>([
    ["of the same stock", {}, "printer1"],
    ["of the other stock", { stock: "blue" }, "printer2"],
    ["of a stock that none has", { stock: "red" }, undefined],
    ["bound to one", { printer: "printer1" }, "printer1"],
    ["bound to one of another stock", { printer: "printer2" }, undefined],
    ["bound to one that is not there", { printer: "printer9" }, undefined],
  ])("come together: %s", (_, more, printer) => {
    const stand = createStand({ policy: corePolicy({ printers }) });
    stand.post(first.ready());
    stand.post(second.ready());
    withJobs([["J1", more]], stand);
    expect(started(stand)).toEqual(printer === undefined ? [] : [`J1@${printer}`]);
  });

  it("come together in pairs: two printers never get one job (I2)", () => {
    const stand = withJobs([["J1"]]);
    stand.post(first.ready());
    stand.post(second.ready());
    expect(started(stand)).toEqual(["J1@printer1"]);
    stand.post(received("J2"));
    expect(started(stand)).toEqual(["J1@printer1", "J2@printer2"]);
  });

  it("part when the printer is lost before it began: another takes the job", () => {
    const stand = withJobs([["J1"]]);
    stand.post(first.ready());
    stand.post(second.ready());
    stand.post(first.gone());
    stand.post(first.prepared("J1"));
    expect(started(stand)[1]).toBe("J1@printer2");
    expect(stand.orders("print-card")).toEqual([]);
  });
});

describe("a job that is no specimen (I11)", () => {
  const real: Row = ["real", { specimen: false }];

  it("never starts on a simulated printer, whenever that appears", () => {
    const stand = withJobs([real]);
    stand.post(first.ready(WELL, true));
    stand.post(received("real-too", { specimen: false }));
    stand.tick();
    stand.post(first.checked(WELL));
    expect(started(stand)).toEqual([]);
  });

  it("does not keep a specimen behind it waiting", () => {
    const stand = withJobs([real, ["specimen"]]);
    stand.post(first.ready(WELL, true));
    expect(started(stand)).toEqual(["specimen@printer1"]);
  });

  it("starts as soon as a session shows a real printer, and not before it shows", () => {
    const stand = withJobs([real]);
    stand.tick();
    expect(started(stand)).toEqual([]);
    stand.post(first.ready(WELL, true));
    stand.post(first.gone());
    stand.post(sessionOf("printer1", 2).ready(WELL, false));
    expect(started(stand)).toEqual(["real@printer1"]);
  });

  it("that was being prepared starts anew when the printer comes back as a simulated one", () => {
    const stand = withJobs([real]);
    stand.post(first.ready(WELL, false));
    stand.post(sessionOf("printer1", 2).ready(WELL, true));
    stand.post(first.prepared("real"));
    expect([started(stand).length, stand.orders("print-card")]).toEqual([1, []]);
  });

  it.each([
    ["not yet known", undefined, false],
    ["simulated", true, false],
    ["real", false, true],
  ])("meets a printer that is %s", (_, simulated, expected) => {
    const stand = withJobs([real], createStand({ policy: ONE_PRINTER }));
    if (simulated !== undefined) stand.post(first.ready(WELL, simulated));
    const [printer] = stand.state.printers.values();
    const job = stand.state.jobs.get("real");
    if (printer === undefined || job === undefined) throw new Error("nothing to ask about");
    expect(suits(printer, job)).toBe(expected);
  });

  it("waits while only a simulated printer is free", () => {
    const stand = withJobs([real]);
    stand.post(first.ready(WELL, true));
    stand.post(second.ready(WELL, false));
    expect(started(stand)).toEqual(["real@printer2"]);
  });
});

const SCOPES: readonly Scope[] = [
  { kind: "host" },
  { kind: "server", id: "server1" },
  { kind: "printer", id: "printer1" },
  { kind: "job", id: "J1" },
];
const OTHERS: readonly Scope[] = [
  { kind: "server", id: "server2" },
  { kind: "printer", id: "printer2" },
  { kind: "job", id: "J2" },
];

describe("a hold (I6)", () => {
  it.each(SCOPES.map((scope) => [scopeName(scope), scope] as const))(
    "on %s keeps the job, and the job goes when it is lifted, by itself",
    (_, scope) => {
      const hold = operatorHold(scope);
      const stored = [{ kind: "hold-placed", hold }] as const;
      const stand = withJobs([["J1"]], createStand({ policy: ONE_PRINTER, stored }));
      stand.post(first.ready());
      expect(started(stand)).toEqual([]);
      command(stand, { kind: "hold-lifted", hold, at: MONDAY_MS });
      stand.tick();
      expect(started(stand)).toEqual(["J1@printer1"]);
    },
  );

  it.each(OTHERS.map((scope) => [scopeName(scope), scope] as const))(
    "on %s leaves the job alone",
    (_, scope) => {
      const stored = [{ kind: "hold-placed", hold: operatorHold(scope) }] as const;
      const stand = withJobs([["J1"]], createStand({ policy: ONE_PRINTER, stored }));
      stand.post(first.ready());
      expect(started(stand)).toEqual(["J1@printer1"]);
    },
  );

  it.each(SCOPES.map((scope) => [scopeName(scope), scope] as const))(
    "on %s that comes while the card is prepared keeps it from being armed",
    (_, scope) => {
      const stand = withJobs([["J1"]], createStand({ policy: ONE_PRINTER }));
      stand.post(first.ready());
      command(stand, { kind: "hold-placed", hold: operatorHold(scope) });
      stand.post(first.prepared("J1"));
      expect([stand.changes("attempt-armed"), started(stand).length]).toEqual([[], 1]);
    },
  );

  it("does not touch the card that is being printed", () => {
    const stand = withJobs([["J1"]], createStand({ policy: ONE_PRINTER }));
    stand.post(first.ready());
    stand.post(first.prepared("J1"));
    command(stand, { kind: "hold-placed", hold: operatorHold({ kind: "host" }) });
    stand.post(first.ended("J1", PRINTED));
    expect(stand.store.job("J1")?.state).toBe("completed");
  });

  it("on one server lets the jobs of the other go first, in order", () => {
    const stand = createStand({ policy: ONE_PRINTER });
    command(stand, { kind: "hold-placed", hold: operatorHold({ kind: "server", id: "server1" }) });
    withJobs([["J1"], ["J2", { server: "server2" }], ["J3"], ["J4", { server: "server2" }]], stand);
    stand.post(first.ready());
    printAll(stand);
    expect(started(stand)).toEqual(["J2@printer1", "J4@printer1"]);
    expect(holdsOf(stand)).toEqual(["operator:server"]);
  });
});

describe("nothing is begun", () => {
  it("while the process stops", () => {
    const stand = withJobs([["J1"]]);
    stand.post({ kind: "stopping" });
    stand.post(first.ready());
    stand.tick();
    expect(started(stand)).toEqual([]);
  });

  it("after the card in progress when the process stops", () => {
    const stand = withJobs([["J1"], ["J2"]], createStand({ policy: ONE_PRINTER }));
    stand.post(first.ready());
    stand.post(first.prepared("J1"));
    stand.post({ kind: "stopping" });
    stand.post(first.ended("J1", PRINTED));
    expect([stand.store.job("J1")?.state, started(stand).length]).toEqual(["completed", 1]);
  });
});
