import { describe, expect, it } from "vitest";
import {
  createMemoryBroker,
  type LoggedPublication,
} from "../../../simulator/stage/memory-broker.ts";
import { BrokerTape } from "../../support/broker-tape.ts";

// Goal: what scenarios do to the broker, beyond what every broker does (broker.contract.test.ts).
// Method: a clock that runs its timers only when told, so that each test sees every turn.

function setUp() {
  const timers: (() => void)[] = [];
  const timer = (_delayMs: number, run: () => void) => {
    timers.push(run);
    return () => {};
  };
  const memory = createMemoryBroker({ clock: { timer } });
  /** Runs timers, and those they set, until there are none. */
  function settle(): void {
    for (let run = timers.shift(); run !== undefined; run = timers.shift()) run();
  }
  function client(clientId: string, version: 4 | 5 = 4) {
    const will = { topic: "will", payload: clientId, retain: false };
    return memory.client({ clientId, version, will });
  }
  function connected(clientId: string, version: 4 | 5 = 4) {
    const broker = client(clientId, version);
    const tape = new BrokerTape();
    broker.connect(tape);
    settle();
    return { broker, tape };
  }
  return { memory, settle, client, connected };
}

function kinds(tape: BrokerTape) {
  return tape.entries.map(({ kind }) => kind);
}

function topics(log: readonly LoggedPublication[]) {
  return log.map(({ topic }) => topic);
}

describe("the clock", () => {
  it("carries every callback, none comes within a call", () => {
    const { memory, settle, client } = setUp();
    const [broker, tape] = [client("host1"), new BrokerTape()];
    const seen: LoggedPublication[] = [];
    memory.onPublish("#", (publication) => seen.push(publication));
    broker.connect(tape);
    expect(kinds(tape)).toEqual([]);
    settle();
    broker.subscribe(["#"]);
    broker.publish({ topic: "a", payload: "x", retain: false, token: 1 });
    broker.close();
    expect(kinds(tape)).toEqual(["connected"]);
    expect(seen).toEqual([]);
    settle();
    expect(kinds(tape)).toEqual(["connected", "closed"]);
    expect(seen).toEqual([{ topic: "a", payload: "x", retain: false, from: "host1" }]);
  });
});

describe("kill", () => {
  it("publishes the will and never calls that process again", () => {
    const { memory, settle, connected } = setUp();
    const { broker, tape } = connected("host1");
    broker.subscribe(["#"]);
    broker.publish({ topic: "a", payload: "", retain: false, token: 1 });
    memory.kill(broker);
    broker.connect(tape);
    broker.publish({ topic: "b", payload: "", retain: false });
    settle();
    expect(kinds(tape)).toEqual(["connected"]);
    expect(topics(memory.log)).toEqual(["a", "will"]);
  });

  it("leaves the session to the next process, with what was not settled", async () => {
    const { memory, connected } = setUp();
    const first = connected("host1");
    first.broker.subscribe(["in/#"]);
    memory.publish("in/job", "SPECIMEN");
    memory.kill(first.broker);
    const second = connected("host1");
    expect(second.tape.entries[0]).toMatchObject({ session: { sessionPresent: true } });
    expect(await second.tape.read()).toMatchObject({ topic: "in/job", text: "SPECIMEN" });
  });

  it("takes no acknowledgement from the dead", async () => {
    const { memory, settle, connected } = setUp();
    const { broker, tape } = connected("host1");
    broker.subscribe(["in/#"]);
    memory.publish("in/job", "SPECIMEN");
    settle();
    const { message } = await tape.next("message");
    memory.kill(broker);
    message.settle("ok");
    expect(kinds(connected("host1").tape)).toEqual(["connected", "message"]);
  });
});

describe("drop", () => {
  it("loses PUBACKs under way, and the will comes from the client it was of", () => {
    const { memory, settle, connected } = setUp();
    const { broker, tape } = connected("host1");
    broker.publish({ topic: "a", payload: "", retain: false, token: 1 });
    memory.drop("host1");
    settle();
    expect(kinds(tape)).toEqual(["connected", "closed"]);
    expect(memory.log.at(-1)).toMatchObject({ topic: "will", payload: "host1", from: "host1" });
  });
});

describe("empty", () => {
  it("forgets sessions and retained messages, publishes no will and keeps the log", () => {
    const { memory, settle, connected } = setUp();
    connected("host1").broker.subscribe(["#"]);
    memory.publish("kept", "x", { retain: true });
    memory.empty();
    settle();
    const { broker, tape } = connected("host1");
    broker.subscribe(["#"]);
    settle();
    expect(tape.entries).toEqual([
      { kind: "connected", session: { version: 4, sessionPresent: false } },
    ]);
    expect(topics(memory.log)).toEqual(["kept"]);
  });
});

describe("setReachable", () => {
  it("drops who is connected and lets nobody in until it is over", () => {
    const { memory, settle, connected } = setUp();
    const { tape } = connected("host1");
    memory.setReachable(false);
    settle();
    expect(kinds(tape)).toEqual(["connected", "closed"]);
    expect(kinds(connected("host1").tape)).toEqual(["closed"]);
    memory.setReachable(true);
    expect(kinds(connected("host1").tape)).toEqual(["connected"]);
  });
});

describe("onPublish", () => {
  it("ends with its cancel, even for what is under way", () => {
    const { memory, settle } = setUp();
    const seen: LoggedPublication[] = [];
    const cancel = memory.onPublish("a", (publication) => seen.push(publication));
    memory.publish("a", "x", { from: "server1" });
    settle();
    memory.publish("a", "y");
    cancel();
    settle();
    expect(seen).toEqual([{ topic: "a", payload: "x", retain: false, from: "server1" }]);
  });

  it.each([
    { filter: "a/b", covered: ["a/b"] },
    { filter: "a/+", covered: ["a/", "a/b"] },
    { filter: "a/#", covered: ["a", "a/", "a/b", "a/b/c"] },
    { filter: "+/b", covered: ["a/b"] },
    { filter: "+/+/c", covered: ["a/b/c"] },
    { filter: "#", covered: ["a", "a/", "a/b", "a/b/c"] },
    { filter: "$SYS/#", covered: ["$SYS/b"] },
  ])("covers $covered with $filter", ({ filter, covered }) => {
    const { memory, settle } = setUp();
    const seen: LoggedPublication[] = [];
    memory.onPublish(filter, (publication) => seen.push(publication));
    for (const topic of ["a", "a/", "a/b", "a/b/c", "$SYS/b"]) memory.publish(topic, "");
    settle();
    expect(topics(seen)).toEqual(covered);
  });
});

describe("a subscription", () => {
  it("brings one copy for two filters, and an empty message clears a kept one", async () => {
    const { memory, settle, connected } = setUp();
    const { broker, tape } = connected("host1");
    memory.publish("a/b", "kept", { retain: true });
    memory.publish("a/b", "", { retain: true });
    broker.subscribe(["a/#", "+/b"]);
    memory.publish("a/b", "live");
    settle();
    expect(await tape.read()).toMatchObject({ text: "live" });
    settle();
    expect(tape.count("message")).toBe(1);
  });

  it("of an absent client keeps 1,000 messages, as Mosquitto does", async () => {
    const { memory, settle, connected } = setUp();
    const { broker } = connected("host1");
    broker.subscribe(["in/#"]);
    broker.close();
    settle();
    for (let number = 1; number <= 1_001; number += 1) memory.publish("in/job", String(number));
    const { tape } = connected("host1");
    for (let number = 1; number <= 1_000; number += 1) {
      settle();
      expect(await tape.read()).toMatchObject({ text: String(number) });
    }
    settle();
    expect(tape.count("message")).toBe(1_000);
  });
});
