import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decode } from "fast-png";
import { afterEach, describe, expect, it } from "vitest";
import { specimenPng } from "../../simulator/demo/specimen.ts";
import { mosquittoInstalled, startMosquitto } from "../../simulator/io/mosquitto.ts";
import { startEmbeddedBroker } from "../../src/io/embedded-broker.ts";
import { createRenderer } from "../../src/render/renderer.ts";
import { cardFiles, type Heard, type Listener, openStand, topics } from "../support/processes.ts";

// Goal: the programs that people run carry a job from the broker to a card, over a pseudo-terminal
// and real brokers, and survive what brokers and processes do.
// Method: child processes in a temporary folder; the card file is compared dot by dot.

interface TestBroker {
  readonly port: number;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

async function startAedes(): Promise<TestBroker> {
  let broker = await startEmbeddedBroker({ port: 0 });
  const { port } = broker;
  return {
    port,
    async restart() {
      await broker.close();
      broker = await startEmbeddedBroker({ port });
    },
    stop: () => broker.close(),
  };
}

const hasMosquitto = mosquittoInstalled();
const BROKERS = [
  { name: "Mosquitto, MQTT 3.1.1", version: "3.1.1", start: startMosquitto, skip: !hasMosquitto },
  { name: "Mosquitto, MQTT 5", version: "auto", start: startMosquitto, skip: !hasMosquitto },
  { name: "embedded broker, MQTT 3.1.1", version: "auto", start: startAedes, skip: false },
] as const;

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function setUp({ version, start }: (typeof BROKERS)[number]) {
  const broker = await start();
  cleanups.push(() => broker.stop());
  const stand = openStand();
  cleanups.push(() => stand.close());
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const mqtt = `{ url: "${url}", version: "${version}" }`;
  return { broker, stand, url, mqtt };
}

function jobDocument(jobId: string, image: Uint8Array = specimenPng(1)): string {
  return JSON.stringify({
    schema: 1,
    job_id: jobId,
    specimen: true,
    reason: "first",
    requested_at: "2021-01-04T08:00:00+07:00",
    card: { front: { image: Buffer.from(image).toString("base64") } },
  });
}

const online = ({ topic, payload }: Heard) => topic === topics.availability && payload === "online";

function answer(jobId: string, result: string) {
  return ({ topic, payload }: Heard) =>
    topic === topics.jobAck &&
    payload.includes(`"job_id":"${jobId}"`) &&
    payload.includes(`"result":"${result}"`);
}

function state(jobId: string, name: string) {
  return ({ topic, payload }: Heard) =>
    topic === topics.jobEvent &&
    payload.includes(`"job_id":"${jobId}"`) &&
    payload.includes(`"state":"${name}"`);
}

async function send({ client }: Listener, document: string): Promise<void> {
  await client.publishAsync(topics.job, document, { qos: 1 });
}

/** Where a printed picture is black, dot by dot. */
function blackDots(png: Uint8Array): boolean[] {
  const { data, channels, width, height } = decode(png);
  return Array.from({ length: width * height }, (_, dot) => (data[dot * channels] ?? 255) < 128);
}

function expectedBlack(png: Uint8Array): boolean[] {
  const geometry = { widthDots: 1016, heightDots: 648 };
  const side = { image: Buffer.from(png).toString("base64") };
  const rendered = createRenderer().render({ side, panels: ["k"], geometry, specimen: true });
  const dots = rendered.ok ? rendered.planes[0]?.dots : undefined;
  return [...(dots ?? [])].map((amount) => amount === 255);
}

describe.each(BROKERS)("$name", (row) => {
  const tellSkip = row.skip ? " (skipped: Mosquitto is not installed)" : "";

  it.skipIf(row.skip)(`prints the picture of a job, dot for dot${tellSkip}`, async () => {
    const { stand, url, mqtt } = await setUp(row);
    await stand.startPrinter();
    const listener = await stand.listen(url);
    stand.startDaemon(mqtt);
    await listener.wait(online);
    const picture = specimenPng(3);
    await send(listener, jobDocument("job-1", picture));
    await listener.wait(answer("job-1", "accepted"));
    const { payload } = await listener.wait(state("job-1", "completed"));
    expect(JSON.parse(payload)).toMatchObject({ seq: 3, evidence: { detail: "counters-fit" } });
    const [card, ...more] = cardFiles(stand.cards);
    expect(more).toEqual([]);
    expect(card).toMatchObject({ n: 1, box: "output", panels: ["k"], complete: true });
    const printed = blackDots(readFileSync(join(stand.cards, card?.image ?? "")));
    expect(printed).toEqual(expectedBlack(picture));
  });

  it.skipIf(row.skip)(`goes on after the broker was restarted${tellSkip}`, async () => {
    const { broker, stand, url, mqtt } = await setUp(row);
    await stand.startPrinter("--speed", "4");
    const before = await stand.listen(url);
    stand.startDaemon(mqtt);
    await before.wait(online);
    await send(before, jobDocument("job-1"));
    await before.wait(state("job-1", "processing"));
    await broker.restart();
    const after = await stand.listen(url);
    await after.wait(online);
    await after.wait(state("job-1", "completed"));
    await send(after, jobDocument("job-1"));
    await after.wait(answer("job-1", "duplicate"));
    await send(after, jobDocument("job-1", specimenPng(2)));
    await after.wait(answer("job-1", "conflict"));
    expect(cardFiles(stand.cards)).toHaveLength(1);
  });

  it.skipIf(row.skip)(`settles by itself what a kill in mid card has left${tellSkip}`, async () => {
    const { stand, url, mqtt } = await setUp(row);
    await stand.startPrinter("--speed", "4");
    const listener = await stand.listen(url);
    const first = stand.startDaemon(mqtt);
    await listener.wait(online);
    await send(listener, jobDocument("job-1"));
    await send(listener, jobDocument("job-2", specimenPng(2)));
    await listener.wait(answer("job-2", "accepted"));
    await listener.wait(state("job-1", "processing"));
    first.child.kill("SIGKILL");
    await listener.wait(({ payload }) => payload === "offline");
    stand.startDaemon(mqtt);
    await listener.wait(state("job-1", "completed"));
    await listener.wait(state("job-2", "completed"));
    const events = listener.heard.filter(({ topic }) => topic === topics.jobEvent);
    const seqs = new Set(events.map(({ payload }) => (JSON.parse(payload) as { seq: number }).seq));
    expect([...seqs].sort((a, b) => a - b)).toEqual([...seqs].map((_, at) => at + 1));
    const good = cardFiles(stand.cards).filter(({ box, complete }) => complete && box === "output");
    expect(good).toHaveLength(2);
  });

  it.skipIf(row.skip)(`refuses a retained document${tellSkip}`, async () => {
    const { stand, url, mqtt } = await setUp(row);
    const listener = await stand.listen(url);
    await listener.client.publishAsync(topics.job, jobDocument("job-1"), { qos: 1, retain: true });
    stand.startDaemon(mqtt);
    const { payload } = await listener.wait(answer("job-1", "rejected"));
    expect(JSON.parse(payload)).toMatchObject({ code: "retained", state: null });
  });
});

describe("mosquitto_pub", () => {
  const reason = hasMosquitto ? "" : " (skipped: Mosquitto is not installed)";

  it.skipIf(!hasMosquitto)(`is enough to have a card printed${reason}`, async () => {
    const { broker, stand, url, mqtt } = await setUp(BROKERS[1]);
    await stand.startPrinter();
    const listener = await stand.listen(url);
    stand.startDaemon(mqtt);
    await listener.wait(online);
    const file = join(stand.folder, "job.json");
    writeFileSync(file, jobDocument("job-1"));
    const to = ["-h", "127.0.0.1", "-p", String(broker.port), "-q", "1", "-t", topics.job];
    execFileSync("mosquitto_pub", [...to, "-f", file]);
    await listener.wait(state("job-1", "completed"));
    expect(cardFiles(stand.cards)).toHaveLength(1);
  });
});
