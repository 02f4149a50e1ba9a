import { faultRule } from "../../protocols/faults.ts";
import type { Change, ChangeOf } from "../../src/core/changes.ts";
import type { Event } from "../../src/core/events.ts";
import type { ServerPlan } from "../../src/core/policy.ts";
import type { Store } from "../../src/core/ports.ts";
import { type Fault, faultKey, type State } from "../../src/core/state.ts";
import type { FullDisk } from "./full-disk.ts";
import type { SentCommands } from "./sent-commands.ts";

/** Whether a fault has its hold; `either`: its time has come, and the host may be late with it. */
export type Word = "holds" | "free" | "either";

export interface ExcuseParts {
  readonly disk: Store;
  readonly sent: SentCommands;
  readonly fullDisk: Pick<FullDisk, "isFull" | "hasFailed">;
  readonly servers: readonly ServerPlan[];
}

/** Why a fault that stands may hold nothing, apart from what the host has written of it. */
export interface Excuses {
  wordOn(fault: Fault): Word;
  /** What the host is told, before it does anything about it. */
  lookOn(state: State, event: Event): void;
  committed(changes: readonly Change[]): void;
}

/** Something that ends at a time; one whole tick of one process after it, it has ended. */
interface Term {
  readonly until: number;
  word: Word;
  /** Told apart by its memory. */
  lateIn: State | undefined;
}

/**
 * A person has really sent the release, and neither has its time passed nor has the fault once been
 * clear; or the fault is a server's, and its autonomy is not over.
 */
export function createExcuses({ disk, sent, fullDisk, servers }: ExcuseParts): Excuses {
  const overrides = new Map<string, Pick<Fault, "device" | "condition"> & Term>();
  /** By fault and its beginning. */
  const autonomies = new Map<string, Term>();

  function autonomyOf({ device, condition, since }: Fault): Term | undefined {
    const { autonomyMs = 0 } = servers.find(({ id }) => id === device) ?? {};
    if (autonomyMs === 0) return undefined;
    const key = `${faultKey(device, condition)} ${since}`;
    const term = autonomies.get(key) ?? termOf(since + autonomyMs);
    autonomies.set(key, term);
    return term;
  }

  function override({ record: { command, answer } }: ChangeOf<"command-answered">): void {
    const { id, request } = command;
    if (request.cmd !== "release" || !request.override || !answer.ok) return;
    const { scope, until = Number.POSITIVE_INFINITY } = request;
    const isSent = sent.has(
      id,
      (document) =>
        document.cmd === "release" &&
        document.override === true &&
        document.scope === scope &&
        (document.until === undefined ? Number.POSITIVE_INFINITY : Date.parse(document.until)) ===
          until,
    );
    if (!isSent) return;
    for (const fault of disk.load().faults) {
      const { device, condition } = fault;
      if (scopeOf(fault) !== scope || !faultRule(condition).holds) continue;
      overrides.set(faultKey(device, condition), { device, condition, ...termOf(until) });
    }
  }

  /** Without a time it ends when all that it was meant for is gone. */
  function clear(cleared: Fault): void {
    const { faults } = disk.load();
    for (const [key, override] of overrides) {
      if (override.until !== Number.POSITIVE_INFINITY || !isMeant(override, cleared)) continue;
      if (!faults.some((fault) => isMeant(override, fault))) overrides.delete(key);
    }
  }

  function tick(state: State, at: number): void {
    for (const [key, term] of overrides) {
      pass(term, state, at);
      if (term.word === "holds") overrides.delete(key);
    }
    for (const fault of disk.load().faults) {
      const term = autonomyOf(fault);
      if (term !== undefined) pass(term, state, at);
    }
  }

  function pass(term: Term, state: State, at: number): void {
    if (at < term.until) {
      // The clock was set back: what has been held by it may be held on, or not.
      if (term.word === "holds") term.word = "either";
      term.lateIn = undefined;
      return;
    }
    if (term.lateIn === state) term.word = "holds";
    else if (term.word === "free") term.word = "either";
    const canWrite = !fullDisk.isFull && !fullDisk.hasFailed;
    if (canWrite) term.lateIn = state;
  }

  return {
    wordOn(fault) {
      const meant = [...overrides.values()].filter((each) => isMeant(each, fault));
      if (meant.some(({ word }) => word === "free")) return "free";
      if (meant.length > 0) return "either";
      return autonomyOf(fault)?.word ?? "holds";
    },
    lookOn(state, event) {
      if (event.kind === "tick") tick(state, event.at);
    },
    committed(changes) {
      for (const change of changes) if (change.kind === "command-answered") override(change);
      for (const change of changes) if (change.kind === "fault-cleared") clear(change.fault);
    },
  };
}

function termOf(until: number): Term {
  return { until, word: "free", lateIn: undefined };
}

function scopeOf({ device, condition }: Fault): string {
  const { device: kind } = faultRule(condition);
  return kind === "host" ? kind : `${kind}:${device}`;
}

/** A server that is away is found to be so in more than one way. */
const AWAY: readonly string[] = [
  "server-offline",
  "report-stale",
  "ping-unanswered",
  "probe-failed",
];

type OfDevice = Pick<Fault, "device" | "condition">;

function isMeant(override: OfDevice, { device, condition }: OfDevice): boolean {
  const isBoth = AWAY.includes(override.condition) && AWAY.includes(condition);
  return override.device === device && (override.condition === condition || isBoth);
}
