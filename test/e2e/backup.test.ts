import { chmodSync, copyFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { openStore } from "../../src/io/store.ts";
import { aedesProgram } from "../support/broker-worlds.ts";
import { barsPng, jobDocument } from "../support/job-documents.ts";
import { isAnswer, isOnline, openStand, topics } from "../support/processes.ts";

// Goal: a copy of a daemon's store, taken while jobs come in, has every job that was accepted
// before, and a daemon goes on from it. Method: the real programs; without a printer all jobs wait.

const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const BEFORE = 20;
const JOBS = 120;

it("copies the store while it is written, and is one that a daemon goes on from", async () => {
  const broker = await aedesProgram();
  cleanups.push(() => broker.stop());
  const stand = openStand();
  cleanups.push(() => stand.close());
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const listener = await stand.listen(url);
  const daemon = stand.startDaemon(`{ url: "${url}" }`);
  await listener.wait(isOnline);
  for (let n = 1; n <= JOBS; n += 1) {
    const card = { front: { image: barsPng(n) } };
    const document = JSON.stringify(jobDocument(`job-${n}`, { server: undefined, card }));
    listener.client.publish(topics.job, document, { qos: 1 });
  }
  await listener.wait(isAnswer(`job-${BEFORE}`, "accepted"));
  const file = join(stand.folder, "copy.db");
  const { code, stdout } = await stand.cetakd("backup", file, "--json");
  await listener.wait(isAnswer(`job-${JOBS}`, "accepted"));
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ file, bytes: statSync(file).size });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(stand.state).filter((name) => /new|copy|backup/.test(name))).toEqual([]);

  const copy = openStore({ path: file, random: { id: () => "" } });
  const jobs = copy.load().jobs.map(({ jobId }) => jobId);
  const documents = jobs.filter((jobId) => copy.document(jobId)?.includes(jobId));
  const { streams } = copy.load();
  copy.close();
  expect(jobs.length).toBeGreaterThanOrEqual(BEFORE);
  expect(jobs).toEqual(Array.from(jobs, (_, n) => `job-${n + 1}`));
  expect(documents).toEqual(jobs);
  expect(streams["job-event"].seq).toBe(jobs.length);

  await daemon.stop();
  for (const end of ["", "-wal", "-shm"])
    rmSync(join(stand.state, `cetakd.db${end}`), { force: true });
  copyFileSync(file, join(stand.state, "cetakd.db"));
  chmodSync(join(stand.state, "cetakd.db"), 0o600);
  const from = listener.heard.length;
  stand.startDaemon(`{ url: "${url}" }`);
  const isAnnounced = (topic: string, payload: string) =>
    topic === topics.state && payload.includes(`"pending":${jobs.length},`);
  await listener.wait(({ topic, payload }) => isAnnounced(topic, payload), from);
});
