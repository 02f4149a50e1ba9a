import type { Command } from "../../protocols/evolis/command.ts";

/**
 * What a command is to a failure that nobody has been told of yet, and when it is answered.
 *
 * - `query` and `start`: told the failure instead of being obeyed.
 * - `download`: answered after its last byte, whatever still moves. `sequence`: after its movement.
 * - `remedy`: the host looks after the printer: an old failure is forgotten.
 * - `setting`: has nothing to do with it.
 */
export type Role = "query" | "start" | "download" | "sequence" | "remedy" | "setting";

const ROLES = {
  "read-firmware": "query",
  "read-serial-number": "query",
  "read-model": "query",
  "read-head-kit": "query",
  "read-ribbon-mark": "query",
  "read-error-mode": "query",
  "read-counter": "query",
  "read-last-answer": "query",
  "read-sensor": "query",
  "read-feeder": "query",
  "start-sequence": "start",
  "download-panel": "download",
  "download-panel-compressed": "download",
  "fill-panel": "download",
  "select-front": "sequence",
  "select-back": "sequence",
  "end-sequence": "sequence",
  "insert-front": "remedy",
  "insert-back": "remedy",
  "insert-contact": "remedy",
  "insert-contactless": "remedy",
  "reject-output": "remedy",
  "reject-feeder": "remedy",
  "copy-sequence": "remedy",
  clean: "remedy",
  "clear-status-line": "remedy",
  reset: "remedy",
  "set-error-mode": "setting",
  "set-ribbon": "setting",
  "set-feed-source": "setting",
  "set-framing": "setting",
  "restore-framing": "setting",
  unlisted: "setting",
} as const satisfies Readonly<Record<Command["kind"], Role>>;

export function roleOf({ kind }: Command): Role {
  return ROLES[kind];
}

/** Whether its answer waits for the movement that it has started. */
export function waitsForMovement(role: Role): boolean {
  return role === "sequence" || role === "remedy";
}
