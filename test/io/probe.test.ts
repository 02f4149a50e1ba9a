import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { freePort } from "../../simulator/io/free-port.ts";
import type { ProbeResult } from "../../src/core/probe-port.ts";
import { createProbe } from "../../src/io/probe.ts";

const PLENTY_MS = 10_000;
const LITTLE_MS = 50;

const probe = createProbe();
const running: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
});

function ask(url: string, timeoutMs: number): Promise<ProbeResult> {
  return new Promise((resolve, reject) => {
    let answers = 0;
    probe.probe(url, timeoutMs, (result) => {
      answers += 1;
      if (answers > 1) reject(new Error("asked once, answered twice"));
      // What comes after the answer would come within the next turns of the loop.
      setImmediate(() => setImmediate(() => resolve(result)));
    });
  });
}

async function listen(server: Server): Promise<number> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}

/** A server that takes whatever comes to it; `closed` has the end of each connection. */
async function tcpServer(greet: (socket: Socket) => void = () => {}) {
  const closed: Promise<unknown>[] = [];
  const server = createTcpServer((socket) => {
    closed.push(once(socket, "close"));
    socket.on("error", () => {}).resume();
    greet(socket);
  });
  const port = await listen(server);
  running.push(() => new Promise((resolve) => server.close(() => resolve())));
  return { port, closed };
}

async function httpServer(listener: RequestListener) {
  const server = createServer(listener);
  const port = await listen(server);
  running.push(async () => {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  });
  return port;
}

describe("a probe over tcp:", () => {
  it("finds a server that takes a connection, and leaves it", async () => {
    const { port, closed } = await tcpServer();
    const result = await ask(`tcp://127.0.0.1:${port}`, PLENTY_MS);
    expect(result).toEqual({ ok: true, latencyMs: expect.any(Number) });
    expect(closed).toHaveLength(1);
    await Promise.all(closed);
  });

  it("is refused where nobody listens", async () => {
    const url = `tcp://127.0.0.1:${await freePort()}`;
    expect(await ask(url, PLENTY_MS)).toEqual({ ok: false, reason: "refused" });
  });
});

describe("a probe over http:", () => {
  it.each([
    [200, { ok: true, latencyMs: expect.any(Number) }],
    [204, { ok: true, latencyMs: expect.any(Number) }],
    [301, { ok: true, latencyMs: expect.any(Number) }],
    [401, { ok: true, latencyMs: expect.any(Number) }],
    [404, { ok: true, latencyMs: expect.any(Number) }],
    [499, { ok: true, latencyMs: expect.any(Number) }],
    [500, { ok: false, reason: "status-500" }],
    [503, { ok: false, reason: "status-503" }],
  ])("judges an answer %i", async (status, expected) => {
    const seen: string[] = [];
    const port = await httpServer((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      // Where a redirect would lead: back here.
      response.writeHead(status, { location: "/elsewhere" }).end();
    });
    expect(await ask(`http://127.0.0.1:${port}/health?x=1`, PLENTY_MS)).toEqual(expected);
    expect(seen).toEqual(["GET /health?x=1"]);
  });

  it("does not wait for the body", async () => {
    const port = await httpServer((_, response) => {
      response.writeHead(200).write("begun and never ended");
    });
    expect(await ask(`http://127.0.0.1:${port}`, PLENTY_MS)).toMatchObject({ ok: true });
  });

  it("gives up on a server that takes the question and is silent", async () => {
    const { port, closed } = await tcpServer();
    const result = await ask(`http://127.0.0.1:${port}`, LITTLE_MS);
    expect(result).toEqual({ ok: false, reason: "timed-out" });
    await Promise.all(closed);
  });

  it.each([
    ["speaks another language", "SSH-2.0-OpenSSH\r\n"],
    ["hangs up", ""],
  ])("fails on a server that %s", async (_, greeting) => {
    const { port } = await tcpServer((socket) => socket.end(greeting));
    const result = await ask(`http://127.0.0.1:${port}`, PLENTY_MS);
    expect(result).toEqual({ ok: false, reason: "failed" });
  });

  it("fails over https: on a server without TLS", async () => {
    const port = await httpServer((_, response) => response.end());
    const result = await ask(`https://127.0.0.1:${port}`, PLENTY_MS);
    expect(result).toEqual({ ok: false, reason: "failed" });
  });
});

describe("a probe", () => {
  it.each([
    "",
    "nonsense",
    "tcp://127.0.0.1",
    "ftp://127.0.0.1",
    "tcp://127.0.0.1:99999",
    "http://",
  ])("says bad-url of %j, once it has returned", async (url) => {
    let result: ProbeResult | undefined;
    const answered = new Promise<void>((resolve) => {
      probe.probe(url, PLENTY_MS, (given) => {
        result = given;
        resolve();
      });
    });
    expect(result).toBeUndefined();
    await answered;
    expect(result).toEqual({ ok: false, reason: "bad-url" });
  });

  it("does not answer once cancelled, and hangs up", async () => {
    const { port, closed } = await tcpServer();
    const results: ProbeResult[] = [];
    const url = `http://127.0.0.1:${port}`;
    const cancel = probe.probe(url, PLENTY_MS, (result) => results.push(result));
    await expect.poll(() => closed.length).toBe(1);
    cancel();
    cancel();
    await Promise.all(closed);
    expect(results).toEqual([]);
  });

  it.each(["nonsense", "tcp://127.0.0.1:9"])("can be cancelled at once: %s", async (url) => {
    const results: ProbeResult[] = [];
    probe.probe(url, PLENTY_MS, (result) => results.push(result))();
    // One that is refused answers later than this one was cancelled.
    await ask(`tcp://127.0.0.1:${await freePort()}`, PLENTY_MS);
    expect(results).toEqual([]);
  });
});
