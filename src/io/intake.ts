import { decodeJobDocument, type JobDocument } from "../../protocols/host/job-document.ts";
import type { NewJob, Rejection } from "../core/events.ts";
import type { CardSide, Geometry, Renderer } from "../core/ports.ts";
import { sha256 } from "./sha256.ts";

export type Intake =
  | { readonly ok: true; readonly job: NewJob; readonly document: string }
  | { readonly ok: false; readonly rejection: Rejection };

export interface IntakeParts {
  readonly renderer: Renderer;
  readonly geometry: Geometry;
}

/** Takes a job document apart: what the core needs to know, what is stored, or why it is refused. */
export function takeIn(payload: Uint8Array, parts: IntakeParts): Intake {
  const decoded = decodeJobDocument(payload);
  if (!decoded.ok) {
    const { jobId, defect: code, message } = decoded;
    return { ok: false, rejection: { jobId, code, message } };
  }
  const { document, canonical } = decoded;
  const rejection = tryRender(document, parts);
  if (rejection !== undefined) return { ok: false, rejection };
  const { job_id: jobId, priority, stock, specimen } = document;
  const job = { jobId, hash: sha256(canonical), priority, stock, specimen };
  return { ok: true, job, document: canonical };
}

/** The sides of a stored document, front first. */
export function sidesOf(document: JobDocument): readonly CardSide[] {
  const { front, back } = document.card;
  return back === undefined ? [front] : [front, back];
}

/** A picture that cannot be drawn is refused at once, not when its turn comes. */
function tryRender(document: JobDocument, parts: IntakeParts): Rejection | undefined {
  const { geometry } = parts;
  for (const side of sidesOf(document)) {
    const request = { side, panels: ["k"], geometry, specimen: document.specimen } as const;
    const rendered = parts.renderer.render(request);
    if (!rendered.ok) {
      const { defect: code, message } = rendered;
      return { jobId: document.job_id, code, message };
    }
  }
  return undefined;
}
