import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Change } from "../../src/core/changes.ts";
import type { LogLevel, Store } from "../../src/core/ports.ts";
import { storeFailureOf } from "../../src/core/store-fault.ts";
import { openHostStore } from "../../src/io/host-store.ts";
import { condemnedName, condemnStore, keepAside } from "../../src/io/lost-store-files.ts";
import { sha256 } from "../../src/io/sha256.ts";
import { openStore } from "../../src/io/store.ts";
import { SCHEMA_VERSION } from "../../src/io/store-schema.ts";

// Goal: a store that is damaged is kept whole under another name, and never followed by one that is
// silently empty. Method: real files, broken as disks and people break them; a start is a call.

const AT_MS = Date.UTC(2026, 10, 24, 8, 19, 31, 750);
const KEPT = "cetakd.db.corrupt-20261124T081931Z";
const ENDS = ["", "-wal", "-shm"];
const PAGE_BYTES = 4_096;

interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

const JOBS = 400;
/** The first of them: a start does not read these. */
const ENDED = 300;

/** A folder with a store of some jobs, closed in order. */
function setUp() {
  const folder = mkdtempSync(join(tmpdir(), "cetakd-host-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "cetakd.db");
  let opened = 0;
  const random = {
    id() {
      opened += 1;
      return `store-${opened}`;
    },
  };
  const lines: LogLine[] = [];
  const log = {
    write(level: LogLevel, message: string, facts = {}) {
      lines.push({ level, message, facts });
    },
  };
  /** One start of the daemon, as far as its store is concerned. */
  function start(wallMs = AT_MS): Store {
    const store = openHostStore({ path, random, clock: { wallMs: () => wallMs }, log });
    onTestFinished(() => store.close());
    return store;
  }
  const first = start();
  for (let n = 1; n <= JOBS; n += 1) first.commit(jobOf(n));
  for (let n = 1; n <= ENDED; n += 1) first.commit([endOf(n)]);
  first.close();
  const errors = () => lines.filter(({ level }) => level === "error");
  return { folder, path, random, start, lines, errors, files: () => readdirSync(folder).sort() };
}

function jobOf(n: number): readonly Change[] {
  const jobId = `job-${n}`;
  const document = JSON.stringify({ specimen: true, text: `SPECIMEN ${n} `.repeat(60) });
  const fixed = {
    reasons: [],
    priority: 50,
    stock: "default",
    specimen: true,
    attempts: 0,
    spoiled: 0,
  };
  const job = { ...fixed, jobId, hash: sha256(document), state: "pending", arrival: n } as const;
  const body = { jobId, state: "pending", previous: undefined, reasons: [] } as const;
  return [
    { kind: "job-added", job: { ...job, receivedAt: AT_MS }, document },
    { kind: "event-added", event: { stream: "job-event", seq: n, at: AT_MS, body } },
  ];
}

function endOf(n: number): Change {
  return { kind: "job-moved", jobId: `job-${n}`, state: "canceled", reasons: [], at: AT_MS };
}

/** Makes a change and leaves its log, as a process does that is killed. */
function changeAndDie(path: string, change: string): void {
  const db = new Database(path);
  db.exec(change);
  const ends = ["", "-wal"];
  for (const end of ends) writeFileSync(`${path}${end}-left`, readFileSync(`${path}${end}`));
  db.close();
  for (const end of ends) renameSync(`${path}${end}-left`, `${path}${end}`);
}

/** Writes over a part of a file, leaving its length. */
function overwrite(path: string, from: number, bytes: number): void {
  const content = readFileSync(path);
  content.fill(0xa5, from, from + bytes);
  writeFileSync(path, content);
}

/** Where a page of a table's tree lies in the file. */
function pageOf(path: string, table: string): number {
  const db = new Database(path, { readonly: true });
  const pages = db
    .prepare<[string], number>("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf'")
    .pluck()
    .all(table);
  db.close();
  const page = pages[Math.floor(pages.length / 2)];
  if (page === undefined) throw new Error("the table has no page");
  return (page - 1) * PAGE_BYTES;
}

/** What is written first into a store that stands in for a lost one. */
const LOST = {
  faults: [{ device: "host", condition: "store-lost", raw: KEPT, since: AT_MS }],
  holds: [
    {
      id: "fault:host:store-lost",
      scope: { kind: "host" },
      cause: { kind: "fault", device: "host", condition: "store-lost" },
      since: AT_MS,
    },
  ],
};

type Damage = readonly [what: string, damage: (path: string) => void];

const DAMAGES: readonly Damage[] = [
  ["its header overwritten", (path) => overwrite(path, 0, 100)],
  ["a page of its jobs overwritten", (path) => overwrite(path, pageOf(path, "jobs"), PAGE_BYTES)],
  ["a page of its events overwritten", (path) => overwrite(path, pageOf(path, "events"), 512)],
  ["a page of an index overwritten", (path) => overwrite(path, pageOf(path, "jobs_open"), 512)],
  ["its end cut off", (path) => truncateSync(path, 3 * PAGE_BYTES)],
  ["half a page left of it", (path) => truncateSync(path, PAGE_BYTES / 2)],
  ["nothing left in it", (path) => truncateSync(path, 0)],
  ["another file in its place", (path) => writeFileSync(path, "no database ".repeat(1_000))],
  [
    "values that cannot be read",
    (path) => {
      const db = new Database(path);
      db.exec("UPDATE jobs SET reasons = substr(reasons, 2)");
      db.close();
    },
  ],
];

describe.each(DAMAGES)("a store with %s", (_what, damage) => {
  it("is kept aside as it is, and followed by one that holds the host", () => {
    const { folder, path, start, errors, files } = setUp();
    damage(path);
    const damaged = readFileSync(path);
    const store = start();
    expect(store.load()).toMatchObject({ ...LOST, jobs: [], storeId: expect.any(String) });
    expect(store.load().storeId).not.toBe("store-1");
    const events = store.load().streams.event;
    expect(events.undelivered.map(({ seq, body }) => [seq, body.type])).toEqual([
      [1, "fault-raised"],
      [2, "hold-placed"],
    ]);
    expect(readFileSync(join(folder, KEPT)).equals(damaged)).toBe(true);
    expect(errors().map(({ message }) => message)).toEqual([
      "the store is corrupt",
      "the corrupt store is kept aside and a new one holds the host",
    ]);
    expect(errors().at(-1)?.facts).toMatchObject({ kept: KEPT });
    expect(files().filter((name) => /condemned|new/.test(name))).toEqual([]);
  });

  it("is the past at the next start: the new one goes on, still held", () => {
    const { path, start, files } = setUp();
    damage(path);
    const first = start();
    first.commit(jobOf(1));
    const { storeId } = first.load();
    first.close();
    const before = files().filter((name) => name.includes("corrupt"));
    const second = start();
    expect(second.load()).toMatchObject({ ...LOST, storeId, jobs: [{ jobId: "job-1" }] });
    expect(files().filter((name) => name.includes("corrupt"))).toEqual(before);
  });
});

describe("a store with pages of its documents overwritten", () => {
  it("opens, and gives none of the documents that were on them", () => {
    const { path, start } = setUp();
    overwrite(path, pageOf(path, "documents"), PAGE_BYTES);
    const store = start();
    const asked = Array.from({ length: JOBS }, (_, n) => ask(() => store.document(`job-${n + 1}`)));
    const given = asked.filter((told) => told !== "corrupt");
    expect(given.length).toBeLessThan(JOBS);
    expect(given.filter((text) => !text?.includes("SPECIMEN"))).toEqual([]);
  });

  function ask(question: () => string | undefined): string | undefined {
    try {
      return question();
    } catch (error) {
      return storeFailureOf(error);
    }
  }
});

describe("a store that is well", () => {
  it("is opened as it is, with nothing in the log", () => {
    const { start, lines } = setUp();
    const { storeId, jobs, faults, holds } = start().load();
    const open = JOBS - ENDED;
    expect([storeId, jobs.length, faults, holds]).toEqual(["store-1", open, [], []]);
    expect(lines).toEqual([]);
  });

  it("can be read by nobody else", () => {
    const { path } = setUp();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("is not there before the first start: one is made, and nothing is held", () => {
    const { path, start, files } = setUp();
    for (const name of files()) rmSync(join(path, "..", name));
    expect(start().load()).toMatchObject({ jobs: [], faults: [], holds: [] });
  });

  it("is made anew where making it was interrupted", () => {
    const { path, start, files } = setUp();
    for (const name of files()) rmSync(join(path, "..", name));
    writeFileSync(`${path}.new`, "half");
    writeFileSync(`${path}.new-journal`, "half");
    expect(start().load()).toMatchObject({ faults: [] });
    expect(files().filter((name) => name.includes("new"))).toEqual([]);
  });
});

describe("a store that cannot be taken", () => {
  it.each([0, SCHEMA_VERSION - 1, 99])("of version %d is refused, and left as it is", (version) => {
    const { path, start, files } = setUp();
    changeAndDie(path, `PRAGMA user_version = ${version}`);
    const before = readFileSync(path);
    const log = readFileSync(`${path}-wal`);
    const facts = { failure: "failed", version, expected: SCHEMA_VERSION };
    expect(() => start()).toThrow(
      expect.objectContaining({ message: "the store is of another version", facts }),
    );
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readFileSync(`${path}-wal`).equals(log)).toBe(true);
    expect(files().filter((name) => /corrupt|condemned/.test(name))).toEqual([]);
  });
});

describe("a main file that is gone while its log is there", () => {
  it("is a lost store, whose log is kept", () => {
    const { folder, path, start } = setUp();
    writeFileSync(`${path}-wal`, "frames");
    renameSync(path, join(folder, "elsewhere"));
    expect(start().load()).toMatchObject(LOST);
    expect(readFileSync(join(folder, `${KEPT}-wal`), "utf8")).toBe("frames");
  });
});

describe("a name that is taken", () => {
  it("is never used again", () => {
    const { folder, path, start } = setUp();
    writeFileSync(join(folder, `${KEPT}-wal`), "of another day");
    writeFileSync(path, "no database ".repeat(1_000));
    expect(start().load().faults).toMatchObject([{ raw: `${KEPT}-2` }]);
    expect(readFileSync(join(folder, `${KEPT}-wal`), "utf8")).toBe("of another day");
  });
});

describe("a condemned store", () => {
  it("is kept aside at the next start, however well it looks", () => {
    const { folder, path, start } = setUp();
    condemnStore(path, AT_MS);
    condemnStore(path, AT_MS + 60_000);
    expect(start(AT_MS + 120_000).load().faults).toMatchObject([{ raw: KEPT }]);
    expect(existsSync(join(folder, KEPT))).toBe(true);
    expect(condemnedName(path)).toBeUndefined();
  });

  /** What has happened when the process dies: each step of the replacement, and none. */
  const STEPS = ["condemned", "main file renamed", "all renamed", "new store made"] as const;

  it.each(STEPS)("is kept aside once, whole, after a death behind: %s", (died) => {
    const { folder, path, start, random } = setUp();
    changeAndDie(path, "UPDATE jobs SET priority = 1");
    const log = readFileSync(`${path}-wal`);
    condemnStore(path, AT_MS);
    if (died === "main file renamed") renameSync(path, join(folder, KEPT));
    if (died === "all renamed" || died === "new store made") keepAside(path, KEPT);
    if (died === "new store made") {
      const made = openStore({ path, random, lost: { at: AT_MS, kept: KEPT } });
      made.commit(jobOf(1));
      made.close();
    }
    const stored = start().load();
    expect(stored).toMatchObject(LOST);
    expect(stored.jobs).toHaveLength(died === "new store made" ? 1 : 0);
    expect(readFileSync(join(folder, `${KEPT}-wal`)).equals(log)).toBe(true);
    const kept = new Database(join(folder, KEPT), { readonly: true });
    expect(kept.prepare("SELECT count(*) FROM jobs WHERE priority = 1").pluck().get()).toBe(JOBS);
    kept.close();
    expect(ENDS.map((end) => existsSync(`${path}.condemned${end}`))).not.toContain(true);
  });
});
