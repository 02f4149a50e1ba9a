import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync, type MqttClient } from "mqtt";
import { hostTopics } from "../../protocols/host/topics.ts";
import { type Program, readyLine, startProgram } from "../../simulator/demo/program.ts";

export const SITE = { site: "oku", host: "host1" } as const;
export const topics = hostTopics(SITE);

/** The real programs in a temporary folder, ended when the test ends. */
export interface Stand {
  readonly folder: string;
  readonly cards: string;
  startDaemon(mqtt: string): Program;
  startPrinter(...flags: string[]): Promise<Program>;
  /** A client of the broker that keeps what it hears. */
  listen(url: string): Promise<Listener>;
  close(): Promise<void>;
}

export interface Heard {
  readonly topic: string;
  readonly payload: string;
  readonly retained: boolean;
}

export interface Listener {
  readonly client: MqttClient;
  readonly heard: readonly Heard[];
  /** The first message heard, now or later, that fits. */
  wait(fits: (message: Heard) => boolean): Promise<Heard>;
}

export function openStand(): Stand {
  const folder = mkdtempSync(join(tmpdir(), "cetakd-e2e-"));
  const cards = join(folder, "cards");
  const line = join(folder, "printer");
  const programs: Program[] = [];
  const clients: MqttClient[] = [];

  function start(script: string, args: readonly string[]): Program {
    const program = startProgram({ script, args });
    programs.push(program);
    return program;
  }

  return {
    folder,
    cards,
    startDaemon(mqtt) {
      const config = join(folder, "cetakd.yaml");
      writeFileSync(config, configText({ folder, line, mqtt }));
      const daemon = start("src/cli/cetakd.ts", ["run", "--config", config]);
      daemon.child.stdout?.resume();
      return daemon;
    },
    async startPrinter(...flags) {
      const args = ["printer", "--link", line, "--out", cards, "--baud", "0", "--speed", "0"];
      const printer = start("simulator/cli/cetakd-sim.ts", [...args, ...flags]);
      await readyLine(printer);
      return printer;
    },
    async listen(url) {
      const client = await connectAsync(url);
      clients.push(client);
      return createListener(client);
    },
    async close() {
      for (const client of clients) await client.endAsync(true);
      for (const program of programs) await program.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

async function createListener(client: MqttClient): Promise<Listener> {
  const heard: Heard[] = [];
  const waiting = new Set<() => void>();
  client.on("message", (topic, payload, { retain: retained }) => {
    heard.push({ topic, payload: payload.toString(), retained });
    for (const look of waiting) look();
  });
  await client.subscribeAsync([`${topics.base}/#`], { qos: 1 });
  return {
    client,
    heard,
    wait: (fits) =>
      new Promise((resolve) => {
        function look(): void {
          const message = heard.find(fits);
          if (message === undefined) return;
          waiting.delete(look);
          resolve(message);
        }
        waiting.add(look);
        look();
      }),
  };
}

function configText({ folder, line, mqtt }: Record<"folder" | "line" | "mqtt", string>): string {
  return [
    `site: ${SITE.site}`,
    `host: ${SITE.host}`,
    `state_dir: ${join(folder, "state")}`,
    `mqtt: ${mqtt}`,
    "printers:",
    `  - { id: printer1, protocol: evolis, ribbon: k, line: { path: ${line} } }`,
    "",
  ].join("\n");
}

export interface CardFile {
  readonly n: number;
  readonly box: string;
  readonly panels: readonly string[];
  readonly complete: boolean;
  readonly image: string;
}

/** The printer's own records, in the order of printing. */
export function cardFiles(folder: string): readonly CardFile[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json") && file.startsWith("card-"))
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as CardFile);
}
