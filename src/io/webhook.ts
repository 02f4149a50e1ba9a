import { readFileSync } from "node:fs";
import type { ClientRequest, IncomingMessage } from "node:http";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Notify, NotifyFailure, NotifyResult } from "../core/ports.ts";
import { NETWORK_FAILURES } from "./network-failure.ts";

export interface WebhookOptions {
  /** `https:` or `http:`; `{token}` in it stands for the secret. */
  readonly url: string;
  /** File whose first line is the secret; read for each message, so that it may be changed. */
  readonly tokenFile?: string | undefined;
  /** From the first byte to the end of the answer, in milliseconds. */
  readonly timeoutMs: number;
  readonly version: string;
}

/** Of the receiver's answer this much is kept. */
const ANSWER_CHARACTERS_MAX = 200;

const FAILURES: Readonly<Record<string, NotifyFailure>> = {
  ...NETWORK_FAILURES,
  CERT_HAS_EXPIRED: "bad-certificate",
  DEPTH_ZERO_SELF_SIGNED_CERT: "bad-certificate",
  SELF_SIGNED_CERT_IN_CHAIN: "bad-certificate",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "bad-certificate",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "bad-certificate",
  ERR_TLS_CERT_ALTNAME_INVALID: "bad-certificate",
};

/**
 * Posts messages to a webhook, each over a connection of its own. Only a status of 200 to 299 is a
 * delivery: a redirect is not followed, since it would carry message and secret somewhere else.
 */
export function createWebhook(options: WebhookOptions): Notify {
  return { send: (message, done) => send(options, message, done) };
}

function send(
  options: WebhookOptions,
  message: Parameters<Notify["send"]>[0],
  done: (result: NotifyResult) => void,
): () => void {
  const timeout = setTimeout(() => finish({ ok: false, reason: "timed-out" }), options.timeoutMs);
  let wire: ClientRequest | undefined;
  let over = false;

  function stop(): void {
    over = true;
    clearTimeout(timeout);
    wire?.destroy();
  }

  function finish(result: NotifyResult): void {
    if (over) return;
    stop();
    done(result);
  }

  try {
    wire = post(options, message, finish);
  } catch (error) {
    // Nothing has been sent.
    const reason = error instanceof TokenUnreadable ? "token-unreadable" : "bad-url";
    setImmediate(() => finish({ ok: false, reason }));
  }
  return stop;
}

class TokenUnreadable extends Error {}

/** Throws for an address or a secret that is none. */
function post(
  { url, tokenFile, version }: WebhookOptions,
  { id, body }: Parameters<Notify["send"]>[0],
  finish: (result: NotifyResult) => void,
): ClientRequest {
  const token = tokenFile === undefined ? undefined : readToken(tokenFile);
  const isInUrl = url.includes(TOKEN);
  const target = new URL(isInUrl ? url.replace(TOKEN, encodeURIComponent(token ?? "")) : url);
  const bytes = Buffer.from(body);
  const headers = {
    "content-type": "application/json",
    "content-length": bytes.length,
    "user-agent": `cetakd/${version}`,
    "idempotency-key": id,
    ...(token === undefined || isInUrl ? {} : { authorization: `Bearer ${token}` }),
  };
  const options = { method: "POST", headers, agent: false } as const;
  const request =
    target.protocol === "https:" ? httpsRequest(target, options) : httpRequest(target, options);
  request.once("response", (response) => read(response, finish));
  request.on("error", (error) => finish({ ok: false, reason: failureOf(error) }));
  request.end(bytes);
  return request;
}

const TOKEN = "{token}";

function readToken(path: string): string {
  try {
    const [token = ""] = readFileSync(path, "utf8").split(/\r?\n/, 1);
    // What cannot stand in a header is no secret that anybody has given out.
    if (/^[\x21-\x7e]+$/.test(token)) return token;
  } catch {}
  throw new TokenUnreadable();
}

/** An answer is complete once enough of it has come: its end is not waited for. */
function read(response: IncomingMessage, finish: (result: NotifyResult) => void): void {
  const { statusCode: status = 0 } = response;
  let answer = "";
  const end = () => {
    const said = answer
      .replace(/[\s\p{Cc}]+/gu, " ")
      .trim()
      .slice(0, ANSWER_CHARACTERS_MAX);
    if (status >= 200 && status < 300) finish({ ok: true, status, answer: said });
    else finish({ ok: false, reason: `status-${status}`, answer: said });
  };
  response.setEncoding("utf8");
  response.on("data", (chunk: string) => {
    answer += chunk;
    if (answer.length > ANSWER_CHARACTERS_MAX) end();
  });
  response.on("end", end);
  response.on("error", (error) => finish({ ok: false, reason: failureOf(error) }));
}

function failureOf({ code = "" }: NodeJS.ErrnoException): NotifyFailure {
  return FAILURES[code] ?? "failed";
}
