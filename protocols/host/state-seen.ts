import { z } from "zod";
import { parseJson } from "./server-report.ts";

/** What tells two hosts of one name, or two lives of one store, apart in `<base>/state`. */
const stateSeenSchema = z.object({
  store: z.string().min(1).max(64),
  event_seq: z.int().min(0),
  job_event_seq: z.int().min(0),
});

export interface StateSeenDocument {
  readonly store: string;
  readonly eventSeq: number;
  readonly jobEventSeq: number;
}

/** `undefined`: no state of a host, such as the empty payload that clears a retained one. */
export function decodeStateSeen(payload: Uint8Array): StateSeenDocument | undefined {
  const parsed = stateSeenSchema.safeParse(parseJson(payload));
  if (!parsed.success) return undefined;
  const { store, event_seq: eventSeq, job_event_seq: jobEventSeq } = parsed.data;
  return { store, eventSeq, jobEventSeq };
}
