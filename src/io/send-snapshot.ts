import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { Snapshot } from "./backup.ts";

export const SNAPSHOT_TYPE = "application/vnd.sqlite3";

/** One that has stopped taking is sent away: while it reads, the store's log can only grow. */
const STALLED_MAX_MS = 30_000;

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Who answers. */
  readonly server: string;
}

/** Sends a copy of the store. A connection that is cut has had no more than a part of it. */
export async function sendSnapshot(
  { bytes, stream }: Snapshot,
  { request, response, server }: Exchange,
): Promise<void> {
  const { method, socket } = request;
  response.writeHead(200, {
    "content-type": SNAPSHOT_TYPE,
    "content-length": bytes,
    "cache-control": "no-store",
    server,
  });
  if (method === "HEAD") {
    stream.destroy();
    response.end();
    return;
  }
  socket.setTimeout(STALLED_MAX_MS, () => socket.destroy());
  try {
    await pipeline(stream, response);
  } finally {
    socket.setTimeout(0);
  }
}
