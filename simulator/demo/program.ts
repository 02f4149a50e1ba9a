import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** One of the project's programs, running as a process of its own. */
export interface Program {
  readonly child: ChildProcess;
  /** Sends SIGTERM and waits for the end. */
  stop(): Promise<void>;
}

export interface ProgramOptions {
  readonly script: string;
  readonly args: readonly string[];
  /** Called with every line that it logs. */
  readonly logged?: (line: string) => void;
}

export function startProgram({ script, args, logged = () => {} }: ProgramOptions): Program {
  const child = spawn(process.execPath, [script, ...args], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
  });
  createInterface({ input: child.stderr }).on("line", logged);
  const ended = once(child, "exit");
  return {
    child,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** A device says in one line of JSON on stdout that it is there. Rejects if it ends before. */
export async function readyLine({ child }: Program): Promise<Readonly<Record<string, unknown>>> {
  if (child.stdout === null) throw new Error("the program has no stdout");
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`${child.spawnargs[1]} ended with ${String(code)} before it was ready`);
  });
  const [line] = await Promise.race([once(lines, "line"), ended]);
  return JSON.parse(String(line)) as Readonly<Record<string, unknown>>;
}
