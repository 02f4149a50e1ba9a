import type { Facts } from "../core/errors.ts";

/** `SOCKET_TAKEN`: another process listens there. `LISTEN_FAILED`: the system refuses. */
export type ControlServerErrorCode = "SOCKET_TAKEN" | "LISTEN_FAILED";

/** Why the control server did not start. Same form as `DaemonError`. */
export class ControlServerError extends Error {
  override readonly name = "ControlServerError";
  readonly code: ControlServerErrorCode;
  readonly facts: Facts;

  constructor(code: ControlServerErrorCode, message: string, facts: Facts, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.facts = facts;
  }
}
