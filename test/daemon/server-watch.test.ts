import { describe, expect, it } from "vitest";
import { createVirtualClock } from "../../simulator/stage/virtual-clock.ts";
import type { CheckResult, Event } from "../../src/core/events.ts";
import type { Publication } from "../../src/core/ports.ts";
import type { ProbeResult } from "../../src/core/probe-port.ts";
import { createServerWatch, type WatchedServer } from "../../src/daemon/server-watch.ts";

const NOW = Date.UTC(2021, 0, 4, 3);
const SERVERS = "cetak/1/oku/server";
const REPLY = "cetak/1/oku/host1/reply";
const TIMEOUT_MS = 10_000;
const SLOW_MS = 2_000;

function watched(id: string, probe?: string): WatchedServer {
  return {
    id,
    probe,
    thresholds: {
      diskUsedPct: 90,
      temperatureC: 75,
      clockSkewMs: 60_000,
      databaseLatencyMs: undefined,
    },
    pingTimeoutMs: TIMEOUT_MS,
    pingSlowMs: SLOW_MS,
    probeTimeoutMs: 5_000,
  };
}

function setUp() {
  const clock = createVirtualClock({ startWallMs: NOW });
  const posted: Event[] = [];
  const published: Publication[] = [];
  const asked: { readonly url: string; readonly timeoutMs: number }[] = [];
  let probed: (result: ProbeResult) => void = () => {};
  let ids = 0;
  const watch = createServerWatch({
    serversTopic: SERVERS,
    replyTopic: REPLY,
    servers: [watched("server1"), watched("archive", "tcp://192.0.2.10:5432")],
    clock,
    random: {
      id() {
        ids += 1;
        return `ping-${ids}`;
      },
    },
    probe: {
      probe(url, timeoutMs, done) {
        asked.push({ url, timeoutMs });
        probed = done;
        return () => {};
      },
    },
    publish: (publication) => published.push(publication),
    post: (event) => posted.push(event),
  });
  const receive = (topic: string, payload: string) =>
    watch.receive(topic, new TextEncoder().encode(payload));
  const results: CheckResult[] = [];
  const done = (result: CheckResult) => void results.push(result);
  const answerProbe = (result: ProbeResult) => probed(result);
  return { clock, watch, posted, published, asked, receive, results, done, answerProbe };
}

describe("subscriptions", () => {
  it("are the replies to this host, and each server's word on itself", () => {
    expect(setUp().watch.subscriptions).toEqual([
      REPLY,
      `${SERVERS}/server1/availability`,
      `${SERVERS}/server1/health`,
      `${SERVERS}/archive/availability`,
      `${SERVERS}/archive/health`,
    ]);
  });
});

describe("receive", () => {
  it.each(["online", "offline"])("passes on that a server is %s", (availability) => {
    const { receive, posted } = setUp();
    expect(receive(`${SERVERS}/server1/availability`, availability)).toBe(true);
    expect(posted).toEqual([
      { kind: "server-availability", at: NOW, server: "server1", availability },
    ]);
  });

  it("judges a report by the time that it is now", async () => {
    const { clock, receive, posted } = setUp();
    await clock.runUntil(61_000);
    const report = { sent_at: "2021-01-04T10:00:00+07:00", disk_used_pct: 95 };
    expect(receive(`${SERVERS}/archive/health`, JSON.stringify(report))).toBe(true);
    expect(posted).toEqual([
      {
        kind: "server-reported",
        at: NOW + 61_000,
        server: "archive",
        sentAt: Date.parse(report.sent_at),
        present: [
          { condition: "clock-skew", raw: "skew_s=61" },
          { condition: "disk-full", raw: "disk_used_pct=95" },
        ],
        checked: ["report-stale", "clock-skew", "disk-full"],
      },
    ]);
  });

  it.each([
    ["another word for availability", `${SERVERS}/server1/availability`, "away"],
    ["an empty availability", `${SERVERS}/server1/availability`, ""],
    ["a report that is no JSON", `${SERVERS}/server1/health`, "well"],
    ["a report without its time", `${SERVERS}/server1/health`, "{}"],
    ["another topic of a server", `${SERVERS}/server1/request`, "{}"],
    ["a reply that is no JSON", REPLY, "pong"],
    ["a reply to a question that nobody asked", REPLY, '{"id":"ping-9"}'],
  ])("takes %s and does nothing", (_, topic, payload) => {
    const { receive, posted, results } = setUp();
    expect(receive(topic, payload)).toBe(true);
    expect([...posted, ...results]).toEqual([]);
  });

  it.each([
    ["a server that is not configured", `${SERVERS}/other/availability`],
    ["a topic below a server's own", `${SERVERS}/server1/health/more`],
    ["a topic beside the servers", "cetak/1/oku/servers/server1/availability"],
    ["a topic of the host", "cetak/1/oku/host1/fault/printer1"],
  ])("leaves %s to others", (_, topic) => {
    const { receive, posted } = setUp();
    expect(receive(topic, "online")).toBe(false);
    expect(posted).toEqual([]);
  });
});

describe("ping", () => {
  const UNANSWERED = {
    kind: "seen",
    present: [{ condition: "ping-unanswered" }],
    checked: ["ping-unanswered"],
  };

  function ping() {
    const stand = setUp();
    stand.watch.ping("server1", stand.done);
    return stand;
  }

  it("asks on the server's own topic, and says where the answer goes", () => {
    const [publication, ...more] = ping().published;
    expect(more).toEqual([]);
    expect(publication).toMatchObject({ topic: `${SERVERS}/server1/request`, retain: false });
    expect(JSON.parse(publication?.payload ?? "")).toEqual({
      id: "ping-1",
      request: "ping",
      reply_to: REPLY,
    });
  });

  it.each([
    ["at once", 0, []],
    ["as late as may be", SLOW_MS, []],
    ["too late to be quick", SLOW_MS + 1, [{ condition: "ping-slow" }]],
  ])("measures an answer that comes %s", async (_, latencyMs, present) => {
    const { clock, receive, results } = ping();
    await clock.runUntil(latencyMs);
    receive(REPLY, '{"id":"ping-1"}');
    const checked = ["ping-unanswered", "ping-slow"];
    expect(results).toEqual([{ kind: "seen", present, checked, latencyMs }]);
    await clock.runUntil(2 * TIMEOUT_MS);
    expect(results).toHaveLength(1);
  });

  it("is unanswered when the time is over, and an answer after that changes nothing", async () => {
    const { clock, receive, results } = ping();
    await clock.runUntil(TIMEOUT_MS - 1);
    expect(results).toEqual([]);
    await clock.runUntil(TIMEOUT_MS);
    expect(results).toEqual([UNANSWERED]);
    receive(REPLY, '{"id":"ping-1"}');
    expect(results).toHaveLength(1);
  });

  it("tells its answer from that to another one", async () => {
    const { clock, watch, done, receive, results } = ping();
    await clock.runUntil(1_000);
    watch.ping("archive", done);
    receive(REPLY, '{"id":"ping-2"}');
    expect(results).toMatchObject([{ latencyMs: 0 }]);
    await clock.runUntil(2_000);
    receive(REPLY, '{"id":"ping-1"}');
    receive(REPLY, '{"id":"ping-1"}');
    expect(results).toMatchObject([{ latencyMs: 0 }, { latencyMs: 2_000 }]);
  });

  it("is not fooled by a wall clock that is set meanwhile", async () => {
    const { clock, receive, results } = ping();
    clock.jumpWall(-3_600_000);
    await clock.runUntil(500);
    receive(REPLY, '{"id":"ping-1"}');
    expect(results).toMatchObject([{ latencyMs: 500 }]);
  });

  it("is not made of a server that nobody knows", () => {
    const { watch, done, results, published } = setUp();
    watch.ping("other", done);
    expect([results, published]).toEqual([[{ kind: "not-made" }], []]);
  });
});

describe("probe", () => {
  it.each<[string, ProbeResult, CheckResult]>([
    [
      "is good news with its latency",
      { ok: true, latencyMs: 12 },
      { kind: "seen", present: [], checked: ["probe-failed"], latencyMs: 12 },
    ],
    [
      "fails with the probe's own word",
      { ok: false, reason: "refused" },
      {
        kind: "seen",
        present: [{ condition: "probe-failed", raw: "refused" }],
        checked: ["probe-failed"],
      },
    ],
  ])("%s", (_, result, expected) => {
    const { watch, done, results, asked, answerProbe } = setUp();
    watch.probe("archive", done);
    expect(asked).toEqual([{ url: "tcp://192.0.2.10:5432", timeoutMs: 5_000 }]);
    answerProbe(result);
    expect(results).toEqual([expected]);
  });

  it.each(["server1", "other"])("is not made of %s, which has no address", (server) => {
    const { watch, done, results, asked } = setUp();
    watch.probe(server, done);
    expect([results, asked]).toEqual([[{ kind: "not-made" }], []]);
  });
});
