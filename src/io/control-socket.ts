import { once } from "node:events";
import { chmodSync, lstatSync, rmSync } from "node:fs";
import { request, type Server } from "node:http";
import { DaemonError } from "../core/errors.ts";

/** Owner and group may write, which for a socket means connect; nobody else. */
const SOCKET_MODE = 0o660;

/** Longest path that fits the system's address of a socket. Source: unix(7), `sun_path`. */
const SOCKET_PATH_BYTES_MAX = 107;

/** A daemon whose loop turns answers at once; one that is stopped never does. */
const OWNER_TIMEOUT_MS = 1_000;

/** Another program may answer with anything; a name and a version are shorter. */
const OWNER_NAME_MAX = 80;

/**
 * Listens on a unix socket. One left behind by a dead process is replaced; rejects with
 * `DaemonError` `SOCKET_TAKEN` for one of a live process, `LISTEN_FAILED` for the rest.
 */
export async function listenOnSocket(server: Server, path: string): Promise<void> {
  if (Buffer.byteLength(path) > SOCKET_PATH_BYTES_MAX) {
    const facts = { socket: path, bytes_max: SOCKET_PATH_BYTES_MAX };
    throw new DaemonError("LISTEN_FAILED", "the path of the socket is too long", facts);
  }
  try {
    await listen(server, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw refused(path, error);
    await removeStale(path);
    await listen(server, path).catch((cause: unknown) => {
      throw refused(path, cause);
    });
  }
  chmodSync(path, SOCKET_MODE);
}

async function listen(server: Server, path: string): Promise<void> {
  await once(server.listen(path), "listening");
}

function refused(socket: string, cause: unknown): DaemonError {
  const { code = "unknown" } = cause as NodeJS.ErrnoException;
  const facts = { socket, reason: code };
  return new DaemonError("LISTEN_FAILED", "the socket cannot be opened", facts, cause);
}

async function removeStale(socket: string): Promise<void> {
  const found = identify(socket);
  const owner = await findOwner(socket);
  if (owner.kind === "alive") {
    const facts = { socket, owner: owner.name };
    throw new DaemonError("SOCKET_TAKEN", "another process listens on the socket", facts);
  }
  // Another daemon that starts at this moment may have put its own in the place.
  if (identify(socket) === found) rmSync(socket, { force: true });
}

/** Tells one socket from the next of the same name; `undefined`: there is none. */
function identify(socket: string): bigint | undefined {
  const stats = lstatSync(socket, { bigint: true, throwIfNoEntry: false });
  if (stats?.isSocket() ?? true) return stats?.ctimeNs;
  const message = "a file that is no socket has the socket's name";
  throw new DaemonError("LISTEN_FAILED", message, { socket });
}

type Owner = { readonly kind: "none" } | { readonly kind: "alive"; readonly name: string };

/** Asks who listens. Only a refused connection proves that nobody does. */
function findOwner(socketPath: string): Promise<Owner> {
  const signal = AbortSignal.timeout(OWNER_TIMEOUT_MS);
  return new Promise((resolve) => {
    request({ socketPath, path: "/healthz", agent: false, signal })
      .on("response", (response) => {
        const name = String(response.headers["server"] ?? "unknown").slice(0, OWNER_NAME_MAX);
        resolve({ kind: "alive", name });
        response.destroy();
      })
      .on("error", ({ code }: NodeJS.ErrnoException) => {
        const nobody = code === "ECONNREFUSED" || code === "ENOENT";
        resolve(nobody ? { kind: "none" } : { kind: "alive", name: "unknown" });
      })
      .end();
  });
}
