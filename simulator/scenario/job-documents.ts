import { encodeInstant } from "../../protocols/host/messages.ts";
import type { JobToSend } from "./scene.ts";

/** The document of a job with this card, as its server sends it. */
export function jobDocument(
  { id, server, priority, stock, expiresMs }: JobToSend,
  wallMs: number,
  card: object,
): object {
  const isUrgent = priority !== undefined && priority > 90;
  return {
    schema: 1,
    job_id: id,
    ...(server === undefined ? {} : { server }),
    specimen: true,
    reason: "first",
    requested_at: encodeInstant(wallMs),
    ...(priority === undefined ? {} : { priority }),
    ...(isUrgent ? { urgent: { reason: "scenario", approved_by: "head" } } : {}),
    ...(stock === undefined ? {} : { stock }),
    ...(expiresMs === undefined ? {} : { expires_at: encodeInstant(wallMs + expiresMs) }),
    card,
  };
}
