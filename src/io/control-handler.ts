import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { JOB_DOCUMENT_BYTES_MAX } from "../../protocols/host/job-document.ts";
import type { Log } from "../core/ports.ts";
import type { ControlApi } from "./control-api.ts";
import { type Reply, ROUTES, type Route, refuse } from "./control-routes.ts";
import { sendSnapshot } from "./send-snapshot.ts";

export interface ControlHandlerOptions {
  readonly api: ControlApi;
  readonly version: string;
  readonly log: Log;
  /** What the connections come over: `port` is for reading only and checks the Host header. */
  readonly over: "socket" | "port";
}

/** From HTTP requests to routes and back. Never throws: what goes wrong is an answer. */
export function createControlHandler(options: ControlHandlerOptions): RequestListener {
  const server = `cetakd/${options.version} (pid ${process.pid})`;
  return (request, response) => {
    answer(request, options)
      .catch((error: unknown) => fail(error, request, options.log))
      .then((reply) =>
        reply.snapshot === undefined
          ? send(reply, response, server)
          : sendSnapshot(reply.snapshot, { request, response, server }),
      )
      .catch((error: unknown) => options.log.write("error", "answer not sent", { err: error }));
  };
}

async function answer(request: IncomingMessage, options: ControlHandlerOptions): Promise<Reply> {
  const { api, over } = options;
  if (over === "port" && !hostFits(request)) {
    return refuse(403, { code: "wrong-host", message: "the Host header names no loopback host" });
  }
  const [path = "", search = ""] = (request.url ?? "").split(/\?(.*)/s);
  const found = findRoute(request.method, path);
  if ("status" in found) return found;
  if (found.over === "socket" && over === "port") {
    return refuse(403, { code: "socket-only", message: "this works over the control socket only" });
  }
  const body = await readBody(request);
  if (body === undefined) {
    const message = `the body has more than ${JOB_DOCUMENT_BYTES_MAX} bytes`;
    return refuse(413, { code: "too-large", message });
  }
  const [, id = ""] = found.path.exec(path) ?? [];
  return await found.answer({ api, id, query: new URLSearchParams(search), body });
}

/**
 * A web page can point a name of its own at 127.0.0.1 and read through the visitor's browser (DNS
 * rebinding). The browser then sends that name, so a loopback connection must name loopback.
 */
function hostFits({ socket, headers }: IncomingMessage): boolean {
  const loopback = /^(::ffff:)?127\.|^::1$/.test(socket.localAddress ?? "");
  return !loopback || LOOPBACK_HOST.test(headers.host ?? "");
}

const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

function findRoute(method = "", path: string): Route | Reply {
  const routes = ROUTES.filter((route) => route.path.test(path));
  if (routes.length === 0) return refuse(404, { code: "not-found", message: "no such path" });
  const route = routes.find((candidate) => candidate.method === method.replace("HEAD", "GET"));
  if (route !== undefined) return route;
  const allow = routes.map((candidate) => candidate.method).join(", ");
  const message = `this path takes ${allow}`;
  return refuse(405, { code: "wrong-method", message }, { allow });
}

/**
 * The body, or `undefined` when it is larger than any job document. Read to its end but not kept:
 * a client that is still sending would not see an answer.
 */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes <= JOB_DOCUMENT_BYTES_MAX) chunks.push(chunk);
  }
  return bytes <= JOB_DOCUMENT_BYTES_MAX ? Buffer.concat(chunks) : undefined;
}

/** A client that left in the middle of its body ends here too; nobody is there to be told. */
function fail(error: unknown, request: IncomingMessage, log: Log): Reply {
  if (request.complete) log.write("error", "control request failed", { err: error });
  const message = "the daemon could not answer; its log says why";
  return refuse(500, { code: "internal", message });
}

function send({ status, body, headers }: Reply, response: ServerResponse, server: string): void {
  const bytes = body instanceof Uint8Array ? body : Buffer.from(`${JSON.stringify(body)}\n`);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": bytes.length,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    server,
    ...headers,
  });
  response.end(bytes);
}
