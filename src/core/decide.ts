import { keepAutonomy } from "./autonomy-deadline.ts";
import { meetBroker } from "./broker.ts";
import { cardWaits } from "./card-waits.ts";
import { endCheck } from "./checks.ts";
import { receiveCommand } from "./commands.ts";
import { askForJobs, forgetCredit, missCreditAnswer, takeCreditAnswer } from "./credit.ts";
import { type Decision, Draft } from "./draft.ts";
import type { Event } from "./events.ts";
import { receiveJob, refuseJob } from "./intake.ts";
import { noticeAnswered, tellNotices } from "./notices.ts";
import { liftOverdue } from "./operator-holds.ts";
import { sweepHolds } from "./orphan-holds.ts";
import { clearOrphans } from "./orphans.ts";
import { endOverrides } from "./override-ends.ts";
import type { Policy } from "./policy.ts";
import { abortCard, arm, endCard, losePrinter, printerReady } from "./printing.ts";
import { hearReport, hearServer } from "./servers.ts";
import { interruptAll, keepStuck, takeEvidence } from "./settling.ts";
import type { State } from "./state.ts";
import { tick } from "./tick.ts";
import { keepTrust } from "./trust.ts";
import { seeState } from "./twins.ts";

/**
 * What follows from one event. Pure: it reads the state and changes nothing.
 *
 * Rules. Every order that can move a card stands behind the durable change that records its
 * intent, in the same decision or an earlier one. An event of an earlier session is stale and
 * changes nothing. What follows from the state alone, whatever the event was, is `advance`.
 */
export function decide(state: State, event: Event, policy: Policy): Decision {
  const draft = react(state, event, policy);
  keepTrust(draft, state, policy, event);
  return draft;
}

function react(state: State, event: Event, policy: Policy): Draft {
  const draft = new Draft(state, event.at);
  switch (event.kind) {
    case "started":
      draft.note({ kind: "broker", connected: false, at: event.at });
      interruptAll(draft, state, policy);
      clearOrphans(draft, state);
      return draft;
    case "stopping":
      draft.note({ kind: "stopping" });
      return draft;
    case "tick":
      tick(draft, state, policy, event);
      liftOverdue(draft, state);
      tellNotices(draft, state, policy);
      keepAutonomy(draft, state);
      endOverrides(draft, state);
      sweepHolds(draft, state);
      askForJobs(draft, state, policy);
      return draft;
    case "job-received":
      receiveJob(draft, state, policy, event);
      return draft;
    case "job-refused":
      refuseJob(draft, event);
      return draft;
    case "command-received":
      receiveCommand(draft, state, policy, event);
      return draft;
    case "printer-ready":
      printerReady(draft, state, policy, event);
      return draft;
    case "printer-gone":
      losePrinter(draft, state, policy, event);
      return draft;
    case "card-prepared":
      arm(draft, state, policy, event);
      return draft;
    case "card-unprintable":
      abortCard(draft, state, event);
      return draft;
    case "card-waits":
      cardWaits(draft, state, policy, event);
      return draft;
    case "card-ended":
      endCard(draft, state, policy, event);
      return draft;
    case "evidence-taken":
      takeEvidence(draft, state, policy, event);
      return draft;
    case "reject-refused":
      keepStuck(draft, state, policy, event);
      return draft;
    case "check-ended":
      endCheck(draft, state, policy, event);
      return draft;
    case "server-availability":
      hearServer(draft, state, policy, event);
      return draft;
    case "server-reported":
      hearReport(draft, state, policy, event);
      return draft;
    case "jobs-answered":
      takeCreditAnswer(draft, state, event);
      return draft;
    case "jobs-unanswered":
      missCreditAnswer(draft, state, event);
      return draft;
    case "own-state-seen":
      seeState(draft, state, event);
      return draft;
    case "broker-connected":
      meetBroker(draft, state);
      return draft;
    case "broker-closed":
      draft.note({ kind: "broker", connected: false, at: event.at });
      for (const server of state.credits.keys()) forgetCredit(draft, state, server);
      return draft;
    case "notice-answered":
      noticeAnswered(draft, state, event);
      return draft;
    case "event-delivered":
      if (state.streams[event.stream].undelivered.has(event.seq)) {
        draft.change({ kind: "event-delivered", stream: event.stream, seq: event.seq });
      }
      return draft;
  }
}
