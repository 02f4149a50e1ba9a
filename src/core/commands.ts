import { restHoldId } from "./attempt-end.ts";
import { askedFor } from "./checks.ts";
import type { CommandAnswer, Request, RequestOf } from "./command.ts";
import {
  isOpenNow,
  jobOf,
  type Outcome,
  type Refused,
  refused,
  type Turn,
  unknownJob,
} from "./command-turn.ts";
import type { Draft } from "./draft.ts";
import type { EventOf } from "./events.ts";
import { placeHold } from "./operator-holds.ts";
import type { Policy } from "./policy.ts";
import { release } from "./release.ts";
import { repeatEvents } from "./repeat-events.ts";
import { reprint } from "./reprint.ts";
import { resolve, undo } from "./resolve.ts";
import { withoutStuck } from "./settling.ts";
import type { State } from "./state.ts";
import { adopt } from "./twins.ts";
import { whyOf } from "./why.ts";

/** A command that comes later is not done: it was meant for another moment (contract §6). */
const LATE_MS = 60_000;
/** A sender's clock may go ahead of this one by so much. */
const EARLY_MS = 5 * 60_000;

type CommandReceived = EventOf<"command-received">;

/**
 * Does a command once. Its first answer is written with its effect and answers every later copy
 * of the same id, for ever; `unavailable` alone may be asked again.
 */
export function receiveCommand(
  draft: Draft,
  state: State,
  policy: Policy,
  event: CommandReceived,
): void {
  const { delivery, command, facts, at } = event;
  if (facts.answered !== undefined) {
    draft.order({ kind: "answer-command", delivery, answer: facts.answered });
    return;
  }
  const outcome = refusal(event, policy) ?? carryOut({ draft, state, policy, command, facts });
  const answer: CommandAnswer = { id: command.id, ...outcome };
  if (answer.code !== "unavailable") {
    const jobId = facts.job?.jobId;
    draft.change({ kind: "command-answered", record: { command, jobId, at, answer } });
  }
  draft.order({ kind: "answer-command", delivery, answer });
}

/** The answer while the store takes nothing. It is not kept: the same id may be tried again. */
export function commandUnavailable({ delivery, command }: CommandReceived) {
  const message = "the store cannot be used now";
  const answer = { id: command.id, ok: false, code: "unavailable", message } as const;
  return { kind: "answer-command", delivery, answer } as const;
}

/** Why a command is not done, whatever it asks for. */
function refusal(
  { command, over, retained, at }: CommandReceived,
  policy: Policy,
): Refused | undefined {
  const age = at - (command.at ?? at);
  if (retained) return refused("retained", "a command is never retained");
  if (age > LATE_MS) return refused("expired", "at is more than 60 s ago by this host's clock");
  if (age < -EARLY_MS) return refused("expired", "at is 5 minutes ahead of this host's clock");
  const { request } = command;
  if (over === "mqtt" && canMakeCard(request) && !policy.mqttCommands.includes(request.cmd)) {
    return refused("not-allowed", "this host takes it over its control socket only");
  }
  return undefined;
}

function canMakeCard(request: Request): boolean {
  switch (request.cmd) {
    case "reprint":
    case "resolve":
    case "adopt":
      return true;
    case "release":
      return request.override;
    case "hold":
    case "cancel":
    case "undo":
    case "events":
    case "check":
    case "why":
    case "show-card":
      return false;
  }
}

function carryOut(turn: Turn): Outcome {
  const { request } = turn.command;
  switch (request.cmd) {
    case "hold":
      return placeHold(turn, request);
    case "release":
      return release(turn, request);
    case "cancel":
      return cancel(turn, request);
    case "reprint":
      return reprint(turn, request);
    case "resolve":
      return resolve(turn, request);
    case "undo":
      return undo(turn, request);
    case "events":
      return repeatEvents(turn, request);
    case "check":
      return check(turn, request);
    case "show-card":
      return showCard(turn, request);
    case "adopt":
      return adoptHost(turn, request);
    case "why":
      return why(turn, request);
  }
}

function why({ state, policy, facts, draft }: Turn, { jobId }: RequestOf<"why">): Outcome {
  const job = state.jobs.get(jobId) ?? facts.job;
  if (job === undefined) return unknownJob();
  const { attempts = [] } = facts;
  return { ok: true, result: { why: whyOf(state, job, { policy, attempts, at: draft.at }) } };
}

/** Gives a waiting job up, also one that a printer has begun to prepare. */
function cancel(turn: Turn, { jobId }: RequestOf<"cancel">): Outcome {
  const job = jobOf(turn, jobId);
  if (job === undefined) return unknownJob();
  if (job.state === "pending" && isOpenNow(turn, job)) {
    turn.draft.moveJob(job, "canceled", { reasons: ["job-canceled-by-operator"] });
  } else if (job.state !== "canceled") {
    return refused("too-late", `the job is ${job.state}`);
  }
  return { ok: true, result: { jobId, state: "canceled" } };
}

/** The next tick starts them. */
function check({ draft, state, policy, command }: Turn, { device }: RequestOf<"check">): Outcome {
  const isKnown =
    device === undefined ||
    device === "host" ||
    state.printers.has(device) ||
    state.servers.has(device);
  if (!isKnown) return refused("unknown-scope", "no device with this id is configured");
  const checks = [...state.checks.values()].filter((each) => device === (device && each.device));
  for (const each of checks) {
    draft.note({ kind: "check", check: askedFor(each, policy, draft.at) });
  }
  for (const printer of state.printers.values()) {
    if (device !== undefined && device !== printer.id) continue;
    const rest = state.holds.get(restHoldId(printer.id));
    if (rest !== undefined) draft.liftHold(rest, command.by);
    // A card that would not leave is told again as well: who asks has just seen to it.
    draft.setPhase(withoutStuck(printer), printer.phase);
  }
  return { ok: true, result: { checks: checks.length } };
}

/** Nothing to decide is no error: who asks again wants to be sure. */
function adoptHost({ draft, state, command }: Turn, { storeId }: RequestOf<"adopt">): Outcome {
  const { by, reason = "unspecified" } = command;
  return { ok: true, result: { conditions: adopt(draft, state, { by, reason, storeId }) } };
}

/** That somebody looks at a card is told before the picture is. */
function showCard({ draft, command, facts }: Turn, { jobId }: RequestOf<"show-card">): Outcome {
  if (facts.job === undefined) return unknownJob();
  draft.tellDecision({ type: "card-shown", id: command.id, jobId, by: command.by });
  return { ok: true, result: { jobId } };
}
