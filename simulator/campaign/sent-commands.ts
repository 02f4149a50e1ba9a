import type { LoggedPublication } from "../stage/memory-broker.ts";

/** The keys of a command that anybody here asks for. */
export interface SentDocument {
  readonly id?: string;
  readonly cmd?: string;
  readonly scope?: string;
  readonly job_id?: string;
  readonly override?: boolean;
  readonly until?: string;
}

/** Commands as the broker has carried them, whatever the host says of them. */
export interface SentCommands {
  /** Whether one of this id was sent that is like this; an id may be sent more than once. */
  has(id: string, isMeant: (document: SentDocument) => boolean): boolean;
  /** Whether somebody has sent a cancel for this job. */
  hasCancel(jobId: string): boolean;
}

interface Parts {
  readonly topic: string;
  readonly log: readonly LoggedPublication[];
}

export function createSentCommands({ topic, log }: Parts): SentCommands {
  const byId = new Map<string, SentDocument[]>();
  const canceled = new Set<string>();
  let read = 0;

  function take(payload: string): void {
    // Garbage was sent, too: it is no command.
    if (!payload.startsWith("{")) return;
    const document = JSON.parse(payload) as SentDocument;
    const { id, cmd, job_id: jobId } = document;
    if (cmd === "cancel" && jobId !== undefined) canceled.add(jobId);
    if (id !== undefined) byId.set(id, [...(byId.get(id) ?? []), document]);
  }

  function readOn(): void {
    for (; read < log.length; read += 1) {
      const message = log[read];
      if (message?.topic === topic) take(message.payload);
    }
  }

  return {
    has(id, isMeant) {
      readOn();
      return byId.get(id)?.some(isMeant) === true;
    },
    hasCancel(jobId) {
      readOn();
      return canceled.has(jobId);
    },
  };
}
