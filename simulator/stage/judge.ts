import type { HostTopics } from "../../protocols/host/topics.ts";
import type { CardRecord } from "../printer/card.ts";
import type { LoggedPublication } from "./memory-broker.ts";

type JudgedCard = Pick<CardRecord, "box" | "complete">;

export interface Evidence<Card extends JudgedCard = CardRecord> {
  readonly topics: HostTopics;
  /** Everything that the broker has carried; answers and events of jobs are enough. */
  readonly log: readonly Pick<LoggedPublication, "topic" | "payload">[];
  /** Every card that has left the printer. */
  readonly cards: readonly Card[];
  /** The job whose picture is on a card, by the picture. */
  readonly jobOn: (card: Card) => string | undefined;
}

type Heard = Pick<Evidence, "log" | "topics">;

interface SeenEvent {
  readonly seq: number;
  readonly job_id: string;
  readonly state: string;
  readonly attempt?: number;
  readonly evidence?: { readonly outcome: string };
}

const RESTING: ReadonlySet<string> = new Set([
  "completed",
  "canceled",
  "aborted",
  "expired",
  "in-doubt",
]);

/** In a resting state a job has ended, or a person has to decide. */
export function isResting(state: string): boolean {
  return RESTING.has(state);
}

/**
 * Broken promises, seen from outside: from the printer's card records and the broker's log,
 * never from the daemon's own state. To be asked once everything has come to rest.
 */
export function judge<Card extends JudgedCard>(evidence: Evidence<Card>): readonly string[] {
  const events = seenEvents(evidence);
  const last = new Map(events.map((event) => [event.job_id, event.state]));
  const good = goodCards(evidence);
  return [
    ...gaps(events),
    ...unfounded(events),
    ...acceptedJobs(evidence).flatMap((jobId) =>
      judgeJob(jobId, good.get(jobId) ?? 0, last.get(jobId)),
    ),
  ];
}

/** How many good cards there are of each job. */
function goodCards<Card extends JudgedCard>({
  cards,
  jobOn,
}: Evidence<Card>): ReadonlyMap<string | undefined, number> {
  const good = cards.filter(({ complete, box }) => complete && box === "output").map(jobOn);
  const counts = new Map<string | undefined, number>();
  for (const jobId of good) counts.set(jobId, (counts.get(jobId) ?? 0) + 1);
  return counts;
}

function judgeJob(jobId: string, good: number, state = "never announced"): string[] {
  const violations = [];
  if (!isResting(state)) violations.push(`I1 ${jobId} was accepted and is ${state}`);
  if (good > 1) violations.push(`I2 ${jobId} was printed ${good} times`);
  if (state === "completed" && good === 0) {
    violations.push(`I2 ${jobId} is completed and no good card came out`);
  }
  return violations;
}

/** I4: what allows an attempt after the first is the evidence of the one before it. */
function unfounded(events: readonly SeenEvent[]): string[] {
  const allowed = new Set(
    events
      .filter(({ evidence }) => ["not-printed", "spoiled"].includes(evidence?.outcome ?? ""))
      .map(({ job_id, attempt = 0 }) => `${job_id}/${attempt + 1}`),
  );
  return events
    .filter(({ state, attempt = 0 }) => state === "processing" && attempt > 1)
    .filter(({ job_id, attempt }) => !allowed.has(`${job_id}/${attempt}`))
    .map(({ job_id, attempt = 0 }) => unfoundedText(job_id, attempt));
}

/** How `judge` names an attempt that no event allowed: an operator's answer may have done so. */
export function unfoundedText(jobId: string, attempt: number): string {
  return `I4 nothing allowed attempt ${attempt} at ${jobId}`;
}

/** I7: every number from 1 on reaches the broker, no later one before an earlier one. */
function gaps(events: readonly SeenEvent[]): string[] {
  let highest = 0;
  for (const { seq } of events) {
    if (seq > highest + 1) return [`I7 event ${seq} came after event ${highest}`];
    highest = Math.max(highest, seq);
  }
  return [];
}

function seenEvents({ log, topics }: Heard): readonly SeenEvent[] {
  return log
    .filter(({ topic }) => topic === topics.jobEvent)
    .map(({ payload }) => JSON.parse(payload) as SeenEvent);
}

function acceptedJobs({ log, topics }: Heard): readonly string[] {
  const answers = log
    .filter(({ topic }) => topic === topics.jobAck)
    .map(({ payload }) => JSON.parse(payload) as { job_id: string; result: string });
  const accepted = answers.filter(({ result }) => result === "accepted" || result === "duplicate");
  return [...new Set(accepted.map((answer) => answer.job_id))];
}
