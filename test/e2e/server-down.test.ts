import { describe, expect, it, onTestFinished } from "vitest";
import { mosquittoInstalled, startMosquitto } from "../../simulator/io/mosquitto.ts";
import { jobDocument } from "../support/job-documents.ts";
import {
  cardFiles,
  type Heard,
  isAnswer,
  isOnline,
  isState,
  type Listener,
  openStand,
  SITE,
  topics,
} from "../support/processes.ts";

// Goal: a server that dies leaves a host that holds its jobs and says how many it could print; a
// person or `autonomy` has them printed; a server that knows `jobs` has filled a buffer before.
// Method: the real programs and a real Mosquitto, which sends the dead server's will.

const ABSENT = mosquittoInstalled() ? undefined : "mosquitto is not installed";
if (ABSENT !== undefined) process.stderr.write(`Tests of a dead server are skipped: ${ABSENT}.\n`);

const EVERY_SECOND = '{ report: "* * * * * *", ping: "* * * * * *" }';

async function openOffice(server: string) {
  const mosquitto = await startMosquitto();
  onTestFinished(() => mosquitto.stop());
  const url = `mqtt://127.0.0.1:${mosquitto.port}`;
  const stand = openStand();
  onTestFinished(() => stand.close());
  await stand.startPrinter();
  const listener = await stand.listen(url, `cetak/1/${SITE.site}/#`);
  const config = [
    "http: false",
    "language: en",
    "good_checks: 1",
    "servers:",
    `  - { id: server1, checks: ${EVERY_SECOND}, ${server} }`,
  ];
  const start = async () => {
    const since = listener.heard.length;
    const daemon = stand.startDaemon(`{ url: "${url}" }`, { config });
    await listener.wait(isOnline, since);
    return daemon;
  };
  return { url, stand, listener, start };
}

type Document = Readonly<Record<string, unknown>>;

/** A document of this topic with these values. */
function says(topic: string, keys: Document) {
  return (message: Heard): boolean => {
    if (message.topic !== topic || message.payload === "") return false;
    const document = JSON.parse(message.payload) as Document;
    return Object.entries(keys).every(([key, value]) => document[key] === value);
  };
}

const opinion = (keys: Document) => says(`${topics.base}/server/server1`, keys);
/** A busy machine may bring notices of its own, as of a slow ping. */
const OFFLINE = { device: "server1", condition: "server-offline" } as const;
const event = (keys: Document) => says(topics.event, keys);

function send({ client }: Listener, jobId: string) {
  return client.publishAsync(topics.job, JSON.stringify(jobDocument(jobId)), { qos: 1 });
}

/** Half a minute of autonomy, and programs that start on a busy machine. */
const TIMEOUT_MS = 180_000;

describe.skipIf(ABSENT !== undefined)("a server that dies", { timeout: TIMEOUT_MS }, () => {
  it("has its jobs held until it is back, or until a person has them printed", async () => {
    const { url, stand, listener, start } = await openOffice("buffer: 0s");
    await start();
    expect((await stand.cetakd("hold", "host", "--by", "rina")).code).toBe(0);
    const server = await stand.startServer(url, "--count", "4");
    await listener.wait(says(`${topics.base}/state`, { held: 4 }));
    await stand.act("hand", "server1", "power-off");
    await listener.wait(event({ type: "hold-placed", scope: "server:server1" }));
    expect((await stand.cetakd("release", "host", "--by", "rina")).code).toBe(0);
    await listener.wait(opinion({ server_state: "down", printable_jobs: 4 }));
    const { stdout } = await stand.cetakd("status");
    expect(stdout.replaceAll(/\s+/g, " ")).toContain("4 of its cards could be printed now");
    expect(cardFiles(stand.cards)).toEqual([]);

    const since = listener.heard.length;
    await stand.act("hand", "server1", "power-on");
    expect(await server.ended, "all its jobs are final, and no promise was broken").toBe(0);
    expect(cardFiles(stand.cards)).toHaveLength(4);
    await listener.wait(event({ type: "hold-placed", ...OFFLINE }), since);
    await send(listener, "job-5");
    const { payload } = await listener.wait(isAnswer("job-5", "accepted"));
    expect(JSON.parse(payload)).toMatchObject({ state: "held" });
    await listener.wait(opinion({ server_state: "down", printable_jobs: 1 }), since);
    const word = ["--override", "--reason", "server-repair", "--by", "rina", "--until", "1h"];
    expect((await stand.cetakd("release", "server:server1", ...word)).code).toBe(0);
    await listener.wait(isState("job-5", "completed"));
    await stand.startServer(url, "--count", "0");
    await listener.wait(event({ type: "fault-cleared", ...OFFLINE }), since);
  });

  it("has its buffer printed for its autonomy, over a restart, and held then", async () => {
    // At 90 seconds a card, which a printer that has made none is taken to need, that is 10 jobs.
    const { url, stand, listener, start } = await openOffice("autonomy: 30s, buffer: 15m");
    const first = await start();
    const server = await stand.startServer(url, "--count", "12", "--credit");
    await listener.wait(says(topics.reply, { sent: 10, left: 2 }));
    await stand.act("hand", "server1", "power-off");
    const raised = await listener.wait(event({ type: "fault-raised", ...OFFLINE }));
    const deadline = Date.parse((JSON.parse(raised.payload) as { since: string }).since) + 30_000;
    const { payload } = await listener.wait(
      (message) => opinion({})(message) && message.payload.includes('"autonomy_until":"'),
    );
    expect(Date.parse((JSON.parse(payload) as { autonomy_until: string }).autonomy_until)).toBe(
      deadline,
    );
    first.child.kill("SIGKILL");
    await first.ended;
    await start();
    await send(listener, "job-13");
    await listener.wait(isState("job-13", "completed"));
    const held = await listener.wait(event({ type: "hold-placed", scope: "server:server1" }));
    const { since } = JSON.parse(held.payload) as { since: string };
    expect(Date.parse(since)).toBeGreaterThanOrEqual(deadline);
    await send(listener, "job-14");
    const answer = await listener.wait(isAnswer("job-14", "accepted"));
    expect(JSON.parse(answer.payload)).toMatchObject({ state: "held" });

    await stand.act("hand", "server1", "power-on");
    expect(await server.ended, "all its jobs are final, and no promise was broken").toBe(0);
    await listener.wait(isState("job-14", "completed"));
    expect(cardFiles(stand.cards)).toHaveLength(14);
  });
});
