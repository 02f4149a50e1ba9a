import { type ClientRequest, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect, type Socket } from "node:net";
import type { Probe, ProbeFailure, ProbeResult } from "../core/probe-port.ts";
import { NETWORK_FAILURES } from "./network-failure.ts";

/** Called with what a question came to: nothing, when somebody is there. */
type Answered = (failure?: ProbeFailure) => void;

type Wire = Pick<Socket | ClientRequest, "destroy">;

/** From here on an answer says that the server is not well. */
const SERVER_ERROR_STATUS = 500;

const FAILURES: Readonly<Record<string, ProbeFailure>> = NETWORK_FAILURES;

/** Probes over real sockets, a new one for each question. */
export function createProbe(): Probe {
  return { probe };
}

function probe(url: string, timeoutMs: number, done: (result: ProbeResult) => void): () => void {
  const startedMs = performance.now();
  const timeout = setTimeout(() => finish("timed-out"), timeoutMs);
  let wire: Wire | undefined;
  let over = false;

  function stop(): void {
    over = true;
    clearTimeout(timeout);
    wire?.destroy();
  }

  function finish(reason?: ProbeFailure): void {
    if (over) return;
    stop();
    const latencyMs = performance.now() - startedMs;
    done(reason === undefined ? { ok: true, latencyMs } : { ok: false, reason });
  }

  try {
    wire = ask(url, finish);
  } catch {
    // Nothing has been sent: the address is none that can be asked.
    setImmediate(() => finish("bad-url"));
  }
  return stop;
}

/** Throws for an address that cannot be asked. */
function ask(url: string, answered: Answered): Wire {
  const target = new URL(url);
  switch (target.protocol) {
    case "tcp:":
      return askTcp(target, answered);
    case "http:":
    case "https:":
      return askHttp(target, answered);
    default:
      throw new Error("unknown scheme");
  }
}

function askTcp({ hostname, port }: URL, answered: Answered): Wire {
  if (port === "") throw new Error("no port");
  const socket = connect({ host: hostname.replace(/^\[|\]$/g, ""), port: Number(port) });
  socket.once("connect", () => answered());
  socket.on("error", (error) => answered(failureOf(error)));
  return socket;
}

/**
 * GET, because HEAD is refused by servers that are well. The first line and the headers are the
 * answer: a redirect is one too, and the body is not read. The certificate is not judged: the
 * question is who answers, nothing is sent, and nothing of the answer but its status is believed.
 */
function askHttp(target: URL, answered: Answered): Wire {
  const options = { agent: false, rejectUnauthorized: false } as const;
  const request =
    target.protocol === "https:" ? httpsRequest(target, options) : httpRequest(target, options);
  request.once("response", ({ statusCode = SERVER_ERROR_STATUS }) => {
    if (statusCode < SERVER_ERROR_STATUS) answered();
    else answered(`status-${statusCode}`);
  });
  request.on("error", (error) => answered(failureOf(error)));
  request.end();
  return request;
}

function failureOf({ code = "" }: NodeJS.ErrnoException): ProbeFailure {
  return FAILURES[code] ?? "failed";
}
