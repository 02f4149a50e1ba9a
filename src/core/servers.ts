import { forgetCredit } from "./credit.ts";
import type { Draft } from "./draft.ts";
import type { CheckResult, EventOf } from "./events.ts";
import { observe } from "./observe.ts";
import type { Policy } from "./policy.ts";
import { followSmart } from "./smart-growth.ts";
import { faultKey, type Server, type State } from "./state.ts";

/** A server says that it is there, or its will says that it is not. */
export function hearServer(
  draft: Draft,
  state: State,
  policy: Policy,
  event: EventOf<"server-availability">,
): void {
  const server = state.servers.get(event.server);
  if (server === undefined) return;
  const { availability, server: device } = event;
  const isOnline = availability === "online";
  const heard: Server = { ...server, availability, ...(isOnline ? { lastSeenAt: event.at } : {}) };
  draft.note({ kind: "server", server: heard });
  if (isOnline) forgetCredit(draft, state, device);
  const present = isOnline ? [] : [{ condition: "server-offline" } as const];
  observe(draft, state, policy, { device, present, checked: ["server-offline"] });
  if (isOnline && !isLookedAt(policy, device)) believe(draft, state, device);
}

/** Whether a check looks at what a server has said of itself. */
export function isLookedAt({ checks }: Policy, device: string): boolean {
  return checks.some((check) => check.device === device && check.kind === "server-report");
}

/** No look will follow that could confirm its word: without it the hold would stay for ever. */
function believe(draft: Draft, state: State, device: string): void {
  const fault = state.faults.get(faultKey(device, "server-offline"));
  const isCleared = draft.changes.some((change) => change.kind === "fault-cleared");
  if (fault !== undefined && !isCleared) draft.clear(fault);
}

/**
 * A server's report. Reports are retained, so a broker brings the last one again at each
 * connection, and with MQTT 5 the retain flag does not tell: a report that bears the time of the
 * last one is no news and vouches for nobody (I10). The first one of this process counts as old as
 * it says it is; after that every new one shows that the server lives, however wrong its clock.
 */
export function hearReport(
  draft: Draft,
  state: State,
  policy: Policy,
  event: EventOf<"server-reported">,
): void {
  const { server: device, sentAt, smart, at } = event;
  const server = state.servers.get(device);
  if (server === undefined || server.reportSentAt === sentAt) return;
  if (!isNews(server, policy, event)) {
    const old = { ...server, reportSentAt: sentAt, reportedAt: sentAt };
    draft.note({ kind: "server", server: old });
    return;
  }
  const heard = { ...server, lastSeenAt: at, answeredAt: at, reportedAt: at, reportSentAt: sentAt };
  draft.note({ kind: "server", server: heard });
  const growth = smart && followSmart(draft, state, policy, { server: device, smart });
  const present = [...event.present, ...(growth?.present ?? [])];
  const checked = [...event.checked, ...(growth?.checked ?? [])];
  observe(draft, state, policy, { device, present, checked });
}

/** Whether a report shows that its server lives now. */
export function isNews(
  { id, reportSentAt }: Server,
  policy: Policy,
  { sentAt, at }: Pick<EventOf<"server-reported">, "sentAt" | "at">,
): boolean {
  if (reportSentAt === undefined) return at - sentAt <= policy.reportAgeMs(id);
  return reportSentAt !== sentAt;
}

export interface ServerLook {
  readonly at: number;
  readonly policy: Policy;
  /** Since when reports can reach this host again. */
  readonly backAt?: number | undefined;
}

/**
 * What the age of its report and its last word say of a server. One that has never said a word
 * is unknown, not at fault: a server may do without reports (contract §10).
 */
export function lookAtServer(server: Server, { at, policy, backAt = 0 }: ServerLook): CheckResult {
  const { availability, reportedAt } = server;
  if (availability === undefined && reportedAt === undefined) {
    return { kind: "not-made", reason: "never-heard" };
  }
  // A moment that is yet to come is of a clock that has been set back.
  const since = Math.max(reportedAt ?? at, backAt <= at ? backAt : 0);
  const isStale = Math.abs(at - since) > policy.reportAgeMs(server.id);
  return {
    kind: "seen",
    present: [
      ...(availability === "offline" ? [{ condition: "server-offline" } as const] : []),
      ...(isStale ? [{ condition: "report-stale" } as const] : []),
    ],
    checked: ["server-offline", "report-stale"],
  };
}
