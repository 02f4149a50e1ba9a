import { canonicalJson } from "../../protocols/host/canonical-json.ts";
import type { Store } from "../../src/core/ports.ts";
import { sha256 } from "../../src/io/sha256.ts";
import type { FullDisk } from "./full-disk.ts";
import { type Able, isHeldBy } from "./holds.ts";

interface Office {
  readonly disk: Store;
  readonly queueMax: number;
  readonly fullDisk: FullDisk;
  readonly wallMs: number;
}

/** What a job document must be answered, by what is on disk when it comes. */
export interface JobDelivery {
  readonly jobId: string;
  readonly wanted: readonly string[];
}

interface Document {
  readonly job_id: string;
  readonly expires_at?: string;
}

export function jobDelivery(office: Office, payload: string, retained: boolean): JobDelivery {
  const document = JSON.parse(payload) as Document;
  const wanted = wantedResult(office, document, retained);
  return { jobId: document.job_id, wanted: [wanted, ...besides(office, wanted)] };
}

function wantedResult(office: Office, document: Document, retained: boolean): string {
  const { disk, queueMax, wallMs } = office;
  const known = disk.job(document.job_id);
  if (known !== undefined && known.hash === sha256(canonicalJson(document))) return "duplicate";
  if (retained) return "rejected retained";
  if (known !== undefined) return "conflict";
  const { expires_at: expiresAt } = document;
  if (expiresAt !== undefined && Date.parse(expiresAt) <= wallMs) return "rejected expired";
  const waiting = disk.load().jobs.filter(({ state }) => state === "pending").length;
  return waiting >= queueMax ? "rejected queue-full" : "accepted";
}

/** While the store takes nothing; and what has waited for it may change the queue before. */
function besides({ fullDisk }: Office, wanted: string): readonly string[] {
  const queued = ["accepted", "rejected queue-full"];
  return [
    ...(fullDisk.isFull ? ["rejected unavailable"] : []),
    ...(fullDisk.hasFailed && queued.includes(wanted) ? queued : []),
  ];
}

interface Printers {
  readonly printers: readonly Able[];
}

interface JobAnswer {
  readonly job_id: string;
  readonly result: string;
  readonly code?: string;
  readonly state: string | null;
}

/** Broken promises of an answer, at the instant when it leaves. */
export function judgeJobAnswer(
  { disk, fullDisk, printers }: Pick<Office, "disk" | "fullDisk"> & Printers,
  delivery: JobDelivery,
  payload: string,
): string[] {
  const answer = JSON.parse(payload) as JobAnswer;
  const { job_id: jobId, state } = answer;
  const result = answer.code === undefined ? answer.result : `${answer.result} ${answer.code}`;
  const violations: string[] = [];
  if (jobId !== delivery.jobId) violations.push(`I5 an answer for ${jobId}: not asked for`);
  if (!delivery.wanted.includes(result)) {
    violations.push(`idempotence: ${jobId} is answered ${result}, not ${delivery.wanted}`);
  }
  const job = disk.wholeJob(jobId);
  if (answer.result === "rejected" || job === undefined || !job.specimen) return violations;
  // A store that takes nothing holds the host, and nothing can write that.
  const holds = fullDisk.hasFailed || isHeldBy(disk.load().holds, job, printers);
  const isHeld = job.state === "pending" && holds;
  const shown = isHeld ? "held" : job.state;
  if (state !== shown) violations.push(`idempotence: ${jobId} is told ${state}, it is ${shown}`);
  return violations;
}
