import { type Condition, faultRule } from "../../protocols/faults.ts";
import type { Draft } from "./draft.ts";
import type { Fault, State, StateSeen, Stream, Twin } from "./state.ts";

/** Stores remembered at most: a person decides long before so many have spoken. */
const TWINS_MAX = 64;

/**
 * A `state` has come from the broker under this host's name (I12). With the host's own store it is
 * an echo, unless its numbering is ahead: then this store has been restored from a copy, or copied
 * to another host that goes on with it. With another store it is another host, or this host before
 * it got a new store. Either holds everything until `adopt`.
 */
export function seeState(draft: Draft, state: State, event: StateSeen): void {
  const { store, eventSeq, jobEventSeq } = event;
  const seen = { store, eventSeq, jobEventSeq };
  if (store === state.storeId) {
    if (!isAhead(seen, ownSeqs(state))) return;
    remember(draft, state, seen);
    raise(draft, "store-restored");
  } else if (state.twins.get(store)?.isDecided !== true) {
    remember(draft, state, seen);
    raise(draft, "second-host");
  }
}

/** What a person decides by `adopt`. */
export interface Adoption {
  /** Account. */
  readonly by: string;
  /** Reason code. */
  readonly reason: string;
  /**
   * A new id from `Random`. A restored store goes on under it, so that every reader of events
   * notices: by number alone, what it has made since its copy would pass for what was known before.
   */
  readonly storeId: string;
}

/**
 * A person decides that this host, with the store that it has, is the one of its name: what waited
 * for that alone goes on. The stores seen are not asked about again, and numbering goes on after
 * the highest number seen. Returns the conditions that are cleared; none: there was nothing to
 * decide, and nothing is changed.
 */
export function adopt(draft: Draft, state: State, adoption: Adoption): readonly Condition[] {
  const faults = [...state.faults.values()].filter(isEndedByAdopt);
  if (faults.length === 0) return [];
  const isRestored = faults.some(({ condition }) => condition === "store-restored");
  const seen = [...state.twins.values()].filter(({ isDecided }) => !isDecided);
  for (const stream of ["event", "job-event"] as const) {
    draft.raiseNumbering(stream, Math.max(0, ...seen.map((twin) => seqOf(twin, stream))));
  }
  const stores = new Set(seen.map(({ store }) => store));
  if (isRestored) {
    stores.add(state.storeId);
    draft.change({ kind: "store-renamed", storeId: adoption.storeId });
  }
  for (const store of stores) decideAgainst(draft, state, store);
  const { by, reason } = adoption;
  draft.tellAdopted({ by, reason, stores: [...stores] });
  for (const fault of faults) draft.clear(fault);
  return faults.map(({ condition }) => condition);
}

function isEndedByAdopt({ device, condition }: Fault): boolean {
  return device === "host" && faultRule(condition).clears === "decision";
}

function raise(draft: Draft, condition: Condition): void {
  draft.raiseOnce({ device: "host", condition, since: draft.at });
}

/** Keeps the highest numbers seen of each; what is known already is not written again. */
function remember(draft: Draft, state: State, seen: StateSeen): void {
  const known = state.twins.get(seen.store);
  if (known === undefined && state.twins.size >= TWINS_MAX) return;
  if (known !== undefined && !known.isDecided && !isAhead(seen, known)) return;
  const eventSeq = Math.max(seen.eventSeq, known?.eventSeq ?? 0);
  const jobEventSeq = Math.max(seen.jobEventSeq, known?.jobEventSeq ?? 0);
  const twin = { store: seen.store, eventSeq, jobEventSeq, isDecided: false };
  draft.change({ kind: "twin-seen", twin });
}

function decideAgainst(draft: Draft, state: State, store: string): void {
  const known = state.twins.get(store) ?? { store, ...ownSeqs(state) };
  draft.change({ kind: "twin-seen", twin: { ...known, isDecided: true } });
}

type Seqs = Omit<StateSeen, "store">;

function isAhead(seen: Seqs, known: Seqs): boolean {
  return seen.eventSeq > known.eventSeq || seen.jobEventSeq > known.jobEventSeq;
}

function ownSeqs({ streams }: State): Seqs {
  return { eventSeq: streams.event.seq, jobEventSeq: streams["job-event"].seq };
}

function seqOf(twin: Twin, stream: Stream): number {
  return stream === "event" ? twin.eventSeq : twin.jobEventSeq;
}
