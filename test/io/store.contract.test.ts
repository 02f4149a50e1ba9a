import { copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, describe, expect, it } from "vitest";
import type { Change } from "../../src/core/changes.ts";
import { openNotice } from "../../src/core/notices-machine.ts";
import type { Store } from "../../src/core/ports.ts";
import type { Attempt, Hold, Job, StreamEvent } from "../../src/core/state.ts";
import { sha256 } from "../../src/io/sha256.ts";
import { openStore } from "../../src/io/store.ts";

// Goal: the store keeps what was committed, whole or not at all, on a file as in memory.
// Method: one table of stores; what can be asked again after a reopen is asked of the file.

const folder = mkdtempSync(join(tmpdir(), "cetakd-store-"));
afterAll(() => rmSync(folder, { recursive: true }));

let opened = 0;
const random = { id: () => `store-${opened}` };

function openNew(place: "file" | "memory"): { store: Store; path: string } {
  opened += 1;
  const path = place === "file" ? join(folder, `${opened}.db`) : ":memory:";
  return { store: openStore({ path, random }), path };
}

function job(jobId: string, arrival: number, more: Partial<Job> = {}): Job {
  return {
    jobId,
    hash: `hash of ${jobId}`,
    state: "pending",
    reasons: [],
    priority: 50,
    arrival,
    stock: "default",
    specimen: true,
    receivedAt: 1_000,
    attempts: 0,
    spoiled: 0,
    ...more,
  };
}

const attempt: Attempt = {
  jobId: "a",
  attempt: 1,
  printer: "printer1",
  armedAt: 2_000,
  before: { serialNumber: "SIM0001", cardsFed: 3, panelsPrinted: 4, cardInside: false },
  panels: 1,
  payloadHash: "f00d",
};

function event(seq: number): StreamEvent {
  const body = { jobId: "a", state: "pending", previous: undefined, reasons: [] } as const;
  return { stream: "job-event", seq, at: 3_000, body };
}

const document = '{"a":1}';
const hash = sha256(document);
const added: Change = { kind: "job-added", job: job("a", 1, { hash }), document };

describe.each(["file", "memory"] as const)("store in %s", (place) => {
  it("starts empty, with an id of its own", () => {
    const { store } = openNew(place);
    expect(store.load()).toEqual({
      storeId: `store-${opened}`,
      arrival: 0,
      completedTotal: 0,
      completedAt: [],
      lastCards: [],
      jobs: [],
      attempts: [],
      faults: [],
      holds: [],
      streams: {
        event: { seq: 0, undelivered: [] },
        "job-event": { seq: 0, undelivered: [] },
      },
      twins: [],
      serials: {},
      smart: {},
      overrides: [],
      madeAt: {},
      notices: [],
      incidents: [],
      relapses: [],
      probations: [],
    });
    store.close();
  });

  it("gives back every change", () => {
    const { store } = openNew(place);
    store.commit([
      added,
      { kind: "attempt-armed", attempt },
      { kind: "job-moved", jobId: "a", state: "processing", reasons: ["job-printing"], at: 2_500 },
      { kind: "event-added", event: event(1) },
      { kind: "event-added", event: event(2) },
      { kind: "event-delivered", stream: "job-event", seq: 1 },
    ]);
    const { jobs, attempts, arrival, streams } = store.load();
    const more = { hash, state: "processing", reasons: ["job-printing"], attempts: 1 } as const;
    const open = job("a", 1, more);
    expect({ jobs, attempts, arrival }).toEqual({ jobs: [open], attempts: [attempt], arrival: 1 });
    expect(streams["job-event"]).toEqual({ seq: 2, undelivered: [event(2)] });
    expect(store.document("a")).toBe(document);
    store.close();
  });

  it("keeps an ended job's id and hash and leaves it out of the open ones", () => {
    const { store } = openNew(place);
    const evidence = { outcome: "printed", detail: "counters-fit", cardsFed: 1 } as const;
    store.commit([added, { kind: "attempt-armed", attempt }]);
    store.commit([
      { kind: "attempt-ended", jobId: "a", attempt: 1, at: 4_000, evidence },
      { kind: "job-moved", jobId: "a", state: "completed", reasons: [], at: 4_000 },
    ]);
    const { jobs, attempts, arrival } = store.load();
    expect({ jobs, attempts, arrival }).toEqual({ jobs: [], attempts: [], arrival: 1 });
    expect([store.load().completedTotal, store.load().completedAt]).toEqual([1, [4_000]]);
    expect(store.job("a")).toEqual({ jobId: "a", hash, state: "completed" });
    store.close();
  });

  it("keeps the latest of each other store of its name, its own new id, and raised numbers", () => {
    const { store } = openNew(place);
    const twin = { store: "other", eventSeq: 7, jobEventSeq: 9, isDecided: false };
    const grown = { value: 9, from: 1, grewAt: 5 };
    const third = { ...twin, store: "third" };
    store.commit([
      { kind: "twin-seen", twin },
      { kind: "twin-seen", twin: third },
      { kind: "twin-seen", twin: { ...twin, isDecided: true } },
      { kind: "printer-known", printer: "printer1", serialNumber: "first" },
      { kind: "printer-known", printer: "printer2", serialNumber: "other" },
      { kind: "printer-known", printer: "printer3", serialNumber: "forgotten" },
      { kind: "printer-forgotten", printer: "printer3" },
      { kind: "printer-known", printer: "printer1", serialNumber: "second" },
      { kind: "smart-seen", server: "server1", values: { "sda 5": { value: 1 } } },
      { kind: "smart-seen", server: "server1", values: { "sda 5": grown } },
      { kind: "store-renamed", storeId: "new-id" },
      { kind: "numbering-raised", stream: "event", seq: 7 },
      { kind: "numbering-raised", stream: "job-event", seq: 9 },
      added,
      { kind: "event-added", event: event(10) },
    ]);
    const { storeId, streams, twins, serials, smart } = store.load();
    expect(smart).toEqual({ server1: { "sda 5": grown } });
    expect(serials).toEqual({ printer1: "second", printer2: "other" });
    expect(storeId).toBe("new-id");
    expect(twins).toEqual([{ ...twin, isDecided: true }, third]);
    expect(streams.event).toEqual({ seq: 7, undelivered: [] });
    expect(streams["job-event"]).toEqual({ seq: 10, undelivered: [event(10)] });
    store.close();
  });

  it("keeps incidents, relapses and probations as they are last", () => {
    const { store } = openNew(place);
    const device = { device: "printer1", condition: "media-jam" } as const;
    const marks = { attended: false, confirmed: false, reopened: 0 };
    const first = { ...device, ...marks, incident: 1, raisedAt: 1_000 };
    const second = { ...first, incident: 2, raisedAt: 3_000 };
    const cleared = { ...first, clearedAt: 2_000, byPerson: true, confirmed: true };
    const relapse = { ...device, count: 1, since: 3_000 };
    const counts = { confirmed: 0, failures: 0, factor: 1 };
    const probation = { ...device, since: 2_000, phase: "proving", step: 1, ...counts } as const;
    const more = { step: 2, confirmed: 1, failures: 3, factor: 2, condition: "other" } as const;
    const done = { ...probation, ...more, phase: "checking" } as const;
    store.commit([
      { kind: "incident-kept", incident: first },
      { kind: "probation-kept", probation },
      { kind: "incident-kept", incident: cleared },
      { kind: "incident-kept", incident: second },
      { kind: "relapse-kept", relapse },
      { kind: "probation-kept", probation: done },
    ]);
    const { incidents, relapses, probations } = store.load();
    expect(incidents).toEqual([cleared, second]);
    expect([relapses, probations]).toEqual([[relapse], [done]]);
    store.commit([
      { kind: "relapse-kept", relapse: { ...relapse, endedAt: 4_000 } },
      { kind: "relapse-kept", relapse: { ...relapse, count: 2, since: 5_000 } },
      { kind: "probation-ended", device: "printer1", at: 6_000 },
      { kind: "probation-kept", probation: { ...probation, device: "printer2" } },
    ]);
    expect(store.load().relapses).toEqual([{ ...relapse, count: 2, since: 5_000 }]);
    expect(store.load().probations).toEqual([{ ...probation, device: "printer2" }]);
    store.close();
  });

  it("keeps notices as they are last, until their end was told", () => {
    const { store } = openNew(place);
    const problem = { kind: "failure", since: 1_000, device: "printer1" } as const;
    const first = openNotice({ ...problem, key: "failure:printer1:media-jam" }, 2_000);
    const second = openNotice({ ...problem, key: "failure:printer1:other" }, 3_000);
    const told = { ...first, told: 1, toldAt: 4_000 };
    const changes = [first, second, told].map(
      (notice) => ({ kind: "notice-kept", notice }) as const,
    );
    store.commit(changes);
    expect(store.load().notices).toEqual([told, second]);
    store.commit([{ kind: "notice-closed", problem: first.problem.key, at: 5_000 }]);
    expect(store.load().notices).toEqual([second]);
    store.commit([{ kind: "notice-kept", notice: first }]);
    expect(store.load().notices).toEqual([second, first]);
    store.close();
  });

  it("leaves incidents that weigh nothing any more in the file", () => {
    const { store } = openNew(place);
    const marks = { byPerson: true, attended: false, confirmed: true, reopened: 0 };
    const old = { device: "printer1", condition: "media-jam", raisedAt: 0, ...marks } as const;
    const day = 24 * 3_600_000;
    store.commit([
      { kind: "incident-kept", incident: { ...old, incident: 1, clearedAt: day } },
      {
        kind: "incident-kept",
        incident: { ...old, incident: 2, raisedAt: 500 * day, clearedAt: 501 * day },
      },
    ]);
    expect(store.load().incidents.map(({ incident }) => incident)).toEqual([2]);
    // A clock that was far ahead has been set right: the number that was given last is not lost.
    const set = { ...old, incident: 3, raisedAt: 1_000 * day, clearedAt: 3 * day };
    store.commit([{ kind: "incident-kept", incident: set }]);
    expect(store.load().incidents.map(({ incident }) => incident)).toEqual([3]);
    store.close();
  });

  it("keeps faults and holds until they are gone", () => {
    const { store } = openNew(place);
    const jam = { device: "printer1", condition: "media-jam", raw: "T", since: 5_000 } as const;
    const low = { device: "printer1", condition: "media-low", since: 6_000 } as const;
    const hold: Hold = {
      id: "fault:printer1:media-jam",
      scope: { kind: "printer", id: "printer1" },
      cause: { kind: "fault", device: "printer1", condition: "media-jam" },
      since: 5_000,
    };
    store.commit([
      { kind: "fault-raised", fault: jam },
      { kind: "hold-placed", hold },
      { kind: "fault-raised", fault: low },
    ]);
    expect(store.load()).toMatchObject({ faults: [jam, low], holds: [hold] });
    store.commit([
      { kind: "fault-cleared", fault: jam, at: 7_000 },
      { kind: "hold-lifted", hold, at: 7_000 },
    ]);
    expect(store.load()).toMatchObject({ faults: [low], holds: [] });
    store.commit([{ kind: "fault-raised", fault: { ...jam, since: 8_000 } }]);
    expect(store.load().faults).toHaveLength(2);
    store.close();
  });

  it.each([
    ["a job that is there already", added],
    [
      "a job that is not there",
      { kind: "job-moved", jobId: "b", state: "canceled", reasons: [], at: 0 },
    ],
    ["an attempt that is not armed", { kind: "event-delivered", stream: "event", seq: 9 }],
  ] as const)("writes nothing of a commit with %s", (_what, wrong) => {
    const { store } = openNew(place);
    store.commit([added]);
    const before = store.load();
    const good: Change = { kind: "event-added", event: event(1) };
    expect(() => store.commit([good, wrong])).toThrow(/fit|UNIQUE/);
    expect(store.load()).toEqual(before);
    store.close();
  });

  it("gives no document that is not the one that was accepted", () => {
    const { store } = openNew(place);
    store.commit([{ ...added, document: '{"a":2}' }]);
    expect(() => store.document("a")).toThrow(
      expect.objectContaining({ code: "STORE_FAILED", facts: { failure: "corrupt" } }),
    );
    store.close();
  });

  it("keeps when a hold ends by itself", () => {
    const { store } = openNew(place);
    const cause = { kind: "operator", by: "rina", reason: "lunch" } as const;
    const hold: Hold = { id: "operator:host", scope: { kind: "host" }, cause, since: 1, until: 9 };
    store.commit([{ kind: "hold-placed", hold }]);
    expect(store.load().holds).toEqual([hold]);
    store.close();
  });

  it("keeps what people have said of an attempt, whatever else becomes of it", () => {
    const { store } = openNew(place);
    const undone = { id: "u", by: "budi", at: 6_000 };
    const decision = {
      id: "r",
      as: "spoiled",
      by: "rina",
      reason: "torn",
      at: 5_000,
      undone,
    } as const;
    const evidence = { outcome: "unknown", detail: "line-lost" } as const;
    store.commit([added, { kind: "attempt-armed", attempt }]);
    expect(store.attempts("a")).toMatchObject([{ decisions: [] }]);
    store.commit([
      { kind: "attempt-resolved", jobId: "a", attempt: 1, decisions: [decision] },
      { kind: "attempt-ended", jobId: "a", attempt: 1, at: 4_000, evidence },
    ]);
    expect(store.attempts("a")).toEqual([
      { ...attempt, endedAt: 4_000, evidence, decisions: [decision] },
    ]);
    store.close();
  });

  it("keeps a command with its first answer", () => {
    const { store } = openNew(place);
    const request = { cmd: "cancel", jobId: "a" } as const;
    const command = { id: "c", at: 1_000, by: "rina", reason: "moved", note: "to host2", request };
    const answer = { id: "c", ok: true, result: { jobId: "a", state: "canceled" } } as const;
    const record = { command, jobId: "a", at: 1_001, answer };
    const button = { id: "b", at: undefined, by: "ha", request: { cmd: "check" } } as const;
    const refusal = { id: "b", ok: false, code: "expired", message: "late" } as const;
    const other = { command: button, jobId: undefined, at: 1_002, answer: refusal };
    for (const each of [record, other]) store.commit([{ kind: "command-answered", record: each }]);
    expect([store.command("c"), store.command("b")]).toEqual([record, other]);
    expect(store.command("d")).toBeUndefined();
    expect(() => store.commit([{ kind: "command-answered", record }])).toThrow(/UNIQUE/);
    store.close();
  });

  it("finds all that was reprinted of a job, and nothing else", () => {
    const { store } = openNew(place);
    const ids = ["a", "a.r1", "a.r2", "a.r10", "a.rx", "a.r1x", "a.x.r1", "ab.r1"];
    const jobs = ids.map((jobId, n) => job(jobId, n + 1, { reprintOf: "a" }));
    store.commit(jobs.map((each) => ({ kind: "job-added", job: each, document: "{}" })));
    const state = "pending";
    expect(store.reprints("a")).toEqual(
      ["a.r1", "a.r2", "a.r10"].map((jobId) => ({ jobId, hash: `hash of ${jobId}`, state })),
    );
    expect(store.wholeJob("a.r1")).toEqual(jobs[1]);
    expect(store.reprints("b")).toEqual([]);
    store.close();
  });

  it("gives events again from any number, delivered or not", () => {
    const { store } = openNew(place);
    const events = [1, 2, 3, 4].map(event);
    store.commit([
      ...events.map((each) => ({ kind: "event-added", event: each }) as const),
      { kind: "event-delivered", stream: "job-event", seq: 2 },
    ]);
    expect(store.events("job-event", 2, 2)).toEqual(events.slice(1, 3));
    expect(store.events("job-event", 5, 2)).toEqual([]);
    expect(store.events("event", 1, 2)).toEqual([]);
    store.close();
  });

  it("finds the cards before and after one on the same printer", () => {
    const { store } = openNew(place);
    const ids = ["a", "b", "c", "d", "e"];
    const made = ids.map((jobId, n) => ({ ...attempt, jobId, armedAt: n * 1_000 }));
    store.commit([
      ...ids.map((jobId, n) => {
        return { kind: "job-added", job: job(jobId, n + 1), document: "{}" } as const;
      }),
      ...made.map((each) => {
        const printer = each.jobId === "d" ? "printer2" : "printer1";
        return { kind: "attempt-armed", attempt: { ...each, printer } } as const;
      }),
      {
        kind: "attempt-ended",
        jobId: "b",
        attempt: 1,
        at: 9_000,
        evidence: { outcome: "not-printed", detail: "counters-still" },
      },
    ]);
    const beside = (jobId: string) => {
      const { before, after } = store.neighbours({ jobId, attempt: 1 });
      return [before?.jobId, after?.jobId];
    };
    expect(ids.map(beside)).toEqual([
      [undefined, "c"],
      ["a", "c"],
      ["a", "e"],
      [undefined, undefined],
      ["c", undefined],
    ]);
    expect(beside("f")).toEqual([undefined, undefined]);
    store.close();
  });

  it("knows nothing of a job never accepted", () => {
    const { store } = openNew(place);
    expect([store.job("a"), store.document("a")]).toEqual([undefined, undefined]);
    store.close();
  });
});

describe("store on a file", () => {
  it("is the same after it has been opened again", () => {
    const { store, path } = openNew("file");
    store.commit([added, { kind: "attempt-armed", attempt }]);
    const before = store.load();
    store.close();
    const again = openStore({ path, random: { id: () => "another" } });
    expect(again.load()).toEqual(before);
    again.close();
  });

  /** The files as a process leaves them that is killed. */
  function killed(): string {
    const { store, path } = openNew("file");
    store.commit([added]);
    const copy = `${path}-killed`;
    for (const end of ["", "-wal"]) copyFileSync(`${path}${end}`, `${copy}${end}`);
    store.close();
    return copy;
  }

  it("has all of a killed process's log in its main file before it is used", () => {
    const path = killed();
    expect(statSync(`${path}-wal`).size).toBeGreaterThan(0);
    const store = openStore({ path, random });
    expect([statSync(`${path}-wal`).size, store.job("a")?.hash]).toEqual([0, hash]);
    // Once: another program that reads holds up no later commit.
    const reader = new Database(path);
    reader.exec("BEGIN; SELECT * FROM jobs");
    store.commit([{ kind: "event-added", event: event(1) }]);
    store.commit([{ kind: "event-added", event: event(2) }]);
    reader.close();
    store.close();
  });

  it("takes and vouches for nothing while that cannot be done, and then does", () => {
    const path = killed();
    const reader = new Database(path);
    reader.exec("BEGIN; SELECT * FROM jobs");
    const store = openStore({ path, random });
    const failed = expect.objectContaining({ code: "STORE_FAILED", facts: { failure: "failed" } });
    expect(store.failure).toEqual(failed);
    expect(store.load().jobs).toHaveLength(1);
    expect(() => store.job("a")).toThrow(failed);
    expect(() => store.commit([])).toThrow(failed);
    reader.close();
    expect(store.job("a")?.hash).toBe(hash);
    store.commit([{ kind: "event-added", event: event(1) }]);
    store.close();
  });

  it("fails as STORE_FAILED when SQLite says that fsync failed", () => {
    const code = "SQLITE_IOERR_FSYNC";
    const id = () => {
      throw new Database.SqliteError("disk I/O error", code);
    };
    expect(() => openStore({ path: ":memory:", random: { id } })).toThrow(
      expect.objectContaining({
        code: "STORE_FAILED",
        facts: { failure: "failed" },
        cause: expect.objectContaining({ code }),
      }),
    );
  });

  it("fails as STORE_FAILED on a file that is no database", () => {
    const path = join(folder, "garbage.db");
    writeFileSync(
      path,
      "this is no database, but it is long enough to be read as a header of one ....",
    );
    expect(() => openStore({ path, random })).toThrow(
      expect.objectContaining({ code: "STORE_FAILED", facts: { failure: "corrupt" } }),
    );
  });
});
