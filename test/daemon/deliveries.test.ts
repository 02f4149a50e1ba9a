import { describe, expect, it } from "vitest";
import { SMALL_GEOMETRY, stubRenderer } from "../../simulator/office/small-world.ts";
import { DaemonError } from "../../src/core/errors.ts";
import type { Event } from "../../src/core/events.ts";
import type { Answer } from "../../src/core/orders.ts";
import type { KnownJob, Store } from "../../src/core/ports.ts";
import { createDeliveries, type Delivery } from "../../src/daemon/deliveries.ts";

const NOW = Date.UTC(2021, 0, 4, 3);
const KNOWN: KnownJob = { jobId: "job-1", hash: "f00d", state: "pending" };

interface Choice {
  readonly job?: (jobId: string) => KnownJob | undefined;
  readonly servers?: readonly string[];
}

function setUp({ job = () => undefined, servers = [] }: Choice = {}) {
  const posted: Event[] = [];
  /** What the senders were told, as `1 answer accepted` or `2 settle ok`. */
  const told: string[] = [];
  let sent = 0;
  const deliveries = createDeliveries({
    clock: { wallMs: () => NOW, monotonicMs: () => 0, timer: () => () => {} },
    store: { job } as Store,
    renderer: stubRenderer,
    geometry: SMALL_GEOMETRY,
    servers,
    post: (event) => posted.push(event),
  });
  function send(jobId: string, more: Partial<Delivery> = {}): void {
    sent += 1;
    const number = sent;
    const document = {
      schema: 1,
      job_id: jobId,
      specimen: true,
      reason: "first",
      requested_at: "2021-01-04T08:00:00+07:00",
      card: { front: { image: "a picture" } },
    };
    deliveries.receive({
      payload: new TextEncoder().encode(JSON.stringify(document)),
      retained: false,
      answer: ({ result, code }) => told.push([number, "answer", result, code].join(" ").trim()),
      settle: (verdict) => told.push(`${number} settle ${verdict}`),
      ...more,
    });
  }
  return { deliveries, posted, told, send };
}

function accepted(jobId: string): Answer {
  return { jobId, result: "accepted", at: NOW };
}

describe("receive", () => {
  it("numbers deliveries from 1, refused ones too", () => {
    const { posted, send } = setUp();
    send("job-1");
    send("not an id");
    send("job-1");
    expect(posted).toMatchObject([
      { kind: "job-received", at: NOW, delivery: 1 },
      { kind: "job-refused", at: NOW, delivery: 2, rejection: { code: "job-id" } },
      { kind: "job-received", at: NOW, delivery: 3 },
    ]);
  });

  it("hands over what the store knows of the job, and whether the document was retained", () => {
    const { posted, send } = setUp({ job: (jobId) => (jobId === "job-1" ? KNOWN : undefined) });
    send("job-1", { retained: true });
    send("job-2");
    expect(posted).toMatchObject([
      { job: { jobId: "job-1" }, known: KNOWN, retained: true },
      { job: { jobId: "job-2" }, known: undefined, retained: false },
    ]);
  });

  it("ties a job to a printer where the sender does", () => {
    const { posted, send } = setUp();
    send("job-1", { printer: "printer2" });
    send("job-2");
    expect(posted).toMatchObject([{ job: { printer: "printer2" } }, { job: { jobId: "job-2" } }]);
    expect(posted[1]).not.toHaveProperty("job.printer");
  });

  it.each([
    [["server1"], [undefined, "server1"]],
    [
      ["server1", "server2"],
      [undefined, "unknown-server"],
    ],
  ])("takes a job for one printer as nobody's with the servers %s", (servers, expected) => {
    const { posted, send } = setUp({ servers });
    send("job-1", { printer: "printer1" });
    send("job-2");
    const outcomes = posted.map((event) =>
      event.kind === "job-received"
        ? event.job.server
        : event.kind === "job-refused" && event.rejection.code,
    );
    expect(outcomes).toEqual(expected);
  });
});

describe("the answer to a delivery", () => {
  it("goes to its own sender, and before it is settled", () => {
    const { deliveries, told, send } = setUp();
    send("job-1");
    send("job-2");
    deliveries.answer(2, accepted("job-2"));
    deliveries.settle(2, "ok");
    deliveries.answer(1, accepted("job-1"));
    deliveries.settle(1, "refuse");
    expect(told).toEqual([
      "2 answer accepted",
      "2 settle ok",
      "1 answer accepted",
      "1 settle refuse",
    ]);
  });

  it("is given to nobody once the delivery is settled, nor for one that never was", () => {
    const { deliveries, told, send } = setUp();
    send("job-1");
    deliveries.settle(1, "ok");
    for (const number of [1, 2]) {
      deliveries.answer(number, accepted("job-1"));
      deliveries.settle(number, "ok");
    }
    expect(told).toEqual(["1 settle ok"]);
  });
});

describe("a store that cannot be read", () => {
  const failing = () => {
    throw new DaemonError("STORE_FAILED", "cannot be read", { failure: "failed" });
  };

  it("is answered as unavailable and not acknowledged, and the core is not asked", () => {
    const { deliveries, posted, told, send } = setUp({ job: failing });
    send("job-1");
    deliveries.settle(1, "ok");
    expect(told).toEqual(["1 answer rejected unavailable", "1 settle refuse"]);
    expect(posted).toEqual([]);
  });

  it("does not keep a document from being refused that is not fit anyway", () => {
    const { posted, told, send } = setUp({ job: failing });
    send("not an id");
    expect([posted.map(({ kind }) => kind), told]).toEqual([["job-refused"], []]);
  });

  it("is told from a mistake in the program, which is thrown on", () => {
    const { send } = setUp({
      job() {
        throw new TypeError("a mistake");
      },
    });
    expect(() => send("job-1")).toThrow("a mistake");
  });
});
