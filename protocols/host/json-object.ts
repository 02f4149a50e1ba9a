import type { z } from "zod";

/** The JSON object in a payload; `undefined`: it is none. */
export function parseJsonObject(payload: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
    if (value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
    return value as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** Paths and kinds of the problems; zod's own messages could repeat what was in the field. */
export function issuesOf(error: z.ZodError): string {
  return error.issues
    .map(({ path, code }) => `${path.join(".") || "document"}: ${code}`)
    .join("; ");
}
