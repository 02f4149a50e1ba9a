/** Exit codes of every command (contract §7). */
export const EXIT = { done: 0, failed: 1, usage: 2, unreachable: 3 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command: the message goes to stderr, the exit code to the shell. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: ExitCode;
  /** The daemon's own word for it, when it gave one. */
  readonly code: string | undefined;

  constructor(exitCode: ExitCode, message: string, code?: string) {
    super(message);
    this.exitCode = exitCode;
    this.code = code;
  }
}
