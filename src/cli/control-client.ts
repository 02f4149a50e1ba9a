import { type IncomingMessage, request } from "node:http";
import { resolve } from "node:path";
import { CommandError, EXIT } from "./command-error.ts";

/** Asks the daemon over its control socket. Rejects with `CommandError`. */
export interface ControlClient {
  /** The document at this path, in the form that `docs/api.md` gives it. */
  get<Document>(path: string): Promise<Document>;
  post<Document>(path: string, body?: Uint8Array): Promise<Document>;
}

export interface ControlClientOptions {
  readonly socketPath: string;
  /** What a person reads when nobody answers; the reason is the system's word. */
  readonly unreachable: (socketPath: string, reason: string) => string;
}

/** The daemon answers in milliseconds; this is for one whose loop no longer turns. */
const ANSWER_TIMEOUT_MS = 30_000;

/** The longest list, 10,000 jobs, is a tenth of this; the peer may be another program. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;

export function createControlClient(options: ControlClientOptions): ControlClient {
  return {
    get: (path) => exchange(options, "GET", path),
    post: (path, body) => exchange(options, "POST", path, body),
  };
}

async function exchange<Document>(
  { socketPath, unreachable }: ControlClientOptions,
  method: "GET" | "POST",
  path: string,
  body: Uint8Array = new Uint8Array(),
): Promise<Document> {
  const text = await send({ socketPath, method, path, body }).catch((error: unknown) => {
    const { code, name } = error as NodeJS.ErrnoException;
    throw new CommandError(EXIT.unreachable, unreachable(resolve(socketPath), code ?? name));
  });
  const document = parseObject(text);
  if (document === undefined) {
    throw new CommandError(
      EXIT.failed,
      `no cetakd listens on ${socketPath}: its answer is no JSON`,
    );
  }
  if (document.error !== undefined) {
    throw new CommandError(EXIT.failed, document.error.message, document.error.code);
  }
  return document as Document;
}

interface Sent {
  readonly socketPath: string;
  readonly method: string;
  readonly path: string;
  readonly body: Uint8Array;
}

function send({ body, ...target }: Sent): Promise<string> {
  const headers = { "content-length": body.length };
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  return new Promise((answer, reject) => {
    request({ ...target, headers, signal, agent: false })
      .on("response", (response) => answer(readText(response)))
      .on("error", reject)
      .end(body);
  });
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) throw new RangeError("the answer has no end");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

interface Answer {
  readonly error?: { readonly code: string; readonly message: string };
}

function parseObject(text: string): Answer | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
