import { decodeCommand } from "../../protocols/host/commands.ts";
import { decodeJobDocument } from "../../protocols/host/job-document.ts";
import { decodeReply, decodeServerReport } from "../../protocols/host/server-report.ts";
import {
  faultListSchema,
  hostEventSchema,
  hostStateSchema,
  printerStateSchema,
  serverStateSchema,
} from "../../protocols/host/state-documents.ts";
import { whySchema } from "../../protocols/host/why-document.ts";
import { fictitiousResident } from "../../simulator/server/people.ts";
import type { CommandAnswer } from "../../src/core/command.ts";
import { refused } from "../../src/core/command-turn.ts";
import type { Answer } from "../../src/core/orders.ts";
import type { HostEventBody, JobEventBody } from "../../src/core/state.ts";
import { whyOf } from "../../src/core/why.ts";
import { hostEvent, jobAnswer, jobEvent } from "../../src/io/announcements.ts";
import { commandAnswer } from "../../src/io/command-documents.ts";
import { createInstantFormat } from "../../src/io/instant.ts";
import { statusDocuments } from "../../src/status/documents.ts";
import { homeAssistantDocuments } from "../../src/status/home-assistant.ts";
import {
  BASE,
  contextAt,
  faultHold,
  HOUR_MS,
  MINUTE_MS,
  NOW,
  operatorHold,
  STORE,
  sampleFault,
  sampleHealth,
  sampleJob,
  samplePrinter,
  sampleServer,
  sampleState,
} from "./sample-state.ts";

/** One heading of `docs/topics.md`: the examples under it, as the real functions make them. */
export interface TopicSample {
  readonly topic: string;
  readonly examples: readonly unknown[];
  /** Whether a reader of the contract takes it. */
  readonly accepts: (example: unknown) => boolean;
}

const instant = createInstantFormat("Asia/Jakarta");
const jobId = "oku-2021-000123";
const hash = "5f".repeat(32);

const low = sampleFault({ condition: "marker-supply-low", raw: "18", since: NOW - HOUR_MS });
const empty = sampleFault();
const fitted = sampleHealth();
const state = sampleState({
  jobs: [sampleJob({ jobId, server: "server1" }), sampleJob({ state: "in-doubt" })],
  faults: [low, empty],
  holds: [faultHold(empty)],
  printers: [samplePrinter({ health: { ...fitted, ribbonLeft: 18, feeder: "empty" } })],
  servers: [sampleServer()],
  rest: {
    completedAt: [NOW - 2 * HOUR_MS, NOW - HOUR_MS],
    completedTotal: 4_188,
    streams: {
      event: { seq: 42, undelivered: new Map() },
      "job-event": { seq: 12_604, undelivered: new Map() },
    },
  },
});
const documents = statusDocuments(state, BASE, contextAt());
const discovery = homeAssistantDocuments(
  state,
  { prefix: "homeassistant", site: "oku", host: "host1", base: BASE },
  contextAt(),
);

const pause = operatorHold({ kind: "host" });
const doubtful = "oku-2021-000124";
const decided = { by: "rina", reason: "card-destroyed" } as const;
const COMMAND_IDS = ["7d0a51e2", "b2f8c7aa", "c91e03d4", "e6b7722f"] as const;
const jammed = { device: "printer1", condition: "media-jam" } as const;

const events: readonly HostEventBody[] = [
  { type: "fault-raised", fault: empty },
  { type: "hold-placed", hold: faultHold(empty) },
  { type: "fault-cleared", fault: empty },
  { type: "hold-lifted", hold: { ...pause, until: NOW + HOUR_MS }, by: "budi" },
  {
    type: "adopted",
    by: "rina",
    reason: "disk-replaced",
    stores: ["89abcdef0123456789abcdef01234567"],
  },
  {
    type: "printer-accepted",
    printer: "printer1",
    serialNumber: "10000347",
    previous: "10000218",
    by: "rina",
    reason: "spare-printer",
  },
  { type: "job-expiring", jobId, expiresAt: NOW + 7 * 24 * 60 * MINUTE_MS },
  { type: "card-shown", id: COMMAND_IDS[0], jobId: doubtful, by: "rina" },
  { type: "resolved", id: COMMAND_IDS[1], jobId: doubtful, attempt: 1, as: "spoiled", ...decided },
  {
    type: "resolve-undone",
    id: COMMAND_IDS[2],
    of: COMMAND_IDS[1],
    jobId: doubtful,
    attempt: 1,
    by: "rina",
  },
  {
    type: "reprinted",
    id: COMMAND_IDS[3],
    jobId: `${jobId}.r1`,
    reprintOf: jobId,
    oldCard: "destroyed",
    by: "budi",
    reason: "wrong-photo",
  },
  {
    type: "fault-overridden",
    override: {
      device: "server1",
      condition: "server-offline",
      by: "rina",
      reason: "server-repair",
      since: NOW,
      until: NOW + 8 * HOUR_MS,
    },
  },
  { type: "relapse", device: "printer1", condition: "media-jam", count: 1, penalty: 1_743 },
  { type: "probation-started", ...jammed, step: 1, steps: 3, left: 28 },
  { type: "probation-step", ...jammed, step: 2, steps: 3, left: 26 },
  { type: "probation-ended", device: "printer1" },
  { type: "relapse-ended", device: "printer1", condition: "media-jam", count: 1, penalty: 749 },
];

const about = { printer: "printer1", attempt: 1 };
const seen = { cardsFed: 4_211, panelsPrinted: 21_055, cardInside: false };
const jobEvents: readonly JobEventBody[] = [
  { jobId, state: "pending", previous: undefined, reasons: [] },
  { jobId, state: "processing", previous: "pending", reasons: ["job-printing"], ...about },
  {
    jobId,
    state: "completed",
    previous: "processing",
    reasons: ["job-completed-successfully"],
    ...about,
    evidence: { outcome: "printed", detail: "counters-fit", ...seen },
  },
  {
    jobId: "oku-2021-000124",
    state: "in-doubt",
    previous: "processing",
    reasons: ["card-unverified"],
    ...about,
    evidence: { outcome: "unknown", detail: "line-lost" },
  },
  { jobId: `${jobId}.r1`, state: "pending", previous: undefined, reasons: [], reprintOf: jobId },
];

const answers: readonly Answer[] = [
  { jobId, result: "accepted", state: "pending", hash, at: NOW },
  { jobId, result: "duplicate", state: "completed", hash, at: NOW + MINUTE_MS },
  { jobId, result: "conflict", state: "completed", hash, at: NOW + MINUTE_MS },
  {
    jobId: "oku-2021-000125",
    result: "rejected",
    code: "fields",
    message: "field nik: not the structure of a NIK",
    at: NOW,
  },
  {
    jobId: "oku-2021-000126",
    result: "rejected",
    code: "queue-full",
    message: "too many jobs wait",
    at: NOW,
  },
];

const sent = { at: "2021-01-04T10:00:00+07:00", by: "rina" };
const commands = [
  { cmd: "hold", id: "a1", ...sent, reason: "stock-taking", scope: "host" },
  { cmd: "release", id: "a2", ...sent, scope: "host" },
  { cmd: "cancel", id: "a3", ...sent, by: "server1", job_id: jobId },
  { cmd: "events", id: "a4", ...sent, by: "server1", stream: "job-event", from_seq: 12_001 },
  { cmd: "check", by: "rina", device: "printer1" },
  { cmd: "why", by: "rina", job_id: jobId },
  {
    cmd: "resolve",
    id: "a6",
    ...sent,
    ...decided,
    note: "the corner was bent",
    job_id: doubtful,
    attempt: 1,
    as: "spoiled",
  },
  { cmd: "undo", id: "a7", ...sent, of: "a6" },
  {
    cmd: "release",
    id: "a9",
    ...sent,
    reason: "server-repair",
    scope: "server:server1",
    override: true,
    until: "2021-01-04T18:00:00+07:00",
  },
  { cmd: "reprint", id: "a8", ...sent, reason: "wrong-photo", job_id: jobId, old_card: "rejected" },
];

const held = state.jobs.get(jobId);
if (held === undefined) throw new Error("the sample job is not there");
const why = whyOf(state, held, { policy: contextAt().policy, attempts: [], at: NOW });

const commandAnswers: readonly CommandAnswer[] = [
  { id: "a1", ok: true, result: { scope: "host" } },
  { id: "a2", ok: true, result: { scope: "host", lifted: 1, faults: 0 } },
  { id: "a3", ok: true, result: { jobId, state: "canceled" } },
  { id: "a4", ok: true, result: { sent: 604, nextSeq: 12_605, lastSeq: 12_604 } },
  { id: "0123456789abcdef0123456789abcdef", ok: true, result: { checks: 1 } },
  { id: "fedcba9876543210fedcba9876543210", ok: true, result: { why } },
  { id: "a6", ...refused("not-allowed", "this host takes it over its control socket only") },
];

const job = {
  schema: 1,
  job_id: jobId,
  server: "server1",
  specimen: true,
  priority: 50,
  reason: "first",
  requested_at: "2021-01-04T08:00:00+07:00",
  expires_at: "2021-06-30T00:00:00+07:00",
  upstream_status: "PRINT_READY_RECORD",
  stock: "wni",
  card: { front: { template: "ktp-el", fields: fictitiousResident(5) } },
};

const health = {
  sent_at: "2021-01-04T10:00:00+07:00",
  uptime_s: 864_000,
  cpus: 8,
  load_1m: 0.7,
  temperature_c: 41,
  disk_used_pct: 63,
  disks: [{ name: "sda", kind: "hdd", smart: { 5: 0, 187: 0, 188: 0, 197: 0, 198: 0 } }],
  raid: "ok",
  on_battery: false,
  database_ok: true,
  database_latency_ms: 4,
  queue_depth: 0,
  checks: [{ name: "backup", ok: true, value: 7, unit: "h", text: "last night's backup" }],
};

const request = { id: "b3c1", request: "ping", reply_to: `${BASE}/reply` };
const jobsRequest = { id: "b3c2", request: "jobs", credit: 640, reply_to: `${BASE}/reply` };

interface Schema {
  safeParse(value: unknown): { readonly success: boolean };
}

function retained(topic: string, schema: Schema): TopicSample {
  return {
    topic: `${BASE}/${topic}`,
    examples: [documents.get(`${BASE}/${topic}`)],
    ...by(schema),
  };
}

function by(schema: Schema): Pick<TopicSample, "accepts"> {
  return { accepts: (example) => schema.safeParse(example).success };
}

function bytesOf(example: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(example));
}

/** Every payload but the plain words of the two `availability` topics. */
export const TOPIC_SAMPLES: readonly TopicSample[] = [
  retained("state", hostStateSchema),
  retained("printer/printer1", printerStateSchema),
  retained("server/server1", serverStateSchema),
  retained("fault/printer1", faultListSchema),
  {
    topic: `${BASE}/event`,
    examples: events.map((body, n) =>
      hostEvent({ stream: "event", seq: 34 + n, at: NOW + n * MINUTE_MS, body }, STORE, instant),
    ),
    ...by(hostEventSchema),
  },
  {
    topic: `${BASE}/job`,
    examples: [job],
    accepts: (example) => decodeJobDocument(bytesOf(example)).ok,
  },
  {
    topic: `${BASE}/job/ack`,
    examples: answers.map((answer) => jobAnswer(answer, instant)),
    accepts: (example) => hasKeys(example, ["job_id", "result", "state", "hash", "at"]),
  },
  {
    topic: `${BASE}/job/event`,
    examples: jobEvents.map((body, n) => {
      const at = NOW + n * MINUTE_MS;
      return jobEvent({ stream: "job-event", seq: 12_601 + n, at, body }, STORE, instant);
    }),
    accepts: (example) =>
      hasKeys(example, ["store", "seq", "at", "job_id", "state", "previous", "reasons"]),
  },
  {
    topic: `${BASE}/cmd`,
    examples: commands,
    accepts: (example) => decodeCommand(bytesOf(example)).ok,
  },
  {
    topic: `${BASE}/cmd/res`,
    examples: commandAnswers.map((answer) => commandAnswer(answer, instant)),
    accepts: (example) => hasKeys(example, ["id", "ok"]) && isWhyWhole(example),
  },
  {
    topic: "cetak/1/oku/server/server1/health",
    examples: [health],
    accepts: (example) => decodeServerReport(bytesOf(example)) !== undefined,
  },
  {
    topic: "cetak/1/oku/server/server1/request",
    examples: [request, jobsRequest],
    accepts: (example) => hasKeys(example, ["id", "request", "reply_to"]),
  },
  {
    topic: `${BASE}/reply`,
    examples: [
      { id: request.id, at: "2021-01-04T10:00:01+07:00" },
      { id: jobsRequest.id, sent: 212, left: 0 },
    ],
    accepts: (example) => decodeReply(bytesOf(example)) !== undefined,
  },
  {
    topic: "homeassistant/device/cetakd_oku_host1_server1/config",
    examples: [discovery.get("homeassistant/device/cetakd_oku_host1_server1/config")],
    accepts: (example) => hasKeys(example, ["dev", "o", "cmps", "state_topic", "availability"]),
  },
];

/** Of an answer to `why`, that its result keeps the schema; the host sends no more than that. */
function isWhyWhole(example: unknown): boolean {
  const { result } = example as { readonly result?: object };
  return result === undefined || !("holds" in result) || whySchema.safeParse(result).success;
}

function hasKeys(example: unknown, keys: readonly string[]): boolean {
  return typeof example === "object" && example !== null && keys.every((key) => key in example);
}
