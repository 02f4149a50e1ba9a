import { forgetCredit } from "./credit.ts";
import type { Draft } from "./draft.ts";
import type { CheckResult, EventOf } from "./events.ts";
import { observe } from "./observe.ts";
import type { Policy } from "./policy.ts";
import { followSmart } from "./smart-growth.ts";
import type { Server, State } from "./state.ts";

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
  const isFirst = server.reportSentAt === undefined;
  if (isFirst && at - sentAt > policy.reportAgeMs(device)) {
    const old = { ...server, reportSentAt: sentAt, reportedAt: sentAt };
    draft.note({ kind: "server", server: old });
    return;
  }
  const heard = { ...server, lastSeenAt: at, reportedAt: at, reportSentAt: sentAt };
  draft.note({ kind: "server", server: heard });
  const growth = smart && followSmart(draft, state, policy, { server: device, smart });
  const present = [...event.present, ...(growth?.present ?? [])];
  const checked = [...event.checked, ...(growth?.checked ?? [])];
  observe(draft, state, policy, { device, present, checked });
}

/**
 * What the age of its report and its last word say of a server. One that has never said a word
 * is unknown, not at fault: a server may do without reports (contract §10).
 */
export function lookAtServer(
  server: Server,
  { at, policy }: { readonly at: number; readonly policy: Policy },
): CheckResult {
  const { availability, reportedAt } = server;
  if (availability === undefined && reportedAt === undefined) return { kind: "not-made" };
  const isStale = Math.abs(at - (reportedAt ?? at)) > policy.reportAgeMs(server.id);
  return {
    kind: "seen",
    present: [
      ...(availability === "offline" ? [{ condition: "server-offline" } as const] : []),
      ...(isStale ? [{ condition: "report-stale" } as const] : []),
    ],
    checked: ["server-offline", "report-stale"],
  };
}
