import { describe, expect, it } from "vitest";
import { DaemonError } from "../../src/core/errors.ts";
import type { Event } from "../../src/core/events.ts";
import { waitReasons } from "../../src/core/holds.ts";
import { createLoop } from "../../src/core/loop.ts";
import type { CheckPlan } from "../../src/core/policy.ts";
import { standingFaults, standingHolds } from "../../src/core/store-fault.ts";
import {
  command,
  corePolicy,
  createStand,
  type Happening,
  HOUR_MS,
  kinds,
  MINUTE_MS,
  MONDAY_MS,
  ONE_PRINTER,
  operatorHold,
  PRINTED,
  received,
  type Stand,
  sampleJob,
  sessionOf,
  WELL,
} from "../support/core-fixtures.ts";

// Goal: nothing is lost and nothing is done twice while the disk takes nothing. Method: the loop
// over the real store, which can be told to refuse; what waits, what is answered, what comes after.

const printer = sessionOf("printer1", 1);

/** With a card being printed. */
function printing(): Stand {
  const stand = createStand({ policy: ONE_PRINTER });
  stand.post(received("J1"));
  stand.post(printer.ready());
  stand.post(printer.prepared("J1"));
  stand.record.length = 0;
  return stand;
}

/** The store takes nothing, and the end of a card waits for it. */
function stuck(): Stand {
  const stand = printing();
  stand.failure = "full";
  stand.post(printer.ended("J1", PRINTED));
  return stand;
}

describe("while the store takes nothing", () => {
  it("asks no printer about a card whose end it could not write", () => {
    const stand = printing().restart();
    stand.failure = "full";
    stand.post(received("J2"));
    stand.post(printer.ready());
    expect(stand.state.printers.get("printer1")?.phase.kind).toBe("idle");
    expect(stand.orders("settle-attempt")).toEqual([]);
    stand.failure = undefined;
    stand.tick();
    expect(stand.orders("settle-attempt")).toHaveLength(1);
  });

  it.each(["full", "readonly", "failed", "corrupt"] as const)("says so: %s", (failure) => {
    const stand = createStand();
    stand.failure = failure;
    stand.post(received("J1"));
    expect([stand.state.storeFailure, stand.state.jobs.size]).toEqual([failure, 0]);
  });

  it("tells each change of that once, however often it is tried", () => {
    const stand = createStand();
    const turns = ["full", "full", "readonly", undefined, undefined, "full"] as const;
    for (const failure of turns) {
      stand.failure = failure;
      stand.post(received(`J${stand.nowMs}`));
      stand.tick();
    }
    expect(stand.storeWords).toEqual(["full", "readonly", "well", "full"]);
  });

  it("has a fault that holds the host, since it began, and writes nothing of it", () => {
    const stand = createStand();
    stand.post(received("J1"));
    stand.failure = "full";
    stand.post(received("J2"));
    stand.failure = "readonly";
    stand.tick(MINUTE_MS);
    const since = MONDAY_MS;
    expect(standingFaults(stand.state)).toEqual([
      { device: "host", condition: "store-failed", raw: "readonly", since },
    ]);
    expect(standingHolds(stand.state)).toMatchObject([{ scope: { kind: "host" }, since }]);
    expect([...stand.state.jobs.values()].map((job) => waitReasons(stand.state, job))).toEqual([
      ["store-failed"],
    ]);
    stand.failure = undefined;
    stand.tick();
    expect([standingFaults(stand.state), standingHolds(stand.state)]).toEqual([[], []]);
    expect(stand.changes("event-added")).toHaveLength(1);
  });

  it("accepts the job that finds it well again as one that nothing holds", () => {
    const stand = createStand();
    stand.failure = "full";
    stand.post(received("J1"));
    stand.failure = undefined;
    stand.post(received("J1"));
    expect(stand.orders("answer-job").at(-1)?.answer).toMatchObject({
      result: "accepted",
      state: "pending",
    });
  });

  it("is not held up by the broker's word on an event, and writes it down later", () => {
    const stand = createStand({ policy: ONE_PRINTER });
    stand.post(received("J1"));
    stand.failure = "full";
    for (let n = 0; n < 3; n += 1) {
      stand.post({ kind: "event-delivered", stream: "job-event", seq: 1 });
    }
    stand.post(printer.ready());
    expect(stand.state.printers.get("printer1")?.phase.kind).toBe("idle");
    stand.failure = undefined;
    stand.tick();
    expect(stand.changes("event-delivered")).toHaveLength(1);
    expect(stand.state.streams["job-event"].undelivered.size).toBe(0);
  });

  it("goes on looking at devices, and takes no pause of the store for a jump of the clock", () => {
    const stand = createStand({ policy: { ...ONE_PRINTER, checkTimeoutMs: HOUR_MS * 24 } });
    stand.post(received("J1", { stock: "other", expiresAt: MONDAY_MS + MINUTE_MS }));
    stand.post(printer.ready());
    stand.tick();
    stand.failure = "full";
    stand.post(received("J2"));
    for (let hour = 0; hour < 3; hour += 1) {
      for (let n = 0; n < 60; n += 1) stand.tick(MINUTE_MS);
      stand.post(printer.checked(WELL));
    }
    const looks = stand.orders("run-check").filter(({ check }) => check.device === "printer1");
    expect(looks).toHaveLength(3);
    expect([stand.state.jumpedAt, stand.state.jobs.get("J1")?.state]).toEqual([
      undefined,
      "pending",
    ]);
    stand.failure = undefined;
    stand.tick();
    stand.tick(MINUTE_MS);
    expect(stand.store.job("J1")?.state).toBe("expired");
  });

  it.each([true, false])(
    "keeps of the broker's comings and goings the last alone, whatever comes after it: %s",
    (connected) => {
      const stand = stuck();
      // Of each more than may wait.
      for (let n = 0; n < 10_001; n += 1) {
        stand.post({ kind: connected ? "broker-closed" : "broker-connected" });
        stand.post({ kind: connected ? "broker-connected" : "broker-closed" });
      }
      stand.post(printer.gone("command-refused"));
      stand.failure = undefined;
      stand.tick();
      expect([stand.state.brokerConnected, stand.store.job("J1")?.state]).toEqual([
        connected,
        "completed",
      ]);
    },
  );

  it("answers a job document unavailable and refuses it, so that it comes again", () => {
    const stand = createStand();
    stand.failure = "full";
    stand.post({ ...received("J1"), delivery: 9 });
    expect(stand.record).toMatchObject([
      {
        order: {
          kind: "answer-job",
          delivery: 9,
          answer: {
            jobId: "J1",
            result: "rejected",
            code: "unavailable",
            message: "the store takes no jobs now",
          },
        },
      },
      { order: { kind: "settle", delivery: 9, verdict: "refuse" } },
    ]);
    stand.failure = undefined;
    stand.tick();
    expect(stand.state.jobs.size).toBe(0);
  });

  it("answers a job document that comes behind a waiting event in the same way", () => {
    const stand = stuck();
    stand.post(received("J2"));
    expect(kinds(stand.record)).toBe("answer-job settle");
    expect(stand.orders("settle")).toMatchObject([{ verdict: "refuse" }]);
  });

  it("still knows a job that it has: a copy is a duplicate", () => {
    const stand = createStand();
    stand.post(received("J1"));
    stand.failure = "full";
    stand.post(received("J2"));
    stand.post({
      ...received("J1"),
      known: { jobId: "J1", hash: sampleJob("J1").hash, state: "pending" },
    });
    expect(stand.orders("answer-job").map(({ answer }) => answer.code ?? answer.result)).toEqual([
      "accepted",
      "unavailable",
      "duplicate",
    ]);
  });

  it("lets other events wait in order and tries the first at each further one", () => {
    const stand = stuck();
    stand.post(printer.gone("command-refused"));
    stand.tick();
    expect(stand.record.filter(({ kind }) => kind === "commit")).toEqual([]);
    expect(stand.state.printers.get("printer1")?.phase.kind).toBe("printing");
    stand.failure = undefined;
    stand.tick();
    const changes = stand.record.flatMap((step) => (step.kind === "commit" ? step.changes : []));
    expect(changes.filter(({ kind }) => kind !== "event-added").map(({ kind }) => kind)).toEqual([
      "attempt-ended",
      "job-moved",
      "fault-raised",
      "hold-placed",
      "incident-kept",
    ]);
    expect([stand.store.job("J1")?.state, stand.state.storeFailure]).toEqual([
      "completed",
      undefined,
    ]);
  });

  it("tries again what it could not write, with the time at which it happened", () => {
    const stand = stuck();
    const endedMs = stand.nowMs;
    stand.failure = undefined;
    stand.tick(60_000);
    expect(stand.changes("attempt-ended")).toMatchObject([{ at: endedMs }]);
  });

  it("starts no card, and starts when a tick has found the store well again", () => {
    const stand = createStand({ policy: ONE_PRINTER });
    stand.post(received("J1"));
    stand.failure = "readonly";
    stand.post(received("J2"));
    stand.post(printer.ready());
    stand.tick();
    expect(stand.orders("prepare-card")).toEqual([]);
    stand.failure = undefined;
    stand.tick();
    expect(stand.changes("store-probed").length).toBe(1);
    expect(stand.orders("prepare-card").map(({ jobId }) => jobId)).toEqual(["J1"]);
  });

  it.each<[due: string, prepare: (stand: Stand) => void]>([
    [
      "a hold that ends",
      (stand) => {
        const hold = { ...operatorHold({ kind: "host" }), until: stand.nowMs };
        command(stand, { kind: "hold-placed", hold });
      },
    ],
    [
      "a hold that nothing would lift",
      (stand) => {
        const hold = operatorHold({ kind: "printer", id: "printer9" });
        command(stand, { kind: "hold-placed", hold });
      },
    ],
    [
      "a server's time that is over",
      ({ state }) => {
        const fault = { device: "server1", condition: "raid-failed", since: MONDAY_MS } as const;
        state.faults.set("server1/raid-failed", fault);
      },
    ],
    ["a receiver that is away", ({ state }) => Object.assign(state.notifying, { failures: 9 })],
    [
      "a ribbon that will not last",
      (stand) => stand.post(printer.ready({ ...WELL, ribbonLeft: 0 })),
    ],
    [
      "a job that expires",
      ({ state, nowMs }) => {
        const job = state.jobs.get("J1");
        if (job !== undefined) Object.assign(job, { expiresAt: nowMs });
      },
    ],
  ])("tells nothing that the clock brings until it can be written (I7): %s", (_, prepare) => {
    const stand = createStand({ policy: ONE_PRINTER });
    stand.post({ kind: "broker-connected" });
    stand.post(received("J1"));
    stand.tick();
    stand.failure = "full";
    stand.post(received("J2"));
    prepare(stand);
    stand.record.length = 0;
    stand.tick(MINUTE_MS);
    expect(stand.orders("publish-event")).toEqual([]);
    stand.failure = undefined;
    for (let n = 0; n < 2; n += 1) stand.tick(MINUTE_MS);
    expect(stand.orders("publish-event")).not.toEqual([]);
  });

  it("gives no number to an event that was not written (I7)", () => {
    const stand = stuck();
    stand.post(printer.gone("command-refused"));
    stand.failure = undefined;
    stand.tick();
    expect(stand.changes("event-added").map(({ event }) => [event.stream, event.seq])).toEqual([
      ["job-event", 3],
      ["event", 1],
      ["event", 2],
    ]);
  });

  it("tells of nothing that a tick has found and could not write (I7)", () => {
    const ping = { id: "server1/ping", kind: "server-ping", device: "server1", expression: "" };
    const policy = corePolicy({ servers: [{ id: "server1" }], checks: [ping as CheckPlan] });
    const stand = createStand({ policy: { ...policy, badChecks: 1 } });
    stand.post({ kind: "broker-connected" });
    stand.tick();
    expect(stand.orders("run-check")).toHaveLength(1);
    stand.failure = "full";
    stand.post(received("J1"));
    stand.tick(MINUTE_MS);
    expect(stand.orders("publish-event")).toEqual([]);
    stand.failure = undefined;
    for (let n = 0; n < 3; n += 1) stand.tick(MINUTE_MS);
    const written = stand.changes("event-added").map(({ event }) => event.seq);
    expect(stand.orders("publish-event").map(({ event }) => event.seq)).toEqual(written);
    expect(stand.state.faults.has("server1/ping-unanswered")).toBe(true);
  });

  it("prints nothing of which the intent is not on disk (I3)", () => {
    const stand = createStand({ policy: ONE_PRINTER });
    stand.post(received("J1"));
    stand.post(printer.ready());
    stand.failure = "full";
    stand.post(printer.prepared("J1"));
    stand.tick();
    expect(stand.orders("print-card")).toEqual([]);
    expect(stand.state.attempts.size).toBe(0);
  });

  it("answers a document that is no job at once", () => {
    const stand = stuck();
    const rejection = { jobId: "J2", code: "schema", message: "no such schema" } as const;
    stand.post({ kind: "job-refused", delivery: 2, rejection });
    expect(stand.orders("answer-job")).toMatchObject([{ answer: { code: "schema" } }]);
  });

  it("can be told to stop", () => {
    const stand = stuck();
    stand.post({ kind: "stopping" });
    expect(stand.state.stopping).toBe(true);
  });

  it("forgets a card that was ready to print: its session may be over", () => {
    const stand = createStand({ policy: ONE_PRINTER });
    stand.post(received("J1"));
    stand.post(printer.ready());
    stand.failure = "full";
    stand.post(printer.prepared("J1"));
    stand.post(printer.gone("timed-out"));
    stand.nowMs += 3_600_000;
    stand.failure = undefined;
    stand.tick();
    expect([stand.store.job("J1")?.state, stand.orders("print-card")]).toEqual(["pending", []]);
  });

  it("keeps one tick at most waiting", () => {
    let fails = true;
    let turns = 0;
    const wallMs = () => {
      turns += 1;
      return MONDAY_MS;
    };
    const commit = () => {
      if (fails) throw new DaemonError("STORE_FAILED", "planted", { failure: "full" });
    };
    const { state } = createStand();
    const parts = { state, policy: ONE_PRINTER, clock: { wallMs }, store: { commit } };
    const loop = createLoop({ ...parts, perform: () => {} });
    loop.post({ ...printer.gone("command-refused"), at: MONDAY_MS } as Event);
    for (let n = 0; n < 100; n += 1) loop.post({ kind: "tick", at: MONDAY_MS + n * 1_000 });
    fails = false;
    loop.post({ kind: "tick", at: MONDAY_MS + 100_000 });
    expect(turns).toBeLessThan(5);
  });
});

describe("a job document that comes while another is answered unavailable", () => {
  it("is answered too", () => {
    const stand = createStand();
    const first: Happening = { ...received("J1"), delivery: 1 };
    stand.perform = (order) => {
      if (order.kind !== "settle" || order.delivery !== 1) return;
      stand.post({ ...received("J2"), delivery: 2 });
    };
    stand.failure = "full";
    stand.post(first);
    stand.tick();
    expect(stand.orders("settle").map(({ delivery }) => delivery)).toEqual([1, 2]);
  });
});
