import { symlinkSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import Database from "better-sqlite3";
import { afterEach, describe, expect, it, vi } from "vitest";
import { mosquittoInstalled } from "../../simulator/io/mosquitto.ts";
import { aedesProgram, mosquittoProgram } from "../support/broker-worlds.ts";
import { barsPng, jobDocument } from "../support/job-documents.ts";
import {
  cardFiles,
  type Daemon,
  type Heard,
  isAnswer,
  isOnline,
  isState,
  type Listener,
  openStand,
  type Stand,
  topics,
} from "../support/processes.ts";
import {
  type Disk,
  failSync,
  openExt4,
  openTmpfs,
  whyNoDisk,
  whyNoFailingSync,
} from "../support/small-disk.ts";

// Goal: a disk that takes nothing stops the printing and loses nothing, everyone can see why, and
// it all goes on by itself. Method: the real programs, the store on a file system that is really
// full, read-only or gone; what the broker brings again is brought by the broker alone.

const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const hasMosquitto = mosquittoInstalled();
const start = hasMosquitto ? mosquittoProgram : aedesProgram;
const BROKER = hasMosquitto ? "Mosquitto" : "the embedded broker (Mosquitto is not installed)";

async function setUp(openDisk: () => Disk, version = "auto") {
  const broker = await start();
  cleanups.push(() => broker.stop());
  const disk = openDisk();
  cleanups.push(() => disk.dispose());
  const stand = openStand();
  cleanups.push(() => stand.close());
  symlinkSync(disk.path, stand.state);
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const listener = await stand.listen(url);
  // A printer that is away is no fault here: it could not be written down that it is gone.
  const settings = { config: ["http: false", "bad_checks: 100"] };
  const startDaemon = () => stand.startDaemon(`{ url: "${url}", version: "${version}" }`, settings);
  return { url, disk, stand, listener, startDaemon };
}

/** Sends a job once, and never again. */
async function send({ client }: Listener, n: number): Promise<void> {
  const card = { front: { image: barsPng(n) } };
  const document = jobDocument(`job-${n}`, { server: undefined, card });
  await client.publishAsync(topics.job, JSON.stringify(document), { qos: 1 });
}

function isUnavailable(n: number) {
  return ({ topic, payload }: Heard) =>
    topic === topics.jobAck &&
    payload.includes(`"job_id":"job-${n}"`) &&
    payload.includes('"unavailable"');
}

function isReason(code: string | null) {
  return ({ topic, payload }: Heard) =>
    topic === topics.state && JSON.parse(payload).reason_code === code;
}

/** `/readyz` over the control socket. */
function readiness({ state }: Stand): Promise<unknown> {
  const target = { socketPath: join(state, "control.sock"), path: "/readyz", agent: false };
  return new Promise((resolve, reject) => {
    request(target, (response) => resolve(json(response)))
      .on("error", reject)
      .end();
  });
}

/** How often the log has each of the two lines that speak of the store. */
function storeLines(stderr: string): Readonly<Record<string, number>> {
  const count = (words: string) => stderr.split(`"msg":"${words}"`).length - 1;
  return {
    fails: count("the store takes no changes"),
    well: count("the store takes changes again"),
  };
}

async function end(daemon: Daemon): Promise<string> {
  daemon.child.kill("SIGTERM");
  expect(await daemon.ended).toBe(0);
  return (await daemon.written).stderr;
}

/** What is so while the store takes nothing, whatever the reason. */
async function expectUnavailable(
  { url, stand, listener }: Awaited<ReturnType<typeof setUp>>,
  { job, failure }: { readonly job: number; readonly failure: string },
): Promise<void> {
  const from = listener.heard.length;
  await send(listener, job);
  const { payload } = await listener.wait(isUnavailable(job), from);
  expect(JSON.parse(payload)).toMatchObject({ result: "rejected", retry: true, hash: null });
  await listener.wait(isReason("store-failed"), from);
  const late = await stand.listen(url, topics.state);
  const state = await late.wait(isReason("store-failed"));
  expect(state.retained).toBe(true);
  expect(JSON.parse(state.payload).reason).toBe("Komputer cetak tidak dapat menyimpan catatan");
  const isFaultOfHost = ({ topic, payload: faults }: Heard) =>
    topic === `${topics.base}/fault/host` && faults.includes("store-failed");
  expect((await listener.wait(isFaultOfHost, from)).payload).toContain(failure);
  expect(await readiness(stand)).toMatchObject({
    ready: false,
    missing: expect.arrayContaining([`store: ${failure}`]),
  });
  // It had no PUBACK: the broker brings it again after the reconnect.
  const first = listener.heard.findIndex(isUnavailable(job));
  await listener.wait(isUnavailable(job), first + 1);
}

const noTmpfs = whyNoDisk(openTmpfs);
const noExt4 = whyNoDisk(openExt4);
const tell = (reason: string) => (reason === "" ? "" : ` (skipped: ${reason})`);

describe.each(["3.1.1", "auto"])(`a full disk, with ${BROKER}, MQTT ${"%s"}`, (version) => {
  it.skipIf(noTmpfs !== "")(
    `starts no card, keeps no job and says so; with room again all goes on${tell(noTmpfs)}`,
    async () => {
      const office = await setUp(openTmpfs, version);
      const { disk, stand, listener, startDaemon } = office;
      const daemon = startDaemon();
      await listener.wait(isOnline);
      await send(listener, 1);
      await listener.wait(isAnswer("job-1", "accepted"));
      disk.fill();
      await expectUnavailable(office, { job: 2, failure: "full" });
      await stand.startPrinter();
      await listener.wait(
        ({ topic, payload }) =>
          topic === `${topics.base}/printer/printer1` && payload.includes('"connected":true'),
      );
      const from = listener.heard.length;
      const held = await listener.wait(isReason("store-failed"), from);
      expect(JSON.parse(held.payload)).toMatchObject({ state: "held", pending: 1, held: 1 });
      expect(cardFiles(stand.cards)).toEqual([]);

      disk.makeRoom();
      await listener.wait(isAnswer("job-2", "accepted"));
      await listener.wait(isState("job-1", "completed"));
      await listener.wait(isState("job-2", "completed"));
      // What is left is that this small disk is always nearly full.
      await listener.wait(
        isReason("spool-area-full"),
        listener.heard.findLastIndex(isState("job-2", "completed")),
      );
      expect(await readiness(stand)).toEqual({ ready: true, missing: [] });
      expect(cardFiles(stand.cards)).toMatchObject([{ complete: true }, { complete: true }]);
      expect(listener.heard.filter(isAnswer("job-2", "accepted"))).toHaveLength(1);
      expect(storeLines(await end(daemon))).toEqual({ fails: 1, well: 1 });
    },
  );
});

describe(`a disk that is full when a card has just come out, with ${BROKER}`, () => {
  it.skipIf(noTmpfs !== "")(
    `has that card written down later, and the next one printed then${tell(noTmpfs)}`,
    async () => {
      const { disk, stand, listener, startDaemon } = await setUp(openTmpfs);
      const printer = await stand.startPrinter("--speed", "4");
      const daemon = startDaemon();
      await listener.wait(isOnline);
      await send(listener, 1);
      await listener.wait(isState("job-1", "processing"));
      await send(listener, 2);
      await listener.wait(isAnswer("job-2", "accepted"));
      disk.fill();
      await listener.wait(isReason("store-failed"));
      expect(printer.child.exitCode).toBeNull();
      // What fails first may be an earlier write than that of the card's end.
      await vi.waitFor(
        () => expect(cardFiles(stand.cards)).toMatchObject([{ n: 1, complete: true }]),
        { timeout: 60_000 },
      );
      expect(listener.heard.filter(isState("job-1", "completed"))).toEqual([]);
      disk.makeRoom();
      const { payload } = await listener.wait(isState("job-1", "completed"));
      expect(JSON.parse(payload)).toMatchObject({
        attempt: 1,
        evidence: { detail: "counters-fit" },
      });
      await listener.wait(isState("job-2", "completed"));
      expect(cardFiles(stand.cards)).toHaveLength(2);
      expect(storeLines(await end(daemon))).toEqual({ fails: 1, well: 1 });
    },
  );
});

describe(`a start on a disk that takes nothing, with ${BROKER}`, () => {
  /** A daemon that has taken a job, and has ended; without a printer the job waits. */
  async function stopped() {
    const office = await setUp(openTmpfs);
    const daemon = office.startDaemon();
    await office.listener.wait(isOnline);
    await send(office.listener, 1);
    await office.listener.wait(isAnswer("job-1", "accepted"));
    await end(daemon);
    return office;
  }

  it.skipIf(noTmpfs !== "")(
    `that is read-only ends with the reason in a line; once it is not, it goes on${tell(noTmpfs)}`,
    async () => {
      const { disk, stand, listener, startDaemon } = await stopped();
      disk.remount("ro");
      const refused = startDaemon();
      expect(await refused.ended).toBe(1);
      expect((await refused.written).stderr).toBe(
        "cetakd: the state folder cannot be used; failure readonly; code EROFS; syscall open\n",
      );
      disk.remount("rw");
      await stand.startPrinter();
      startDaemon();
      await listener.wait(isState("job-1", "completed"));
    },
  );

  it.skipIf(noTmpfs !== "")(
    `that is full ends with the reason in a line; once it is not, it goes on${tell(noTmpfs)}`,
    async () => {
      const { disk, stand, listener, startDaemon } = await stopped();
      disk.fill();
      const refused = startDaemon();
      expect(await refused.ended).toBe(1);
      const { stderr } = await refused.written;
      expect(stderr).toMatch(/^cetakd: (SQLite refused|the state folder cannot be used); failure /);
      expect(stderr.trim().split("\n")).toHaveLength(1);
      disk.makeRoom();
      await stand.startPrinter();
      startDaemon();
      await listener.wait(isState("job-1", "completed"));
    },
  );
});

describe(`a disk that the system has given up on, with ${BROKER}`, () => {
  it.skipIf(noExt4 !== "")(
    `is told; the daemon ends in order, and after the repair has the job${tell(noExt4)}`,
    async () => {
      const office = await setUp(openExt4);
      const { disk, stand, listener, startDaemon } = office;
      await stand.startPrinter();
      const daemon = startDaemon();
      await listener.wait(isOnline);
      await send(listener, 1);
      await listener.wait(isState("job-1", "completed"));
      disk.abort();
      await expectUnavailable(office, { job: 2, failure: "failed" });
      expect(storeLines(await end(daemon))).toEqual({ fails: 1, well: 0 });
      disk.repair();
      const from = listener.heard.length;
      const again = startDaemon();
      await listener.wait(isAnswer("job-2", "accepted"), from);
      await listener.wait(isState("job-2", "completed"), from);
      expect(cardFiles(stand.cards)).toHaveLength(2);
      await end(again);
    },
  );
});

const noFailingSync = whyNoFailingSync();

describe(`a disk whose fsync fails, with ${BROKER}`, () => {
  const name = `has what failed written anew, and not twice${tell(noFailingSync || noTmpfs)}`;

  it.skipIf((noFailingSync || noTmpfs) !== "")(name, async () => {
    const office = await setUp(openTmpfs);
    const { stand, listener, startDaemon } = office;
    const daemon = startDaemon();
    await listener.wait(isOnline);
    await send(listener, 1);
    await listener.wait(isAnswer("job-1", "accepted"));
    const failing = await failSync(Number(daemon.child.pid));
    cleanups.push(() => failing.stop());
    await expectUnavailable(office, { job: 2, failure: "failed" });
    await failing.stop();
    await listener.wait(isAnswer("job-2", "accepted"));
    await stand.startPrinter();
    await listener.wait(isState("job-2", "completed"));
    expect(cardFiles(stand.cards)).toHaveLength(2);
    expect(storeLines(await end(daemon))).toEqual({ fails: 1, well: 1 });
  });
});

describe(`a start while another program reads what a killed daemon has left, with ${BROKER}`, () => {
  it.skipIf(noTmpfs !== "")(
    `takes nothing and says so, and goes on when that program has ended${tell(noTmpfs)}`,
    async () => {
      const office = await setUp(openTmpfs);
      const { disk, stand, listener, startDaemon } = office;
      const killed = startDaemon();
      await listener.wait(isOnline);
      await send(listener, 1);
      await listener.wait(isAnswer("job-1", "accepted"));
      killed.child.kill("SIGKILL");
      await killed.ended;
      const reader = new Database(join(disk.path, "cetakd.db"));
      reader.exec("BEGIN; SELECT count(*) FROM jobs");
      await stand.startPrinter();
      const daemon = startDaemon();
      await listener.wait(isReason("store-failed"));
      await expectUnavailable(office, { job: 2, failure: "failed" });
      expect(cardFiles(stand.cards)).toEqual([]);
      reader.close();
      await listener.wait(isState("job-1", "completed"));
      await listener.wait(isState("job-2", "completed"));
      expect(storeLines(await end(daemon))).toEqual({ fails: 1, well: 1 });
    },
  );
});
