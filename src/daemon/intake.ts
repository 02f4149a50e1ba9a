import { decodeJobDocument, type JobDocument } from "../../protocols/host/job-document.ts";
import type { NewJob, Rejection } from "../core/events.ts";
import type { CardSide, Geometry, Renderer } from "../core/ports.ts";
import { sha256 } from "../io/sha256.ts";
import { alwaysSpecimen } from "../render/renderer.ts";

export type Intake =
  | {
      readonly ok: true;
      readonly job: NewJob;
      readonly document: string;
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly rejection: Rejection };

export interface IntakeParts {
  readonly renderer: Renderer;
  readonly geometry: Geometry;
  /** Ids of the configured servers. */
  readonly servers: readonly string[];
}

/** Takes a job document apart: what the core needs, what is stored, or why it is refused. */
export function takeIn(payload: Uint8Array, parts: IntakeParts): Intake {
  const decoded = decodeJobDocument(payload);
  if (!decoded.ok) {
    const { jobId, defect: code, message } = decoded;
    return { ok: false, rejection: { jobId, code, message } };
  }
  const { document, canonical, warnings } = decoded;
  const { job_id: jobId, priority, stock, specimen, expires_at, reprint_of } = document;
  const server = serverOf(document, parts.servers);
  const rejection = refusal(document, server, parts);
  if (rejection !== undefined) return { ok: false, rejection: { jobId, ...rejection } };
  const job = {
    jobId,
    hash: sha256(canonical),
    priority,
    stock,
    specimen,
    ...(server === undefined ? {} : { server }),
    ...(expires_at === undefined ? {} : { expiresAt: Date.parse(expires_at) }),
    ...(reprint_of === undefined ? {} : { reprintOf: reprint_of }),
  };
  return { ok: true, job, document: canonical, warnings };
}

/** The sides of a stored document, front first. */
export function sidesOf(document: JobDocument): readonly CardSide[] {
  const { front, back } = document.card;
  return back === undefined ? [front] : [front, back];
}

/** With one server a document need not name it. */
function serverOf({ server }: JobDocument, servers: readonly string[]): string | undefined {
  return server ?? (servers.length === 1 ? servers[0] : undefined);
}

type Refusal = Omit<Rejection, "jobId">;

function refusal(
  document: JobDocument,
  server: string | undefined,
  parts: IntakeParts,
): Refusal | undefined {
  const isUnknown =
    server === undefined ? parts.servers.length > 1 : !parts.servers.includes(server);
  if (isUnknown) return { code: "unknown-server", message: "server is not one of the configured" };
  const sides = sidesOf(document);
  if (!document.specimen && sides.some(alwaysSpecimen)) {
    const message = "the template always says SPECIMEN and the job is no specimen";
    return { code: "not-specimen", message };
  }
  return sides.map((side) => drawingDefect(document, side, parts)).find((defect) => defect);
}

/** A side that cannot be drawn is refused at once, not when its turn comes. */
function drawingDefect(
  { specimen }: JobDocument,
  side: CardSide,
  { renderer, geometry }: IntakeParts,
): Refusal | undefined {
  const rendered = renderer.render({ side, panels: ["k"], geometry, specimen });
  if (rendered.ok) return undefined;
  const { defect: code, message } = rendered;
  return { code, message };
}
