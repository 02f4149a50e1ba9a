import type { Hold, Job, Printer, Scope, State } from "./state.ts";

/** The holds that keep a job from starting on a printer, oldest first; empty: it may start. */
export function holdsBetween(state: State, job: Job, printer: Printer): readonly Hold[] {
  return [...state.holds.values()].filter(
    ({ scope }) => coversJob(scope, job) || isScope(scope, "printer", printer.id),
  );
}

/**
 * Whether a pending job is held: by its own holds, or because no printer of its stock may take it.
 * One that is no specimen is held by simulated printers alone (I11).
 */
export function isHeld(state: State, job: Job): boolean {
  const holds = [...state.holds.values()];
  if (holds.some(({ scope }) => coversJob(scope, job))) return true;
  const printers = [...state.printers.values()].filter((printer) => isOf(printer, job));
  return (
    printers.length > 0 &&
    printers.every(
      ({ id, identity }) =>
        (identity?.simulated === true && !job.specimen) ||
        holds.some(({ scope }) => isScope(scope, "printer", id)),
    )
  );
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

function isScope(scope: Scope, kind: "printer", id: string): boolean {
  return scope.kind === kind && scope.id === id;
}

/** As in commands and documents: `host`, `printer:<id>`, `server:<id>`, `job:<id>`. */
export function scopeName(scope: Scope): string {
  return scope.kind === "host" ? "host" : `${scope.kind}:${scope.id}`;
}
