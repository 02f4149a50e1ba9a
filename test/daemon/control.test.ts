import { describe, expect, it } from "vitest";
import { FAULT_TEXTS } from "../../protocols/fault-texts.ts";
import { SMALL_GEOMETRY, stubRenderer } from "../../simulator/office/small-world.ts";
import { fictitiousResident } from "../../simulator/server/people.ts";
import type { Policy } from "../../src/core/policy.ts";
import { createCommands } from "../../src/daemon/commands.ts";
import { createControl } from "../../src/daemon/control.ts";
import { createDeliveries } from "../../src/daemon/deliveries.ts";
import type { JobRow } from "../../src/io/control-api.ts";
import { createStatusContext } from "../../src/status/context.ts";
import {
  AFTER,
  command,
  corePolicy,
  createStand,
  ill,
  MONDAY_MS,
  operatorHold,
  PRINTED,
  received,
  reported,
  SILENT,
  sampleJob,
  sessionOf,
  WELL,
} from "../support/core-fixtures.ts";

// Goal: what the socket and the command line are told is what the state is, in the words of the
// contract, and never who a card is for. Method: the real core over the real store in memory; jobs
// are brought into every state by what happens to them.

const printer = sessionOf("printer1", 1);
const AT = "2021-01-04T08:00:00.000+07:00";
const STOCK = ["resources-are-not-supported"];

function setUp(more: Partial<Policy> = {}, servers: readonly string[] = ["server1"]) {
  const printers = [{ id: "printer1", stock: "default" }];
  const policy = corePolicy({ printers, servers: servers.map((id) => ({ id })), ...more });
  const stand = createStand({ policy });
  const clock = { wallMs: () => stand.nowMs, monotonicMs: () => 0, timer: () => () => {} };
  const { state, store } = stand;
  const deliveries = createDeliveries({
    clock,
    store,
    renderer: stubRenderer,
    geometry: SMALL_GEOMETRY,
    servers,
    post: (event) => stand.post(event),
  });
  stand.perform = (order) => {
    if (order.kind === "answer-job") deliveries.answer(order.delivery, order.answer);
    if (order.kind === "settle") deliveries.settle(order.delivery, order.verdict);
    if (order.kind === "answer-command") commands.answer(order.delivery, order.answer);
  };
  const zone = "Asia/Jakarta";
  const context = createStatusContext({
    zone,
    language: "en",
    version: "0.1.0",
    startedAtMs: MONDAY_MS,
    policy: stand.policy,
  });
  let ids = 0;
  const random = {
    id() {
      ids += 1;
      return String(ids).padStart(32, "0");
    },
  };
  const commands = createCommands({
    clock,
    random,
    store,
    post: (event) => stand.post(event),
  });
  const drawCard = () => "not-drawable" as const;
  const notifier = { test: async () => undefined };
  const asked = { deliveries, commands, notifier, drawCard };
  const parts = { state, policy, store, clock, random, ...asked, context };
  const control = createControl(parts);
  return { stand, control, connect: () => stand.post({ kind: "broker-connected" }) };
}

type Office = ReturnType<typeof setUp>;

/** A job in each state: its id is the state. */
function setUpEveryState(): Office {
  const office = setUp();
  const { stand } = office;
  stand.post(printer.ready());
  take(office, "completed", PRINTED);
  stand.post(received("aborted"));
  stand.post(printer.unprintable("aborted"));
  stand.post(received("in-doubt"));
  leaveInDoubt(stand, "in-doubt");
  stand.post(received("expired", { expiresAt: stand.nowMs + 30_000 }));
  stand.tick(60_000);
  stand.post(received("canceled"));
  const { nowMs: at } = stand;
  command(stand, { kind: "job-moved", jobId: "canceled", state: "canceled", reasons: [], at });
  return office;
}

function take({ stand }: Office, jobId: string, result: typeof PRINTED): void {
  stand.post(received(jobId));
  stand.post(printer.prepared(jobId));
  stand.post(printer.ended(jobId, result));
}

/** The printer falls silent, and when it is back its counters do not fit. */
function leaveInDoubt(stand: Office["stand"], jobId: string): void {
  stand.post(printer.prepared(jobId));
  stand.post(printer.ended(jobId, SILENT));
  const next = sessionOf("printer1", 2);
  stand.post(next.ready());
  stand.post(next.evidence(jobId, { reading: { ...AFTER, cardsFed: 102 } }));
  stand.post(next.gone());
}

function states(rows: readonly JobRow[]): readonly string[] {
  return rows.map(({ job_id, state }) => `${job_id}: ${state}`);
}

function documentOf(jobId: string, more: object = {}): Uint8Array {
  const document = {
    schema: 1,
    job_id: jobId,
    specimen: true,
    reason: "first",
    requested_at: "2021-01-04T08:00:00+07:00",
    card: { front: { image: "a picture" } },
    ...more,
  };
  return new TextEncoder().encode(JSON.stringify(document));
}

describe("jobs", () => {
  it("are the waiting in printing order, those in hand, then the ended, newest first", () => {
    const { stand, control } = setUpEveryState();
    stand.post(received("late", { priority: 10 }));
    stand.post(received("urgent", { priority: 90 }));
    expect(states(control.jobs({ limit: 100 }))).toEqual([
      "urgent: held",
      "late: held",
      "in-doubt: in-doubt",
      "canceled: canceled",
      "expired: expired",
      "aborted: aborted",
      "completed: completed",
    ]);
  });

  it("are at most so many, and the open ones first", () => {
    const { stand, control } = setUpEveryState();
    stand.post(received("waiting"));
    const short = states(control.jobs({ limit: 3 }));
    expect(short).toEqual(["waiting: held", "in-doubt: in-doubt", "canceled: canceled"]);
    expect(control.jobs({ limit: 1 })).toHaveLength(1);
  });

  it.each(["in-doubt", "completed", "canceled", "aborted", "expired"])("can be all %s", (state) => {
    const { control } = setUpEveryState();
    expect(states(control.jobs({ limit: 100, state }))).toEqual([`${state}: ${state}`]);
  });

  it("are pending while it is their turn that they wait for, and processing in the printer", () => {
    const { stand, control } = setUp();
    stand.post(printer.ready());
    stand.post(received("first"));
    stand.post(printer.prepared("first"));
    stand.post(received("second"));
    expect(states(control.jobs({ limit: 9 }))).toEqual(["second: pending", "first: processing"]);
    for (const [state, jobId] of [
      ["pending", "second"],
      ["processing", "first"],
    ] as const) {
      expect(states(control.jobs({ limit: 9, state }))).toEqual([`${jobId}: ${state}`]);
    }
    expect(control.jobs({ limit: 9, state: "held" })).toEqual([]);
  });

  it("have the keys of the contract and the time of the office", () => {
    const { stand, control } = setUp();
    stand.post(printer.ready());
    stand.post(received("job-1", { priority: 70 }));
    expect(control.jobs({ limit: 1 })).toEqual([
      {
        job_id: "job-1",
        state: "pending",
        reasons: [],
        priority: 70,
        attempts: 0,
        not_printed: 0,
        received_at: AT,
        place: 1,
        eta: "2021-01-04T08:02:00.000+07:00",
      },
    ]);
  });
});

describe("the expected time", () => {
  it("is told of every job that waits or is printed, however few are asked for", () => {
    const { stand, control } = setUp();
    stand.post(printer.ready());
    for (const jobId of ["job-1", "job-2", "job-3"]) stand.post(received(jobId));
    stand.post(printer.prepared("job-1"));
    const rows = control.jobs({ limit: 10 }).map(({ job_id, place, eta }) => [job_id, place, eta]);
    const at = (minute: string) => `2021-01-04T08:${minute}:00.000+07:00`;
    expect(rows).toEqual([
      ["job-2", 1, at("03")],
      ["job-3", 2, at("05")],
      ["job-1", null, at("02")],
    ]);
    expect(control.job("job-3")).toMatchObject({ place: 2, eta: at("05") });
    const { cards } = control.status();
    expect(cards).toEqual([{ printer: "printer1", job_id: "job-1", since: AT, eta: at("02") }]);
  });

  it("is not told of a job in doubt, which the status names", () => {
    const { control } = setUpEveryState();
    expect(control.status().in_doubt).toEqual(["in-doubt"]);
    expect(control.job("in-doubt")).toMatchObject({ place: null, eta: null });
  });
});

describe("why a job waits", () => {
  const operator = operatorHold({ kind: "job", id: "job-1" });

  it.each<[string, (office: Office) => void, string, readonly string[]]>([
    ["no printer has its stock", ({ stand }) => stand.post(printer.ready()), "pending", STOCK],
    [
      "it is real and the printer is not",
      ({ stand }) => stand.post(printer.ready(WELL, true)),
      "held",
      ["simulated-device"],
    ],
    [
      "its printer has a fault",
      ({ stand }) => stand.post(printer.ready(ill("media-empty", "cover-open"))),
      "held",
      ["media-empty", "cover-open"],
    ],
    [
      "its server has a fault",
      ({ stand }) => {
        stand.post(printer.ready());
        stand.post(reported([{ condition: "raid-failed" }], ["raid-failed"]));
      },
      "held",
      ["raid-failed"],
    ],
    [
      "an operator holds it",
      ({ stand }) => {
        stand.post(printer.ready());
        command(stand, { kind: "hold-placed", hold: operator });
      },
      "held",
      ["job-held-by-operator"],
    ],
  ])("%s", (_, happens, state, reasons) => {
    const office = setUp();
    happens(office);
    const stock = reasons === STOCK ? "blue" : "default";
    office.stand.post(received("job-1", { specimen: false, stock }));
    expect(office.control.jobs({ limit: 9 })).toMatchObject([{ job_id: "job-1", state, reasons }]);
    expect(office.control.job("job-1")).toMatchObject({ state, reasons });
  });
});

describe("job", () => {
  it("tells each attempt with its evidence, in the keys of the contract", () => {
    const { control } = setUpEveryState();
    expect(control.job("completed")).toEqual({
      job_id: "completed",
      state: "completed",
      reasons: ["job-completed-successfully"],
      priority: 50,
      attempts: 1,
      not_printed: 0,
      received_at: AT,
      place: null,
      eta: null,
      hash: sampleJob("completed").hash,
      stock: "default",
      specimen: true,
      attempts_made: [
        {
          attempt: 1,
          printer: "printer1",
          armed_at: AT,
          ended_at: AT,
          outcome: "printed",
          evidence: {
            outcome: "printed",
            detail: "counters-fit",
            cards_fed: 1,
            panels_printed: 4,
            card_inside: false,
          },
          decisions: [],
        },
      ],
    });
  });

  it("has no end of an attempt that is under way", () => {
    const { stand, control } = setUp();
    stand.post(printer.ready());
    stand.post(received("job-1"));
    stand.post(printer.prepared("job-1"));
    const under = { attempt: 1, ended_at: null, outcome: null, evidence: null };
    expect(control.job("job-1")).toMatchObject({ state: "processing", attempts_made: [under] });
  });

  it("is not one that was never accepted", () => {
    expect(setUp().control.job("job-1")).toBeUndefined();
  });
});

describe("submit", () => {
  it.each([
    ["accepted", "job-1", {}, { state: "pending", hash: expect.any(String) }],
    ["duplicate", "known", {}, { state: "pending" }],
    ["conflict", "known", { stock: "other" }, { state: "pending" }],
    ["rejected", "job-1", { reason: "none" }, { code: "invalid", state: null, hash: null }],
    ["rejected", "a bad id", {}, { job_id: null, code: "job-id" }],
  ])("is answered as the broker's documents are: %s", (result, jobId, more, answer) => {
    const { stand, control } = setUp();
    stand.post(printer.ready());
    control.submit(documentOf("known"));
    expect(control.submit(documentOf(jobId, more))).toMatchObject({ result, at: AT, ...answer });
  });

  it("asks for another try while the store takes nothing", () => {
    const { stand, control } = setUp();
    stand.failure = "full";
    const answer = control.submit(documentOf("job-1"));
    expect(answer).toMatchObject({ result: "rejected", code: "unavailable", retry: true });
    expect(control.job("job-1")).toBeUndefined();
  });
});

describe("testCard", () => {
  it.each([[[]], [["server1"]], [["server1", "server2"]]])(
    "queues a specimen for its printer alone, with the servers %j",
    (servers) => {
      const { stand, control } = setUp({}, servers);
      const answer = control.testCard("printer1");
      expect(answer).toMatchObject({ job_id: "test-printer1-00000000", result: "accepted" });
      const job = stand.state.jobs.get("test-printer1-00000000");
      expect(job).toMatchObject({ printer: "printer1", specimen: true, stock: "default" });
      expect(job).not.toHaveProperty("server");
    },
  );

  it("asks for the stock that the printer has", () => {
    const { stand, control } = setUp({ printers: [{ id: "printer1", stock: "wni" }] });
    control.testCard("printer1");
    expect([...stand.state.jobs.values()]).toMatchObject([{ stock: "wni" }]);
  });

  it("is not made for a printer that nobody knows", () => {
    expect(setUp().control.testCard("printer9")).toBeUndefined();
  });
});

describe("missing", () => {
  it.each<[string, (office: Office) => void, readonly string[]]>([
    ["nothing in an office that can print", () => {}, []],
    ["the broker", ({ stand }) => stand.post({ kind: "broker-closed" }), ["broker: not connected"]],
    [
      "its only printer",
      ({ stand }) => stand.post(printer.gone()),
      ["printers: none is connected"],
    ],
    [
      "the store",
      ({ stand }) => {
        stand.failure = "readonly";
        stand.post(received("job-1"));
      },
      ["store: readonly"],
    ],
  ])("is %s", (_, happens, expected) => {
    const office = setUp();
    office.connect();
    office.stand.post(printer.ready());
    happens(office);
    expect(office.control.missing()).toEqual(expected);
  });

  it("is everything that is not there at the start", () => {
    const expected = ["broker: not connected", "printers: none is connected"];
    expect(setUp().control.missing()).toEqual(expected);
  });
});

describe("status", () => {
  it("says what every fault is and what a person does, and what holds the queue", () => {
    const { stand, control } = setUp();
    const fault = { condition: "media-empty", raw: "FEEDER EMPTY" } as const;
    stand.post(printer.ready({ ...WELL, faults: [fault] }));
    command(stand, { kind: "hold-placed", hold: operatorHold({ kind: "host" }) });
    const { faults, holds } = control.status();
    const { title: text, action } = FAULT_TEXTS["media-empty"].en;
    const told = { device: "printer1", ...fault, severity: "error", since: AT, text, action };
    expect(faults).toEqual([told]);
    expect(holds).toEqual([
      {
        scope: "printer:printer1",
        cause: "printer1: media-empty",
        release: "fault-clears",
        since: AT,
      },
      { scope: "host", cause: "operator budi: stock-taking", release: "operator", since: AT },
    ]);
  });

  it("shows what holds the queue before an older fault that does not", () => {
    const { stand, control } = setUp({ servers: [{ id: "server1", autonomyMs: 3_600_000 }] });
    stand.post(printer.ready());
    stand.post(reported([{ condition: "raid-failed" }], []));
    stand.nowMs += 60_000;
    stand.post(printer.checked({ ...WELL, faults: [{ condition: "media-empty" }] }));
    const { faults, state } = control.status();
    expect(faults.map(({ condition }) => condition)).toEqual(["media-empty", "raid-failed"]);
    expect(state).toMatchObject({ reason_code: "media-empty" });
  });

  it("is the flat documents that dashboards see, by device", () => {
    const { control } = setUpEveryState();
    const { state, printers, servers } = control.status();
    expect(state).toMatchObject({ pending: 0, in_doubt: 1, completed_total: 1, version: "0.1.0" });
    expect(Object.keys(printers)).toEqual(["printer1"]);
    expect(printers["printer1"]).toMatchObject({ printer_state: "stopped", connected: false });
    expect(servers).toMatchObject({ server1: { server_state: "unknown" } });
  });
});

describe("no document", () => {
  const { nik, nama, alamat, tempat_lahir, tanggal_lahir } = fictitiousResident(1);
  const personal = [nik, nama, alamat, tempat_lahir, tanggal_lahir];

  it("says who a card is for", () => {
    const office = setUp();
    const { stand, control } = office;
    stand.post(printer.ready());
    const fields = { ...fictitiousResident(1) };
    const front = { template: "ktp-el", fields };
    const told: unknown[] = [
      control.submit(documentOf("waiting", { card: { front } })),
      control.submit(documentOf("waiting", { card: { front: { ...front, fields: { nama } } } })),
      control.submit(documentOf("real", { specimen: false, card: { front } })),
      control.submit(documentOf("wrong", { card: { front, back: { fields } } })),
      control.submit(documentOf(nik)),
      control.submit(documentOf(nama)),
    ];
    leaveInDoubt(stand, "waiting");
    told.push(control.status(), control.jobs({ limit: 100 }), control.job("waiting"));
    const text = JSON.stringify(told);
    expect(text).toContain("in-doubt");
    for (const value of personal) expect(text).not.toContain(value);
  });
});

describe("the schedule", () => {
  it("tells of each check its state, its next runs, its last look and what was missed", () => {
    const { stand, control } = setUp();
    stand.tick(0);
    const seen = { kind: "seen", present: [{ condition: "ping-slow" }], checked: [] } as const;
    stand.post({ kind: "check-ended", check: "server1/report", result: seen, run: 1, tookMs: 7.4 });
    const { at, checks } = control.schedule();
    expect(at).toBe("2021-01-04T08:00:00.000+07:00");
    const of = (id: string) => checks.find((check) => check.id === id);
    expect(of("server1/report")).toMatchObject({
      state: "hard",
      running: false,
      next: [1, 2, 3].map((minute) => `2021-01-04T08:0${minute}:00.000+07:00`),
      bad: 3,
      timeout_s: 30,
      last: { took_ms: 7, found: ["ping-slow"], timed_out: false },
      missed: [],
    });
    expect(of("printer1/health")).toMatchObject({
      state: "unknown",
      last: null,
      missed: [{ reason: "not-connected", since: at, until: at, runs: 1 }],
    });
  });
});
