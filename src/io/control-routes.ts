import type { JobAnswer } from "../../protocols/host/messages.ts";
import { containsNik } from "../../protocols/nik.ts";
import { ACCOUNT, JOB_STATES } from "../../protocols/words.ts";
import { storeFailureOf } from "../core/store-fault.ts";
import type { Snapshot } from "./backup.ts";
import type { ControlApi } from "./control-api.ts";

/** What a route gets to see of a request. */
export interface ControlRequest {
  readonly api: ControlApi;
  /** The variable segment of the path as it came; empty for a route without one. */
  readonly id: string;
  readonly query: URLSearchParams;
  readonly body: Uint8Array;
}

export interface Reply {
  readonly status: number;
  /** Bytes are sent as they are, all else as JSON. */
  readonly body?: unknown;
  /** Sent as it is, in place of a body. */
  readonly snapshot?: Snapshot;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route {
  readonly method: "GET" | "POST";
  readonly path: RegExp;
  /** `socket`: whatever acts or shows personal data. The port is open to everyone on the host. */
  readonly over: "both" | "socket";
  readonly answer: (request: ControlRequest) => Reply | Promise<Reply>;
}

/** All that the control server knows; documented in `docs/api.md`. */
export const ROUTES: readonly Route[] = [
  { method: "GET", path: /^\/healthz$/, over: "both", answer: () => ok({ ok: true }) },
  { method: "GET", path: /^\/readyz$/, over: "both", answer: tellReadiness },
  { method: "GET", path: /^\/api\/1\/status$/, over: "both", answer: tellStatus },
  { method: "GET", path: /^\/api\/1\/schedule$/, over: "both", answer: tellSchedule },
  { method: "GET", path: /^\/api\/1\/jobs$/, over: "both", answer: listJobs },
  { method: "GET", path: /^\/api\/1\/jobs\/([^/]+)$/, over: "both", answer: showJob },
  { method: "GET", path: /^\/api\/1\/jobs\/([^/]+)\/why$/, over: "both", answer: tellWhy },
  { method: "GET", path: /^\/api\/1\/report$/, over: "both", answer: tellReport },
  { method: "GET", path: /^\/api\/1\/jobs\/([^/]+)\/card$/, over: "socket", answer: showCard },
  { method: "POST", path: /^\/api\/1\/jobs$/, over: "socket", answer: submitJob },
  { method: "POST", path: /^\/api\/1\/commands$/, over: "socket", answer: doCommand },
  {
    method: "POST",
    path: /^\/api\/1\/printers\/([^/]+)\/test-card$/,
    over: "socket",
    answer: queueTestCard,
  },
  { method: "POST", path: /^\/api\/1\/notify\/test$/, over: "socket", answer: testNotice },
  { method: "GET", path: /^\/api\/1\/backup$/, over: "socket", answer: copyStore },
];

/** More would make an answer of many megabytes while the daemon has cards to print. */
export const JOBS_LIMIT_MAX = 10_000;
const JOBS_LIMIT_DEFAULT = 100;

/** What `?state=` may ask for. */
export const LISTED_STATES: readonly string[] = [...JOB_STATES, "held"];

/** An answer that says why there is no other. The message never repeats what was sent. */
export function refuse(
  status: number,
  error: { readonly code: string; readonly message: string },
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return { status, body: { error }, headers };
}

function ok(body: unknown): Reply {
  return { status: 200, body };
}

function tellReadiness({ api }: ControlRequest): Reply {
  const missing = api.missing();
  const ready = missing.length === 0;
  return { status: ready ? 200 : 503, body: { ready, missing } };
}

function tellStatus({ api }: ControlRequest): Reply {
  return ok(api.status());
}

function tellSchedule({ api }: ControlRequest): Reply {
  return ok(api.schedule());
}

function listJobs({ api, query }: ControlRequest): Reply {
  const state = query.get("state") || undefined;
  if (state !== undefined && !LISTED_STATES.includes(state)) {
    return refuseQuery(`state is none of ${LISTED_STATES.join(", ")}`);
  }
  const digits = query.get("limit") || String(JOBS_LIMIT_DEFAULT);
  const limit = /^\d+$/.test(digits) ? Number(digits) : 0;
  if (limit < 1 || limit > JOBS_LIMIT_MAX) {
    return refuseQuery(`limit is no whole number from 1 to ${JOBS_LIMIT_MAX}`);
  }
  return ok({ jobs: api.jobs(state === undefined ? { limit } : { state, limit }) });
}

function refuseQuery(message: string): Reply {
  return refuse(400, { code: "invalid-query", message });
}

function showJob({ api, id }: ControlRequest): Reply {
  return okOrUnknown(api.job(id));
}

function tellWhy({ api, id }: ControlRequest): Reply {
  return okOrUnknown(api.why(id));
}

function okOrUnknown(found: object | undefined): Reply {
  if (found !== undefined) return ok(found);
  return refuse(404, { code: "unknown-job", message: "no job with this id was ever accepted" });
}

/** `since` is an instant as RFC 3339; a plus sign in it that was not encoded has become a blank. */
function tellReport({ api, query }: ControlRequest): Reply {
  const since = query.get("since") || undefined;
  const sinceMs = since === undefined ? undefined : Date.parse(since.replace(" ", "+"));
  if (Number.isNaN(sinceMs)) return refuseQuery("since is no instant of RFC 3339");
  const device = query.get("device") || undefined;
  const report = api.report({
    ...(device === undefined ? {} : { device }),
    ...(sinceMs === undefined ? {} : { sinceMs }),
  });
  if (report !== undefined) return ok(report);
  return refuse(404, { code: "unknown-device", message: "no device with this id was ever known" });
}

/** That `by` has looked is on record before the picture leaves. */
function showCard({ api, id, query }: ControlRequest): Reply {
  const by = query.get("by") ?? "";
  if (!ACCOUNT.test(by) || containsNik(by)) return refuseQuery("by is no account");
  const reply = api.card(id, by);
  if (reply.ok) return { status: 200, body: reply.png, headers: { "content-type": "image/png" } };
  const { code } = reply;
  const { status, message } = NO_CARD[code];
  return refuse(status, { code, message });
}

const NO_CARD = {
  "unknown-job": { status: 404, message: "no job with this id was ever accepted" },
  "content-erased": { status: 410, message: "the document of this job is erased" },
  "not-drawable": { status: 409, message: "the document of this job cannot be drawn any more" },
  unavailable: { status: 503, message: "the store cannot record now that somebody looks" },
} as const;

function submitJob({ api, body }: ControlRequest): Reply {
  return answered(api.submit(body));
}

function queueTestCard({ api, id }: ControlRequest): Reply {
  const answer = api.testCard(id);
  if (answer !== undefined) return answered(answer);
  return refuse(404, { code: "unknown-printer", message: "no printer with this id is configured" });
}

function doCommand({ api, body }: ControlRequest): Reply {
  const answer = api.command(body);
  return { status: answer.ok ? 200 : refusalStatus(answer.code), body: answer };
}

function refusalStatus(code: string | undefined): number {
  switch (code) {
    case "unknown-job":
    case "unknown-scope":
      return 404;
    case "content-erased":
      return 410;
    case "malformed":
    case "unknown-command":
    case "expired":
      return 422;
    case "unavailable":
      return 503;
    default:
      return 409;
  }
}

/** That the receiver does not take it is a result, too. */
async function testNotice({ api }: ControlRequest): Promise<Reply> {
  const result = await api.testNotice();
  if (result !== undefined) return ok(result);
  return refuse(409, { code: "no-webhook", message: "the configuration has no notify.webhook" });
}

/** What keeps a copy from being made passes: the command can be given again. */
function copyStore({ api }: ControlRequest): Reply {
  try {
    const snapshot = api.backup?.();
    if (snapshot !== undefined) return { status: 200, snapshot };
    return refuse(404, { code: "not-found", message: "this daemon has no file of its store" });
  } catch (error) {
    if (storeFailureOf(error) === undefined) throw error;
    return refuse(503, { code: "unavailable", message: (error as Error).message });
  }
}

function answered(answer: JobAnswer): Reply {
  return { status: answerStatus(answer), body: answer };
}

function answerStatus({ result, retry }: JobAnswer): number {
  switch (result) {
    case "accepted":
      return 201;
    case "duplicate":
      return 200;
    case "conflict":
      return 409;
    case "rejected":
      return retry === true ? 503 : 422;
  }
}
