import { DEVICE_ID } from "../../protocols/words.ts";
import type { RequestOf } from "./command.ts";
import { type Outcome, refused, type Turn, unknownJob } from "./command-turn.ts";
import type { Draft } from "./draft.ts";
import { scopeName } from "./holds.ts";
import type { Hold, Scope, State } from "./state.ts";

/** An operator's hold: one on each scope, and a later command replaces it. */
export function placeHold(turn: Turn, { scope: name, until }: RequestOf<"hold">): Outcome {
  const { draft, state, command } = turn;
  const scope = parseScope(name);
  if (scope === undefined) return unknownScope();
  const unfit = unfitness(turn, scope);
  if (unfit !== undefined) return unfit;
  if (until !== undefined && until <= draft.at) return refused("malformed", "until has passed");
  const { by, reason = "unspecified" } = command;
  const lasts = until === undefined ? {} : { until };
  const cause = { kind: "operator", by, reason } as const;
  const id = `operator:${scopeName(scope)}`;
  const before = state.holds.get(id);
  if (before !== undefined) draft.liftHold(before, by);
  draft.placeHold({ id, scope, cause, since: draft.at, ...lasts });
  return { ok: true, result: { scope: scopeName(scope), ...lasts } };
}

/** Holds whose time is over end by themselves, as soon as that can be written. */
export function liftOverdue(draft: Draft, { holds, storeFailure }: State): void {
  if (storeFailure !== undefined) return;
  for (const hold of holds.values()) if (isOver(hold, draft.at)) draft.liftHold(hold);
}

function isOver({ until, since, cause }: Hold, at: number): boolean {
  if (until === undefined) return false;
  // By a clock that was set back a rest could last for hours; a person's time is the clock's.
  return until <= at || (cause.kind === "policy" && at < since);
}

/** From `host`, `printer:<id>`, `server:<id>` or `job:<id>`. */
export function parseScope(name: string): Scope | undefined {
  if (name === "host") return { kind: "host" };
  const [, kind, id = ""] = /^(printer|server|job):(.+)$/.exec(name) ?? [];
  if (kind === "job") return { kind, id };
  const isDevice = kind === "printer" || kind === "server";
  return isDevice && DEVICE_ID.test(id) ? { kind, id } : undefined;
}

/** Why a scope cannot be held: there is no such thing, or it is over. */
export function unfitness({ state, facts }: Turn, scope: Scope): Outcome | undefined {
  switch (scope.kind) {
    case "host":
      return undefined;
    case "printer":
      return state.printers.has(scope.id) ? undefined : unknownScope();
    case "server":
      return state.servers.has(scope.id) ? undefined : unknownScope();
    case "job":
      if (state.jobs.has(scope.id)) return undefined;
      return facts.job === undefined ? unknownJob() : refused("too-late", "the job has ended");
  }
}

export function unknownScope(): Outcome {
  return refused("unknown-scope", "no host, printer:<id>, server:<id> or job:<id> of this host");
}
