import { decodeCommand } from "../../protocols/host/commands.ts";
import { decodeJobDocument } from "../../protocols/host/job-document.ts";
import type { HostTopics } from "../../protocols/host/topics.ts";
import type { BrokerMessage, Publication, Store } from "../../src/core/ports.ts";

type Verdict = Parameters<BrokerMessage["settle"]>[0];

/** I5: neither the answer nor the PUBACK to a job or a command goes out before it is on disk. */
export interface AnswerWitness {
  /** A message has come; what is returned judges, at that instant, how it is settled. */
  received(message: BrokerMessage): (verdict: Verdict) => string | undefined;
  published(publication: Publication): string | undefined;
}

/** What is answered so is no command, or is not kept: the same id may be tried again. */
const UNKEPT: ReadonlySet<string | undefined> = new Set([
  "malformed",
  "unknown-command",
  "unavailable",
]);

export function createAnswerWitness(store: Store, topics: HostTopics): AnswerWitness {
  /** Jobs whose document at hand has been answered as rejected: it need not be on disk. */
  const rejected = new Set<string>();
  /** Whether the command at hand has its answer. */
  let isAnswered = false;

  function owingJob(jobId: string, by: string): string | undefined {
    return store.job(jobId) === undefined
      ? `I5 ${by} for ${jobId} before it is on disk`
      : undefined;
  }

  function settledJob(payload: Uint8Array): (verdict: Verdict) => string | undefined {
    const decoded = decodeJobDocument(payload);
    // A document that will be refused has nothing to be on disk.
    if (!decoded.ok) return () => undefined;
    const { job_id: jobId } = decoded.document;
    rejected.delete(jobId);
    return (verdict) => {
      const isOwed = verdict === "ok" && !rejected.has(jobId);
      return isOwed ? owingJob(jobId, "PUBACK") : undefined;
    };
  }

  function settledCommand(payload: Uint8Array): (verdict: Verdict) => string | undefined {
    isAnswered = false;
    const decoded = decodeCommand(payload);
    const id = decoded.ok ? decoded.document.id : undefined;
    return (verdict) => {
      if (verdict !== "ok" || isAnswered) return undefined;
      // Without an id on disk, all that shows that it was dealt with is its answer.
      if (id === undefined) return "I5 PUBACK for a command before it is answered";
      if (store.command(id) !== undefined) return undefined;
      return `I5 PUBACK for command ${id} before it is on disk`;
    };
  }

  function answeredJob({ job_id: jobId, result, code }: JobAnswer): string | undefined {
    if (result !== "rejected") return owingJob(jobId, "answer");
    // What the store could not take is not acknowledged: the broker brings it again.
    if (code !== "unavailable") rejected.add(jobId);
    return undefined;
  }

  function answeredCommand({ id, code }: CommandAnswer): string | undefined {
    isAnswered = true;
    if (id === null || UNKEPT.has(code) || store.command(id) !== undefined) return undefined;
    return `I5 answer to command ${id} before it is on disk`;
  }

  return {
    received({ topic, payload }) {
      if (topic === topics.job) return settledJob(payload);
      // An empty payload clears a retained message: there is nothing to answer.
      if (topic === topics.cmd && payload.length > 0) return settledCommand(payload);
      return () => undefined;
    },
    published({ topic, payload }) {
      if (topic === topics.jobAck) return answeredJob(JSON.parse(payload) as JobAnswer);
      if (topic === topics.cmdRes) return answeredCommand(JSON.parse(payload) as CommandAnswer);
      return undefined;
    },
  };
}

interface JobAnswer {
  readonly job_id: string;
  readonly result: string;
  readonly code?: string;
}

interface CommandAnswer {
  readonly id: string | null;
  readonly code?: string;
}
