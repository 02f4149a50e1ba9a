import { describe, expect, it } from "vitest";
import { createMemoryBroker } from "../../simulator/stage/memory-broker.ts";
import { createVirtualClock } from "../../simulator/stage/virtual-clock.ts";
import type { Broker } from "../../src/core/ports.ts";
import { createBrokerSession } from "../../src/io/broker-session.ts";

// Goal: one connection is kept for ever, each one subscribed before anything else is done with it.
// Method: the memory broker in virtual time; `words` is what the session did and told, in order.

const CLIENT_ID = "cetakd-oku-host1";
const DAY_MS = 24 * 3_600_000;

interface SetUp {
  readonly jitter?: number;
  /** Stands in for the broker's own answer to a look. */
  readonly look?: Broker["look"];
}

function setUp({ jitter = 0, look }: SetUp = {}) {
  const clock = createVirtualClock({ startWallMs: 0 });
  const hub = createMemoryBroker({ clock });
  const client = hub.client({ clientId: CLIENT_ID, version: 4 });
  const looks = look ?? client.look;
  const words: string[] = [];
  const warnings: string[] = [];
  const lookedAt: number[] = [];
  const connectedAt: number[] = [];
  const takes = { all: true };
  const broker: Broker = {
    connect(events) {
      connectedAt.push(clock.monotonicMs());
      client.connect(events);
    },
    look(topic, done) {
      lookedAt.push(clock.monotonicMs());
      return looks(topic, done);
    },
    subscribe(topics, qos = 1) {
      words.push(`subscribe ${topics.join(" ")} qos ${qos}`);
      client.subscribe(topics, qos);
    },
    publish: client.publish,
    close: client.close,
  };
  const session = createBrokerSession({
    broker,
    clock,
    random: { id: () => "", jitter: () => jitter },
    log: { write: (level, text) => level === "warn" && warnings.push(text) },
    subscriptions: ["job", "reply"],
    stateTopic: "state",
    stateFound: (payload) => words.push(`found ${new TextDecoder().decode(payload)}`),
    looked: () => words.push("looked"),
    connected: () => words.push("connected"),
    message({ topic, settle }) {
      words.push(`message ${topic}`);
      settle(takes.all ? "ok" : "refuse");
    },
    acked: (token) => words.push(`acked ${token}`),
    closed: () => words.push("closed"),
  });
  const pauses = () => lookedAt.slice(1).map((at, n) => at - (lookedAt[n] ?? 0));
  const pass = (durationMs: number) => clock.runUntil(clock.monotonicMs() + durationMs);
  return {
    clock,
    hub,
    broker,
    client,
    session,
    words,
    warnings,
    lookedAt,
    connectedAt,
    takes,
    pauses,
    pass,
  };
}

const UP = ["looked", "subscribe job reply qos 1", "subscribe state qos 0", "connected"];

describe("a broker that cannot be reached", () => {
  it.each([
    ["least", 0, [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]],
    ["greatest", 1 - 1e-9, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]],
  ])("is tried after 1 s and then up to 60 s with the %s jitter", async (_, jitter, expected) => {
    const { hub, session, pauses, pass } = setUp({ jitter });
    hub.setReachable(false);
    session.start();
    await pass(200_000);
    expect(pauses().slice(0, expected.length)).toEqual(expected);
  });

  it("is tried for ever, and subscribed when it is there", async () => {
    const { hub, session, words, lookedAt, connectedAt, pass } = setUp();
    hub.setReachable(false);
    session.start();
    await pass(DAY_MS);
    expect(lookedAt.length).toBeGreaterThan(2_800);
    expect(connectedAt).toEqual([]);
    expect(new Set(words)).toEqual(new Set(["looked", "closed"]));
    hub.setReachable(true);
    await pass(30_000);
    expect(words.slice(-4)).toEqual(UP);
  });
});

describe("a connection", () => {
  it("passes on messages and acknowledgements", async () => {
    const { hub, broker, session, words, pass } = setUp();
    session.start();
    await pass(10);
    hub.publish("job", "{}");
    broker.publish({ topic: "event", payload: "{}", retain: false, token: 7 });
    await pass(10);
    expect(words.slice(4).sort()).toEqual(["acked 7", "message job"]);
  });

  it("that was lost is made again after the shortest pause, and subscribed again", async () => {
    const { hub, session, words, pauses, pass } = setUp();
    hub.setReachable(false);
    session.start();
    await pass(20_000);
    hub.setReachable(true);
    await pass(20_000);
    const before = { tries: pauses().length, words: words.length };
    hub.drop(CLIENT_ID);
    await pass(20_000);
    expect(pauses().slice(before.tries + 1)).toEqual([]);
    expect(words.slice(before.words)).toEqual(["closed", ...UP]);
  });

  it.each([
    ["the broker still knows the session", false],
    ["the broker has forgotten everything", true],
  ])("is subscribed each time, when %s", async (_, forgets) => {
    const { hub, session, words, pass } = setUp();
    session.start();
    for (let time = 0; time < 3; time += 1) {
      await pass(5_000);
      if (forgets) hub.empty();
      else hub.drop(CLIENT_ID);
    }
    await pass(5_000);
    expect(words).toEqual([
      ...UP,
      ...Array(3)
        .fill(["closed", ...UP])
        .flat(),
    ]);
    hub.publish("reply", "{}");
    await pass(10);
    expect(words.at(-1)).toBe("message reply");
  });
});

describe("a message that the host cannot take", () => {
  async function refusing() {
    const stand = setUp();
    stand.takes.all = false;
    stand.session.start();
    await stand.pass(10);
    stand.hub.publish("job", "{}");
    return stand;
  }

  it("comes again, after pauses that grow from refusal to refusal", async () => {
    const { pauses, words, pass } = await refusing();
    await pass(120_000);
    const whole = pauses().map((pauseMs) => Math.round(pauseMs / 100) * 100);
    expect(whole.slice(0, 7)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000]);
    expect(words.filter((word) => word === "message job").length).toBe(pauses().length + 1);
  });

  it("comes at once when the host is told to hurry, and the pauses are short again", async () => {
    const { hub, session, words, takes, pauses, pass } = await refusing();
    await pass(40_000);
    const tries = pauses().length;
    takes.all = true;
    session.hurry();
    await pass(10);
    expect([pauses().length, words.at(-1)]).toEqual([tries + 1, "message job"]);
    hub.drop(CLIENT_ID);
    await pass(600);
    expect(pauses()).toHaveLength(tries + 2);
  });

  it("leaves a connection alone that stands", async () => {
    const { session, connectedAt, pass } = setUp();
    session.start();
    await pass(10);
    session.hurry();
    await pass(DAY_MS);
    expect(connectedAt).toHaveLength(1);
  });
});

describe("stop", () => {
  it("leaves the broker and stays away", async () => {
    const { session, words, connectedAt, pass } = setUp();
    session.start();
    await pass(10);
    session.stop();
    await pass(DAY_MS);
    expect(words).toEqual([...UP, "closed"]);
    expect(connectedAt).toHaveLength(1);
  });

  it("between two attempts ends the waiting, and leaves no timer", async () => {
    const { clock, hub, session, lookedAt, pass } = setUp();
    hub.setReachable(false);
    session.start();
    await pass(100);
    session.stop();
    expect(await clock.runUntilIdle({ maxTurns: 10 })).toBe(0);
    expect(lookedAt).toHaveLength(1);
  });

  it("during a look gives it up, and leaves no timer", async () => {
    const { clock, session, words, connectedAt } = setUp();
    session.start();
    session.stop();
    expect(await clock.runUntilIdle({ maxTurns: 10 })).toBe(0);
    expect(words).toEqual([]);
    expect(connectedAt).toEqual([]);
  });

  it("during an attempt gives it up", async () => {
    const { session, words, connectedAt, clock, pass } = setUp();
    session.start();
    while (connectedAt.length === 0) await clock.step();
    session.stop();
    await pass(DAY_MS);
    expect(words).toEqual(["looked", "closed"]);
    expect(connectedAt).toHaveLength(1);
  });
});

describe("what the host itself retains", () => {
  it("is found before anything else is done with the broker, at each connection", async () => {
    const { hub, session, words, pass } = setUp();
    hub.publish("state", "first", { retain: true });
    session.start();
    await pass(10);
    expect(words.slice(0, 5)).toEqual(["found first", ...UP]);
    const before = words.length;
    hub.drop(CLIENT_ID);
    hub.publish("state", "second", { retain: true });
    await pass(10_000);
    expect(words.slice(before)).toEqual(["closed", "found second", ...UP, "message state"]);
  });

  it("is heard while the connection stands, and not kept for an absent host", async () => {
    const { hub, session, words, pass } = setUp();
    session.start();
    await pass(10);
    hub.publish("state", "live");
    await pass(10);
    expect(words.at(-1)).toBe("message state");
    hub.drop(CLIENT_ID);
    const before = words.length;
    hub.publish("state", "missed");
    await pass(10_000);
    expect(words.slice(before)).toEqual(["closed", ...UP]);
  });

  it("is done without where the broker does not let the host look", async () => {
    const look: Broker["look"] = (_topic, done) => {
      done({ kind: "refused", reason: "not authorised" });
      return () => {};
    };
    const { session, words, warnings, pass } = setUp({ look });
    session.start();
    await pass(10);
    expect(words).toEqual(UP);
    expect(warnings).toEqual(["own state not read; connecting without"]);
  });

  it("is done without when the broker has not answered in 15 s", async () => {
    let isCancelled = false;
    const look: Broker["look"] = () => () => {
      isCancelled = true;
    };
    const { session, words, warnings, pass } = setUp({ look });
    session.start();
    await pass(14_999);
    expect([words, isCancelled]).toEqual([[], false]);
    await pass(10);
    expect([words, isCancelled]).toEqual([UP, true]);
    expect(warnings).toEqual(["own state not read; connecting without"]);
  });
});

describe("two hosts with one client id", () => {
  it("drive each other out ever more rarely, down to four times a minute", async () => {
    const { clock, hub, session, words, pass } = setUp();
    const twin = createBrokerSession({
      broker: hub.client({ clientId: CLIENT_ID, version: 4 }),
      clock,
      random: { id: () => "", jitter: () => 0 },
      log: { write: () => {} },
      subscriptions: [],
      stateTopic: "state",
      stateFound: () => {},
      looked: () => {},
      connected: () => words.push("twin"),
      message: ({ settle }) => settle("ok"),
      acked: () => {},
      closed: () => {},
    });
    session.start();
    await pass(60_000);
    twin.start();
    await pass(3_600_000);
    const before = words.filter((word) => word === "twin" || word === "connected").length;
    await pass(3_600_000);
    const after = words.filter((word) => word === "twin" || word === "connected").length;
    expect(after - before).toBeLessThanOrEqual(4 * 60);
    expect(after - before).toBeGreaterThanOrEqual(60);
    session.stop();
    twin.stop();
  });
});
