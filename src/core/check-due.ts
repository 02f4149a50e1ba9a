import { type Condition, faultRule } from "../../protocols/faults.ts";
import { checkKindOf } from "./check-rule.ts";
import { waitsForChecks } from "./probation-turn.ts";
import { type Check, faultKey, type State, type Watch } from "./state.ts";

/** While a condition holds or is being confirmed, its check is made this often. */
const CONFIRM_EVERY_MS = 3_000;

/**
 * `soft`: an answer is missing and not yet for long enough. `hard`: a fault stands. `confirming`:
 * it stands, and the last looks did not show it any more. `unknown`: no look has been made yet.
 */
export type CheckState = "good" | "soft" | "hard" | "confirming" | "unknown";

/** When a check is made next: by its expression, or sooner while something is wrong. */
export function nextRunAt(state: State, check: Check): number {
  const { dueAt, overdue, asked, endedAt = 0, notMade } = check;
  if (overdue === true || asked !== undefined) return 0;
  if (!isHurried(state, check)) return dueAt;
  const triedAt = Math.max(endedAt, notMade?.at ?? 0);
  // By a clock that was set back the wait could last for hours.
  const isAhead = triedAt > (state.tickedAt ?? triedAt);
  return isAhead ? 0 : Math.min(dueAt, triedAt + CONFIRM_EVERY_MS);
}

/** The check that shows a condition of a device, and when it is made next. */
export function nextCheckOf(
  state: State,
  device: string,
  condition: Condition,
): { readonly check: Check; readonly at: number } | undefined {
  const kind = checkKindOf(condition);
  for (const check of state.checks.values()) {
    if (check.device === device && check.kind === kind) {
      return { check, at: Math.max(nextRunAt(state, check), state.tickedAt ?? 0) };
    }
  }
  return undefined;
}

/** How it stands with what a check shows. */
export function checkState(state: State, check: Check): CheckState {
  const standing = conditionsOf(state, check);
  const isHard = ({ fault, watch }: Standing) => fault && (watch?.good ?? 0) === 0;
  if (standing.some(isHard)) return "hard";
  if (standing.some(({ fault }) => fault)) return "confirming";
  if (standing.some(({ watch }) => watch !== undefined && watch.bad > 0)) return "soft";
  return check.last === undefined ? "unknown" : "good";
}

/** Whether more looks are needed before a person who asked knows how it is. */
export function isUndecided(state: State, check: Check): boolean {
  const shown = checkState(state, check);
  return shown === "soft" || shown === "confirming";
}

/**
 * Whether something that holds stands or is to be confirmed, and this check shows it; or its device
 * is proving itself and waits for all of its checks.
 */
function isHurried(state: State, check: Check): boolean {
  if (waitsForChecks(state, check.device)) return true;
  return conditionsOf(state, check).some(
    ({ condition, fault, watch }) =>
      faultRule(condition).holds && (fault || (watch !== undefined && watch.bad > 0)),
  );
}

interface Standing {
  readonly condition: Condition;
  readonly fault: boolean;
  readonly watch: Watch | undefined;
}

/** Conditions of its device that a check shows and that stand or are counted. */
function conditionsOf(state: State, check: Check): readonly Standing[] {
  const { device } = check;
  const keys = new Set<string>();
  for (const fault of state.faults.values()) {
    if (fault.device === device) keys.add(faultKey(device, fault.condition));
  }
  for (const key of state.watches.keys()) if (key.startsWith(`${device}/`)) keys.add(key);
  return [...keys].flatMap((key) => {
    const condition = key.slice(device.length + 1) as Condition;
    if (!isShownBy(state, check, condition)) return [];
    return [{ condition, fault: state.faults.has(key), watch: state.watches.get(key) }];
  });
}

/** Where the check that shows a condition is not made, every other of its device is looked to. */
function isShownBy(state: State, { device, kind }: Check, condition: Condition): boolean {
  const shows = checkKindOf(condition);
  if (shows === kind) return true;
  if (device === "host") return false;
  for (const other of state.checks.values()) {
    if (other.device === device && other.kind === shows) return false;
  }
  return true;
}
