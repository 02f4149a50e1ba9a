import { describe, expect, it } from "vitest";
import { serverStateSchema } from "../../protocols/host/state-documents.ts";
import type { Check, Server } from "../../src/core/state.ts";
import { serverState } from "../../src/status/server-state.ts";
import {
  contextAt,
  HOUR_MS,
  NOW,
  type SampleParts,
  sampleFault,
  sampleJob,
  sampleServer,
  sampleState,
} from "./sample-state.ts";

function documentOf(server: Server, parts: SampleParts = {}) {
  return serverState(sampleState({ ...parts, servers: [server] }), server, contextAt());
}

const device = "server1";
const unheard: Server = { id: device };
const longAgo = { lastSeenAt: NOW - HOUR_MS };
const down = { faults: [sampleFault({ device, condition: "ping-unanswered" })] };
const slow = { faults: [sampleFault({ device, condition: "ping-slow" })] };

function pinged(kind: Check["kind"]): SampleParts {
  const rest = { expression: "0 * * * * *", dueAt: NOW, running: false, endedAt: NOW - 30_000 };
  const check: Check = { id: "ping", kind, device, ...rest };
  return { rest: { checks: new Map([[check.id, check]]) } };
}

describe("server_state", () => {
  const cases: readonly { name: string; server: Server; parts?: SampleParts; state: string }[] = [
    { name: "was heard just now", server: sampleServer(), state: "up" },
    { name: "answers slowly", server: sampleServer(), parts: slow, state: "degraded" },
    { name: "has a fault", server: sampleServer(), parts: down, state: "down" },
    {
      name: "has a fault and said good-bye",
      server: sampleServer({ availability: "offline" }),
      parts: down,
      state: "down",
    },
    {
      name: "said good-bye without a fault",
      server: sampleServer({ availability: "offline" }),
      state: "off",
    },
    { name: "is silent without a fault", server: sampleServer(longAgo), state: "off" },
    { name: "has never been heard", server: unheard, state: "unknown" },
    {
      name: "has never been heard and had a warning",
      server: unheard,
      parts: slow,
      state: "unknown",
    },
    { name: "has never been heard and is at fault", server: unheard, parts: down, state: "down" },
  ];
  it.each(cases)("is $state for a server that $name", ({ server, parts, state }) => {
    expect(documentOf(server, parts).server_state).toBe(state);
  });
});

describe("server state", () => {
  it("has every key of the contract, known or not", () => {
    expect(serverStateSchema.parse(documentOf(sampleServer()))).toMatchObject({
      reasons: "none",
      latency_ms: 24,
      last_seen_at: "2021-01-04T09:59:45.000+07:00",
      stale: false,
    });
    expect(serverStateSchema.parse(documentOf(unheard))).toMatchObject({
      latency_ms: null,
      last_seen_at: null,
      observed_at: null,
      stale: true,
    });
  });

  it("is observed by a ping that nobody answers, too", () => {
    expect(documentOf(sampleServer(longAgo), pinged("server-ping"))).toMatchObject({
      last_seen_at: "2021-01-04T09:00:00.000+07:00",
      observed_at: "2021-01-04T09:59:30.000+07:00",
      stale: false,
    });
  });

  it("is not observed by a look at its last report", () => {
    const document = documentOf(sampleServer(longAgo), pinged("server-report"));
    expect(document).toMatchObject({ observed_at: "2021-01-04T09:00:00.000+07:00", stale: true });
  });

  it("is stale once the server has said good-bye", () => {
    expect(documentOf(sampleServer({ availability: "offline" })).stale).toBe(true);
  });

  it("gives its reasons with their severity", () => {
    const faults = [...slow.faults, ...down.faults];
    expect(documentOf(sampleServer(), { faults }).reasons).toBe(
      "ping-unanswered-error,ping-slow-warning",
    );
  });
});

describe("what is left without the server", () => {
  const jobs = Array.from({ length: 12 }, () => sampleJob({ server: device }));

  it("is how many of its jobs could be printed, and for how long they last", () => {
    // One printer makes 100 ordinary cards in an hour.
    expect(documentOf(sampleServer(), { ...down, jobs })).toMatchObject({
      printable_jobs: 12,
      reach_h: 0.3,
      autonomy_until: null,
    });
  });

  it("is until when they go on printing", () => {
    const server = sampleServer({ autonomyMs: 72 * HOUR_MS });
    const until = contextAt().instant(NOW - 5 * 60_000 + 72 * HOUR_MS);
    expect(documentOf(server, { ...down, jobs }).autonomy_until).toBe(until);
    expect(documentOf(server, { jobs }).autonomy_until).toBeNull();
  });
});
