import { type IncomingMessage, request } from "node:http";
import { resolve } from "node:path";
import { CommandError, EXIT } from "./command-error.ts";

/** Asks the daemon over its control socket. Rejects with `CommandError`. */
export interface ControlClient {
  /** The document at this path, in the form that `docs/api.md` gives it. */
  get<Document>(path: string): Promise<Document>;
  /** The picture at this path. */
  getPicture(path: string): Promise<Uint8Array>;
  post<Document>(path: string, body?: Uint8Array): Promise<Document>;
  /** What is at this path, as it comes. */
  open(path: string): Promise<IncomingMessage>;
}

export interface ControlClientOptions {
  readonly socketPath: string;
  /** What a person reads when nobody answers; the reason is the system's word. */
  readonly unreachable: (socketPath: string, reason: string) => string;
  /** For an answer; half a minute unless said otherwise. */
  readonly timeoutMs?: number;
}

/** The daemon answers in milliseconds; this is for one whose loop no longer turns. */
const ANSWER_TIMEOUT_MS = 30_000;

/** The longest list, 10,000 jobs, is a tenth of this; the peer may be another program. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;

export function createControlClient(options: ControlClientOptions): ControlClient {
  return {
    get: (path) => exchange(options, { method: "GET", path }),
    async getPicture(path) {
      const answer = await reach(options, { method: "GET", path });
      if (answer.type === "image/png") return answer.bytes;
      readDocument(options, answer);
      throw new CommandError(EXIT.failed, "the answer is no picture");
    },
    post: (path, body) => exchange(options, { method: "POST", path, body }),
    open: (path) => openStream(options, path),
  };
}

async function openStream(options: ControlClientOptions, path: string): Promise<IncomingMessage> {
  const { socketPath } = options;
  const response = await respond({ socketPath, path }).catch((error: unknown) => {
    throw notReached(options, error);
  });
  if (response.statusCode !== 200) readDocument(options, await readReply(response));
  return response;
}

function respond(target: { readonly socketPath: string; readonly path: string }) {
  return new Promise<IncomingMessage>((answer, reject) => {
    const asked = request({ ...target, agent: false })
      .on("response", answer)
      .on("error", reject);
    asked.setTimeout(ANSWER_TIMEOUT_MS, () => asked.destroy(new Error("ETIMEDOUT"))).end();
  });
}

interface Asked {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: Uint8Array | undefined;
}

async function exchange<Document>(options: ControlClientOptions, asked: Asked): Promise<Document> {
  return readDocument(options, await reach(options, asked)) as Document;
}

async function reach(options: ControlClientOptions, asked: Asked): Promise<Reply> {
  try {
    return await send(options, asked);
  } catch (error) {
    throw notReached(options, error);
  }
}

function notReached({ socketPath, unreachable }: ControlClientOptions, error: unknown) {
  const { code, name } = error as NodeJS.ErrnoException;
  return new CommandError(EXIT.unreachable, unreachable(resolve(socketPath), code ?? name));
}

/** Throws the error that it may be. */
function readDocument({ socketPath }: ControlClientOptions, { bytes }: Reply): Answer {
  const document = parseObject(bytes.toString());
  if (document === undefined) {
    throw new CommandError(
      EXIT.failed,
      `no cetakd listens on ${socketPath}: its answer is no JSON`,
    );
  }
  if (document.error !== undefined) {
    throw new CommandError(EXIT.failed, document.error.message, document.error.code);
  }
  return document;
}

interface Reply {
  readonly type: string | undefined;
  readonly bytes: Buffer;
}

function send(
  { socketPath, timeoutMs = ANSWER_TIMEOUT_MS }: ControlClientOptions,
  { body = new Uint8Array(), ...target }: Asked,
): Promise<Reply> {
  const headers = { "content-length": body.length };
  const signal = AbortSignal.timeout(timeoutMs);
  return new Promise((answer, reject) => {
    request({ ...target, socketPath, headers, signal, agent: false })
      .on("response", (response) => answer(readReply(response)))
      .on("error", reject)
      .end(body);
  });
}

async function readReply(response: IncomingMessage): Promise<Reply> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) throw new RangeError("the answer has no end");
    chunks.push(chunk);
  }
  return { type: response.headers["content-type"], bytes: Buffer.concat(chunks) };
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
