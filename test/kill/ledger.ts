import type { JobAnswer, JobEvent } from "../../protocols/host/messages.ts";
import type { HostTopics } from "../../protocols/host/topics.ts";
import { isResting } from "../../simulator/stage/judge.ts";

/** What a host has said about its jobs over MQTT to a server that listened from the start. */
export interface Ledger {
  /** How often the host has come online. */
  readonly onlineCount: number;
  /** Answered `accepted` or `duplicate`. */
  readonly accepted: ReadonlySet<string>;
  /** The last state of each job. */
  readonly states: ReadonlyMap<string, string>;
  /** Job events so far, those that came again not counted. */
  readonly events: number;
  /** What the contract does not allow, in words. */
  readonly violations: readonly string[];
  isAtRest(jobId: string): boolean;
  message(topic: string, payload: string): void;
}

export interface LedgerParts {
  readonly topics: HostTopics;
  /** A document has its answer: it need not be sent any more. */
  readonly answered: (jobId: string) => void;
  readonly event: (event: JobEvent) => void;
}

export function createLedger({ topics, answered, event: tell }: LedgerParts): Ledger {
  const accepted = new Set<string>();
  const states = new Map<string, string>();
  const violations: string[] = [];
  let onlineCount = 0;
  let store: string | undefined;
  let highest = 0;

  function takeAnswer(answer: JobAnswer): void {
    const { job_id: jobId, result, code = result, retry } = answer;
    if (jobId === null || retry === true) return;
    if (result === "accepted" || result === "duplicate") accepted.add(jobId);
    else violations.push(`${jobId} was refused: ${code}`);
    answered(jobId);
  }

  /** Every number from 1 on, no later one before an earlier one (I7); again is no violation. */
  function isNew({ store: from, seq }: JobEvent): boolean {
    store ??= from;
    if (from !== store) violations.push(`event ${seq} is of another store`);
    if (seq > highest + 1) violations.push(`event ${seq} came after event ${highest}`);
    if (seq <= highest) return false;
    highest = seq;
    return true;
  }

  function takeEvent(event: JobEvent): void {
    if (!isNew(event)) return;
    const { job_id: jobId, state, previous } = event;
    const known = states.get(jobId) ?? null;
    if (previous !== known) violations.push(`${jobId} was ${known} and went from ${previous}`);
    states.set(jobId, state);
    tell(event);
  }

  return {
    accepted,
    states,
    violations,
    get onlineCount() {
      return onlineCount;
    },
    get events() {
      return highest;
    },
    isAtRest: (jobId) => isResting(states.get(jobId) ?? "unknown"),
    message(topic, payload) {
      if (topic === topics.availability && payload === "online") onlineCount += 1;
      if (topic === topics.jobAck) takeAnswer(JSON.parse(payload) as JobAnswer);
      if (topic === topics.jobEvent) takeEvent(JSON.parse(payload) as JobEvent);
    },
  };
}
