import type { Policy } from "./policy.ts";
import {
  type CardTime,
  faultKey,
  type Job,
  type State,
  type StoredState,
  type StoredStream,
  type Stream,
  type StreamState,
} from "./state.ts";

/** The state of a process that has just loaded its store and asked no device yet. */
export function initialState(
  stored: StoredState,
  policy: Pick<Policy, "printers" | "servers" | "checks">,
): State {
  return {
    storeId: stored.storeId,
    jobs: new Map(stored.jobs.map((job) => [job.jobId, job])),
    queue: stored.jobs.filter(({ state }) => state === "pending").sort(inPrintingOrder),
    attempts: new Map(stored.attempts.map((attempt) => [attempt.jobId, attempt])),
    faults: new Map(stored.faults.map((fault) => [faultKey(fault.device, fault.condition), fault])),
    holds: new Map(stored.holds.map((hold) => [hold.id, hold])),
    overrides: new Map(
      stored.overrides.map((override) => [faultKey(override.device, override.condition), override]),
    ),
    arrival: stored.arrival,
    completedTotal: stored.completedTotal,
    completedAt: [...stored.completedAt],
    lastCards: byPrinter(stored.lastCards),
    streams: {
      event: streamState(stored.streams.event),
      "job-event": streamState(stored.streams["job-event"]),
    },
    madeAt: new Map(Object.entries(stored.madeAt).map(([id, times]) => [id, [...times]])),
    rests: new Map(),
    smart: new Map(Object.entries(stored.smart)),
    serials: new Map(Object.entries(stored.serials)),
    twins: new Map(stored.twins.map((twin) => [twin.store, twin])),
    incidents: new Map(stored.incidents.map((incident) => [incident.incident, incident])),
    relapses: new Map(
      stored.relapses.map((relapse) => [faultKey(relapse.device, relapse.condition), relapse]),
    ),
    probations: new Map(stored.probations.map((probation) => [probation.device, probation])),
    notices: new Map(stored.notices.map((notice) => [notice.problem.key, notice])),
    notifying: {},
    printers: new Map(
      policy.printers.map(({ id, stock }) => [
        id,
        { id, stock, session: 0, phase: { kind: "offline" } },
      ]),
    ),
    servers: new Map(policy.servers.map((plan) => [plan.id, plan])),
    credits: new Map(),
    returns: new Map(),
    unmoved: new Map(),
    cutShort: new Map(),
    watches: new Map(),
    // Due from the beginning: the first tick runs every check once.
    checks: new Map(policy.checks.map((plan) => [plan.id, { ...plan, dueAt: 0, running: false }])),
    passed: new Map(),
    brokerConnected: false,
    brokerAwayAt: undefined,
    brokerBackAt: undefined,
    hostHealth: {},
    storeFailure: undefined,
    storeFailedAt: undefined,
    stopping: false,
    tickedAt: undefined,
    tickedBy: {},
    jumpedAt: undefined,
  };
}

/** Higher priority first, equal ones in order of arrival. */
export function inPrintingOrder(a: Job, b: Job): number {
  return b.priority - a.priority || a.arrival - b.arrival;
}

function byPrinter(cards: StoredState["lastCards"]): State["lastCards"] {
  const lists = new Map<string, CardTime[]>();
  for (const { printer, ...card } of cards) {
    const list = lists.get(printer);
    if (list === undefined) lists.set(printer, [card]);
    else list.push(card);
  }
  return lists;
}

function streamState<Name extends Stream>(stored: StoredStream<Name>): StreamState<Name> {
  const { seq, undelivered } = stored;
  return { seq, undelivered: new Map(undelivered.map((event) => [event.seq, event])) };
}
