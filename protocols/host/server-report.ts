import { z } from "zod";

/** SMART attributes whose raw value foretells the end of a disk when it is not zero. */
export const SMART_ATTRIBUTES = ["5", "187", "188", "197", "198"] as const;

const disk = z.looseObject({
  name: z.string(),
  kind: z.enum(["hdd", "ssd", "nvme"]).optional(),
  smart: z.record(z.string(), z.number()).optional(),
});

const report = z.looseObject({
  sent_at: z.iso.datetime({ offset: true }),
  uptime_s: z.number().optional(),
  load_1m: z.number().optional(),
  temperature_c: z.number().optional(),
  disk_used_pct: z.number().optional(),
  disks: z.array(disk).optional(),
  raid: z.enum(["ok", "degraded", "failed"]).optional(),
  on_battery: z.boolean().optional(),
  database_ok: z.boolean().optional(),
  database_latency_ms: z.number().optional(),
  queue_depth: z.number().optional(),
  checks: z.array(z.looseObject({ name: z.string(), ok: z.boolean() })).optional(),
});

/** A server's health report (contract §4). */
export type ServerReport = z.infer<typeof report>;

/** Reads a report, in which `null` is a value that is missing; `undefined` if it is none. */
export function decodeServerReport(payload: Uint8Array): ServerReport | undefined {
  const parsed = report.safeParse(parseJson(payload, (_, value) => value ?? undefined));
  return parsed.success ? parsed.data : undefined;
}

const reply = z.looseObject({ id: z.string(), at: z.string().optional() });

/** The answer to a request (contract §10): the id of the request. */
export function decodeReply(payload: Uint8Array): string | undefined {
  const parsed = reply.safeParse(parseJson(payload));
  return parsed.success ? parsed.data.id : undefined;
}

const jobsReply = z.looseObject({ id: z.string(), sent: z.int().min(0), left: z.int().min(0) });

/** The answer to a request for jobs (contract §10): how many were sent, and how many are left. */
export type JobsReply = z.infer<typeof jobsReply>;

export function decodeJobsReply(payload: Uint8Array): JobsReply | undefined {
  const parsed = jobsReply.safeParse(parseJson(payload));
  return parsed.success ? parsed.data : undefined;
}

export function parseJson(
  payload: Uint8Array,
  revive?: (key: string, value: unknown) => unknown,
): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload), revive);
  } catch {
    return undefined;
  }
}
