import { serverFaults } from "./autonomy.ts";
import type { Draft } from "./draft.ts";
import type { EventOf } from "./events.ts";
import { cardsWithin } from "./pace.ts";
import type { Policy } from "./policy.ts";
import type { Server, State } from "./state.ts";
import { standingHolds } from "./store-fault.ts";

/**
 * The host asks a server for as many jobs as it can print in some hours (`buffer`), so that there
 * is something to print when the server dies. A credit is how many more jobs the server may send
 * now, and replaces the one before. A server that does not know the request is left alone, and
 * sends as it likes.
 */
export interface Credit {
  readonly server: string;
  /** `due`: it is asked as soon as it may be. */
  readonly phase: "due" | "asked" | "answered" | "unanswered";
  /** Number of the latest request, 0 for none. */
  readonly ask: number;
  readonly askedAt?: number;
  /** Jobs that the server still had when it last answered. */
  readonly left?: number;
  /** Requests in a row that were not answered. */
  readonly unanswered: number;
}

/** A buffer below this share of its size is filled up, if the server has something left. */
const LOW = 0.5;
const PAUSE_MS = 30_000;
/** The server's jobs may have become more meanwhile, and its credit is what has not been used. */
const EVERY_MS = 10 * 60_000;
const EVERY_MS_MAX = 4 * 3_600_000;

/** At each tick: asks every server that it is time to ask. */
export function askForJobs(draft: Draft, state: State, policy: Policy): void {
  if (!state.brokerConnected || state.stopping || isHostHeldByFault(state)) return;
  for (const server of state.servers.values()) {
    const { bufferMs = 0 } = server;
    const credit = creditOf(state, server.id);
    if (bufferMs === 0 || !isTrusted(state, server) || !isTime(credit, draft.at)) continue;
    const size = cardsWithin(state, policy, bufferMs);
    const waiting = countWaiting(state, server.id);
    if (!isDue(credit, { size, waiting, at: draft.at })) continue;
    const ask = credit.ask + 1;
    draft.note({ kind: "credit", credit: { ...credit, phase: "asked", ask, askedAt: draft.at } });
    const room = policy.queueMax - state.queue.length;
    const granted = Math.max(0, Math.min(size - waiting, room));
    draft.order({ kind: "ask-jobs", server: server.id, ask, credit: granted });
  }
}

/** A server has answered, in time or late. */
export function takeCreditAnswer(
  draft: Draft,
  state: State,
  { server, ask, left }: EventOf<"jobs-answered">,
): void {
  const credit = creditOf(state, server);
  if (credit.ask !== ask) return;
  draft.note({ kind: "credit", credit: { ...credit, phase: "answered", left, unanswered: 0 } });
}

export function missCreditAnswer(
  draft: Draft,
  state: State,
  { server, ask }: EventOf<"jobs-unanswered">,
): void {
  const credit = creditOf(state, server);
  if (credit.ask !== ask || credit.phase !== "asked") return;
  const unanswered = credit.unanswered + 1;
  draft.note({ kind: "credit", credit: { ...credit, phase: "unanswered", unanswered } });
}

/** The connection is gone, or a server has come anew: what was agreed may be forgotten. */
export function forgetCredit(draft: Draft, state: State, server: string): void {
  const credit = creditOf(state, server);
  draft.note({ kind: "credit", credit: { ...credit, phase: "due", unanswered: 0 } });
}

function creditOf({ credits }: State, server: string): Credit {
  return credits.get(server) ?? { server, phase: "due", ask: 0, unanswered: 0 };
}

/** A host that may not be the one of its name, or has lost its store, draws no jobs to itself. */
function isHostHeldByFault(state: State): boolean {
  return standingHolds(state).some(
    ({ scope, cause }) => scope.kind === "host" && cause.kind === "fault",
  );
}

/** It says that it is there, nothing is wrong with it, and it need not prove itself. */
function isTrusted(state: State, { id, availability }: Server): boolean {
  if (availability !== "online" || state.probations.has(id)) return false;
  return serverFaults(state).every(({ device }) => device !== id);
}

/** Whether it may be asked again at all; a clock that was set does not make it wait for ever. */
function isTime({ askedAt }: Credit, at: number): boolean {
  return askedAt === undefined || Math.abs(at - askedAt) >= PAUSE_MS;
}

interface Buffer {
  /** Jobs that a full one has. */
  readonly size: number;
  readonly waiting: number;
  readonly at: number;
}

function isDue({ phase, askedAt, left, unanswered }: Credit, { size, waiting, at }: Buffer) {
  const pastMs = Math.abs(at - (askedAt ?? 0));
  switch (phase) {
    case "due":
      return true;
    case "asked":
      return false;
    case "answered":
      // One that has nothing left may send what comes to it: its credit is not used up.
      return pastMs >= EVERY_MS || (left !== 0 && waiting < size * LOW);
    case "unanswered":
      return pastMs >= Math.min(EVERY_MS * 2 ** (unanswered - 1), EVERY_MS_MAX);
  }
}

function countWaiting({ queue }: State, id: string): number {
  return queue.reduce((sum, { server }) => (server === id ? sum + 1 : sum), 0);
}
