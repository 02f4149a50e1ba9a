import type { RequestOf } from "./command.ts";
import type { Outcome, Turn } from "./command-turn.ts";
import { refused } from "./command-turn.ts";

/** Numbered messages that one command sends again; whoever missed more asks on. */
export const REPEATED_MAX = 1_000;

/** Sends old events again as they were. What still waits in the outbox goes its own way, too. */
export function repeatEvents(
  { draft, state, facts }: Turn,
  { stream }: RequestOf<"events">,
): Outcome {
  if (!state.brokerConnected) return refused("unavailable", "the broker is not connected");
  const events = facts.events ?? [];
  const lastSeq = state.streams[stream].seq;
  // Numbers that an adopted host has passed over are no events: nobody is to ask for them again.
  const nextSeq = (events.at(-1)?.seq ?? lastSeq) + 1;
  if (events.length > 0) draft.order({ kind: "repeat-events", events });
  return { ok: true, result: { sent: events.length, nextSeq, lastSeq } };
}
