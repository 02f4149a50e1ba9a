import type { CommandAnswerDocument } from "../../protocols/host/commands.ts";
import { encodeInstant } from "../../protocols/host/messages.ts";
import type { CommandAnswer, CommandResult } from "../core/command.ts";
import type { BrokerMessage, Publication } from "../core/ports.ts";
import type { OperatorEventBody } from "../core/state.ts";
import type { InstantFormat } from "./instant.ts";
import { whyDocument } from "./why-document.ts";

/** From the core's words about commands to the documents of the contract. */

/** A message of `<base>/cmd/res`. */
export function commandAnswer(
  { id, ok, code, message, result }: CommandAnswer,
  instant: InstantFormat = encodeInstant,
): CommandAnswerDocument {
  return {
    id: id ?? null,
    ok,
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
    ...(result === undefined ? {} : { result: resultDocument(result, instant) }),
  };
}

/** A topic longer than all of ours is nobody's mistake but his who asks for it. */
const RESPONSE_TOPIC_MAX = 256;

/**
 * The answer on the topic of all answers, and on the one that its sender asks for (MQTT 5). That
 * may be no topic of jobs or commands: an answer would come back as one.
 */
export function answerPublications(
  topic: string,
  document: CommandAnswerDocument,
  { responseTopic, correlationData }: Pick<BrokerMessage, "responseTopic" | "correlationData">,
): readonly Publication[] {
  const payload = JSON.stringify(document);
  const known = correlationData === undefined ? {} : { correlationData };
  const topics = new Set([topic, ...(isUsable(responseTopic) ? [responseTopic] : [])]);
  return [...topics].map((each) => ({ topic: each, payload, retain: false, ...known }));
}

function isUsable(topic: string | undefined): topic is string {
  if (topic === undefined || topic.length === 0 || topic.length > RESPONSE_TOPIC_MAX) return false;
  return !/[+#\0]|^\$|(^|\/)(job|cmd)$/.test(topic);
}

function resultDocument(result: CommandResult, instant: InstantFormat) {
  const { jobId, until, nextSeq, lastSeq, why, ...rest } = result;
  return {
    ...(why === undefined ? {} : whyDocument(why, instant)),
    ...(jobId === undefined ? {} : { job_id: jobId }),
    ...rest,
    ...(until === undefined ? {} : { until: instant(until) }),
    ...(nextSeq === undefined ? {} : { next_seq: nextSeq }),
    ...(lastSeq === undefined ? {} : { last_seq: lastSeq }),
  };
}

/** What a person has decided, as on `<base>/event`. */
export function operatorEvent(body: OperatorEventBody) {
  const { id, jobId, by } = body;
  const decision = { id, job_id: jobId, by };
  switch (body.type) {
    case "resolved": {
      const { attempt, as, reason } = body;
      return { type: body.type, ...decision, attempt, as, reason };
    }
    case "resolve-undone": {
      const { of, attempt } = body;
      return { type: body.type, ...decision, of, attempt };
    }
    case "reprinted": {
      const { reprintOf, oldCard, reason } = body;
      return { type: body.type, ...decision, reprint_of: reprintOf, old_card: oldCard, reason };
    }
    case "card-shown":
      return { type: body.type, ...decision };
  }
}
