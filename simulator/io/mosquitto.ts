import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { freePort } from "./free-port.ts";

export interface MosquittoOptions {
  /** Keeps sessions and retained messages over a `restart`; off by default. */
  readonly persistence?: boolean;
  /** Without it everyone may connect. */
  readonly account?: { readonly username: string; readonly password: string };
}

/** A real Mosquitto on a loopback port that stays the same over restarts. */
export interface Mosquitto {
  readonly port: number;
  /** Ends it in order and removes its folder. */
  stop(): Promise<void>;
  /** Ends it without warning; it may be started again with `restart`. */
  kill(): Promise<void>;
  /** Ends it in order, with what it keeps; it may be started again with `restart`. */
  end(): Promise<void>;
  /** Ends it without warning and starts it again; it remembers nothing. */
  empty(): Promise<void>;
  /** Ends it in order, where it runs, and starts it again. */
  restart(): Promise<void>;
}

/** Debian installs it outside an ordinary user's PATH. */
const FOLDERS = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];

export function mosquittoInstalled(): boolean {
  return programPath("mosquitto") !== undefined && programPath("mosquitto_passwd") !== undefined;
}

export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const folder = mkdtempSync(join(tmpdir(), "cetakd-mosquitto-"));
  const port = await freePort();
  const config = join(folder, "mosquitto.conf");
  writeFileSync(config, configuration(folder, port, options));
  let running: ChildProcess | undefined = await launch(config, port);

  async function end(signal: NodeJS.Signals): Promise<void> {
    const child = running;
    running = undefined;
    // A signal to the whole group, as a terminal sends one, has ended it already.
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  }

  return {
    port,
    async stop() {
      await end("SIGTERM");
      rmSync(folder, { recursive: true });
    },
    kill: () => end("SIGKILL"),
    end: () => end("SIGTERM"),
    async empty() {
      await end("SIGKILL");
      rmSync(join(folder, "mosquitto.db"), { force: true });
      running = await launch(config, port);
    },
    async restart() {
      await end("SIGTERM");
      running = await launch(config, port);
    },
  };
}

function configuration(folder: string, port: number, options: MosquittoOptions): string {
  const { persistence = false, account } = options;
  const lines = [
    `listener ${port} 127.0.0.1`,
    // Started by root it would become a user who may not read this folder.
    `user ${userInfo().username}`,
    `allow_anonymous ${account === undefined}`,
    `persistence ${persistence}`,
    `persistence_location ${folder}/`,
    "log_dest stderr",
    "log_type all",
  ];
  if (account !== undefined) {
    const file = join(folder, "passwords");
    const { username, password } = account;
    execFileSync(programPath("mosquitto_passwd") ?? "", ["-b", "-c", file, username, password]);
    lines.push(`password_file ${file}`);
  }
  return `${lines.join("\n")}\n`;
}

/**
 * Settles when it has taken a connection. It says "running" a moment before it would heed a signal:
 * one that comes between is lost, and it runs for ever.
 */
async function launch(config: string, port: number): Promise<ChildProcess> {
  const child = spawn(programPath("mosquitto") ?? "", ["-c", config], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const said: string[] = [];
  for await (const line of createInterface(child.stderr)) {
    said.push(line);
    if (/mosquitto version .* running/.test(line)) knock(port);
    if (!/New connection from/.test(line)) continue;
    child.stderr.resume();
    return child;
  }
  throw new Error(`mosquitto did not start: ${said.join(" | ")}`);
}

function knock(port: number): void {
  const socket = connect(port, "127.0.0.1", () => socket.destroy());
  socket.on("error", () => {});
}

function programPath(name: string): string | undefined {
  return FOLDERS.map((folder) => join(folder, name)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
