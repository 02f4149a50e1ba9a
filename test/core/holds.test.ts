import { describe, expect, it } from "vitest";
import type { Condition } from "../../protocols/faults.ts";
import type { NewJob } from "../../src/core/events.ts";
import { holdsBetween, holdsOver, isHeld, scopeName, waitReasons } from "../../src/core/holds.ts";
import type { Hold, Job, Printer, Scope } from "../../src/core/state.ts";
import {
  createStand,
  MONDAY_MS,
  ONE_PRINTER,
  operatorHold,
  received,
  type Stand,
  sessionOf,
  WELL,
} from "../support/core-fixtures.ts";

const first = sessionOf("printer1", 1);
const second = sessionOf("printer2", 1);
const one: Scope = { kind: "printer", id: "printer1" };
const other: Scope = { kind: "printer", id: "printer2" };

/** With a job J1, and holds that an operator or a fault has placed before it came. */
function withJob(more: Partial<NewJob>, holds: readonly Hold[]): Stand {
  const stored = holds.map((hold, n) => ({
    kind: "hold-placed" as const,
    hold: { ...hold, id: `${n}` },
  }));
  const stand = createStand({ stored });
  stand.post(received("J1", more));
  return stand;
}

function jobOf({ state }: Stand): Job {
  const job = state.jobs.get("J1");
  if (job === undefined) throw new Error("the job is not there");
  return job;
}

function faultHold(scope: Scope, condition: Condition): Hold {
  const device = scope.kind === "host" ? "host" : scope.id;
  return { id: "", scope, cause: { kind: "fault", device, condition }, since: MONDAY_MS };
}

describe("isHeld", () => {
  function held(more: Partial<NewJob>, ...scopes: readonly Scope[]): boolean {
    const stand = withJob(more, scopes.map(operatorHold));
    return isHeld(stand.state, jobOf(stand));
  }

  it.each<[name: string, more: Partial<NewJob>, scopes: readonly Scope[], expected: boolean]>([
    ["no hold", {}, [], false],
    ["the host", {}, [{ kind: "host" }], true],
    ["its server", {}, [{ kind: "server", id: "server1" }], true],
    ["another server", {}, [{ kind: "server", id: "server2" }], false],
    ["itself", {}, [{ kind: "job", id: "J1" }], true],
    ["another job", {}, [{ kind: "job", id: "J2" }], false],
    ["one of two printers", {}, [one], false],
    ["both printers", {}, [one, other], true],
    ["its own printer of two", { printer: "printer1" }, [one], true],
    ["the printer that it may not have", { printer: "printer1" }, [other], false],
    ["no printer of its stock", { stock: "red" }, [one, other], false],
  ])("holds on %s", (_, more, scopes, expected) => {
    expect(held(more, ...scopes)).toBe(expected);
  });

  it("is true of a job that is no specimen, when all its printers are simulated (I11)", () => {
    const stand = createStand({ policy: ONE_PRINTER });
    stand.post(received("J1", { specimen: false }));
    const isIt = () => [...stand.state.jobs.values()].map((job) => isHeld(stand.state, job));
    expect(isIt()).toEqual([false]);
    stand.post(first.ready(WELL, true));
    expect(isIt()).toEqual([true]);
  });
});

describe("holdsBetween", () => {
  it.each<[name: string, scope: Scope, expected: boolean]>([
    ["the host", { kind: "host" }, true],
    ["the job's server", { kind: "server", id: "server1" }, true],
    ["another server", { kind: "server", id: "server2" }, false],
    ["a server that has the printer's name", { kind: "server", id: "printer1" }, false],
    ["the job", { kind: "job", id: "J1" }, true],
    ["another job", { kind: "job", id: "J2" }, false],
    ["the printer", one, true],
    ["another printer", other, false],
  ])("says whether a hold on %s is in the way", (_, scope, expected) => {
    const stand = withJob({}, [operatorHold(scope)]);
    const [printer] = stand.state.printers.values();
    const found = holdsBetween(stand.state, jobOf(stand), printer as Printer);
    expect(found.map((hold) => hold.scope)).toEqual(expected ? [scope] : []);
  });
});

describe("holdsOver", () => {
  it.each<[name: string, more: Partial<NewJob>, scope: Scope, expected: boolean]>([
    ["the host", {}, { kind: "host" }, true],
    ["the job's server", {}, { kind: "server", id: "server1" }, true],
    ["another server", {}, { kind: "server", id: "server2" }, false],
    ["a server that has a printer's name", {}, { kind: "server", id: "printer1" }, false],
    ["the job", {}, { kind: "job", id: "J1" }, true],
    ["one of its printers", {}, other, true],
    ["its own printer", { printer: "printer2" }, other, true],
    ["the printer that it may not have", { printer: "printer2" }, one, false],
    ["a printer of another stock", { stock: "red" }, one, false],
  ])("says whether a hold on %s is over a job or a printer of it", (_, more, scope, expected) => {
    const stand = withJob(more, [operatorHold(scope)]);
    const found = holdsOver(stand.state, jobOf(stand));
    expect(found.map((hold) => hold.scope)).toEqual(expected ? [scope] : []);
  });
});

describe("waitReasons", () => {
  function reasons(more: Partial<NewJob>, ...holds: readonly Hold[]): readonly string[] {
    const stand = withJob(more, holds);
    return waitReasons(stand.state, jobOf(stand));
  }
  const byOperator = operatorHold({ kind: "host" });
  const byRaid = faultHold({ kind: "server", id: "server1" }, "raid-failed");
  const byFeeder = faultHold(one, "media-empty");
  const byCover = faultHold(other, "cover-open");
  const bySpoiled: Hold = {
    ...operatorHold({ kind: "job", id: "J1" }),
    cause: { kind: "policy", reason: "card-spoiled" },
  };
  const byProof: Hold = {
    ...operatorHold(one),
    cause: { kind: "probation", device: "printer1", step: 1, steps: 3, release: "checks" },
  };

  it.each<[name: string, more: Partial<NewJob>, holds: readonly Hold[], expected: string[]]>([
    ["its turn", {}, [], []],
    ["its turn, at the other printer", {}, [byFeeder], []],
    ["a printer of its stock", { stock: "red" }, [], ["resources-are-not-supported"]],
    ["the printer that it is for", { printer: "printer9" }, [], ["resources-are-not-supported"]],
    ["an operator", {}, [byOperator], ["job-held-by-operator"]],
    ["an operator, who holds twice", {}, [byOperator, byOperator], ["job-held-by-operator"]],
    ["a fault", {}, [byRaid], ["raid-failed"]],
    ["a fault of each printer", {}, [byFeeder, byCover], ["media-empty", "cover-open"]],
    ["its own printer", { printer: "printer2" }, [byFeeder, byCover], ["cover-open"]],
    ["both", {}, [byRaid, byOperator], ["raid-failed", "job-held-by-operator"]],
    ["a person's eyes on its spoiled card", {}, [bySpoiled], ["card-spoiled"]],
    ["its printer's proof", { printer: "printer1" }, [byProof], ["device-proving"]],
  ])("names what a job waits for: %s", (_, more, holds, expected) => {
    expect(reasons(more, ...holds)).toEqual(expected);
  });

  it.each<[name: string, simulated: [boolean, boolean], specimen: boolean, expected: string[]]>([
    ["all printers are simulated", [true, true], false, ["simulated-device"]],
    ["one printer is real", [true, false], false, []],
    ["it is a specimen", [true, true], true, []],
  ])("names simulated printers to a job that is no specimen (I11): %s", (...row) => {
    const [, simulated, specimen, expected] = row;
    const stand = withJob({ specimen }, [operatorHold({ kind: "job", id: "J2" })]);
    stand.post(first.ready(WELL, simulated[0]));
    stand.post(second.ready(WELL, simulated[1]));
    expect(waitReasons(stand.state, jobOf(stand))).toEqual(expected);
  });

  it("does not name simulated printers before any has shown itself", () => {
    expect(reasons({ specimen: false })).toEqual([]);
  });
});

describe("scopeName", () => {
  it.each<[name: string, scope: Scope]>([
    ["host", { kind: "host" }],
    ["printer:printer1", one],
    ["server:server1", { kind: "server", id: "server1" }],
    ["job:J1", { kind: "job", id: "J1" }],
  ])("is as in commands and documents: %s", (name, scope) => {
    expect(scopeName(scope)).toBe(name);
  });
});
