import type { CommandRecord } from "../../src/core/command.ts";
import type { AttemptRecord, Store } from "../../src/core/ports.ts";
import { rootOf } from "../../src/core/reprint.ts";
import type { Hold, HoldCause, Job } from "../../src/core/state.ts";
import type { Books } from "./books.ts";
import type { FullDisk } from "./full-disk.ts";
import { nameOf } from "./holds.ts";

/** A command as it came, and what was on disk then. */
export interface CommandDelivery {
  readonly id: string | undefined;
  readonly document: CommandDocument;
  readonly retained: boolean;
  readonly known: CommandRecord | undefined;
  readonly job: Job | undefined;
  readonly attempts: readonly AttemptRecord[];
  readonly holds: readonly Hold[];
  /** What was reprinted of the same job and has not ended. */
  readonly openReprint: string | undefined;
  /** What has waited for the store is written before this command is done, and may change all. */
  readonly isBehindOthers: boolean;
}

interface CommandDocument {
  readonly cmd?: string;
  readonly id?: string;
  readonly at?: string;
  readonly job_id?: string;
  readonly attempt?: number;
  readonly scope?: string;
  readonly until?: string;
  readonly of?: string;
  readonly override?: boolean;
}

export interface CommandAnswer {
  readonly id: string | null;
  readonly ok: boolean;
  readonly code?: string;
  readonly result?: Readonly<Record<string, unknown>>;
}

export function commandDelivery(
  { disk, fullDisk }: Pick<Office, "disk" | "fullDisk">,
  payload: string,
  retained: boolean,
): CommandDelivery {
  const document = JSON.parse(payload) as CommandDocument;
  const { id } = document;
  const about = document.cmd === "undo" ? jobOfCommand(disk, document.of) : document.job_id;
  return {
    id,
    document,
    retained,
    known: id === undefined ? undefined : disk.command(id),
    job: about === undefined ? undefined : disk.wholeJob(about),
    attempts: about === undefined ? [] : disk.attempts(about),
    holds: disk.load().holds,
    openReprint: about === undefined ? undefined : openReprint(disk, about),
    isBehindOthers: fullDisk.hasFailed,
  };
}

function openReprint(disk: Store, jobId: string): string | undefined {
  const open = new Set(disk.load().jobs.map((job) => job.jobId));
  return disk.reprints(rootOf(jobId)).find((job) => open.has(job.jobId))?.jobId;
}

function jobOfCommand(disk: Store, id = ""): string | undefined {
  return disk.command(id)?.jobId;
}

interface Office {
  readonly disk: Store;
  readonly books: Books;
  readonly fullDisk: FullDisk;
  readonly wallMs: number;
}

/** Broken promises of an answer, at the instant when it leaves. */
export function judgeCommandAnswer(
  { disk, books, fullDisk, wallMs }: Office,
  delivery: CommandDelivery,
  answer: CommandAnswer,
): string[] {
  const { id, known, retained, document } = delivery;
  if (id !== undefined && answer.id !== id)
    return [`idempotence: ${id} is answered as ${answer.id}`];
  if (answer.code === "malformed" || answer.code === "unknown-command") return [];
  if (answer.code === "unavailable" && fullDisk.isFull) return [];
  if (id !== undefined && disk.command(id) === undefined) {
    return [`I5 the answer to ${id} leaves before it is on disk`];
  }
  if (known !== undefined) return [];
  if (retained && answer.code !== "retained") return [`a retained command was done: ${id}`];
  const ageMs = wallMs - Date.parse(document.at ?? "");
  if (ageMs > 60_000 && !retained && answer.code !== "expired") {
    return [`a stale command was done: ${id}`];
  }
  if (!answer.ok || delivery.isBehindOthers) return [];
  return judgeEffect(disk, books, delivery, answer);
}

/** What a command that says it is done must have found, and have done. */
function judgeEffect(
  disk: Store,
  books: Books,
  { document, job, attempts, holds, openReprint: open }: CommandDelivery,
  answer: CommandAnswer,
): string[] {
  const { cmd, scope = "" } = document;
  const after = disk.load().holds;
  const last = attempts.at(-1);
  const decisions = attempts.flatMap((each) => each.decisions);
  const undone = decisions.find(({ id }) => id === document.of);
  const of = (found: readonly Hold[]) => found.filter((hold) => nameOf(hold.scope) === scope);
  switch (cmd) {
    case "hold":
      books.held.set(scope, Date.parse(document.until ?? "") || Number.POSITIVE_INFINITY);
      return broken(
        of(after).some(({ cause }) => cause.kind === "operator"),
        "hold holds nothing",
      );
    case "release":
      return judgeRelease(of(holds), of(after), {
        override: document.override === true,
        isAccepted: answer.result?.["accepted"] !== undefined,
      });
    case "cancel":
      return broken(["pending", "canceled"].includes(job?.state ?? ""), "cancel came too late");
    case "resolve":
      return [
        ...broken(document.attempt === last?.attempt, "I4 resolve of another attempt"),
        ...broken(["in-doubt", "processing"].includes(job?.state ?? ""), "resolve without a doubt"),
      ];
    case "undo":
      return [
        ...broken(last?.decisions.some(({ id }) => id === document.of) === true, "undo is late"),
        ...broken(undone?.as !== "printed", "printed was undone"),
        ...broken(undone !== undefined && undone.undone === undefined, "undo of an undone word"),
      ];
    case "reprint":
      return [
        ...broken(open === undefined || open === answer.result?.["job_id"], "I2 a second reprint"),
        ...broken(job?.state === "completed", "reprint of what is not printed"),
        ...broken(disk.job(String(answer.result?.["job_id"])) !== undefined, "reprint is no job"),
      ];
    default:
      return [];
  }
}

/**
 * Of one scope, before and after. Its faults hold on, unless a person has said otherwise; behind a
 * swapped printer that a person has accepted its proof may begin with a pause.
 */
function judgeRelease(
  before: readonly Hold[],
  after: readonly Hold[],
  { override, isAccepted }: { readonly override: boolean; readonly isAccepted: boolean },
): string[] {
  const isFault = ({ cause }: Hold) => cause.kind === "fault";
  // The pause of a proof may end, and its next hold begin, in one instant.
  const isNew = ({ id, cause, since }: Hold) =>
    cause.kind === "probation" &&
    before.every(
      (hold) =>
        hold.id !== id || hold.since !== since || releaseOf(hold.cause) !== releaseOf(cause),
    );
  const left = after.filter((hold) => !isNew(hold));
  if (override) return broken(left.length === 0, "an override leaves a hold");
  return [
    ...broken(left.every(isFault), "release leaves a hold"),
    ...broken(
      left.length === before.filter(isFault).length - (isAccepted ? 1 : 0),
      "I6 release lifts the hold of a fault",
    ),
  ];
}

function releaseOf(cause: HoldCause): string | undefined {
  return cause.kind === "probation" ? cause.release : undefined;
}

function broken(isKept: boolean, text: string): string[] {
  return isKept ? [] : [text];
}
