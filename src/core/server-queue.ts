import { suits } from "./advance.ts";
import { isExpired } from "./expiry.ts";
import { perKind } from "./job-kinds.ts";
import type { State } from "./state.ts";
import { standingHolds } from "./store-fault.ts";

/** What waits of one server. */
export interface ServerQueue {
  readonly waiting: number;
  /** Of these, jobs that a printer could begin, now or after its card, but for the server. */
  readonly printable: number;
}

/**
 * What is left of a server's jobs when nothing of the server itself holds them: what could be
 * printed now if its hold were overridden. One pass; printers are asked once per kind of job.
 */
export function serverQueue(state: State, server: string, at: number): ServerQueue {
  const { isHostHeld, heldJobs, printers } = otherHolds(state);
  const hasPrinter = perKind(state, (job) => printers.some((printer) => suits(printer, job)));
  let [waiting, printable] = [0, 0];
  for (const job of state.queue) {
    if (job.server !== server) continue;
    waiting += 1;
    if (isHostHeld || heldJobs.has(job.jobId) || isExpired(state, job, at)) continue;
    if (hasPrinter(job)) printable += 1;
  }
  return { waiting, printable };
}

function otherHolds(state: State) {
  const scopes = standingHolds(state).map(({ scope }) => scope);
  const idsOf = (kind: "job" | "printer") =>
    new Set(scopes.flatMap((scope) => (scope.kind === kind ? [scope.id] : [])));
  const heldPrinters = idsOf("printer");
  return {
    isHostHeld: scopes.some(({ kind }) => kind === "host"),
    heldJobs: idsOf("job"),
    printers: [...state.printers.values()].filter(
      ({ id, phase }) => phase.kind !== "offline" && !heldPrinters.has(id),
    ),
  };
}
