import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connectAsync } from "mqtt";
import { hostTopics } from "../../protocols/host/topics.ts";
import { specimenPng } from "./picture.ts";
import { readyLine, startProgram } from "./program.ts";

/**
 * The road of a card with no hardware: a broker, a printer on a pseudo-terminal, the daemon, and
 * three jobs published as a server would. Ends with 0 only when three cards lie in the folder
 * that it names.
 */

const CARDS = 3;
const DEADLINE_MS = 80_000;
const SITE = { site: "demo", host: "host1" };

interface JobEvent {
  readonly job_id: string;
  readonly state: string;
  readonly attempt?: number;
}

const folder = mkdtempSync(join(tmpdir(), "cetakd-demo-"));
const cards = join(folder, "cards");
const link = join(folder, "printer");
const topics = hostTopics(SITE);
const started = performance.now();
const last = new Map<string, JobEvent>();

say("a broker, a simulated printer and cetakd start, each as a process of its own");
const broker = startProgram({
  script: "simulator/cli/cetakd-sim.ts",
  args: ["broker", "--port", "0"],
});
const { port } = await readyLine(broker);
const url = `mqtt://127.0.0.1:${String(port)}`;
const printer = startProgram({
  script: "simulator/cli/cetakd-sim.ts",
  args: ["printer", "--link", link, "--out", cards, "--baud", "0", "--speed", "4"],
});
await readyLine(printer);
const config = join(folder, "cetakd.yaml");
writeFileSync(config, configText());
const daemon = startProgram({ script: "src/cli/cetakd.ts", args: ["run", "--config", config] });
daemon.child.stdout?.resume();

const server = await connectAsync(url);
const allEnded = new Promise<void>((resolve) => {
  server.on("message", (topic, payload) => {
    if (topic === topics.availability) say(`cetakd is ${payload.toString()}`);
    if (topic !== topics.jobEvent) return;
    const event = JSON.parse(payload.toString()) as JobEvent;
    last.set(event.job_id, event);
    say(`${event.job_id} is ${event.state}`);
    if ([...last.values()].filter(({ state }) => isOver(state)).length === CARDS) resolve();
  });
});
const online = new Promise<void>((resolve) => {
  server.on("message", (topic, payload) => {
    if (topic === topics.availability && payload.toString() === "online") resolve();
  });
});
await server.subscribeAsync([topics.availability, topics.jobEvent], { qos: 1 });
await online;
for (let n = 1; n <= CARDS; n += 1) {
  const document = jobDocument(n);
  say(`the server sends ${document.job_id}`);
  await server.publishAsync(topics.job, JSON.stringify(document), { qos: 1 });
}
const deadline = new AbortController();
const tooLong = sleep(DEADLINE_MS, undefined, { signal: deadline.signal }).catch(() => {});
await Promise.race([allEnded, tooLong]);
deadline.abort();
await server.endAsync();
for (const program of [daemon, printer, broker]) await program.stop();
process.exitCode = tell();

function say(line: string): void {
  const seconds = ((performance.now() - started) / 1_000).toFixed(1).padStart(5);
  process.stdout.write(`${seconds} s  ${line}\n`);
}

function isOver(state: string): boolean {
  return state === "completed" || state === "in-doubt" || state === "aborted";
}

function configText(): string {
  return [
    `site: ${SITE.site}`,
    `host: ${SITE.host}`,
    `state_dir: ${join(folder, "state")}`,
    `mqtt: { url: "${url}" }`,
    "printers:",
    `  - { id: printer1, protocol: evolis, line: { path: ${link} } }`,
    "",
  ].join("\n");
}

function jobDocument(n: number) {
  return {
    schema: 1,
    job_id: `demo-${String(n).padStart(3, "0")}`,
    specimen: true,
    reason: "first",
    requested_at: new Date().toISOString(),
    card: { front: { image: Buffer.from(specimenPng(n)).toString("base64") } },
  } as const;
}

/** The table, counted from the printer's own records; the exit code. */
function tell(): number {
  const records = readdirSync(cards)
    .filter((file) => file.endsWith(".json"))
    .map((file) => JSON.parse(readFileSync(join(cards, file), "utf8")) as CardFile);
  const good = records.filter(({ box, complete }) => complete && box === "output");
  const rows = [...last.values()].map(
    ({ job_id, state, attempt }) => `  ${job_id}  ${state.padEnd(10)}  attempts ${attempt ?? 0}`,
  );
  process.stdout.write(
    [
      "",
      ...rows,
      "",
      ...good.map(({ image }) => `  ${join(cards, image)}`),
      "",
      `${good.length} of ${CARDS} cards printed`,
      "",
    ].join("\n"),
  );
  return good.length === CARDS && records.length === CARDS ? 0 : 1;
}

interface CardFile {
  readonly box: string;
  readonly complete: boolean;
  readonly image: string;
}
