import { faultRule } from "../../protocols/faults.ts";
import { scopeName } from "./holds.ts";
import type { NoticePlan, Problem } from "./notices-model.ts";
import type { Fault, Hold, State } from "./state.ts";
import { standingFaults, standingHolds } from "./store-fault.ts";

/**
 * All that is wrong now and worth telling, by key; `isDue` says when. Since when a card is in doubt
 * is not kept with its job: it is since it was seen first.
 */
export function problemsOf(state: State, at: number): ReadonlyMap<string, Problem> {
  const problems = [
    ...standingFaults(state).filter(isFailure).map(failureProblem),
    ...standingHolds(state).flatMap(holdProblem),
    ...relapseProblems(state),
    ...doubtProblems(state, at),
  ];
  return new Map(problems.map((problem) => [problem.key, problem]));
}

/**
 * Whether a problem is to be told that has not been: a failure, a relapse and a card in doubt at
 * once and at any hour, a hold once it is old, and only while somebody is in the office.
 */
export function isDue(
  { kind, since }: Problem,
  { plan, isOfficeHour, at }: { plan: NoticePlan; isOfficeHour: boolean; at: number },
): boolean {
  // A hold from a future that a wrong clock showed is no younger than one from as far back.
  return kind !== "hold" || (isOfficeHour && Math.abs(at - since) >= plan.afterMs);
}

function isFailure({ condition }: Fault): boolean {
  return faultRule(condition).class === "failure";
}

function failureProblem({ device, condition, since }: Fault): Problem {
  return { key: `failure:${device}:${condition}`, kind: "failure", since, device, condition };
}

/** A hold is its own problem unless what placed it is one, or somebody has meant it so. */
function holdProblem({ id, scope, cause, since, until }: Hold): readonly Problem[] {
  const problem = { key: `hold:${id}`, kind: "hold", since, scope: scopeName(scope) } as const;
  switch (cause.kind) {
    case "fault": {
      const { device, condition } = cause;
      return isFailure({ ...cause, since }) ? [] : [{ ...problem, device, condition }];
    }
    case "operator":
      // One that ends by itself was thought about, one on a single card concerns nobody else.
      return until !== undefined || scope.kind === "job"
        ? []
        : [{ ...problem, reason: "operator" }];
    case "policy":
      // A card in doubt is a problem of its own, and a printer that rests goes on by the clock.
      return cause.reason === "card-spoiled" || cause.reason === "attempts-exhausted"
        ? [{ ...problem, reason: cause.reason }]
        : [];
    case "probation":
      return [{ ...problem, device: cause.device, reason: "probation" }];
  }
}

function relapseProblems({ relapses }: State): readonly Problem[] {
  return [...relapses.values()]
    .filter(({ endedAt }) => endedAt === undefined)
    .map(({ device, condition, count, since }) => {
      const key = `relapse:${device}:${condition}`;
      return { key, kind: "relapse", since, device, condition, count } as const;
    });
}

function doubtProblems({ jobs, queue }: State, at: number): readonly Problem[] {
  // Mostly all open jobs are waiting ones: a hundred thousand of them are not looked through.
  if (jobs.size === queue.length) return [];
  return [...jobs.values()]
    .filter(({ state }) => state === "in-doubt")
    .map(({ jobId }) => ({ key: `in-doubt:${jobId}`, kind: "in-doubt", since: at, jobId }));
}
