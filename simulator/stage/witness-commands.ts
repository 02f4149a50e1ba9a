import type { Command } from "../../protocols/evolis/command.ts";
import type { Store } from "../../src/core/ports.ts";

type Attempt = ReturnType<Store["load"]>["attempts"][number];

/**
 * I3: no byte that can move a card goes to a printer before that printer's attempt is on disk as
 * armed, nor once it waits to be settled: then only its reject does, which is on disk itself. What
 * is returned judges each command to any printer of one host by what its store has at that instant,
 * and says what is broken.
 */
export function createCommandWitness(
  store: Store,
): (command: Command, printer: string) => string | undefined {
  /** Attempts that have been begun, in whichever process. */
  const begun = new Set<string>();

  function broken(command: Command, open: readonly Attempt[]): string | undefined {
    const [attempt] = open;
    if (attempt === undefined) return "no attempt is armed on disk";
    if (isReject(command)) {
      return attempt.rejecting === undefined ? "no reject is on disk" : undefined;
    }
    if (attempt.interrupted !== undefined) return "its attempt is interrupted";
    if (attempt.rejecting !== undefined) return "its card is rejected";
    if (command.kind !== "start-sequence") return undefined;
    const name = `${attempt.jobId}/${attempt.attempt}`;
    if (begun.has(name)) return `${name} has begun already`;
    begun.add(name);
    return undefined;
  }

  return (command, printer) => {
    if (!canMoveCard(command)) return undefined;
    const open = store.load().attempts.filter((attempt) => attempt.printer === printer);
    const why = broken(command, open);
    return why === undefined ? undefined : `I3 ${command.kind} sent to ${printer} while ${why}`;
  };
}

function canMoveCard({ kind }: Command): boolean {
  return (
    kind.startsWith("download-") ||
    kind.startsWith("insert-") ||
    isReject({ kind }) ||
    kind.endsWith("-sequence") ||
    ["select-back", "fill-panel", "clean"].includes(kind)
  );
}

function isReject({ kind }: Pick<Command, "kind">): boolean {
  return kind.startsWith("reject-");
}
