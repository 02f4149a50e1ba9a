import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { openCommandStand } from "./command-stand.ts";

// Goal: what all commands share: help, wrong usage, a bad configuration, a daemon that is away.
// Method: each command as a child process.

const COMMANDS = [
  { name: "run", args: [] },
  { name: "check-config", args: [] },
  { name: "status", args: [] },
  { name: "jobs", args: [] },
  { name: "job", args: ["oku-1"] },
  { name: "submit", args: ["-"] },
  { name: "test-card", args: ["printer1"] },
  { name: "resolve", args: ["oku-1", "--printed"] },
  { name: "undo", args: ["c-1"] },
  { name: "reprint", args: ["oku-1", "--old-card", "missing", "--reason", "lost"] },
  { name: "hold", args: [] },
  { name: "release", args: ["printer:printer1"] },
  { name: "cancel", args: ["oku-1"] },
  { name: "check", args: [] },
  { name: "events", args: ["event", "--from", "1"] },
  { name: "adopt", args: ["--reason", "restored"] },
] as const;

const CLIENTS = COMMANDS.filter(({ name }) => name !== "run" && name !== "check-config");

describe("cetakd", () => {
  it("lists its commands and exit codes", async () => {
    const { code, stdout, stderr } = await openCommandStand().cetakd(["--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const { name } of COMMANDS) expect(stdout).toContain(`\n  ${name} [options]`);
    expect(stdout).toContain("Exit codes: 0 done, 1 failed, 2 wrong usage");
  });

  it.each([
    { args: [] },
    { args: ["print"] },
    { args: ["job"] },
    { args: ["submit"] },
    { args: ["test-card"] },
    { args: ["status", "--later"] },
    { args: ["status", "surplus"] },
    { args: ["jobs", "--state", "lost"] },
    { args: ["jobs", "--limit", "0"] },
    { args: ["jobs", "--limit", "10001"] },
    { args: ["jobs", "--limit", "1e2"] },
    { args: ["status", "--config"] },
    { args: ["resolve", "oku-1"] },
    { args: ["resolve", "--printed"] },
    { args: ["resolve", "oku-1", "--printed", "--spoiled"] },
    { args: ["resolve", "oku-1", "--printed", "--attempt", "0"] },
    { args: ["resolve", "oku-1", "--printed", "--reason", "it was found"] },
    { args: ["resolve", "oku-1", "--printed", "--by", "Rina"] },
    { args: ["resolve", "oku-1", "--printed", "--by", "1601990411690001"] },
    { args: ["undo"] },
    { args: ["reprint", "oku-1", "--reason", "lost"] },
    { args: ["reprint", "oku-1", "--old-card", "missing"] },
    { args: ["reprint", "oku-1", "--old-card", "sold", "--reason", "lost"] },
    { args: ["hold", "host", "--until", "noon"] },
    { args: ["cancel"] },
    { args: ["adopt"] },
    { args: ["events", "event"] },
    { args: ["events", "log", "--from", "1"] },
    { args: ["events", "event", "--from", "0"] },
  ])("ends with 2 on the wrong usage $args", async ({ args }) => {
    const { code, stdout, stderr } = await openCommandStand().cetakd(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(args.length === 0 ? /^Usage: cetakd/ : /^error: /);
  });

  it("ends with 2 on a configuration that is missing", async () => {
    const stand = openCommandStand();
    const { code, stderr } = await stand.cetakd(["status", "--config", "missing.yaml"]);
    expect(code).toBe(2);
    expect(stderr).toContain("the file cannot be read");
  });
});

describe.each(COMMANDS)("cetakd $name", ({ name, args }) => {
  it("explains itself with an example", async () => {
    const { code, stdout, stderr } = await openCommandStand().cetakd([name, "--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`Usage: cetakd ${name} `);
    expect(stdout).toContain("--config <file>");
    expect(stdout).toMatch(new RegExp(`Examples:\n {2}\\$ cetakd ${name}`));
  });

  it("ends with 2 on an invalid configuration and names the problem", async () => {
    const stand = openCommandStand("unknown_key: 1");
    const { code, stdout, stderr } = await stand.cetakd([name, ...args, "--config", stand.config]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("cetakd: the configuration is not valid\n");
    expect(stderr).toContain("unknown_key");
  });
});

describe.each(CLIENTS)("cetakd $name", ({ name, args }) => {
  it("ends with 3 when no daemon is there and says where it looked", async () => {
    const { cetakd, socketPath } = openCommandStand();
    const { code, stdout, stderr } = await cetakd([name, ...args, "--json"]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toContain(`${socketPath} (ENOENT)`);
    expect(stderr).toContain("`systemctl status cetakd`");
  });
});

describe("cetakd run", () => {
  it("ends with 1 and names the daemon that already runs here", async () => {
    const stand = openCommandStand();
    await stand.serve();
    const { code, stdout, stderr } = await stand.cetakd(["run"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(`owner cetakd/0.1.0 (pid ${process.pid})`);
  });
});

describe("a socket", () => {
  async function occupy(answer: string) {
    const stand = openCommandStand();
    const server = createServer((socket) => {
      socket.on("error", () => {}).once("data", () => socket.end(answer));
    });
    await once(server.listen(stand.socketPath), "listening");
    onTestFinished(() => {
      server.close();
    });
    return stand;
  }

  it("that is closed without an answer ends a command with 3", async () => {
    const stand = await occupy("");
    expect(await stand.cetakd(["status"])).toMatchObject({ code: 3, stdout: "" });
  });

  it.each(["hello", '"hello"', ""])("of another program, which says '%s', fails", async (body) => {
    const head = `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n`;
    const stand = await occupy(head + body);
    const { code, stdout, stderr } = await stand.cetakd(["status"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(`no cetakd listens on ${stand.socketPath}`);
  });
});
