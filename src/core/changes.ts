import type { JobState } from "../../protocols/words.ts";
import {
  type Attempt,
  type Evidence,
  inPrintingOrder,
  type Job,
  type Printer,
  type State,
  type StreamEvent,
} from "./state.ts";

/** One step of the durable state. The store writes it, then `applyChange` brings memory along. */
export type Change =
  | { readonly kind: "job-added"; readonly job: Job; readonly document: string }
  | {
      readonly kind: "job-moved";
      readonly jobId: string;
      readonly state: JobState;
      readonly reasons: readonly string[];
    }
  | { readonly kind: "attempt-armed"; readonly attempt: Attempt }
  | {
      readonly kind: "attempt-ended";
      readonly jobId: string;
      readonly attempt: number;
      readonly at: number;
      readonly evidence: Evidence;
    }
  | { readonly kind: "event-added"; readonly event: StreamEvent }
  | {
      readonly kind: "event-delivered";
      readonly stream: StreamEvent["stream"];
      readonly seq: number;
    };

/** One step of what only this process knows. Never written. */
export type Note =
  | { readonly kind: "printer"; readonly printer: Printer }
  | { readonly kind: "broker"; readonly connected: boolean };

/** Brings the state in memory along with a committed change. */
export function applyChange(state: State, change: Change): void {
  switch (change.kind) {
    case "job-added":
      state.arrival = change.job.arrival;
      setJob(state, change.job);
      return;
    case "job-moved": {
      const job = openJob(state, change.jobId);
      setJob(state, { ...job, state: change.state, reasons: change.reasons });
      return;
    }
    case "attempt-armed": {
      const { attempt } = change;
      state.attempts.set(attempt.jobId, attempt);
      setJob(state, { ...openJob(state, attempt.jobId), attempts: attempt.attempt });
      return;
    }
    case "attempt-ended":
      state.attempts.delete(change.jobId);
      return;
    case "event-added": {
      const stream = state.streams[change.event.stream];
      stream.seq = change.event.seq;
      stream.undelivered.set(change.event.seq, change.event);
      return;
    }
    case "event-delivered":
      state.streams[change.stream].undelivered.delete(change.seq);
      return;
  }
}

export function applyNote(state: State, note: Note): void {
  switch (note.kind) {
    case "printer":
      state.printers.set(note.printer.id, note.printer);
      return;
    case "broker":
      state.brokerConnected = note.connected;
      return;
  }
}

function openJob(state: State, jobId: string): Job {
  const job = state.jobs.get(jobId);
  if (job === undefined) throw new Error("a change names a job that is not open");
  return job;
}

/** Keeps `jobs` to the open ones and `queue` to the pending ones, in order. */
function setJob(state: State, job: Job): void {
  const before = state.jobs.get(job.jobId);
  if (before?.state === "pending") state.queue.splice(state.queue.indexOf(before), 1);
  if (job.state === "pending") state.queue.splice(placeOf(state.queue, job), 0, job);
  if (isOpen(job.state)) state.jobs.set(job.jobId, job);
  else state.jobs.delete(job.jobId);
}

/** Binary search: a queue of 100,000 jobs takes a new one in microseconds. */
function placeOf(queue: readonly Job[], job: Job): number {
  let low = 0;
  let high = queue.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = queue[middle];
    if (other !== undefined && inPrintingOrder(other, job) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function isOpen(state: JobState): boolean {
  switch (state) {
    case "pending":
    case "processing":
    case "in-doubt":
      return true;
    case "completed":
    case "canceled":
    case "aborted":
    case "expired":
      return false;
  }
}
