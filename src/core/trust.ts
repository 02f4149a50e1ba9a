import { faultRule } from "../../protocols/faults.ts";
import type { Change, ChangeOf } from "./changes.ts";
import type { Command } from "./command.ts";
import type { Draft } from "./draft.ts";
import type { Event } from "./events.ts";
import {
  attendIncidents,
  closeIncident,
  confirmIncidents,
  incidentsOf,
  isFailure,
  openIncident,
} from "./incidents.ts";
import { parseScope } from "./operator-holds.ts";
import type { Policy } from "./policy.ts";
import { endSeries, isGoodLook, passCheck } from "./probation-checks.ts";
import { clearProbation, probationHoldId, stepProbation } from "./probation-turn.ts";
import { endRelapses, keepRelapses } from "./relapse.ts";
import { isNews } from "./servers.ts";
import { type Attempt, type Fault, faultKey, type State } from "./state.ts";

/**
 * What a turn has come to says of the devices, too: their failures are kept and weighed, and what
 * was repaired proves itself. It reads the turn's own changes, so that whatever raises or clears a
 * fault, ends a card or lifts a hold is seen, and it is written with them in one transaction.
 */
export function keepTrust(draft: Draft, state: State, policy: Policy, event: Event): void {
  const happened = [...draft.changes];
  for (const device of confirmedDevices(state, policy, happened, event)) {
    confirmIncidents(draft, state, device);
    stepProbation(draft, state, policy, { device, event: "confirmed" });
  }
  // What a start clears are faults that nothing looks for any more: nobody has repaired anything.
  const isRepair = event.kind !== "started";
  for (const change of happened) follow(draft, state, policy, { change, isRepair });
  keepRelapses(draft, state, policy.relapse);
  if (event.kind === "check-ended") passCheck(draft, state, policy, event);
  if (event.kind === "started") startTrust(draft, state, policy);
  if (event.kind === "tick" && state.storeFailure === undefined) tickTrust(draft, state, policy);
}

interface Followed {
  readonly change: Change;
  readonly isRepair: boolean;
}

function follow(draft: Draft, state: State, policy: Policy, { change, isRepair }: Followed): void {
  switch (change.kind) {
    case "fault-raised":
      if (isFailure(change.fault)) fail(draft, state, policy, change.fault);
      return;
    case "fault-cleared":
      if (!isFailure(change.fault)) return;
      closeIncident(draft, state, change.fault, policy.relapse.selfClearedMs);
      if (isRepair) recover(draft, state, policy, change.fault);
      return;
    case "attempt-ended":
      if (isUnmoved(change)) forgive(draft, state, policy, state.attempts.get(change.jobId));
      return;
    case "hold-lifted": {
      const { cause } = change.hold;
      if (cause.kind !== "probation") return;
      stepProbation(draft, state, policy, { device: cause.device, event: "released" });
      return;
    }
    case "command-answered":
      if (change.record.answer.ok) attend(draft, state, change.record.command);
      return;
    default:
      return;
  }
}

function fail(draft: Draft, state: State, policy: Policy, fault: Fault): void {
  openIncident(draft, state, fault);
  if (!faultRule(fault.condition).holds) return;
  stepProbation(draft, state, policy, { device: fault.device, event: "failed" });
}

function recover(draft: Draft, state: State, policy: Policy, { device, condition }: Fault): void {
  // What has never stopped the device leaves nothing to be proved.
  if (!faultRule(condition).holds || !isDevice(state, device)) return;
  if (!hasFailure(draft, state, device))
    clearProbation(draft, state, policy, { device, condition });
}

function isDevice({ printers, servers }: State, device: string): boolean {
  return printers.has(device) || servers.has(device);
}

/** Whether a failure that holds the device stands at the end of this turn. */
function hasFailure(draft: Draft, state: State, device: string): boolean {
  const faults = new Map(state.faults);
  for (const change of draft.changes) {
    if (change.kind !== "fault-raised" && change.kind !== "fault-cleared") continue;
    const key = faultKey(change.fault.device, change.fault.condition);
    if (change.kind === "fault-raised") faults.set(key, change.fault);
    else faults.delete(key);
  }
  return [...faults.values()].some(
    (fault) => fault.device === device && isFailure(fault) && faultRule(fault.condition).holds,
  );
}

/** The same failure again and nothing moved: it was not over, the printer has not failed anew. */
function forgive(draft: Draft, state: State, policy: Policy, attempt: Attempt | undefined): void {
  if (attempt === undefined) return;
  const { printer } = attempt;
  const isSame = incidentsOf(draft, state).some(
    ({ device, clearedAt, reopened }) =>
      device === printer && clearedAt === undefined && reopened > 0,
  );
  if (isSame) stepProbation(draft, state, policy, { device: printer, event: "unmoved" });
}

function isUnmoved({ evidence }: ChangeOf<"attempt-ended">): boolean {
  const { outcome, interrupted = "" } = evidence;
  return outcome === "not-printed" && interrupted.startsWith("refused-");
}

/** Devices of which a card or an answer has been confirmed in this turn. */
function confirmedDevices(
  state: State,
  policy: Policy,
  happened: readonly Change[],
  event: Event,
): readonly string[] {
  const printers = happened.flatMap((change) => {
    if (change.kind !== "attempt-ended") return [];
    const { outcome, interrupted } = change.evidence;
    // A card that has come out of a cut attempt is older than the repair.
    const isProof = outcome === "printed" && interrupted === undefined;
    const printer = state.attempts.get(change.jobId)?.printer;
    return isProof && printer !== undefined ? [printer] : [];
  });
  const server = answeringServer(state, policy, event);
  return server === undefined ? printers : [...printers, server];
}

/**
 * The server that has given a good answer: a new report, a ping or a probe that was answered. Of
 * one that never reports, a look that finds it there is all there is.
 */
function answeringServer(state: State, policy: Policy, event: Event): string | undefined {
  if (event.kind === "server-reported") {
    const { server: id, present, checked } = event;
    const server = state.servers.get(id);
    if (server === undefined || !isNews(server, policy, event)) return undefined;
    return isGoodLook(state, id, { kind: "seen", present, checked }) ? id : undefined;
  }
  if (event.kind !== "check-ended" || event.result.kind !== "seen") return undefined;
  const check = state.checks.get(event.check);
  const server = state.servers.get(check?.device ?? "");
  if (check === undefined || server === undefined) return undefined;
  const isAnswer = check.kind !== "server-report" || server.reportedAt === undefined;
  return isAnswer && isGoodLook(state, server.id, event.result) ? server.id : undefined;
}

/** Whoever says something about a device may have had his hands in it. */
function attend(draft: Draft, state: State, { request }: Command): void {
  switch (request.cmd) {
    case "hold":
    case "release": {
      const scope = parseScope(request.scope);
      if (scope === undefined || scope.kind === "job") return;
      attendIncidents(draft, state, scope.kind === "host" ? undefined : scope.id);
      return;
    }
    case "check":
      attendIncidents(draft, state, request.device);
      return;
    case "resolve": {
      const printer = printerOf(draft);
      if (printer !== undefined) attendIncidents(draft, state, printer);
      return;
    }
    default:
      return;
  }
}

/** Where the attempt was made that this turn tells of. */
function printerOf({ changes }: Draft): string | undefined {
  for (const change of changes) {
    if (change.kind !== "event-added" || change.event.stream !== "job-event") continue;
    return change.event.body.printer;
  }
  return undefined;
}

/** What has left the configuration proves nothing; what a failure no longer stops goes on. */
function startTrust(draft: Draft, state: State, policy: Policy): void {
  for (const { device, condition, phase } of state.probations.values()) {
    if (!isDevice(state, device)) {
      stepProbation(draft, state, policy, { device, event: "removed" });
    } else if (phase === "looking" && policy.probation.proving === "auto") {
      // Nobody is asked any more: what waits for a person's eyes would wait for ever.
      stepProbation(draft, state, policy, { device, event: "released" });
    } else if (!hasFailure(draft, state, device)) {
      clearProbation(draft, state, policy, { device, condition });
    }
  }
}

function tickTrust(draft: Draft, state: State, policy: Policy): void {
  endRelapses(draft, state, policy.relapse);
  for (const { device, phase } of state.probations.values()) {
    endSeries(draft, state, policy, device);
    // By a clock that was set back the pause could last for hours.
    const hold = state.holds.get(probationHoldId(device));
    if (phase !== "waiting" || hold === undefined || draft.at >= hold.since) continue;
    stepProbation(draft, state, policy, { device, event: "released" });
  }
}
