import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import { JOB_DOCUMENT_BYTES_MAX } from "../../protocols/host/job-document.ts";
import type { JobAnswer } from "../../protocols/host/messages.ts";
import { freePort } from "../../simulator/io/free-port.ts";
import type { ControlApi } from "../../src/io/control-api.ts";
import { startControlServer } from "../../src/io/control-server.ts";
import {
  ANSWER,
  COMMAND_ANSWER,
  createSampleApi,
  JOB,
  PNG,
  ROW,
  STATUS,
} from "../cli/sample-control-api.ts";

// Goal: every route and every refusal, as a client of the socket and of the port sees it.
// Method: a sample ControlApi behind a real socket in a temporary folder and a real free port.

interface Logged {
  readonly level: string;
  readonly message: string;
}

async function setUp(changes: Partial<ControlApi> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "cetakd-control-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const socketPath = join(folder, "control.sock");
  const logged: Logged[] = [];
  const server = await startControlServer({
    api: createSampleApi(changes),
    socketPath,
    listen: { host: "127.0.0.1", port: 0 },
    version: "0.1.0",
    log: { write: (level, message) => logged.push({ level, message }) },
  });
  onTestFinished(() => server.close());
  const port = server.port ?? 0;
  return { logged, port, socketPath, overSocket: { socketPath }, overPort: { port } };
}

interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

interface Answered {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly document: unknown;
}

type Target = { readonly socketPath: string } | { readonly port: number };

async function ask(target: Target, { body, ...asked }: Asked): Promise<Answered> {
  const sent = request({ ...target, ...asked, agent: false }).end(body);
  const [response] = await once(sent, "response");
  const answer = await text(response);
  const document: unknown = answer === "" ? undefined : JSON.parse(answer);
  return { status: response.statusCode, headers: response.headers, text: answer, document };
}

const READING = [
  { path: "/healthz", document: { ok: true } },
  { path: "/readyz", document: { ready: true, missing: [] } },
  { path: "/api/1/status", document: STATUS },
  { path: "/api/1/jobs", document: { jobs: [ROW] } },
  { path: "/api/1/jobs/oku-2021-000123", document: JOB },
] as const;

describe.each(["overSocket", "overPort"] as const)("a GET %s", (over) => {
  it.each(READING)("of $path is answered", async ({ path, document }) => {
    const world = await setUp();
    const answer = await ask(world[over], { path });
    expect(answer).toMatchObject({ status: 200, document });
    expect(answer.headers).toMatchObject({
      "content-type": "application/json",
      "cache-control": "no-store",
      server: `cetakd/0.1.0 (pid ${process.pid})`,
    });
  });

  it("names what is missing with 503", async () => {
    const world = await setUp({ missing: () => ["broker", "printer"] });
    expect(await ask(world[over], { path: "/readyz" })).toMatchObject({
      status: 503,
      document: { ready: false, missing: ["broker", "printer"] },
    });
  });

  it("of a job that nobody knows is refused", async () => {
    const world = await setUp();
    expect(await ask(world[over], { path: "/api/1/jobs/oku-1" })).toMatchObject({
      status: 404,
      document: { error: { code: "unknown-job" } },
    });
  });

  it("becomes a HEAD without a body", async () => {
    const world = await setUp();
    const answer = await ask(world[over], { method: "HEAD", path: "/healthz" });
    expect(answer).toMatchObject({ status: 200, text: "" });
  });
});

describe("GET /api/1/jobs", () => {
  it.each([
    { query: "", filter: { limit: 100 } },
    { query: "?state=&limit=", filter: { limit: 100 } },
    { query: "?state=held", filter: { state: "held", limit: 100 } },
    { query: "?limit=1", filter: { limit: 1 } },
    { query: "?limit=10000&state=in-doubt", filter: { state: "in-doubt", limit: 10_000 } },
    { query: "?later=1", filter: { limit: 100 } },
  ])("asks for $filter at '$query'", async ({ query, filter }) => {
    const filters: unknown[] = [];
    const { overSocket } = await setUp({
      jobs(asked) {
        filters.push(asked);
        return [];
      },
    });
    await ask(overSocket, { path: `/api/1/jobs${query}` });
    expect(filters).toEqual([filter]);
  });

  it.each(["state=lost", "limit=0", "limit=10001", "limit=-1", "limit=1.5", "limit=x"])(
    "refuses %s",
    async (query) => {
      const { overSocket } = await setUp();
      expect(await ask(overSocket, { path: `/api/1/jobs?${query}` })).toMatchObject({
        status: 400,
        document: { error: { code: "invalid-query" } },
      });
    },
  );
});

const ANSWERS: readonly { status: number; answer: JobAnswer }[] = [
  { status: 201, answer: ANSWER },
  { status: 200, answer: { ...ANSWER, result: "duplicate", state: "completed" } },
  { status: 409, answer: { ...ANSWER, result: "conflict" } },
  { status: 422, answer: { ...ANSWER, result: "rejected", code: "fields", state: null } },
  { status: 503, answer: { ...ANSWER, result: "rejected", code: "queue-full", retry: true } },
];

describe("a POST over the socket", () => {
  it.each(ANSWERS)("of a document is answered $status $answer.result", async (row) => {
    const { overSocket } = await setUp({ submit: () => row.answer });
    const answer = await ask(overSocket, { method: "POST", path: "/api/1/jobs", body: "{}" });
    expect(answer).toMatchObject({ status: row.status, document: row.answer });
  });

  it("hands the document on byte for byte", async () => {
    const body = Uint8Array.of(0, 0x7b, 0xff, 0x0a);
    const received: number[][] = [];
    const { overSocket } = await setUp({
      submit(payload) {
        received.push([...payload]);
        return ANSWER;
      },
    });
    await ask(overSocket, { method: "POST", path: "/api/1/jobs", body });
    expect(received).toEqual([[...body]]);
  });

  it("takes the largest document and refuses one byte more", async () => {
    const sizes: number[] = [];
    const { overSocket } = await setUp({
      submit(payload) {
        sizes.push(payload.length);
        return ANSWER;
      },
    });
    const post = { method: "POST", path: "/api/1/jobs" };
    const largest = new Uint8Array(JOB_DOCUMENT_BYTES_MAX);
    expect(await ask(overSocket, { ...post, body: largest })).toMatchObject({ status: 201 });
    const larger = new Uint8Array(JOB_DOCUMENT_BYTES_MAX + 1);
    const chunked = { "transfer-encoding": "chunked" };
    for (const headers of [{}, chunked]) {
      expect(await ask(overSocket, { ...post, headers, body: larger })).toMatchObject({
        status: 413,
        document: { error: { code: "too-large" } },
      });
    }
    expect(sizes).toEqual([JOB_DOCUMENT_BYTES_MAX]);
  });

  it.each([
    { printer: "printer1", status: 201, document: ANSWER },
    { printer: "printer9", status: 404, document: { error: { code: "unknown-printer" } } },
  ])("for a test card of $printer is answered $status", async ({ printer, status, document }) => {
    const { overSocket } = await setUp();
    const path = `/api/1/printers/${printer}/test-card`;
    expect(await ask(overSocket, { method: "POST", path })).toMatchObject({ status, document });
  });
});

describe("POST /api/1/commands", () => {
  it.each([
    [200, undefined],
    [404, "unknown-job"],
    [404, "unknown-scope"],
    [409, "not-allowed"],
    [409, "too-late"],
    [409, "wrong-attempt"],
    [410, "content-erased"],
    [422, "malformed"],
    [422, "unknown-command"],
    [422, "expired"],
    [503, "unavailable"],
  ])("is answered %i for the code %s", async (status, code) => {
    const answer = code === undefined ? COMMAND_ANSWER : { id: "c", ok: false, code };
    const { overSocket } = await setUp({ command: () => answer });
    const post = { method: "POST", path: "/api/1/commands", body: "{}" };
    expect(await ask(overSocket, post)).toMatchObject({ status, document: answer });
  });
});

describe("GET /api/1/jobs/ID/card", () => {
  const path = `/api/1/jobs/${JOB.job_id}/card`;

  it("over the socket is the picture, for the one who asks", async () => {
    const asked: string[] = [];
    const { overSocket } = await setUp({
      card(jobId, by) {
        asked.push(`${jobId} ${by}`);
        return { ok: true, png: PNG };
      },
    });
    const target = { ...overSocket, path: `${path}?by=rina` };
    const [response] = await once(request({ ...target, agent: false }).end(), "response");
    expect(await buffer(response)).toEqual(PNG);
    expect(response.headers).toMatchObject({
      "content-type": "image/png",
      "cache-control": "no-store",
    });
    expect(asked).toEqual([`${JOB.job_id} rina`]);
  });

  it.each([
    [404, "unknown-job"],
    [410, "content-erased"],
    [409, "not-drawable"],
    [503, "unavailable"],
  ] as const)("is answered %i for the code %s", async (status, code) => {
    const { overSocket } = await setUp({ card: () => ({ ok: false, code }) });
    const answer = await ask(overSocket, { path: `${path}?by=rina` });
    expect(answer).toMatchObject({ status, document: { error: { code } } });
  });

  it.each(["", "?by=", "?by=Rina", "?by=1601990411690001"])("is refused to '%s'", async (query) => {
    const { overSocket } = await setUp();
    const answer = await ask(overSocket, { path: `${path}${query}` });
    expect(answer).toMatchObject({ status: 400, document: { error: { code: "invalid-query" } } });
  });

  it("is not shown over the port", async () => {
    const { overPort } = await setUp();
    const answer = await ask(overPort, { path: `${path}?by=rina` });
    expect(answer).toMatchObject({ status: 403, document: { error: { code: "socket-only" } } });
  });
});

describe("a POST over the port", () => {
  it.each(["/api/1/jobs", "/api/1/commands", "/api/1/printers/printer1/test-card"])(
    "does not act on %s",
    async (path) => {
      const calls: string[] = [];
      const { overPort } = await setUp({
        submit() {
          calls.push("submit");
          return ANSWER;
        },
        testCard() {
          calls.push("testCard");
          return ANSWER;
        },
        command() {
          calls.push("command");
          return COMMAND_ANSWER;
        },
      });
      expect(await ask(overPort, { method: "POST", path, body: "{}" })).toMatchObject({
        status: 403,
        document: { error: { code: "socket-only" } },
      });
      expect(calls).toEqual([]);
    },
  );
});

describe("the Host header", () => {
  it.each([
    ["localhost", 200],
    ["LOCALHOST:8632", 200],
    ["127.0.0.1:8632", 200],
    ["127.9.9.9", 200],
    ["[::1]:8632", 200],
    ["cards.example", 403],
    ["localhost.cards.example", 403],
    ["127.0.0.1.cards.example", 403],
    ["192.0.2.1:8632", 403],
  ])("'%s' on the port is answered %i", async (host, status) => {
    const { overPort } = await setUp();
    const { document, ...answer } = await ask(overPort, { path: "/healthz", headers: { host } });
    expect(answer.status).toBe(status);
    if (status !== 200) expect(document).toMatchObject({ error: { code: "wrong-host" } });
  });

  it("is missed on the port", async () => {
    const { port } = await setUp();
    const answer = await text(connect(port, "127.0.0.1").end("GET /healthz HTTP/1.1\r\n\r\n"));
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    expect(answer).toContain('"code":"wrong-host"');
  });

  it("may be anything on the socket", async () => {
    const { overSocket } = await setUp();
    const headers = { host: "cards.example" };
    expect(await ask(overSocket, { path: "/healthz", headers })).toMatchObject({ status: 200 });
  });
});

describe("a refusal", () => {
  it.each(["/", "/api/1", "/api/2/status", "/api/1/jobs/", "/api/1/jobs/a/b", "/healthz/"])(
    "of the path %s is 404",
    async (path) => {
      const { overSocket } = await setUp();
      expect(await ask(overSocket, { path })).toMatchObject({
        status: 404,
        document: { error: { code: "not-found" } },
      });
    },
  );

  it.each([
    { method: "POST", path: "/healthz", allow: "GET" },
    { method: "DELETE", path: "/api/1/jobs/oku-2021-000123", allow: "GET" },
    { method: "PUT", path: "/api/1/jobs", allow: "GET, POST" },
    { method: "GET", path: "/api/1/printers/printer1/test-card", allow: "POST" },
  ])("of $method $path is 405 and says what is allowed", async ({ method, path, allow }) => {
    const { overSocket } = await setUp();
    const answer = await ask(overSocket, { method, path });
    expect(answer).toMatchObject({ status: 405, document: { error: { code: "wrong-method" } } });
    expect(answer.headers["allow"]).toBe(allow);
  });

  it("of a failing daemon is 500, logged, and tells nothing of the cause", async () => {
    const { overSocket, logged } = await setUp({
      status() {
        throw new Error("SPECIMEN NAME");
      },
    });
    const answer = await ask(overSocket, { path: "/api/1/status" });
    expect(answer).toMatchObject({ status: 500, document: { error: { code: "internal" } } });
    expect(answer.text).not.toContain("SPECIMEN");
    expect(logged.at(-1)).toEqual({ level: "error", message: "control request failed" });
  });

  it("of what is no HTTP is 400 in JSON", async () => {
    const { socketPath } = await setUp();
    const answer = await text(connect(socketPath).end("hello\r\n\r\n"));
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"code":"malformed"');
  });
});

describe("the server", () => {
  it("survives a client that leaves in the middle of a document", async () => {
    const { overSocket, socketPath, logged } = await setUp();
    const client = connect(socketPath);
    const head = "POST /api/1/jobs HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{";
    client.write(head, () => client.destroy());
    await once(client, "close");
    expect(await ask(overSocket, { path: "/healthz" })).toMatchObject({ status: 200 });
    expect(logged.filter(({ level }) => level === "error")).toEqual([]);
  });

  it("closes with a connection open", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cetakd-control-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const socketPath = join(folder, "control.sock");
    const log = { write() {} };
    const options = { api: createSampleApi(), socketPath, version: "0.1.0", log };
    const server = await startControlServer(options);
    expect(server.port).toBeUndefined();
    const client = connect(socketPath);
    await once(client, "connect");
    const closed = once(client, "close");
    client.resume();
    await server.close();
    await closed;
  });

  it("opens neither when the port is taken", async () => {
    const { port, overSocket } = await setUp();
    const folder = mkdtempSync(join(tmpdir(), "cetakd-control-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const options = {
      api: createSampleApi(),
      socketPath: join(folder, "control.sock"),
      version: "0.1.0",
      log: { write() {} },
    };
    await expect(
      startControlServer({ ...options, listen: { host: "127.0.0.1", port } }),
    ).rejects.toMatchObject({ code: "LISTEN_FAILED", facts: { port, reason: "EADDRINUSE" } });
    expect(await ask(overSocket, { path: "/healthz" })).toMatchObject({ status: 200 });
    const listen = { host: "127.0.0.1", port: await freePort() };
    const server = await startControlServer({ ...options, listen });
    expect(server.port).toBe(listen.port);
    await server.close();
  });
});
