import { describe, expect, it } from "vitest";
import { createVirtualClock } from "../../simulator/stage/virtual-clock.ts";
import type { Publication } from "../../src/core/ports.ts";
import { createPublisher } from "../../src/status/publisher.ts";

// Goal: dashboards see every change, no more than they need, and never an old value as a new one.
// Method: virtual time and a broker that writes down; `at` is the second of a publication.
function setUp() {
  const clock = createVirtualClock({ startWallMs: Date.UTC(2021, 0, 4) });
  const documents = new Map<string, Readonly<Record<string, unknown>>>();
  const published: { readonly at: number; readonly topic: string; readonly payload: string }[] = [];
  let asked = 0;
  const publisher = createPublisher({
    clock,
    broker: {
      publish({ topic, payload, retain }: Publication) {
        expect(retain).toBe(true);
        published.push({ at: clock.monotonicMs() / 1_000, topic, payload });
      },
    },
    documents() {
      asked += 1;
      return documents;
    },
  });
  const set = (topic: string, document: Readonly<Record<string, unknown>>) => {
    documents.set(topic, document);
    publisher.changed();
  };
  const times = (topic: string) =>
    published.filter((one) => one.topic === topic).map(({ at }) => at);
  return { clock, publisher, published, set, times, asked: () => asked };
}

describe("publisher", () => {
  it("sends nothing before a connection stands", async () => {
    const { clock, published, set, asked } = setUp();
    set("state", { pending: 1, observed_at: "08:00" });
    await clock.runUntil(120_000);
    expect(published).toEqual([]);
    expect(asked()).toBe(0);
  });

  it("sends everything at once with every connection", async () => {
    const { clock, publisher, published, set } = setUp();
    set("state", { pending: 1, observed_at: "08:00" });
    set("fault/host", { faults: [] });
    publisher.connected();
    await clock.runUntil(500);
    publisher.closed();
    publisher.connected();
    expect(published.map(({ at, topic }) => `${at} ${topic}`)).toEqual([
      "0 state",
      "0 fault/host",
      "0.5 state",
      "0.5 fault/host",
    ]);
  });

  it("sends a change after a quiet second at once, and alone", async () => {
    const { clock, publisher, published, set } = setUp();
    set("state", { pending: 1 });
    set("fault/host", { faults: [] });
    publisher.connected();
    await clock.runUntil(5_000);
    set("state", { pending: 2 });
    expect(published.at(-1)).toEqual({ at: 5, topic: "state", payload: '{"pending":2}' });
    expect(published).toHaveLength(3);
  });

  it("sends a topic at most once a second, and the last of many changes", async () => {
    const { clock, publisher, published, set, times, asked } = setUp();
    publisher.connected();
    for (let turn = 1; turn <= 250; turn++) {
      await clock.runUntil(turn * 10);
      set("state", { pending: turn });
    }
    await clock.runUntil(10_000);
    expect(times("state")).toEqual([1, 2, 3]);
    expect(published.at(-1)?.payload).toBe('{"pending":250}');
    expect(asked()).toBe(4);
  });

  it("does not send what has not changed", async () => {
    const { clock, publisher, set, times } = setUp();
    set("state", { pending: 1 });
    publisher.connected();
    await clock.runUntil(2_000);
    set("state", { pending: 1 });
    await clock.runUntil(300_000);
    expect(times("state")).toEqual([0]);
  });

  it("sends a document that ages within every minute, with the time it then has", async () => {
    const { clock, publisher, published, set, times } = setUp();
    set("state", { pending: 1, observed_at: "08:00" });
    publisher.connected();
    await clock.runUntil(10_000);
    set("state", { pending: 1, observed_at: "08:01" });
    expect(times("state")).toEqual([0]);
    await clock.runUntil(170_000);
    const sentAt = times("state");
    expect(sentAt).toHaveLength(4);
    for (const [n, at] of sentAt.entries()) expect(at - (sentAt[n - 1] ?? 0)).toBeLessThan(60);
    expect(published.at(-1)?.payload).toContain("08:01");
  });

  it("counts the minute for each topic by itself", async () => {
    const { clock, publisher, set, times } = setUp();
    set("state", { pending: 1, observed_at: "08:00" });
    set("printer", { connected: true, observed_at: "08:00" });
    publisher.connected();
    await clock.runUntil(30_000);
    set("printer", { connected: false, observed_at: "08:00" });
    await clock.runUntil(100_000);
    expect(times("state")).toEqual([0, 55]);
    expect(times("printer")).toEqual([0, 30, 85]);
  });

  it("leaves no timer behind when the connection is closed", async () => {
    const { clock, publisher, set } = setUp();
    set("state", { pending: 1, observed_at: "08:00" });
    publisher.connected();
    set("state", { pending: 2, observed_at: "08:00" });
    publisher.closed();
    publisher.changed();
    expect(await clock.runUntilIdle({ maxTurns: 0 })).toBe(0);
  });

  it("sends what has changed as its last words, within the second, and nothing unchanged", async () => {
    const { clock, publisher, published, set } = setUp();
    publisher.lastWords();
    publisher.connected();
    set("state", { event_seq: 1 });
    set("fault/host", { faults: [] });
    await clock.runUntil(2_000);
    published.length = 0;
    set("state", { event_seq: 2 });
    set("state", { event_seq: 3 });
    publisher.lastWords();
    publisher.closed();
    await clock.runUntil(10_000);
    expect(published.map(({ at, payload }) => `${at} ${payload}`)).toEqual([
      '2 {"event_seq":2}',
      '2 {"event_seq":3}',
    ]);
  });

  it("empties the topics of what is gone", () => {
    const { publisher, published } = setUp();
    publisher.connected();
    publisher.remove(["fault/printer9", "printer/printer9"]);
    expect(published).toEqual([
      { at: 0, topic: "fault/printer9", payload: "" },
      { at: 0, topic: "printer/printer9", payload: "" },
    ]);
  });
});
