import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { extname, join } from "node:path";
import { realTime } from "../io/real-time.ts";

/** As it is on disk: unbuilt here, JavaScript in the package. */
const PROGRAM = join(
  import.meta.dirname,
  "../../src/cli",
  `cetakd${extname(import.meta.filename)}`,
);

/** How long a supervisor waits before it starts a service again. */
const RESTART_MS = 1_000;

/** `cetakd run` with its supervisor: it is started again whenever it has ended. */
export interface DaemonProcess {
  /** Times when it ended by itself, in words. */
  readonly failures: readonly string[];
  /** SIGKILL; it does nothing while there is no process. */
  kill(): void;
  /** Cut, it dies, and is not started again before the power is back. */
  power(isOn: boolean): void;
  /** Ends it for good, at once. */
  close(): Promise<void>;
}

/** What it logs is added to the file. */
export function superviseDaemon(configPath: string, logPath: string): DaemonProcess {
  const failures: string[] = [];
  let child: ChildProcess | undefined;
  let isOn = true;
  let cancel = () => {};

  function start(): void {
    const log = openSync(logPath, "a");
    const started = spawn(process.execPath, [PROGRAM, "run", "--config", configPath], {
      env: { ...process.env, NOTIFY_SOCKET: "" },
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    child = started;
    started.once("error", ({ message }) => failures.push(`the daemon cannot start: ${message}`));
    started.once("exit", (code, signal) => ended(started, code, signal));
  }

  function ended(process: ChildProcess, code: number | null, signal: string | null): void {
    if (!process.killed) failures.push(`the daemon ended by itself: ${signal ?? `code ${code}`}`);
    child = undefined;
    startLater();
  }

  function startLater(): void {
    cancel();
    if (isOn) cancel = realTime.timer(RESTART_MS, start);
  }

  function power(turnOn: boolean): void {
    if (turnOn === isOn) return;
    isOn = turnOn;
    cancel();
    if (!isOn) child?.kill("SIGKILL");
    else if (child === undefined) startLater();
  }

  start();
  return {
    failures,
    kill: () => void child?.kill("SIGKILL"),
    power,
    async close() {
      const last = child;
      const exited = last && once(last, "exit");
      power(false);
      await exited;
    },
  };
}
