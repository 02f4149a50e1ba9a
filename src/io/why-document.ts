import type { WhyDocument } from "../../protocols/host/why-document.ts";
import type { AttemptRecord } from "../core/ports.ts";
import type { HoldFacts, Why } from "../core/why.ts";
import { holdDocument } from "./hold-document.ts";
import type { InstantFormat } from "./instant.ts";

/** Why a job is where it is, in the keys of the contract. */
export function whyDocument(why: Why, instant: InstantFormat): WhyDocument {
  const { job, state, reasons, place, endsAt, attempt } = why;
  const orNull = (wallMs: number | undefined) => (wallMs === undefined ? null : instant(wallMs));
  return {
    job_id: job.jobId,
    state,
    reasons: [...reasons],
    received_at: instant(job.receivedAt),
    ended_at: orNull(job.endedAt),
    holds: why.holds.map((facts) => holdFacts(facts, instant)),
    printers: Object.fromEntries(why.printers.map(({ id, state: word }) => [id, word])),
    place: place ?? null,
    expected_at: orNull(endsAt),
    attempt: attempt === undefined ? null : attemptFacts(attempt, instant),
  };
}

function holdFacts(facts: HoldFacts, instant: InstantFormat): WhyDocument["holds"][number] {
  const { hold, fault, seenAt, nextCheckAt, lift, overMqtt } = facts;
  return {
    ...holdDocument(hold, instant),
    ...(fault?.raw === undefined ? {} : { raw: fault.raw }),
    ...(seenAt === undefined ? {} : { seen_at: instant(seenAt) }),
    ...(nextCheckAt === undefined ? {} : { next_check_at: instant(nextCheckAt) }),
    lift,
    over: lift === "nobody" ? [] : overMqtt ? ["socket", "mqtt"] : ["socket"],
  };
}

function attemptFacts(made: AttemptRecord, instant: InstantFormat): WhyDocument["attempt"] {
  const { attempt, printer, armedAt, endedAt, evidence, interrupted, decisions } = made;
  return {
    attempt,
    printer,
    armed_at: instant(armedAt),
    ended_at: endedAt === undefined ? null : instant(endedAt),
    outcome: evidence?.outcome ?? null,
    interrupted: interrupted ?? null,
    detail: evidence?.detail ?? null,
    proposal: evidence?.proposal ?? null,
    decided_by: decisions.findLast(({ undone }) => undone === undefined)?.by ?? null,
  };
}
