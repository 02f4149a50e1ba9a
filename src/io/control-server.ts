import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { DaemonError } from "../core/errors.ts";
import type { Log } from "../core/ports.ts";
import type { ControlApi } from "./control-api.ts";
import { createControlHandler } from "./control-handler.ts";
import { listenOnSocket } from "./control-socket.ts";

export interface ControlServerOptions {
  readonly api: ControlApi;
  readonly socketPath: string;
  /** Address of the port for reading, port 0 for a free one; without it the socket stands alone. */
  readonly listen?: ListenAddress | false;
  /** Version of the daemon, told in the `Server` header. */
  readonly version: string;
  readonly log: Log;
}

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

export interface ControlServer {
  /** The TCP port really taken; `undefined` when it is off. */
  readonly port: number | undefined;
  /** Cuts all connections and removes the socket. */
  close(): Promise<void>;
}

/** Operators, a console and a few monitors; every connection costs a file descriptor. */
const CONNECTIONS_MAX = 64;

/** A job document of 2 MiB takes milliseconds on one host; who takes longer has gone. */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Serves the routes of `docs/api.md` over a unix socket and, for reading, over a TCP port.
 * Rejects with `DaemonError`; then nothing listens.
 */
export async function startControlServer(options: ControlServerOptions): Promise<ControlServer> {
  const { socketPath, listen = false, log } = options;
  const local = createHttp(options, "socket");
  await listenOnSocket(local, socketPath);
  const web = createHttp(options, "port");
  try {
    if (listen !== false) await listenOnPort(web, listen);
  } catch (error) {
    await closeHttp(local);
    throw error;
  }
  const address = web.address() as AddressInfo | null;
  log.write("info", "control server started", { socket: socketPath, port: address?.port ?? null });
  return {
    port: address?.port,
    async close() {
      await closeHttp(local);
      await closeHttp(web);
    },
  };
}

function createHttp(options: ControlServerOptions, over: "socket" | "port"): Server {
  const handler = createControlHandler({ ...options, over });
  // The handler asks for a Host header itself, so that its absence is answered in JSON.
  const limits = { requestTimeout: REQUEST_TIMEOUT_MS, requireHostHeader: false };
  const server = createServer(limits, handler);
  server.maxConnections = CONNECTIONS_MAX;
  server.on("clientError", (_error, socket) => refuseGarbage(socket));
  return server;
}

/** What is no HTTP never reaches the handler. */
function refuseGarbage(socket: Duplex): void {
  if (!socket.writable) return;
  const error = { code: "malformed", message: "this is no HTTP request" };
  const text = `${JSON.stringify({ error })}\n`;
  const head = ["HTTP/1.1 400 Bad Request", "content-type: application/json", "connection: close"];
  socket.end([...head, `content-length: ${Buffer.byteLength(text)}`, "", text].join("\r\n"));
}

async function listenOnPort(server: Server, { host, port }: ListenAddress): Promise<void> {
  try {
    await once(server.listen(port, host), "listening");
  } catch (cause) {
    const { code = "unknown" } = cause as NodeJS.ErrnoException;
    const facts = { host, port, reason: code };
    throw new DaemonError("LISTEN_FAILED", "the port cannot be opened", facts, cause);
  }
}

async function closeHttp(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
