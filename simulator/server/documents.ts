import { encodeInstant } from "../../protocols/host/messages.ts";
import type { ServerJob } from "./options.ts";
import { fictitiousResident } from "./people.ts";

export interface ResidentJobsOptions {
  readonly site: string;
  /** Another for every run: a host never forgets an id. */
  readonly run: string;
  readonly count: number;
  /** Named in the documents, where a host has more than one server. */
  readonly server?: string;
  readonly wallMs: number;
}

/** Print jobs of people who do not exist. */
export function residentJobs(options: ResidentJobsOptions): readonly ServerJob[] {
  const { site, run, count, server, wallMs } = options;
  return Array.from({ length: count }, (_, n) => {
    const jobId = `${site}-sim-${run}-${n + 1}`;
    const document = {
      schema: 1,
      job_id: jobId,
      ...(server !== undefined && { server }),
      specimen: true,
      reason: "first",
      requested_at: encodeInstant(wallMs),
      upstream_status: "PRINT_READY_RECORD",
      card: { front: { template: "ktp-el", fields: fictitiousResident(n) } },
    };
    return { jobId, payload: JSON.stringify(document) };
  });
}
