import { canonicalJson } from "../../protocols/host/canonical-json.ts";
import { isOpen } from "../core/changes.ts";
import type { Command, CommandFacts, ReprintFacts } from "../core/command.ts";
import type { Store } from "../core/ports.ts";
import { REPEATED_MAX } from "../core/repeat-events.ts";
import { nextReprintId, rootOf } from "../core/reprint.ts";
import { sha256 } from "../io/sha256.ts";

/** What the store knows of a command and its subject. Throws `DaemonError` `STORE_FAILED`. */
export function readFacts(store: Store, { id, request }: Command): CommandFacts {
  const answered = store.command(id)?.answer;
  if (answered !== undefined) return { answered };
  switch (request.cmd) {
    case "hold":
    case "release":
      return ofJob(store, /^job:(.+)$/.exec(request.scope)?.[1]);
    case "cancel":
    case "show-card":
      return ofJob(store, request.jobId);
    case "reprint":
      return { ...ofJob(store, request.jobId), reprint: reprintFacts(store, request.jobId) };
    case "why":
    case "resolve":
      return { ...ofJob(store, request.jobId), attempts: store.attempts(request.jobId) };
    case "undo": {
      const jobId = store.command(request.of)?.jobId;
      return jobId === undefined ? {} : { ...ofJob(store, jobId), attempts: store.attempts(jobId) };
    }
    case "events":
      return { events: store.events(request.stream, request.fromSeq, REPEATED_MAX) };
    case "adopt":
    case "check":
      return {};
  }
}

function ofJob(store: Store, jobId: string | undefined): CommandFacts {
  return jobId === undefined ? {} : { job: store.wholeJob(jobId) };
}

/** The new job is the original's document under another id. */
function reprintFacts(store: Store, jobId: string): ReprintFacts {
  const made = store.reprints(rootOf(jobId));
  const open = made.find(({ state }) => isOpen(state));
  const text = store.document(jobId);
  if (text === undefined) return { open, next: undefined };
  const next = nextReprintId(rootOf(jobId), made);
  const document = canonicalJson({ ...JSON.parse(text), job_id: next });
  return { open, next: { jobId: next, hash: sha256(document), document } };
}
