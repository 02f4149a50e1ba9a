import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Change } from "../../src/core/changes.ts";
import { type Backups, createBackups } from "../../src/io/backup.ts";
import type { ControlApi } from "../../src/io/control-api.ts";
import { startControlServer } from "../../src/io/control-server.ts";
import { sha256 } from "../../src/io/sha256.ts";
import { openStore } from "../../src/io/store.ts";
import { createSampleApi } from "../cli/sample-control-api.ts";

// Goal: a copy is the store of one moment, whatever is written meanwhile, and costs the store
// nothing. Method: a store on a file; while a copy is read more is written than a log holds.

const random = { id: () => "store" };
/** Pages of a log after which SQLite copies it into the main file. */
const CHECKPOINT_PAGES = 1_000;
const PAGE_BYTES = 4_096;

function setUp(jobs = 200) {
  const folder = mkdtempSync(join(tmpdir(), "cetakd-backup-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "cetakd.db");
  const store = openStore({ path, random });
  const backups = createBackups(path);
  onTestFinished(() => {
    store.close();
    backups.close();
  });
  let written = 0;
  function write(count: number): void {
    for (let n = 0; n < count; n += 1) {
      written += 1;
      store.commit(jobOf(written));
    }
  }
  write(jobs);
  /** What is in the file of these bytes. */
  function inspect(bytes: Uint8Array) {
    const copy = join(folder, "copy.db");
    writeFileSync(copy, bytes);
    const db = new Database(copy, { readonly: true });
    const sound = db.pragma("quick_check", { simple: true });
    db.close();
    const opened = openStore({ path: copy, random });
    const stored = opened.load();
    opened.close();
    return { sound, stored };
  }
  return { path, store, backups, write, inspect };
}

/** Six pages and more. */
function jobOf(n: number): readonly Change[] {
  const jobId = `job-${n}`;
  const document = JSON.stringify({ text: `SPECIMEN ${n} `.repeat(2_000) });
  const fixed = {
    reasons: [],
    priority: 50,
    stock: "default",
    specimen: true,
    attempts: 0,
    spoiled: 0,
  };
  const job = { ...fixed, jobId, hash: sha256(document), state: "pending", arrival: n } as const;
  return [{ kind: "job-added", job: { ...job, receivedAt: n }, document }];
}

/** A whole copy, and its end. */
async function copyOf({ open }: Pick<Backups, "open">): Promise<Buffer> {
  const { stream } = open();
  const closed = new Promise((resolve) => stream.once("close", resolve));
  const whole = await buffer(stream);
  await closed;
  return whole;
}

async function firstChunk(stream: Readable): Promise<Buffer> {
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) return chunk as Buffer;
  throw new Error("the copy is empty");
}

describe("a copy", () => {
  it("is the store of the moment at which it began, whatever is written meanwhile", async () => {
    const { path, store, backups, write, inspect } = setUp();
    const before = store.load();
    const { bytes, stream } = backups.open();
    const begun = await firstChunk(stream);
    write(400);
    expect(statSync(`${path}-wal`).size).toBeGreaterThan(2 * CHECKPOINT_PAGES * PAGE_BYTES);
    const whole = Buffer.concat([begun, await buffer(stream)]);
    expect(whole.length).toBe(bytes);
    expect(inspect(whole)).toEqual({ sound: "ok", stored: before });
    expect(store.load().jobs).toHaveLength(600);
  });

  it("that is over lets the log go into the main file again", async () => {
    const { path, backups, write } = setUp();
    await copyOf(backups);
    const size = statSync(path).size;
    write(CHECKPOINT_PAGES / 2);
    expect(statSync(path).size).toBeGreaterThan(size);
  });

  it("is there one at a time; one that was broken off is over", async () => {
    const { backups } = setUp();
    const { stream } = backups.open();
    expect(() => backups.open()).toThrow(
      expect.objectContaining({ message: "another backup is under way" }),
    );
    const closed = new Promise((resolve) => stream.once("close", resolve));
    stream.destroy();
    await closed;
    expect((await copyOf(backups)).length).toBeGreaterThan(0);
  });

  it("is not made while another program reads an older state", () => {
    const { path, backups, write } = setUp();
    const reader = new Database(path);
    reader.exec("BEGIN; SELECT count(*) FROM jobs");
    write(1);
    expect(() => backups.open()).toThrow(
      expect.objectContaining({ code: "STORE_FAILED", facts: { failure: "failed" } }),
    );
    reader.close();
    expect(backups.open().stream.destroy().destroyed).toBe(true);
  });

  it("leaves the store the locks that tell other programs that it is in use", async () => {
    const { path, backups } = setUp();
    const before = locksOn(path);
    await copyOf(backups);
    expect(before).toHaveLength(1);
    expect(locksOn(path)).toEqual(before);
  });
});

/** What this process has locked of a file, as the system lists it. */
function locksOn(path: string): readonly string[] {
  const ours = new RegExp(` ${process.pid} \\S+:${statSync(path).ino} `);
  const lines = readFileSync("/proc/locks", "utf8").split("\n");
  return lines.filter((line) => ours.test(line)).map((line) => line.replace(/^\d+: /, ""));
}

describe("GET /api/1/backup", () => {
  async function serve(backups: Pick<Backups, "open"> | undefined) {
    const folder = mkdtempSync(join(tmpdir(), "cetakd-backup-"));
    const socketPath = join(folder, "control.sock");
    const changes: Partial<ControlApi> = backups === undefined ? {} : { backup: backups.open };
    const listen = { host: "127.0.0.1", port: 0 };
    const log = { write() {} };
    const api = createSampleApi(changes);
    const server = await startControlServer({ api, socketPath, version: "0.1.0", log, listen });
    onTestFinished(async () => {
      await server.close();
      rmSync(folder, { recursive: true });
    });
    return { socket: { socketPath }, port: { host: "127.0.0.1", port: server.port } };
  }

  function ask(to: object, method = "GET") {
    return new Promise<{
      status: number | undefined;
      type: unknown;
      length: unknown;
      body: Buffer;
    }>((resolve, reject) => {
      request({ ...to, method, path: "/api/1/backup", agent: false }, async (response) => {
        const { "content-type": type, "content-length": length } = response.headers;
        resolve({ status: response.statusCode, type, length, body: await buffer(response) });
      })
        .on("error", reject)
        .end();
    });
  }

  it("sends the copy over the socket", async () => {
    const { store, backups, inspect } = setUp();
    const { socket } = await serve(backups);
    const { status, type, length, body } = await ask(socket);
    expect({ status, type }).toEqual({ status: 200, type: "application/vnd.sqlite3" });
    expect(Number(length)).toBe(body.length);
    expect(inspect(body)).toEqual({ sound: "ok", stored: store.load() });
  });

  it("sends nothing of it over the port", async () => {
    const { backups } = setUp(1);
    const { port } = await serve(backups);
    const { status, body } = await ask(port);
    expect([status, JSON.parse(body.toString()).error.code]).toEqual([403, "socket-only"]);
  });

  it("tells its length alone where that is asked, and holds nothing", async () => {
    const { backups } = setUp(1);
    const { socket } = await serve(backups);
    for (let time = 0; time < 2; time += 1) {
      const { status, length, body } = await ask(socket, "HEAD");
      expect([status, Number(length) > PAGE_BYTES, body.length]).toEqual([200, true, 0]);
    }
  });

  it("is refused while there is another, and free again once that has been cut", async () => {
    const { backups } = setUp(1);
    const { socket } = await serve(backups);
    const { stream } = backups.open();
    const { status, body } = await ask(socket);
    expect([status, JSON.parse(body.toString())]).toEqual([
      503,
      { error: { code: "unavailable", message: "another backup is under way" } },
    ]);
    stream.destroy();
    expect((await ask(socket)).status).toBe(200);
  });

  it("is not there where the store is no file", async () => {
    const { socket } = await serve(undefined);
    expect((await ask(socket)).status).toBe(404);
  });
});
