/** Every operating error raised on purpose. Logs, reports and tests match on the code. */
export type DaemonErrorCode =
  | "CONFIG_INVALID"
  | "FONT_UNREADABLE"
  | "ALREADY_RUNNING"
  | "BROKER_FAILED"
  | "SOCKET_TAKEN"
  | "LISTEN_FAILED"
  | "STORE_FAILED"
  | "RECORDING_FAILED"
  | "PRINTER_TIMEOUT"
  | "PRINTER_REFUSED"
  | "PRINTER_GARBLED"
  | "LINK_CLOSED";

/** JSON-safe, free of cardholder data: it goes into the log as it is. */
export type Facts = Readonly<Record<string, string | number | boolean>>;

/** An operating error. A programmer's error is a plain `Error` and stops the process. */
export class DaemonError extends Error {
  override readonly name = "DaemonError";
  readonly code: DaemonErrorCode;
  readonly facts: Facts;

  /** The message says only what happened: facts carry the values, cause carries the why. */
  constructor(code: DaemonErrorCode, message: string, facts: Facts = {}, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.facts = facts;
  }
}
