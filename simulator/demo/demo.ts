import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connectAsync } from "mqtt";
import { hostTopics } from "../../protocols/host/topics.ts";
import { readCards } from "./card-judge.ts";
import { writeContactSheet } from "./contact-sheet.ts";
import { createNarrator } from "./narrator.ts";
import { type Program, readyLine, startProgram } from "./program.ts";
import { resultOf } from "./result.ts";

/**
 * The road of a card with no hardware, and two faults on the way: the ribbon runs out and is
 * replaced, the server falls silent and comes back. Broker, printer, server and daemon are
 * processes of their own; what is told comes over MQTT, what is counted from the printer's own
 * records. Ends with 0 only when every promise was kept.
 */

const JOBS = 12;
const RIBBON_CARDS = 5;
/** After so many cards the server falls silent. */
const SERVER_SILENT_AFTER = 8;
/** What a person takes, shortened. */
const HANDS_MS = 2_000;
const LOG_LINES = 8;
const DEADLINE_MS = 85_000;
const ENDED: ReadonlySet<string> = new Set(["completed", "in-doubt", "aborted", "expired"]);
const SITE = { site: "demo", host: "host1" } as const;

const folder = mkdtempSync(join(tmpdir(), "cetakd-demo-"));
const cardsFolder = join(folder, "cards");
const link = join(folder, "printer1");
const env = { CETAKD_SIM_DIR: join(folder, "sim") };
const topics = hostTopics(SITE);
const programs: Program[] = [];
const looking = new Set<() => void>();
const failed = new AbortController();
const narrator = createNarrator(topics, (line) => void process.stdout.write(`${line}\n`));
const { seen, say } = narrator;

function start(script: "sim" | "daemon", ...args: string[]): Program {
  const path = script === "sim" ? "simulator/cli/cetakd-sim.ts" : "src/cli/cetakd.ts";
  const log: string[] = [];
  const logged = (line: string) => void log.push(line);
  const program = startProgram({ script: path, args, env, logged });
  programs.unshift(program);
  // Each of them is meant to live until it is stopped, the server until its jobs are done.
  void program.ended.then((code) => {
    if (code === 0) return;
    say(`${path} ${args[0]} ended with ${code}; the last that it logged:`);
    for (const line of log.slice(-LOG_LINES)) say(`  ${line}`);
    failed.abort();
  });
  return program;
}

/** A short-lived `cetakd-sim` command, such as `hand` or `fault`. */
async function act(...args: string[]): Promise<void> {
  const program = startProgram({ script: "simulator/cli/cetakd-sim.ts", args, env });
  program.child.stdout?.resume();
  if ((await program.ended) !== 0) throw new Error(`cetakd-sim ${args.join(" ")} failed`);
}

say("a broker, a card printer and cetakd start, each as a process of its own");
const broker = await readyLine(start("sim", "broker", "--port", "0"));
const url = `mqtt://127.0.0.1:${String(broker["port"])}`;
const printerFlags = ["--link", link, "--out", cardsFolder, "--baud", "0", "--speed", "30"];
await readyLine(start("sim", "printer", ...printerFlags, "--ribbon", String(RIBBON_CARDS)));
const configPath = join(folder, "cetakd.yaml");
writeFileSync(configPath, configText());
start("daemon", "run", "--config", configPath).child.stdout?.resume();

const watcher = await connectAsync(url);
watcher.on("message", (topic, payload) => {
  narrator.message(topic, payload.toString());
  for (const look of looking) look();
});
const told = [topics.availability, topics.jobAck, topics.jobEvent, topics.event];
await watcher.subscribeAsync(told, { qos: 1 });
await until(() => seen.isOnline);

say(`a server starts and sends ${JOBS} jobs; the ribbon is good for ${RIBBON_CARDS} cards only`);
const serverFlags = ["--mqtt", url, "--site", SITE.site, "--host", SITE.host];
start("sim", "server", ...serverFlags, "--count", String(JOBS)).child.stdout?.resume();

const story = replaceRibbon()
  .then(silenceServer)
  .then(() => until(isOver));
const isInTime = await Promise.race([
  story.then(() => true),
  sleep(DEADLINE_MS, false, { signal: failed.signal }).catch(() => false),
]);
failed.abort();
await watcher.endAsync();
for (const program of programs) await program.stop();

const cards = readCards(cardsFolder, JOBS);
const images = cards.map(({ image }) => join(cardsFolder, image));
writeContactSheet(join(cardsFolder, "contact-sheet.png"), images);
const { lines, broken } = resultOf(seen, cards, { folder: cardsFolder, wanted: JOBS });
const problems = [...broken, ...(isInTime ? [] : ["it did not come to its end"])];
process.stdout.write(`\n${lines.join("\n")}\n\n`);
process.stdout.write(
  problems.length === 0
    ? `every promise kept: ${cards.length} cards printed, each once\n`
    : `BROKEN PROMISES\n${problems.map((problem) => `  ${problem}\n`).join("")}`,
);
process.exitCode = problems.length === 0 ? 0 : 1;

/** The ribbon ends by itself; a person sees the notice and fits a new one. */
async function replaceRibbon(): Promise<void> {
  await until(() => seen.held.includes("printer:printer1 marker-supply-empty"));
  await sleep(HANDS_MS);
  say("a person   fits a new ribbon");
  await act("hand", "printer1", "ribbon");
}

/** The server goes off the air; cetakd keeps its jobs until it is back. */
async function silenceServer(): Promise<void> {
  await until(() => completed() >= SERVER_SILENT_AFTER);
  say("the server falls silent");
  await act("fault", "server1", "server-offline");
  await until(() => seen.held.includes("server:server1 server-offline"));
  await sleep(HANDS_MS);
  say("the server comes back");
  await act("fault", "server1", "server-offline", "--clear");
}

function completed(): number {
  return [...seen.jobs.values()].filter(({ state }) => state === "completed").length;
}

function isOver(): boolean {
  const ended = [...seen.jobs.values()].filter(({ state }) => ENDED.has(state)).length;
  return ended === JOBS && seen.held.every((hold) => seen.lifted.includes(hold));
}

/** Settles at the first message after which this is so. */
function until(isSo: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    function look(): void {
      if (!isSo()) return;
      looking.delete(look);
      resolve();
    }
    looking.add(look);
    look();
  });
}

function configText(): string {
  return [
    `site: ${SITE.site}`,
    `host: ${SITE.host}`,
    "state_dir: ./state",
    `mqtt: { url: "${url}" }`,
    "printers:",
    `  - { id: printer1, protocol: evolis, line: { path: ${link} } }`,
    "servers:",
    "  - { id: server1 }",
    "http: false",
    "language: en",
    "",
  ].join("\n");
}
