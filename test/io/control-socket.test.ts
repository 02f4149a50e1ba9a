import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startControlServer } from "../../src/io/control-server.ts";
import { createSampleApi } from "../cli/sample-control-api.ts";

// Goal: one daemon owns the socket; one that died does not keep the next from starting.
// Method: real sockets, left behind by a process that is killed or held by one that lives.

function setUp() {
  const folder = mkdtempSync(join(tmpdir(), "cetakd-socket-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const socketPath = join(folder, "control.sock");
  return { folder, socketPath };
}

async function start(socketPath: string) {
  const log = { write() {} };
  const options = { api: createSampleApi(), socketPath, version: "0.1.0", log };
  const server = await startControlServer(options);
  onTestFinished(() => server.close());
  return server;
}

/** A socket whose process was killed, so that nobody removed it. */
async function leaveStale(socketPath: string): Promise<void> {
  const script = "net.createServer().listen(process.argv[1], () => console.log('up'))";
  const args = ["-e", script, socketPath];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

async function occupy(socketPath: string, answer: string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", () => answer !== "" && socket.end(answer));
  });
  await once(server.listen(socketPath), "listening");
  onTestFinished(() => {
    server.close();
  });
  return server;
}

describe("startControlServer", () => {
  it("makes a socket for owner and group alone", async () => {
    const { socketPath } = setUp();
    await start(socketPath);
    expect(statSync(socketPath).mode & 0o777).toBe(0o660);
  });

  it("removes its socket at the end", async () => {
    const { socketPath } = setUp();
    const server = await start(socketPath);
    await server.close();
    expect(existsSync(socketPath)).toBe(false);
  });

  it("replaces the socket of a dead process", async () => {
    const { socketPath } = setUp();
    await leaveStale(socketPath);
    expect(statSync(socketPath).isSocket()).toBe(true);
    await start(socketPath);
    expect(statSync(socketPath).mode & 0o777).toBe(0o660);
  });

  it("lets one of two daemons that start at once replace it", async () => {
    const { socketPath } = setUp();
    await leaveStale(socketPath);
    const starts = await Promise.allSettled([start(socketPath), start(socketPath)]);
    expect(starts.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(statSync(socketPath).isSocket()).toBe(true);
  });

  it("names a living daemon that owns the socket", async () => {
    const { socketPath } = setUp();
    await start(socketPath);
    const owner = `cetakd/0.1.0 (pid ${process.pid})`;
    const facts = { socket: socketPath, owner };
    await expect(start(socketPath)).rejects.toMatchObject({ code: "SOCKET_TAKEN", facts });
  });

  it.each([
    { who: "a stranger who talks", answer: "220 ready\r\n" },
    { who: "a process that says nothing", answer: "" },
  ])("leaves the socket to $who", async ({ answer }) => {
    const { socketPath } = setUp();
    await occupy(socketPath, answer);
    const facts = { socket: socketPath, owner: "unknown" };
    await expect(start(socketPath)).rejects.toMatchObject({ code: "SOCKET_TAKEN", facts });
    expect(statSync(socketPath).isSocket()).toBe(true);
  });

  it("never removes a file that is no socket", async () => {
    const { socketPath } = setUp();
    writeFileSync(socketPath, "precious");
    await expect(start(socketPath)).rejects.toMatchObject({ code: "LISTEN_FAILED" });
    expect(readFileSync(socketPath, "utf8")).toBe("precious");
  });

  it.each([
    { what: "a folder that is missing", name: "missing/control.sock", facts: { reason: "EACCES" } },
    { what: "a path too long for a socket", name: "s".repeat(108), facts: { bytes_max: 107 } },
  ])("refuses $what", async ({ name, facts }) => {
    const { folder } = setUp();
    await expect(start(join(folder, name))).rejects.toMatchObject({ code: "LISTEN_FAILED", facts });
  });
});
