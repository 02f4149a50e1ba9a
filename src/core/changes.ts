import type { JobState } from "../../protocols/words.ts";
import type { CommandRecord, ResolutionRecord } from "./command.ts";
import type { Credit } from "./credit.ts";
import { isMade } from "./duty.ts";
import { type Incident, isRemembered } from "./incidents.ts";
import { inPrintingOrder } from "./initial-state.ts";
import type { Notice, Notifying } from "./notices-model.ts";
import type { PrinterReading, StoreFailure } from "./ports.ts";
import type { Probation } from "./probation.ts";
import type { Relapse } from "./relapse.ts";
import {
  type Attempt,
  type Check,
  type ClockReadings,
  type Evidence,
  type Fault,
  faultKey,
  type Hold,
  type HostHealth,
  type Job,
  type Override,
  type Printer,
  type Rest,
  type Server,
  type SmartValues,
  type State,
  type Stream,
  type StreamEvent,
  type Twin,
  type Watch,
} from "./state.ts";

/** One step of the durable state. The store writes it, then `applyChange` brings memory along. */
export type Change =
  | { readonly kind: "job-added"; readonly job: Job; readonly document: string }
  | {
      readonly kind: "job-moved";
      readonly jobId: string;
      readonly state: JobState;
      readonly reasons: readonly string[];
      readonly at: number;
    }
  | { readonly kind: "expiry-told"; readonly jobId: string; readonly at: number }
  | { readonly kind: "attempt-armed"; readonly attempt: Attempt }
  | {
      readonly kind: "attempt-interrupted";
      readonly jobId: string;
      readonly attempt: number;
      readonly interrupted: string;
    }
  | {
      readonly kind: "attempt-rejecting";
      readonly jobId: string;
      readonly attempt: number;
      readonly reading: PrinterReading;
    }
  | {
      readonly kind: "attempt-ended";
      readonly jobId: string;
      readonly attempt: number;
      readonly at: number;
      readonly evidence: Evidence;
    }
  | {
      readonly kind: "attempt-resolved";
      readonly jobId: string;
      readonly attempt: number;
      /** All that were ever made about it. */
      readonly decisions: readonly ResolutionRecord[];
    }
  | { readonly kind: "command-answered"; readonly record: CommandRecord }
  | { readonly kind: "fault-raised"; readonly fault: Fault }
  | { readonly kind: "fault-cleared"; readonly fault: Fault; readonly at: number }
  | { readonly kind: "hold-placed"; readonly hold: Hold }
  | { readonly kind: "hold-lifted"; readonly hold: Hold; readonly at: number }
  | { readonly kind: "fault-overridden"; readonly override: Override }
  | { readonly kind: "override-ended"; readonly override: Override; readonly at: number }
  /** An incident as it is now, new or known. */
  | { readonly kind: "incident-kept"; readonly incident: Incident }
  | { readonly kind: "relapse-kept"; readonly relapse: Relapse }
  | { readonly kind: "probation-kept"; readonly probation: Probation }
  | { readonly kind: "probation-ended"; readonly device: string; readonly at: number }
  /** A notice as it is now, new or known; later, that its end was told. */
  | { readonly kind: "notice-kept"; readonly notice: Notice }
  | { readonly kind: "notice-closed"; readonly problem: string; readonly at: number }
  | { readonly kind: "store-probed"; readonly at: number }
  | { readonly kind: "twin-seen"; readonly twin: Twin }
  | { readonly kind: "smart-seen"; readonly server: string; readonly values: SmartValues }
  /** The printer of this serial number belongs to this id from now on. */
  | { readonly kind: "printer-known"; readonly printer: string; readonly serialNumber: string }
  /** The next printer that answers belongs to this id, whichever it is. */
  | { readonly kind: "printer-forgotten"; readonly printer: string }
  | { readonly kind: "store-renamed"; readonly storeId: string }
  /** Numbers up to this one have been given by another process. */
  | { readonly kind: "numbering-raised"; readonly stream: Stream; readonly seq: number }
  | { readonly kind: "event-added"; readonly event: StreamEvent }
  | { readonly kind: "event-delivered"; readonly stream: Stream; readonly seq: number };

/** One kind of change. */
export type ChangeOf<Kind extends Change["kind"]> = Extract<Change, { readonly kind: Kind }>;

/** One step of what only this process knows. Never written. */
export type Note =
  | { readonly kind: "printer"; readonly printer: Printer }
  | { readonly kind: "server"; readonly server: Server }
  | { readonly kind: "credit"; readonly credit: Credit }
  | { readonly kind: "watch"; readonly key: string; readonly watch: Watch }
  | { readonly kind: "check"; readonly check: Check }
  /** The checks that a device has passed since its present step was done. */
  | { readonly kind: "passed"; readonly device: string; readonly checks: ReadonlySet<string> }
  /** One that the store does not take now. */
  | { readonly kind: "notice"; readonly notice: Notice }
  | { readonly kind: "notifying"; readonly notifying: Notifying }
  /** `at`: when the connection was made, lost, or missed from the beginning. */
  | { readonly kind: "broker"; readonly connected: boolean; readonly at: number }
  | { readonly kind: "host-health"; readonly health: HostHealth }
  /** `at`: when the store began to take nothing, or took something again. */
  | { readonly kind: "store"; readonly failure: StoreFailure | undefined; readonly at: number }
  /** `undefined`: it rests no more. */
  | { readonly kind: "rest"; readonly printer: string; readonly rest: Rest | undefined }
  | { readonly kind: "stopping" }
  /** `jumped`: the wall clock was set since the last tick. */
  | {
      readonly kind: "ticked";
      readonly at: number;
      readonly jumped: boolean;
      readonly by: ClockReadings;
    };

/** Times of completed jobs are kept for so long: "today" needs them in any time zone. */
export const COMPLETED_KEPT_MS = 36 * 3_600_000;

/** Cards by which the pace of a printer is measured. */
export const LAST_CARDS = 20;

/** Brings the state in memory along with a committed change. */
export function applyChange(state: State, change: Change): void {
  switch (change.kind) {
    case "job-added":
      state.arrival = change.job.arrival;
      setJob(state, change.job);
      return;
    case "job-moved": {
      const job = openJob(state, change.jobId);
      if (change.state === "completed") countCompleted(state, change.at);
      setJob(state, { ...job, state: change.state, reasons: change.reasons });
      return;
    }
    case "expiry-told":
      setJob(state, { ...openJob(state, change.jobId), expiryToldAt: change.at });
      return;
    case "attempt-armed": {
      const { attempt } = change;
      state.attempts.set(attempt.jobId, attempt);
      setJob(state, { ...openJob(state, attempt.jobId), attempts: attempt.attempt });
      return;
    }
    case "attempt-interrupted": {
      interruptAttempt(state, change);
      return;
    }
    case "attempt-rejecting": {
      const { reading: rejecting } = change;
      state.attempts.set(change.jobId, { ...openAttempt(state, change.jobId), rejecting });
      return;
    }
    case "attempt-ended":
      endAttempt(state, change);
      return;
    case "fault-raised":
      raiseFault(state, change.fault);
      return;
    case "fault-cleared":
      state.faults.delete(faultKey(change.fault.device, change.fault.condition));
      return;
    case "hold-placed":
      state.holds.set(change.hold.id, change.hold);
      return;
    case "hold-lifted":
      state.holds.delete(change.hold.id);
      return;
    case "fault-overridden": {
      const { override } = change;
      state.overrides.set(faultKey(override.device, override.condition), override);
      return;
    }
    case "override-ended":
      state.overrides.delete(faultKey(change.override.device, change.override.condition));
      return;
    case "incident-kept":
      keepIncident(state, change.incident);
      return;
    case "relapse-kept": {
      const { relapse } = change;
      state.relapses.set(faultKey(relapse.device, relapse.condition), relapse);
      return;
    }
    case "probation-kept":
      state.probations.set(change.probation.device, change.probation);
      return;
    case "probation-ended":
      state.probations.delete(change.device);
      return;
    case "notice-kept":
      state.notices.set(change.notice.problem.key, change.notice);
      return;
    case "notice-closed":
      state.notices.delete(change.problem);
      return;
    case "attempt-resolved":
    case "command-answered":
    case "store-probed":
      return;
    case "smart-seen":
      state.smart.set(change.server, change.values);
      return;
    case "printer-forgotten":
      state.serials.delete(change.printer);
      return;
    case "printer-known":
      state.serials.set(change.printer, change.serialNumber);
      return;
    case "twin-seen":
      state.twins.set(change.twin.store, change.twin);
      return;
    case "store-renamed":
      state.storeId = change.storeId;
      return;
    case "numbering-raised":
      state.streams[change.stream].seq = change.seq;
      return;
    case "event-added":
      addEvent(state, change.event);
      return;
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
    case "server":
      state.servers.set(note.server.id, note.server);
      return;
    case "credit":
      state.credits.set(note.credit.server, note.credit);
      return;
    case "watch":
      state.watches.set(note.key, note.watch);
      return;
    case "check":
      state.checks.set(note.check.id, note.check);
      return;
    case "passed":
      state.passed.set(note.device, note.checks);
      return;
    case "notice":
      state.notices.set(note.notice.problem.key, note.notice);
      return;
    case "notifying":
      state.notifying = note.notifying;
      return;
    case "broker":
      if (note.connected) state.brokerBackAt = state.brokerBackAt === undefined ? 0 : note.at;
      state.brokerConnected = note.connected;
      state.brokerAwayAt = note.connected ? undefined : (state.brokerAwayAt ?? note.at);
      return;
    case "host-health":
      state.hostHealth = { ...state.hostHealth, ...note.health };
      return;
    case "store":
      state.storeFailedAt =
        note.failure === undefined ? undefined : (state.storeFailedAt ?? note.at);
      state.storeFailure = note.failure;
      return;
    case "rest":
      if (note.rest === undefined) state.rests.delete(note.printer);
      else state.rests.set(note.printer, note.rest);
      return;
    case "stopping":
      state.stopping = true;
      return;
    case "ticked":
      state.tickedAt = note.at;
      state.tickedBy = note.by;
      if (note.jumped) state.jumpedAt = note.at;
      return;
  }
}

function openJob(state: State, jobId: string): Job {
  const job = state.jobs.get(jobId);
  if (job === undefined) throw new Error("a change names a job that is not open");
  return job;
}

function openAttempt(state: State, jobId: string): Attempt {
  const attempt = state.attempts.get(jobId);
  if (attempt === undefined) throw new Error("a change names an attempt that is not open");
  return attempt;
}

function endAttempt(state: State, { jobId, evidence, at }: ChangeOf<"attempt-ended">): void {
  const attempt = openAttempt(state, jobId);
  const { printer, armedAt, interrupted } = attempt;
  state.attempts.delete(jobId);
  if (isMade(evidence)) countMade(state, printer, at);
  if (evidence.outcome === "printed" && interrupted === undefined) {
    const cards = [...(state.lastCards.get(printer) ?? []), { armedAt, endedAt: at }];
    state.lastCards.set(printer, cards.slice(-LAST_CARDS));
  }
  countMoves(state, attempt, evidence);
  const job = openJob(state, jobId);
  const { outcome } = evidence;
  if (outcome === "spoiled") setJob(state, { ...job, spoiled: job.spoiled + 1 });
  const { notPrinted = 0 } = job;
  if (outcome === "not-printed") setJob(state, { ...job, notPrinted: notPrinted + 1 });
}

function interruptAttempt(
  state: State,
  { jobId, interrupted }: ChangeOf<"attempt-interrupted">,
): void {
  const attempt = openAttempt(state, jobId);
  state.attempts.set(jobId, { ...attempt, interrupted });
  state.cutShort.set(attempt.printer, (state.cutShort.get(attempt.printer) ?? 0) + 1);
}

function raiseFault({ faults, returns }: State, fault: Fault): void {
  const key = faultKey(fault.device, fault.condition);
  faults.set(key, fault);
  returns.set(key, (returns.get(key) ?? 0) + 1);
}

/** A card that came out well ends the count of what came back before it. */
function countMoves(
  { returns, unmoved, cutShort }: State,
  { printer }: Attempt,
  { outcome }: Evidence,
): void {
  if (outcome === "not-printed") unmoved.set(printer, (unmoved.get(printer) ?? 0) + 1);
  if (outcome !== "printed") return;
  unmoved.delete(printer);
  cutShort.delete(printer);
  for (const key of returns.keys()) if (key.startsWith(`${printer}/`)) returns.delete(key);
}

function keepIncident(state: State, incident: Incident): void {
  state.incidents.set(incident.incident, incident);
  // The newest stays, whatever the clock has done: the next number follows from it.
  const newest = Math.max(...state.incidents.keys());
  for (const [number, known] of state.incidents) {
    if (number < newest && !isRemembered(known, incident.raisedAt)) state.incidents.delete(number);
  }
}

function addEvent(state: State, event: StreamEvent): void {
  const stream = state.streams[event.stream];
  stream.seq = event.seq;
  (stream.undelivered as Map<number, StreamEvent>).set(event.seq, event);
}

function countCompleted(state: State, at: number): void {
  state.completedTotal += 1;
  state.completedAt.push(at);
  while ((state.completedAt[0] ?? at) < at - COMPLETED_KEPT_MS) state.completedAt.shift();
}

function countMade({ madeAt }: State, printer: string, at: number): void {
  const kept = (madeAt.get(printer) ?? []).filter((time) => time >= at - COMPLETED_KEPT_MS);
  // A clock that was set back is no reason for cards out of order.
  const times = [...kept, at].sort((a, b) => a - b);
  madeAt.set(printer, times);
}

/** Keeps `jobs` to the open ones and `queue` to the pending ones, in order. */
function setJob(state: State, job: Job): void {
  const before = state.jobs.get(job.jobId);
  if (before?.state === "pending") state.queue.splice(placeOf(state.queue, before), 1);
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
