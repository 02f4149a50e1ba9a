import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, expect, it } from "vitest";
import { aedesProgram } from "../support/broker-worlds.ts";
import { barsPng, jobDocument } from "../support/job-documents.ts";
import { cardFiles, isAnswer, isOnline, isState, openStand, topics } from "../support/processes.ts";

// Goal: a store whose corruption shows itself while it is used ends the daemon at once; the next
// start keeps it aside, says so to everyone and prints nothing.
// Method: the real programs; a document is garbled where the check at the start does not look.

const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function setUp() {
  const broker = await aedesProgram();
  cleanups.push(() => broker.stop());
  const stand = openStand();
  cleanups.push(() => stand.close());
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const listener = await stand.listen(url);
  const startDaemon = () => stand.startDaemon(`{ url: "${url}" }`);
  async function send(n: number) {
    const card = { front: { image: barsPng(n) } };
    const document = JSON.stringify(jobDocument(`job-${n}`, { server: undefined, card }));
    await listener.client.publishAsync(topics.job, document, { qos: 1 });
  }
  return { stand, listener, startDaemon, send, path: join(stand.state, "cetakd.db") };
}

/** Writes over the letters of a picture in a job document. */
function garbleDocument(path: string): void {
  const content = readFileSync(path);
  const at = content.indexOf("iVBORw0KGgo");
  if (at < 0) throw new Error("the file holds no picture");
  content.fill("x", at + 20, at + 60);
  writeFileSync(path, content);
}

it("stops at a garbled document, and holds the host on a new store that says so", async () => {
  const { stand, listener, startDaemon, send, path } = await setUp();
  const first = startDaemon();
  await listener.wait(isOnline);
  await send(1);
  await listener.wait(isAnswer("job-1", "accepted"));
  await first.stop();
  garbleDocument(path);

  const second = startDaemon();
  await stand.startPrinter();
  expect(await second.ended).toBe(1);
  const { stderr } = await second.written;
  expect(stderr).toContain('"msg":"stopping at once"');
  expect(stderr).toContain("a job document is not the one that was accepted");
  expect(existsSync(`${path}.condemned`)).toBe(true);

  const from = listener.heard.length;
  const third = startDaemon();
  const lost = await listener.wait(
    ({ topic, payload }) => topic === topics.state && payload.includes('"store-lost"'),
    from,
  );
  await send(2);
  const answer = await listener.wait(isAnswer("job-2", "accepted"), from);
  expect(JSON.parse(answer.payload)).toMatchObject({ state: "held" });
  await listener.wait(
    ({ topic, payload }) =>
      topic === `${topics.base}/printer/printer1` && payload.includes('"printer_state":"idle"'),
    from,
  );
  expect(JSON.parse(lost.payload).reason).toMatch(/^Catatan pekerjaan rusak/);
  const hostEvents = listener.heard.filter(({ topic }) => topic === topics.event).slice(-4);
  expect(hostEvents.map(({ payload }) => JSON.parse(payload))).toMatchObject([
    { seq: 1, type: "fault-raised", device: "host", condition: "store-lost" },
    { seq: 2, type: "hold-placed", scope: "host" },
    // The broker still knows what the lost store said under this name (I12).
    { seq: 3, type: "fault-raised", device: "host", condition: "second-host" },
    { seq: 4, type: "hold-placed", scope: "host" },
  ]);
  expect(listener.heard.filter(isState("job-2", "processing"))).toEqual([]);
  expect(cardFiles(stand.cards)).toEqual([]);

  const [kept = ""] = readdirSync(stand.state).filter((name) => name.startsWith("cetakd.db.corr"));
  expect(kept).toMatch(/^cetakd\.db\.corrupt-\d{8}T\d{6}Z$/);
  expect(statSync(join(stand.state, kept)).mode & 0o777).toBe(0o600);
  const db = new Database(join(stand.state, kept), { readonly: true });
  expect(db.prepare("SELECT job_id FROM jobs").pluck().all()).toEqual(["job-1"]);
  db.close();
  const { stdout } = await stand.cetakd("status", "--json");
  expect(JSON.parse(stdout).faults).toMatchObject([
    { condition: "store-lost", raw: kept },
    { condition: "second-host" },
  ]);
  await third.stop();
  expect((await third.written).stderr).toContain(`"kept":"${kept}"`);
});
