import type { Hold, Job, Scope } from "../../src/core/state.ts";

// The campaign's own idea of what a hold covers, apart from the core's.

export interface Able {
  readonly id: string;
  readonly stock: string;
}

type Held = Pick<Job, "jobId" | "stock" | "server">;

export function nameOf(scope: Scope): string {
  return scope.kind === "host" ? "host" : `${scope.kind}:${scope.id}`;
}

/** Scopes by which a job is held on a printer. */
export function scopesOf({ jobId, server }: Pick<Job, "jobId" | "server">, printer: string) {
  const ofServer = server === undefined ? [] : [`server:${server}`];
  return ["host", `job:${jobId}`, `printer:${printer}`, ...ofServer];
}

/** Whether one of these keeps a job from starting on this printer. */
export function isHeldOn(holds: readonly Hold[], job: Held, printer: string): boolean {
  const names = new Set(scopesOf(job, printer));
  return holds.some(({ scope }) => names.has(nameOf(scope)));
}

/** Whether they keep a job from starting on every printer that has its stock. */
export function isHeldBy(holds: readonly Hold[], job: Held, printers: readonly Able[]): boolean {
  const able = printers.filter(({ stock }) => stock === job.stock);
  if (able.length > 0) return able.every(({ id }) => isHeldOn(holds, job, id));
  return isHeldOn(holds, job, "");
}
