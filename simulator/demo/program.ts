import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** One of the project's programs, running as a process of its own. */
export interface Program {
  readonly child: ChildProcess;
  /** Settles with the exit code. */
  readonly ended: Promise<number | null>;
  /** Sends SIGTERM and waits for the end. */
  stop(): Promise<void>;
}

export interface ProgramOptions {
  readonly script: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Called with every line that it logs. */
  readonly logged?: (line: string) => void;
}

export function startProgram({ script, args, env, logged = () => {} }: ProgramOptions): Program {
  const child = spawn(process.execPath, [script, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  createInterface({ input: child.stderr }).on("line", logged);
  const ended = once(child, "exit").then(([code]) => code as number | null);
  return {
    child,
    ended,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** A device says in one line of JSON on stdout that it is there. Rejects if it ends before. */
export async function readyLine({
  child,
  ended,
}: Program): Promise<Readonly<Record<string, unknown>>> {
  if (child.stdout === null) throw new Error("the program has no stdout");
  const lines = createInterface({ input: child.stdout });
  const early = ended.then((code) => {
    throw new Error(
      `${child.spawnargs.slice(1, 3).join(" ")} ended with ${code} before it was ready`,
    );
  });
  const [line] = await Promise.race([once(lines, "line"), early]);
  return JSON.parse(String(line)) as Readonly<Record<string, unknown>>;
}
