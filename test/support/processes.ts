import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { connectAsync, type MqttClient } from "mqtt";
import type { JobAnswer } from "../../protocols/host/messages.ts";
import { hostTopics } from "../../protocols/host/topics.ts";
import { type Program, readyLine, startProgram } from "../../simulator/demo/program.ts";

export const SITE = { site: "oku", host: "host1" } as const;
export const topics = hostTopics(SITE);

/** All that a program wrote. */
export interface Written {
  readonly stdout: string;
  readonly stderr: string;
}

export interface Daemon extends Program {
  /** Settles once it has ended. */
  readonly written: Promise<Written>;
}

export interface DaemonSettings {
  /** Further keys of the printer, as YAML; default `ribbon: k`. */
  readonly printer?: string;
  /** Further lines of the configuration; by default the web port is closed. */
  readonly config?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Further flags of `cetakd run`. */
  readonly flags?: readonly string[];
}

/** The real programs in a temporary folder, ended when the test ends. */
export interface Stand {
  readonly folder: string;
  readonly cards: string;
  /** Where the configuration says that the printer is. */
  readonly line: string;
  /** What the daemon has stored. */
  readonly state: string;
  startDaemon(mqtt: string, settings?: DaemonSettings): Daemon;
  startPrinter(...flags: string[]): Promise<Program>;
  /** `cetakd-sim replay` where the printer would be. */
  startReplay(file: string, ...flags: string[]): Promise<Daemon>;
  /** `cetakd-sim server` called `server1`, once it is connected. */
  startServer(url: string, ...flags: string[]): Promise<Program>;
  /** `cetakd-sim broker`; settles with its address. */
  startBroker(): Promise<string>;
  /** One of the commands of `cetakd`, to its end. */
  cetakd(...args: string[]): Promise<Written & { readonly code: number | null }>;
  /** `cetakd-sim fault` or `hand`; rejects if it fails. */
  act(...args: string[]): Promise<void>;
  /** A client of the broker that keeps what it hears: by default what is of this host. */
  listen(url: string, filter?: string): Promise<Listener>;
  /** Ends all of it; the folder goes unless it is to be looked into. */
  close(folder?: "remove" | "keep"): Promise<void>;
}

export interface Heard {
  readonly topic: string;
  readonly payload: string;
  readonly retained: boolean;
}

export interface Listener {
  readonly client: MqttClient;
  readonly heard: readonly Heard[];
  /** The first message heard, now or later, that fits; the first `from` are not looked at. */
  wait(fits: (message: Heard) => boolean, from?: number): Promise<Heard>;
  /** Sends a job document; settles with the next answer, whosever it is. */
  ask(document: string | Uint8Array): Promise<JobAnswer>;
}

export function openStand(): Stand {
  const folder = mkdtempSync(join(tmpdir(), "cetakd-e2e-"));
  const cards = join(folder, "cards");
  const line = join(folder, "printer");
  const state = join(folder, "state");
  const config = join(folder, "cetakd.yaml");
  const simEnv = { CETAKD_SIM_DIR: join(folder, "sim") };
  const programs: Program[] = [];
  const clients: MqttClient[] = [];

  function start(script: string, args: readonly string[], env: DaemonSettings["env"] = simEnv) {
    const program = startProgram({ script, args, env });
    programs.unshift(program);
    return { ...program, written: writtenBy(program) };
  }

  async function startDevice(...args: readonly string[]) {
    const program = start("simulator/cli/cetakd-sim.ts", args);
    return { program, ready: await readyLine(program) };
  }

  return {
    folder,
    cards,
    line,
    state,
    startDaemon(mqtt, settings = {}) {
      writeFileSync(config, configText({ state, line, mqtt, ...settings }));
      return start(
        "src/cli/cetakd.ts",
        ["run", "--config", config, ...(settings.flags ?? [])],
        settings.env,
      );
    },
    async startPrinter(...flags) {
      const args = ["--link", line, "--out", cards, "--baud", "0", "--speed", "0"];
      return (await startDevice("printer", ...args, ...flags)).program;
    },
    async startReplay(file, ...flags) {
      return (await startDevice("replay", file, "--link", line, ...flags)).program;
    },
    async startServer(url, ...flags) {
      const place = ["--site", SITE.site, "--host", SITE.host, "--id", "server1"];
      return (await startDevice("server", "--mqtt", url, ...place, ...flags)).program;
    },
    async startBroker() {
      const { ready } = await startDevice("broker", "--port", "0");
      return `mqtt://127.0.0.1:${String(ready["port"])}`;
    },
    async cetakd(...args) {
      const { ended, written } = start("src/cli/cetakd.ts", args, { CETAKD_CONFIG: config });
      return { ...(await written), code: await ended };
    },
    async act(...args) {
      const { ended, written } = start("simulator/cli/cetakd-sim.ts", args);
      if ((await ended) !== 0) throw new Error((await written).stderr);
    },
    async listen(url, filter = `${topics.base}/#`) {
      const client = await connectAsync(url);
      clients.push(client);
      return createListener(client, filter);
    },
    async close(what = "remove") {
      for (const client of clients) await client.endAsync(true);
      for (const program of programs) {
        // One that could not be started has nothing to stop, and must not keep the others alive.
        await program.stop().catch(() => {});
      }
      if (what === "remove") rmSync(folder, { recursive: true });
    },
  };
}

async function writtenBy({ child }: Program): Promise<Written> {
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  await once(child, "close");
  return { stdout: stdout(), stderr: stderr() };
}

function collect(stream: Readable | null): () => string {
  const chunks: Buffer[] = [];
  stream?.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

async function createListener(client: MqttClient, filter: string): Promise<Listener> {
  const heard: Heard[] = [];
  const waiting = new Set<() => void>();
  client.on("message", (topic, payload, { retain: retained }) => {
    heard.push({ topic, payload: payload.toString(), retained });
    for (const look of waiting) look();
  });
  await client.subscribeAsync(filter, { qos: 1 });

  function wait(fits: (message: Heard) => boolean, from = 0): Promise<Heard> {
    return new Promise((resolve) => {
      function look(): void {
        const message = heard.slice(from).find(fits);
        if (message === undefined) return;
        waiting.delete(look);
        resolve(message);
      }
      waiting.add(look);
      look();
    });
  }

  return {
    client,
    heard,
    wait,
    async ask(document) {
      const answer = wait(({ topic }) => topic === topics.jobAck, heard.length);
      await client.publishAsync(topics.job, Buffer.from(document), { qos: 1 });
      return JSON.parse((await answer).payload) as JobAnswer;
    },
  };
}

export function isOnline({ topic, payload }: Heard): boolean {
  return topic === topics.availability && payload === "online";
}

/** Whether a message is the answer to this job with this result. */
export function isAnswer(jobId: string, result: JobAnswer["result"]) {
  return ({ topic, payload }: Heard) =>
    topic === topics.jobAck && has(payload, { job_id: jobId, result });
}

/** Whether a message tells that this job has come to this state. */
export function isState(jobId: string, state: string) {
  return ({ topic, payload }: Heard) =>
    topic === topics.jobEvent && has(payload, { job_id: jobId, state });
}

function has(payload: string, keys: Readonly<Record<string, string>>): boolean {
  const document = JSON.parse(payload) as Readonly<Record<string, unknown>>;
  return Object.entries(keys).every(([key, value]) => document[key] === value);
}

interface ConfigParts extends DaemonSettings {
  readonly state: string;
  readonly line: string;
  readonly mqtt: string;
}

function configText(parts: ConfigParts): string {
  const { state, line, mqtt, printer = "ribbon: k", config = ["http: false"] } = parts;
  return [
    `site: ${SITE.site}`,
    `host: ${SITE.host}`,
    `state_dir: ${state}`,
    `mqtt: ${mqtt}`,
    "printers:",
    `  - { id: printer1, protocol: evolis, line: { path: ${line} }, ${printer} }`,
    ...config,
    "",
  ].join("\n");
}

export interface CardFile {
  readonly n: number;
  readonly box: string;
  readonly panels: readonly string[];
  readonly complete: boolean;
  readonly image: string;
  readonly image_back?: string;
}

/** The printer's own records, in the order of printing. */
export function cardFiles(folder: string): readonly CardFile[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json") && file.startsWith("card-"))
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as CardFile);
}
