import type { Hold, HoldCause, Job, Printer, Scope, State } from "./state.ts";
import { standingHolds } from "./store-fault.ts";

/** What the holds in force cover, gathered once for many questions. */
export interface Covered {
  readonly host: boolean;
  readonly servers: ReadonlySet<string>;
  readonly printers: ReadonlySet<string>;
  readonly jobs: ReadonlySet<string>;
}

export function covered(state: State, holds: Iterable<Hold> = standingHolds(state)): Covered {
  const ids = { server: new Set<string>(), printer: new Set<string>(), job: new Set<string>() };
  let host = false;
  for (const { scope } of holds) {
    if (scope.kind === "host") host = true;
    else ids[scope.kind].add(scope.id);
  }
  return { host, servers: ids.server, printers: ids.printer, jobs: ids.job };
}

/** Whether a hold covers the job itself, whichever printer would print it. */
export function isCovered({ host, servers, jobs }: Covered, job: Job): boolean {
  return host || jobs.has(job.jobId) || (job.server !== undefined && servers.has(job.server));
}

/** The holds that keep a job from starting on a printer, oldest first; empty: it may start. */
export function holdsBetween(state: State, job: Job, printer: Printer): readonly Hold[] {
  return standingHolds(state).filter(
    ({ scope }) => coversJob(scope, job) || (scope.kind === "printer" && scope.id === printer.id),
  );
}

/** The holds that cover a job, or a printer that may print it; oldest first. */
export function holdsOver(state: State, job: Job): readonly Hold[] {
  const printers = [...state.printers.values()].filter((printer) => isOf(printer, job));
  const ids = new Set(printers.map(({ id }) => id));
  return standingHolds(state).filter(
    ({ scope }) => coversJob(scope, job) || (scope.kind === "printer" && ids.has(scope.id)),
  );
}

/**
 * Whether a pending job is held: by its own holds, or because no printer of its stock may take it.
 * One that is no specimen is held by simulated printers alone (I11).
 */
export function isHeld(state: State, job: Job, holds: Covered = covered(state)): boolean {
  if (isCovered(holds, job)) return true;
  const printers = [...state.printers.values()].filter((printer) => isOf(printer, job));
  return (
    printers.length > 0 &&
    printers.every(
      ({ id, identity }) =>
        (identity?.simulated === true && !job.specimen) || holds.printers.has(id),
    )
  );
}

/**
 * Why a pending job waits, in `job-state-reasons` (IPP where one fits) or the conditions that hold
 * it; empty: it is its turn that it waits for.
 */
export function waitReasons(state: State, job: Job): readonly string[] {
  const printers = [...state.printers.values()].filter((printer) => isOf(printer, job));
  if (printers.length === 0) return ["resources-are-not-supported"];
  if (!job.specimen && printers.every(({ identity }) => identity?.simulated === true)) {
    return ["simulated-device"];
  }
  if (!isHeld(state, job)) return [];
  const holds = printers.flatMap((printer) => holdsBetween(state, job, printer));
  return [...new Set(holds.map(({ cause }) => reasonOf(cause)))];
}

function reasonOf(cause: HoldCause): string {
  switch (cause.kind) {
    case "fault":
      return cause.condition;
    case "operator":
      return "job-held-by-operator";
    case "policy":
      return cause.reason;
    case "probation":
      return "device-proving";
  }
}

/** Whether a printer has the stock that a job asks for, and is the one it asks for. */
export function isOf({ id, stock }: Printer, job: Job): boolean {
  return stock === job.stock && (job.printer === undefined || job.printer === id);
}

function coversJob(scope: Scope, job: Job): boolean {
  switch (scope.kind) {
    case "host":
      return true;
    case "server":
      return scope.id === job.server;
    case "job":
      return scope.id === job.jobId;
    case "printer":
      return false;
  }
}

/** As in commands and documents: `host`, `printer:<id>`, `server:<id>`, `job:<id>`. */
export function scopeName(scope: Scope): string {
  return scope.kind === "host" ? "host" : `${scope.kind}:${scope.id}`;
}
