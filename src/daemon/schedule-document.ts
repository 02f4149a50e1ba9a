import { checkState, nextRunAt } from "../core/check-due.ts";
import { ruleOf } from "../core/check-rule.ts";
import type { Policy } from "../core/policy.ts";
import type { Check, State } from "../core/state.ts";
import type { CheckDocument, ScheduleDocument } from "../io/schedule-document.ts";
import type { StatusContext } from "../status/context.ts";

const RUNS_SHOWN = 3;

/** The schedule of all checks as it is now. */
export function scheduleDocument(
  state: State,
  policy: Policy,
  context: StatusContext,
): ScheduleDocument {
  const checks = [...state.checks.values()].map((check) =>
    checkDocument(state, check, policy, context),
  );
  return { at: context.instant(context.wallMs), checks };
}

function checkDocument(
  state: State,
  check: Check,
  policy: Policy,
  context: StatusContext,
): CheckDocument {
  const { instant, wallMs } = context;
  const rule = ruleOf(policy, check.rule);
  return {
    id: check.id,
    device: check.device,
    cron: check.expression,
    state: checkState(state, check),
    running: check.running,
    next: nextRuns(state, check, policy, wallMs).map(instant),
    bad: rule.bad,
    good: rule.good,
    clear_after_s: rule.clearAfterMs / 1_000,
    timeout_s: rule.timeoutMs / 1_000,
    last: lastLook(check, context),
    missed: (check.missed ?? []).map(({ reason, since, until, runs }) => {
      return { reason, since: instant(since), until: instant(until), runs };
    }),
  };
}

function lastLook({ last }: Check, { instant }: StatusContext): CheckDocument["last"] {
  if (last === undefined) return null;
  return {
    started_at: instant(last.startedAt),
    ended_at: instant(last.endedAt),
    took_ms: last.tookMs === undefined ? null : Math.round(last.tookMs),
    timed_out: last.timedOut === true,
    found: last.found,
  };
}

/** The next one as the state asks for it, and those after it by the expression. */
function nextRuns(state: State, check: Check, policy: Policy, at: number): readonly number[] {
  const runs = [Math.max(nextRunAt(state, check), at)];
  while (runs.length < RUNS_SHOWN) {
    const next = policy.nextDue(check.expression, runs.at(-1) ?? at);
    // `Infinity`: it does not come again.
    if (!Number.isFinite(next)) break;
    runs.push(next);
  }
  return runs;
}
