import type { Hold, Job, Scope } from "../../src/core/state.ts";

// The model's own idea of what a hold covers, apart from the core's.

export function nameOf(scope: Scope): string {
  return scope.kind === "host" ? "host" : `${scope.kind}:${scope.id}`;
}

/** Whether one of these keeps a job of the only printer from starting. */
export function isHeldBy(holds: readonly Hold[], job: Pick<Job, "jobId" | "stock">): boolean {
  const names = new Set(["host", `job:${job.jobId}`]);
  if (job.stock === "default") names.add("printer:printer1");
  return holds.some(({ scope }) => names.has(nameOf(scope)));
}
