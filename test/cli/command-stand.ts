import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import type { ControlApi } from "../../src/io/control-api.ts";
import { startControlServer } from "../../src/io/control-server.ts";
import { createSampleApi } from "./sample-control-api.ts";

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandInput {
  readonly stdin?: Uint8Array | string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A folder with a configuration, in which commands run as the child processes that people run. */
export interface CommandStand {
  readonly folder: string;
  readonly config: string;
  readonly socketPath: string;
  /** A daemon's control server with this behaviour on the socket of the configuration. */
  serve(changes?: Partial<ControlApi>): Promise<void>;
  cetakd(args: readonly string[], input?: CommandInput): Promise<Ended>;
}

/** Taken away when the test ends. */
export function openCommandStand(...configLines: readonly string[]): CommandStand {
  const folder = mkdtempSync(join(tmpdir(), "cetakd-cli-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const config = join(folder, "office.yaml");
  const stateDir = join(folder, "state");
  mkdirSync(stateDir);
  writeFileSync(config, [...configText(stateDir), ...configLines, ""].join("\n"));
  const socketPath = join(stateDir, "control.sock");
  return {
    folder,
    config,
    socketPath,
    async serve(changes) {
      const api = createSampleApi(changes);
      const log = { write() {} };
      const server = await startControlServer({ api, socketPath, version: "0.1.0", log });
      onTestFinished(() => server.close());
    },
    cetakd: (args, input = {}) => runCetakd(args, { CETAKD_CONFIG: config, ...input.env }, input),
  };
}

function configText(stateDir: string): readonly string[] {
  return [
    "site: oku",
    "host: host1",
    `state_dir: ${stateDir}`,
    "mqtt: { url: mqtt://127.0.0.1:1883 }",
    "printers:",
    "  - { id: printer1, protocol: evolis, line: { path: /dev/null } }",
  ];
}

async function runCetakd(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  { stdin = "" }: CommandInput,
): Promise<Ended> {
  const child = spawn(process.execPath, ["src/cli/cetakd.ts", ...args], {
    env: { PATH: process.env["PATH"], TZ: "Asia/Jakarta", ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  // A command that does not read its input closes it early.
  child.stdin.on("error", () => {}).end(stdin);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code, stdout, stderr };
}
