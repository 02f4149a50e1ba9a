import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const SCRIPT = "simulator/cli/cetakd-sim.ts";

/** A process of `cetakd-sim` that says when it is ready. */
export interface Device {
  readonly child: ChildProcess;
  readonly ready: Readonly<Record<string, unknown>>;
  /** Settles with what it said on stderr once it has ended. */
  readonly complaints: Promise<string>;
  /** Ends it and gives its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own for cards, links and control sockets; closing it leaves no process. */
export function openSimBench() {
  // Short: the path of a socket has room for 107 bytes.
  const folder = mkdtempSync(join(tmpdir(), "sim-"));
  const env = { ...process.env, CETAKD_SIM_DIR: join(folder, "ctl") };
  const children: ChildProcess[] = [];

  function spawnSim(args: readonly string[]): ChildProcess {
    const child = spawn(process.execPath, [SCRIPT, ...args], {
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.push(child);
    return child;
  }

  return {
    folder,
    at: (name: string) => join(folder, name),
    /** Runs it to its end. */
    async run(...args: readonly string[]): Promise<Run> {
      const child = spawnSim(args);
      const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)];
      const [code] = (await once(child, "close")) as [number | null];
      return { code, stdout: await stdout, stderr: await stderr };
    },
    async start(...args: readonly string[]): Promise<Device> {
      const child = spawnSim(args);
      if (child.stdout === null) throw new Error("the program has no stdout");
      const complaints = textOf(child.stderr);
      const ended = once(child, "close") as Promise<[number | null]>;
      const early = ended.then(async ([code]) => {
        throw new Error(`it ended with ${String(code)}: ${await complaints}`);
      });
      const [line] = await Promise.race([once(createInterface(child.stdout), "line"), early]);
      return {
        child,
        ready: JSON.parse(String(line)) as Readonly<Record<string, unknown>>,
        complaints,
        async stop(signal = "SIGTERM") {
          child.kill(signal);
          const [code] = await ended;
          return code;
        },
      };
    },
    async close(): Promise<void> {
      for (const child of children) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        const ended = once(child, "exit");
        child.kill("SIGKILL");
        await ended;
      }
      rmSync(folder, { recursive: true });
    },
  };
}

export type SimBench = ReturnType<typeof openSimBench>;

async function textOf(stream: AsyncIterable<Buffer> | null): Promise<string> {
  let text = "";
  for await (const chunk of stream ?? []) text += chunk.toString();
  return text;
}

export interface CardFile {
  readonly n: number;
  readonly at: string;
  readonly serial_number: string;
  readonly box: string;
  readonly panels: readonly string[];
  readonly complete: boolean;
  readonly image: string;
}

/** The records in a folder, in the order of printing. */
export function cardRecords(folder: string): readonly CardFile[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as CardFile);
}
