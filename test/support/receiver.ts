import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Posted {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A real receiver of messages on the loopback. */
export interface Receiver {
  readonly url: string;
  readonly posted: readonly Posted[];
  /** How the next ones are answered; by default 200 `ok`. */
  reply: (response: ServerResponse) => void;
  /** The first message posted, now or later, that fits; the first `from` are not looked at. */
  wait(fits: (posted: Posted) => boolean, from?: number): Promise<Posted>;
  /** Takes no connections any more. */
  close(): Promise<void>;
}

export async function openReceiver(port = 0): Promise<Receiver> {
  const posted: Posted[] = [];
  const waiting = new Set<() => void>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = "", url: path = "", headers } = request;
    posted.push({ method, path, headers, body: Buffer.concat(chunks).toString() });
    for (const look of waiting) look();
    receiver.reply(response);
  });
  await once(server.listen(port, "127.0.0.1"), "listening");
  const { port: taken } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${taken}/hook`,
    posted,
    reply: (response) => response.end("ok"),
    wait: (fits, from = 0) =>
      new Promise((resolve) => {
        const look = () => {
          const found = posted.slice(from).find(fits);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return receiver;
}
