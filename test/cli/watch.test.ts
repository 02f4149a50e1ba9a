import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, openSync } from "node:fs";
import { expect, it, onTestFinished } from "vitest";
import { openPty } from "../../simulator/io/pty.ts";
import type { StatusDocument } from "../../src/io/control-api.ts";
import { startControlServer } from "../../src/io/control-server.ts";
import { type CommandStand, openCommandStand } from "./command-stand.ts";
import { createSampleApi, STATUS } from "./sample-control-api.ts";

// Goal: what hangs above the print desk goes on by itself, whatever happens to the daemon, and
// leaves a terminal as it was. Method: the command as a process, on a pseudo-terminal or a pipe;
// a control server that comes, changes its answer and goes.

interface Heard {
  add(chunk: Uint8Array): void;
  all(): string;
  /** Settles when this text has come, after all that was waited for before. */
  wait(text: string): Promise<void>;
}

function listen(): Heard {
  let heard = "";
  let from = 0;
  let look = () => {};
  return {
    add(chunk) {
      heard += Buffer.from(chunk).toString("latin1");
      look();
    },
    all: () => heard,
    wait: (text) =>
      new Promise((resolve) => {
        look = () => {
          const found = heard.indexOf(text, from);
          if (found < 0) return;
          from = found + text.length;
          look = () => {};
          resolve();
        };
        look();
      }),
  };
}

/** A daemon's socket whose status can be changed; the way to close it. */
async function serve({ socketPath }: CommandStand, status: () => StatusDocument) {
  const api = createSampleApi({ status });
  const log = { write() {} };
  const server = await startControlServer({ api, socketPath, version: "0.1.0", log });
  return () => server.close();
}

function watch(stand: CommandStand, stdio: "pipe" | number, env: object = {}): ChildProcess {
  const child = spawn(process.execPath, ["src/cli/cetakd.ts", "status", "--watch"], {
    env: {
      PATH: process.env["PATH"],
      TZ: "Asia/Jakarta",
      CETAKD_CONFIG: stand.config,
      TERM: "xterm",
      ...env,
    },
    stdio: [stdio, stdio, "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** The command on a terminal of its own: what it draws, and a way to type. */
function watchOnTerminal(stand: CommandStand, env: object = {}) {
  const pty = openPty();
  onTestFinished(() => pty.close());
  const heard = listen();
  pty.onBytes(heard.add);
  const terminal = openSync(pty.path, constants.O_RDWR | constants.O_NOCTTY);
  const child = watch(stand, terminal, env);
  closeSync(terminal);
  return { child, heard, type: (text: string) => pty.write(Buffer.from(text)) };
}

const ENTERED = "\u001b[?1049h";
const LEFT = "\u001b[?7h\u001b[?25h\u001b[?1049l";

it("goes on by itself when the daemon comes, changes, goes and comes back", async () => {
  const stand = openCommandStand("language: en");
  const { child, heard } = watchOnTerminal(stand);
  await heard.wait("does not answer.");
  let status = STATUS;
  const close = await serve(stand, () => status);
  await heard.wait("12 waiting");
  status = { ...STATUS, state: { ...STATUS.state, pending: 11 } };
  await heard.wait("11 waiting");
  await close();
  await heard.wait("has not answered since 09:15.");
  onTestFinished(await serve(stand, () => status));
  await heard.wait("11 waiting");
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
});

it.each(["q", "\u0003"])("leaves the terminal as it was when %j is typed", async (key) => {
  const stand = openCommandStand();
  onTestFinished(await serve(stand, () => STATUS));
  const { child, heard, type } = watchOnTerminal(stand);
  await heard.wait("12 menunggu");
  const ended = once(child, "exit");
  type(`abc${key}`);
  expect(await ended).toEqual([0, null]);
  await heard.wait(LEFT);
  expect(heard.all().startsWith(ENTERED)).toBe(true);
  expect(heard.all().endsWith(LEFT)).toBe(true);
  expect(heard.all()).not.toContain("abc");
});

it.each([
  [{}, true],
  [{ NO_COLOR: "1" }, false],
  [{ TERM: "dumb" }, false],
])("shows colours with %j: %s", async (env, isColoured) => {
  const stand = openCommandStand();
  onTestFinished(await serve(stand, () => STATUS));
  const { heard } = watchOnTerminal(stand, env);
  await heard.wait("12 menunggu");
  expect(heard.all().includes("\u001b[1;37;41m")).toBe(isColoured);
});

it("writes a block for each change into a pipe, and none when only time goes by", async () => {
  const stand = openCommandStand("language: en");
  let asked = 0;
  let told: () => void = () => {};
  const askedTwice = new Promise<void>((resolve) => {
    told = resolve;
  });
  let pending = 12;
  onTestFinished(
    await serve(stand, () => {
      asked += 1;
      if (asked === 3) told();
      const observed_at = `2021-01-04T09:${14 + asked}:00.000+07:00`;
      return { ...STATUS, state: { ...STATUS.state, pending, observed_at } };
    }),
  );
  const child = watch(stand, "pipe");
  const heard = listen();
  child.stdout?.on("data", heard.add);
  await askedTwice;
  pending = 11;
  await heard.wait("11 waiting");
  const ended = once(child, "close");
  child.kill("SIGINT");
  expect(await ended).toEqual([0, null]);
  const blocks = heard.all().split("\n\n");
  expect(blocks.map((block) => /(\d+) waiting/.exec(block)?.[1])).toEqual(["12", "11"]);
  expect(heard.all()).not.toContain("\u001b");
});

it("is refused together with --json, and without a configuration", async () => {
  const stand = openCommandStand();
  expect(await stand.cetakd(["status", "--watch", "--json"])).toMatchObject({ code: 2 });
  const none = { env: { CETAKD_CONFIG: `${stand.folder}/none.yaml` } };
  expect(await stand.cetakd(["status", "--watch"], none)).toMatchObject({ code: 2 });
});
