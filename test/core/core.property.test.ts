import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { faultRule } from "../../protocols/faults.ts";
import { initialState } from "../../src/core/initial-state.ts";
import type { Order } from "../../src/core/orders.ts";
import type { Hold, Job, Printer, State, Stream, StreamEvent } from "../../src/core/state.ts";
import { assertProperty } from "../protocols/evolis/property.ts";
import { step } from "./office-steps.ts";
import { createOffice, type Office } from "./small-office.ts";

// Goal: the promises hold after every step of whatever happens. Method: random steps of three jobs,
// two printers, a broker and a disk around the core, with crashes between them; a witness looks at
// every order before it is carried out, and at disk and memory after every step. Its own idea of
// what may start is written apart from the core's.

const FINAL = ["completed", "canceled", "aborted", "expired"];

/** At the moment of an order: what must be on disk already, and what must not be so. */
function watchOrder({ stand, good }: Office, order: Order): void {
  const { store, state } = stand;
  if (order.kind === "answer-job" && order.answer.result === "accepted") {
    expect(store.job(order.answer.jobId ?? ""), "I5: accepted is on disk").toBeDefined();
  }
  if (order.kind === "prepare-card" || order.kind === "print-card") {
    const printer = state.printers.get(order.printer);
    const job = state.jobs.get(order.jobId);
    if (printer === undefined || job === undefined) throw new Error("nothing to print");
    expect(covering(state.holds, job, printer), "I6: nothing held starts").toEqual([]);
    const isApart = printer.identity?.simulated === true && !job.specimen;
    expect(isApart, "I11: real cards on real printers").toBe(false);
  }
  if (order.kind === "print-card") {
    const open = store.attempts(order.jobId).filter(({ endedAt }) => endedAt === undefined);
    expect(open, "I3: armed on disk").toMatchObject([{ attempt: order.attempt }]);
    expect(good, "I2: no second card beside a good one").not.toContain(order.jobId);
    const earlier = store.attempts(order.jobId).slice(0, -1);
    const allowed = earlier.filter(({ evidence }) =>
      ["not-printed", "spoiled"].includes(evidence?.outcome ?? "none"),
    );
    expect(allowed, "I4: each attempt by the evidence of the one before").toEqual(earlier);
  }
  if (order.kind === "reject-card") {
    const [open] = store.attempts(order.jobId).slice(-1);
    expect(open?.rejecting, "I3: the reject is on disk").toBeDefined();
  }
}

function covering(holds: ReadonlyMap<string, Hold>, job: Job, printer: Printer): readonly Hold[] {
  const names = ["host", `server:${job.server}`, `printer:${printer.id}`, `job:${job.jobId}`];
  return [...holds.values()].filter(({ scope }) =>
    names.includes(scope.kind === "host" ? "host" : `${scope.kind}:${scope.id}`),
  );
}

/** After a step. */
function watchRest({ stand, accepted, good }: Office, ended: Map<string, string>): void {
  const { store, state } = stand;
  for (const jobId of accepted) {
    const found = store.job(jobId)?.state ?? "lost";
    expect(found, "I1: nothing accepted is lost").not.toBe("lost");
    expect(ended.get(jobId) ?? found, "I1: a final state stays").toBe(found);
    if (FINAL.includes(found)) ended.set(jobId, found);
    const cards = good.filter((each) => each === jobId).length;
    expect(cards, "I2: at most one good card").toBeLessThanOrEqual(1);
    if (found === "completed") expect(cards, "I2: completed is a good card").toBe(1);
  }
  expect(durable(state), "memory is as the disk").toEqual(
    durable(initialState(store.load(), stand.policy)),
  );
  // What the world says of the disk is `full`: all else is a change that did not fit.
  expect([undefined, "full"], "every change fits").toContain(state.storeFailure);
  const atWork = [...state.printers.values()].flatMap(({ phase }) =>
    "jobId" in phase ? [phase.jobId] : [],
  );
  expect(new Set(atWork).size, "I2: one printer a job").toBe(atWork.length);
  const holding = [...state.faults.values()].filter(({ condition }) => faultRule(condition).holds);
  const faultHolds = [...state.holds.values()].filter(({ cause }) => cause.kind === "fault");
  expect(faultHolds.length, "a hold for each fault that holds").toBe(holding.length);
  if (state.storeFailure === undefined) {
    expect(startable(state), "I6: what may start has started").toEqual([]);
    expect(inHand(state), "I1: an open attempt is in hand, or was interrupted").toEqual(
      [...state.attempts.keys()].toSorted(),
    );
  }
}

function durable(state: State): object {
  const { jobs, queue, attempts, faults, holds, arrival, completedTotal, streams } = state;
  const sorted = <Value>(map: ReadonlyMap<unknown, Value>) =>
    [...map.entries()].toSorted(([a], [b]) => String(a).localeCompare(String(b)));
  return {
    jobs: sorted(jobs),
    queue: queue.map(({ jobId }) => jobId),
    attempts: sorted(attempts),
    faults: sorted(faults),
    holds: sorted(holds),
    incidents: sorted(state.incidents),
    relapses: sorted(state.relapses),
    probations: sorted(state.probations),
    arrival,
    completedTotal,
    event: [streams.event.seq, sorted(streams.event.undelivered)],
    jobEvent: [streams["job-event"].seq, sorted(streams["job-event"].undelivered)],
  };
}

function inHand({ printers, attempts }: State): readonly string[] {
  const printing = [...printers.values()].flatMap(({ phase }) =>
    phase.kind === "printing" ? [phase.jobId] : [],
  );
  const interrupted = [...attempts.values()].flatMap(({ jobId, interrupted }) =>
    interrupted === undefined ? [] : [jobId],
  );
  return [...printing, ...interrupted].toSorted();
}

function startable(state: State): readonly string[] {
  const printers = [...state.printers.values()];
  const taken = printers.flatMap(({ phase }) => ("jobId" in phase ? [phase.jobId] : []));
  const waiting = [...state.jobs.values()].filter(
    (job) => job.state === "pending" && !taken.includes(job.jobId),
  );
  return printers
    .filter(({ phase }) => phase.kind === "idle")
    .filter(({ id }) => ![...state.attempts.values()].some(({ printer }) => printer === id))
    .flatMap((printer) =>
      waiting
        .filter((job) => job.specimen || printer.identity?.simulated === false)
        .filter((job) => covering(state.holds, job, printer).length === 0)
        .map((job) => `${job.jobId}@${printer.id}`),
    );
}

function numbersOf(events: readonly StreamEvent[], stream: Stream): readonly number[] {
  return events.filter((event) => event.stream === stream).map(({ seq }) => seq);
}

function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, n) => n + 1);
}

describe("the core", () => {
  it("keeps its promises after every step, whatever happens (I1, I2, I3, I5, I6, I7, I11)", () => {
    assertProperty(
      fc.property(fc.array(step, { maxLength: 80, size: "max" }), (steps) => {
        const office = createOffice(watchOrder);
        const ended = new Map<string, string>();
        for (const each of steps) {
          office.take(each);
          watchRest(office, ended);
        }
        office.take({ kind: "disk", failure: undefined });
        office.take({ kind: "crash" });
        watchRest(office, ended);
        for (const stream of ["event", "job-event"] as const) {
          const numbers = numbersOf(office.events, stream);
          expect(numbers, "I7: no gap").toEqual(upTo(numbers.length));
        }
      }),
    );
  });
});
