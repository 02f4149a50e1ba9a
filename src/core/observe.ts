import { type Condition, faultRule } from "../../protocols/faults.ts";
import { ruleFor } from "./check-rule.ts";
import type { Draft } from "./draft.ts";
import { isJustOff } from "./just-off.ts";
import type { Policy } from "./policy.ts";
import type { DeviceFault } from "./ports.ts";
import { unshownWaitMs } from "./returns.ts";
import { faultKey, type State } from "./state.ts";

/** What one look at a device showed. */
export interface Observation {
  readonly device: string;
  readonly present: readonly DeviceFault[];
  /** Conditions that this look would have shown: those not in `present` are absent. */
  readonly checked: readonly Condition[];
}

/**
 * From looks to faults. What a device says in so many words counts at once; silence counts after
 * `bad` looks in a row, and not at all while the device is simply off. A fault is gone after `good`
 * looks in a row that would have shown it and did not, and not before `clearAfterMs` have passed
 * since the first of them (I6).
 */
export function observe(draft: Draft, state: State, policy: Policy, seen: Observation): void {
  const { device } = seen;
  // Two answers of one look may show the same: it is one fault.
  const present = new Map(seen.present.map((fault) => [fault.condition, fault]));
  for (const fault of present.values()) found(draft, state, policy, device, fault);
  for (const condition of new Set(seen.checked)) {
    if (!present.has(condition)) absent(draft, state, policy, { device, condition });
  }
}

function found(
  draft: Draft,
  state: State,
  policy: Policy,
  device: string,
  { condition, raw }: DeviceFault,
): void {
  const { at } = draft;
  const key = faultKey(device, condition);
  const watch = state.watches.get(key);
  if (faultRule(condition).away && isJustOff(state, policy, device, at)) {
    // Off is neither well nor ill: rows of looks begin anew when it is expected again.
    if (watch !== undefined)
      draft.note({ kind: "watch", key, watch: { bad: 0, good: 0, seenAt: watch.seenAt } });
    return;
  }
  const bad = (watch?.bad ?? 0) + 1;
  draft.note({ kind: "watch", key, watch: { bad, good: 0, seenAt: at } });
  if (state.faults.has(key)) return;
  if (faultRule(condition).unproven && bad < ruleFor(policy, device, condition).bad) return;
  draft.raise({ device, condition, since: at, ...(raw === undefined ? {} : { raw }) });
}

/** A condition that is beyond doubt, and counts from now on: earlier good looks are none of it. */
export function raiseAtOnce(
  draft: Draft,
  state: State,
  device: string,
  { condition, raw }: DeviceFault,
): void {
  const { at } = draft;
  const key = faultKey(device, condition);
  const bad = (state.watches.get(key)?.bad ?? 0) + 1;
  draft.note({ kind: "watch", key, watch: { bad, good: 0, seenAt: at } });
  draft.raiseOnce({ device, condition, since: at, ...(raw === undefined ? {} : { raw }) });
}

function absent(
  draft: Draft,
  state: State,
  policy: Policy,
  { device, condition }: { readonly device: string; readonly condition: Condition },
): void {
  const { at } = draft;
  const key = faultKey(device, condition);
  const watch = state.watches.get(key);
  const fault = state.faults.get(key);
  // Nothing to count while nothing was wrong: a good check of a well device leaves no trace.
  const before = watch ?? (fault && { good: 0, seenAt: fault.since });
  if (before === undefined) return;
  const good = before.good + 1;
  // By a clock that was set back meanwhile the wait would last longer.
  const goodSince = Math.min(watch?.goodSince ?? at, at);
  const seen = { bad: 0, good, seenAt: before.seenAt, goodSince };
  draft.note({ kind: "watch", key, watch: seen });
  if (fault === undefined) return;
  const rule = ruleFor(policy, device, condition);
  if (good >= rule.good && at - goodSince >= rule.clearAfterMs) draft.clear(fault);
}

/**
 * Faults of a printer that no query of it shows (a cover, a jam): the good check is that it
 * answers and holds no card, some time after it was last seen. Who asks for a check has seen to
 * the printer: then there is nothing to wait for.
 */
export function unshownFaults(
  state: State,
  { device, checked, at }: { device: string; checked: readonly Condition[]; at: number },
): readonly Condition[] {
  return [...state.faults.values()]
    .filter((fault) => fault.device === device && !checked.includes(fault.condition))
    .filter(({ condition, since }) => {
      const seenAt = state.watches.get(faultKey(device, condition))?.seenAt ?? since;
      const isLongAgo = Math.abs(at - seenAt) >= unshownWaitMs(state, device, condition);
      return isLongAgo || isAskedSince(state, device, seenAt);
    })
    .map(({ condition }) => condition);
}

function isAskedSince({ checks }: State, printer: string, seenAt: number): boolean {
  for (const { device, asked } of checks.values()) {
    if (device === printer && asked !== undefined && asked.at >= seenAt) return true;
  }
  return false;
}
