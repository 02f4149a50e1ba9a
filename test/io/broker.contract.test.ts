import { describe, expect, it, onTestFinished } from "vitest";
import { mosquittoInstalled, startMosquitto } from "../../simulator/io/mosquitto.ts";
import type { Broker, Look } from "../../src/core/ports.ts";
import { createMqttBroker } from "../../src/io/mqtt-broker.ts";
import { BrokerTape, connectTaped } from "../support/broker-tape.ts";
import {
  aedesProgram,
  type BrokerWorld,
  memoryWorld,
  mosquittoProgram,
  networkWorld,
} from "../support/broker-worlds.ts";

// Goal: what virtual time proves with the memory broker holds for the brokers people run.
// Method: the same tests run against all of them; each row starts its own broker for each test.
// That something does not come is shown by what is published after it and does come.

interface Row {
  readonly name: string;
  readonly version: 4 | 5;
  readonly needs?: "mosquitto";
  start(): Promise<BrokerWorld>;
}

const ROWS: readonly Row[] = [
  { name: "memory 3.1.1", version: 4, start: async () => memoryWorld(4) },
  { name: "memory 5", version: 5, start: async () => memoryWorld(5) },
  {
    name: "aedes 3.1.1 through auto",
    version: 4,
    start: async () => networkWorld(await aedesProgram(), "auto"),
  },
  {
    name: "mosquitto 3.1.1",
    version: 4,
    needs: "mosquitto",
    start: async () => networkWorld(await mosquittoProgram(), "3.1.1"),
  },
  {
    name: "mosquitto 5 through auto",
    version: 5,
    needs: "mosquitto",
    start: async () => networkWorld(await mosquittoProgram(), "auto"),
  },
];

const ABSENT = mosquittoInstalled() ? undefined : "mosquitto is not installed";
if (ABSENT !== undefined) process.stderr.write(`Mosquitto rows are skipped: ${ABSENT}.\n`);

async function setUp(row: Row) {
  const world = await row.start();
  onTestFinished(() => world.dispose());
  return world;
}

/** A host that has been here before, subscribed to `in/#`, and is connected. */
async function setUpSubscribed(row: Row) {
  const world = await setUp(row);
  const broker = world.broker("host1");
  const { tape } = await connectTaped(broker);
  broker.subscribe(["in/#"]);
  // The subscription stands when something published by the host itself comes back.
  broker.publish({ topic: "in/self", payload: "self", retain: false });
  await tape.read();
  return { world, broker, tape };
}

describe.each(ROWS)("a Broker on $name", (row) => {
  const test = it.skipIf(row.needs === "mosquitto" && ABSENT !== undefined);

  test("reports its version and no session the first time, then the kept session", async () => {
    const { world, broker, tape } = await setUpSubscribed(row);
    const first = tape.entries[0];
    expect(first).toEqual({
      kind: "connected",
      session: { version: row.version, sessionPresent: false },
    });
    world.cut();
    await tape.next("closed");
    const { session } = await connectTaped(broker);
    expect(session).toEqual({ version: row.version, sessionPresent: true });
  });

  test("receives what is published under its subscription, in order and only that", async () => {
    const { world, tape } = await setUpSubscribed(row);
    await world.publish("in/a", "one");
    await world.publish("out/a", "not this");
    await world.publish("in/a/b", "two");
    expect(await tape.read()).toEqual({ topic: "in/a", text: "one", retained: false });
    expect(await tape.read()).toEqual({ topic: "in/a/b", text: "two", retained: false });
  });

  test("receives and sends 2 MiB in one message", async () => {
    const { world, broker, tape } = await setUpSubscribed(row);
    const large = "k".repeat(2 * 1024 * 1024);
    await world.publish("in/large", large);
    expect((await tape.read()).text === large).toBe(true);
    broker.publish({ topic: "in/back", payload: large, retain: false });
    expect((await tape.read()).text === large).toBe(true);
  });

  test("marks a retained message that a subscription brings", async () => {
    const world = await setUp(row);
    await world.publish("in/kept", "old", true);
    const broker = world.broker("host1");
    const { tape } = await connectTaped(broker);
    broker.subscribe(["in/kept"]);
    expect(await tape.read()).toEqual({ topic: "in/kept", text: "old", retained: true });
  });

  test("marks a live message published as retained with MQTT 5 alone", async () => {
    const { world, tape } = await setUpSubscribed(row);
    await world.publish("in/kept", "new", true);
    const retained = row.version === 5;
    expect(await tape.read()).toEqual({ topic: "in/kept", text: "new", retained });
  });

  test("passes on with MQTT 5 alone what a sender asks to be answered by", async () => {
    const { world, broker, tape } = await setUpSubscribed(row);
    const observer = await world.observe("out/#");
    const asking = { responseTopic: "out/answer", correlationData: "c-1" };
    await world.request("in/request", "one", asking);
    const { message } = await tape.next("message");
    const { responseTopic, correlationData } = message;
    const known = correlationData && new TextDecoder().decode(correlationData);
    const isPassed = row.version === 5;
    expect({ responseTopic, correlationData: known }).toEqual(isPassed ? asking : {});
    const answer = { topic: "out/answer", payload: "two", retain: false };
    broker.publish({ ...answer, correlationData: new TextEncoder().encode("c-1") });
    const { correlationData: back, ...rest } = await observer.next();
    expect(rest).toMatchObject({ topic: "out/answer", payload: "two" });
    expect(back).toBe(isPassed ? "c-1" : undefined);
  });

  test("delivers a message again that was not settled when it left", async () => {
    const { world, broker, tape } = await setUpSubscribed(row);
    await world.publish("in/job", "SPECIMEN");
    const { message } = await tape.next("message");
    broker.close();
    message.settle("ok");
    await tape.next("closed");
    message.settle("refuse");
    const again = await connectTaped(broker);
    expect(await again.tape.read()).toMatchObject({ topic: "in/job", text: "SPECIMEN" });
  });

  test("does not deliver a settled message again, and settling twice does no harm", async () => {
    const { world, broker, tape } = await setUpSubscribed(row);
    await world.publish("in/job", "first");
    const { message } = await tape.next("message");
    message.settle("ok");
    message.settle("ok");
    message.settle("refuse");
    await world.publish("in/job", "second");
    expect(await tape.read()).toMatchObject({ text: "second" });
    broker.close();
    await tape.next("closed");
    await world.publish("in/job", "third");
    const again = await connectTaped(broker);
    expect(await again.tape.read()).toMatchObject({ text: "third" });
  });

  test("says nothing more, PUBACKs included, until a message is settled", async () => {
    const { world, broker, tape } = await setUpSubscribed(row);
    await world.publish("in/job", "first");
    const { message } = await tape.next("message");
    const observer = await world.observe("out/marker");
    broker.publish({ topic: "out/marker", payload: "", retain: false, token: 1 });
    await observer.next();
    await world.publish("in/job", "second");
    await world.publish("out/marker", "later");
    await observer.next();
    expect(tape.entries.at(-1)).toEqual({ kind: "message", message });
    message.settle("ok");
    expect(await tape.next("acked")).toMatchObject({ token: 1 });
    expect(await tape.read()).toMatchObject({ text: "second" });
  });

  test("is closed once by a refusal, and gets this message and the next again", async () => {
    const { world, broker, tape } = await setUpSubscribed(row);
    await world.publish("in/job", "first");
    const { message } = await tape.next("message");
    await world.publish("in/job", "second");
    message.settle("refuse");
    message.settle("ok");
    const { reason } = await tape.next("closed");
    expect(reason).toMatch(/could not take a message/);
    const again = await connectTaped(broker);
    expect(await again.tape.read()).toMatchObject({ text: "first" });
    expect(await again.tape.read()).toMatchObject({ text: "second" });
    expect(tape.count("closed")).toBe(1);
  });

  test("lets what it published out before a refusal", async () => {
    const { world, broker, tape } = await setUpSubscribed(row);
    const observer = await world.observe("out/#");
    await world.publish("in/job", "first");
    const { message } = await tape.next("message");
    broker.publish({ topic: "out/ack", payload: "unavailable", retain: false });
    message.settle("refuse");
    expect(await observer.next()).toEqual({ topic: "out/ack", payload: "unavailable" });
    await tape.next("closed");
  });

  test("gets what was published while it was away, without subscribing again", async () => {
    const { world, broker, tape } = await setUpSubscribed(row);
    broker.close();
    await tape.next("closed");
    for (const text of ["one", "two", "three"]) await world.publish("in/job", text);
    const again = await connectTaped(broker);
    for (const text of ["one", "two", "three"]) {
      expect(await again.tape.read()).toMatchObject({ text });
    }
    expect(again.tape.entries[0]).toMatchObject({ kind: "connected" });
  });

  test("has its will published when the connection is cut", async () => {
    const { world, tape } = await setUpSubscribed(row);
    const observer = await world.observe("will/#");
    world.cut();
    expect(await observer.next()).toEqual({ topic: "will/host1", payload: "offline" });
    await tape.next("closed");
  });

  test("has no will published when it closes", async () => {
    const { world, broker, tape } = await setUpSubscribed(row);
    const observer = await world.observe("will/#");
    broker.close();
    expect((await tape.next("closed")).reason).toBe("The host closed the connection.");
    await world.publish("will/marker", "after");
    expect(await observer.next()).toEqual({ topic: "will/marker", payload: "after" });
  });

  test("lets all that it published out before it closes", async () => {
    const { world, broker, tape } = await setUpSubscribed(row);
    const observer = await world.observe("out/#");
    const numbers = Array.from({ length: 200 }, (_, index) => String(index));
    for (const payload of numbers) broker.publish({ topic: "out/a", payload, retain: false });
    broker.close();
    for (const payload of numbers) expect((await observer.next()).payload).toBe(payload);
    await tape.next("closed");
  });

  test("says nothing between close and closed", async () => {
    const { broker, tape } = await setUpSubscribed(row);
    broker.publish({ topic: "in/job", payload: "own", retain: false, token: 1 });
    broker.close();
    await tape.next("closed");
    const said = tape.entries.map(({ kind }) => kind);
    expect(said).toEqual(["connected", "message", "closed"]);
  });

  test("is closed once when it closes before it is connected", async () => {
    const world = await setUp(row);
    const broker = world.broker("host1");
    const tape = new BrokerTape();
    broker.connect(tape);
    broker.close();
    await tape.next("closed");
    await connectTaped(broker);
    expect(tape.entries.map(({ kind }) => kind)).toEqual(["closed"]);
  });

  test("reports 200 publications in order as the broker takes them, in order", async () => {
    const { world, broker, tape } = await setUpSubscribed(row);
    const observer = await world.observe("out/#");
    const tokens = Array.from({ length: 200 }, (_, index) => index + 1);
    for (const token of tokens) {
      broker.publish({ topic: "out/event", payload: String(token), retain: false, token });
    }
    for (const token of tokens) expect(await tape.next("acked")).toMatchObject({ token });
    for (const token of tokens) expect((await observer.next()).payload).toBe(String(token));
  });

  test("keeps a publication marked retain, for those who come later", async () => {
    const { world, broker, tape } = await setUpSubscribed(row);
    broker.publish({ topic: "out/state", payload: "online", retain: true, token: 7 });
    await tape.next("acked");
    const other = world.broker("other");
    const late = await connectTaped(other);
    other.subscribe(["out/state"]);
    const kept = { topic: "out/state", text: "online", retained: true };
    expect(await late.tape.read()).toEqual(kept);
  });

  test("publishes nothing that it was given without a connection", async () => {
    const world = await setUp(row);
    const broker = world.broker("host1");
    const observer = await world.observe("out/#");
    const publish = (payload: string) =>
      broker.publish({ topic: "out/a", payload, retain: false, token: 1 });
    publish("before connect");
    for (const payload of ["first time", "second time"]) {
      const tape = new BrokerTape();
      broker.connect(tape);
      publish("while connecting");
      await tape.next("connected");
      publish(payload);
      await tape.next("acked");
      expect(await observer.next()).toEqual({ topic: "out/a", payload });
      broker.close();
      publish("while leaving");
      await tape.next("closed");
      publish("after closed");
      expect(tape.count("acked")).toBe(1);
    }
  });

  test("is closed once when the broker dies, and connects again when it is back", async () => {
    const { world, broker, tape } = await setUpSubscribed(row);
    await world.restart();
    await tape.next("closed");
    const { session, tape: again } = await connectTaped(broker);
    expect(session).toEqual({ version: row.version, sessionPresent: false });
    broker.subscribe(["in/#"]);
    broker.publish({ topic: "in/self", payload: "back", retain: false });
    expect(await again.read()).toMatchObject({ text: "back" });
    expect(tape.count("closed")).toBe(1);
  });

  test("is closed with a reason when nothing listens, as often as it tries", async () => {
    const { world, broker, tape } = await setUpSubscribed(row);
    await world.halt();
    await tape.next("closed");
    for (const _ of [1, 2]) {
      const failed = new BrokerTape();
      broker.connect(failed);
      const { reason } = await failed.next("closed");
      expect(reason).toMatch(/nothing listens there|cannot be reached/);
      expect(failed.entries).toHaveLength(1);
    }
  });

  test("ends the older of two connections with one client id, as closed", async () => {
    const { world, tape } = await setUpSubscribed(row);
    const twin = world.broker("host1");
    const { session } = await connectTaped(twin);
    expect(session.sessionPresent).toBe(true);
    await tape.next("closed");
    expect(tape.count("closed")).toBe(1);
  });

  test("keeps nothing of a subscription with QoS 0 while it is away", async () => {
    const { world, broker, tape } = await setUpSubscribed(row);
    broker.subscribe(["now/#"], 0);
    broker.publish({ topic: "now/self", payload: "own", retain: false });
    expect(await tape.read()).toMatchObject({ topic: "now/self" });
    broker.close();
    await tape.next("closed");
    await world.publish("now/a", "missed");
    await world.publish("in/a", "kept");
    const again = await connectTaped(broker);
    expect(await again.tape.read()).toMatchObject({ topic: "in/a" });
    await world.publish("now/a", "heard");
    expect(await again.tape.read()).toMatchObject({ topic: "now/a", text: "heard" });
  });

  test("finds by a look what a topic retains, and that it retains nothing", async () => {
    const world = await setUp(row);
    const broker = world.broker("host1");
    await world.publish("out/state", "old", true);
    await world.publish("out/state", "new", true);
    await world.publish("out/state/deeper", "not this", true);
    await world.publish("out/passing", "not kept");
    expect(await lookAt(broker, "out/state")).toEqual({ kind: "read", text: "new" });
    expect(await lookAt(broker, "out/passing")).toEqual({ kind: "read", text: undefined });
    await world.publish("out/state", "", true);
    expect(await lookAt(broker, "out/state")).toEqual({ kind: "read", text: undefined });
  });

  test("finds it every time, however often it looks", async () => {
    const world = await setUp(row);
    const broker = world.broker("host1");
    for (let count = 0; count < 50; count += 1) {
      const text = String(count);
      await world.publish("out/state", text, true);
      expect(await lookAt(broker, "out/state")).toEqual({ kind: "read", text });
    }
  });

  test("looks without touching the kept session, or whoever has it", async () => {
    const { world, broker, tape } = await setUpSubscribed(row);
    const twin = world.broker("host1");
    await world.publish("out/state", "kept", true);
    expect(await lookAt(twin, "out/state")).toEqual({ kind: "read", text: "kept" });
    await world.publish("in/job", "one");
    expect(await tape.read()).toMatchObject({ text: "one" });
    expect(tape.count("closed")).toBe(0);
    broker.close();
    await tape.next("closed");
    await world.publish("in/job", "two");
    expect(await lookAt(twin, "out/state")).toEqual({ kind: "read", text: "kept" });
    const again = await connectTaped(broker);
    expect(await again.tape.read()).toMatchObject({ text: "two" });
  });

  test("publishes nothing by a look, no will either", async () => {
    const world = await setUp(row);
    const observer = await world.observe("#");
    await lookAt(world.broker("host1"), "out/state");
    world.cut();
    await world.publish("out/marker", "after");
    expect(await observer.next()).toEqual({ topic: "out/marker", payload: "after" });
  });

  test("finds nothing at a broker that has forgotten everything", async () => {
    const world = await setUp(row);
    const broker = world.broker("host1");
    await world.publish("out/state", "old", true);
    await world.restart();
    expect(await lookAt(broker, "out/state")).toEqual({ kind: "read", text: undefined });
  });

  test("fails to look, with a reason, when nothing listens", async () => {
    const world = await setUp(row);
    const broker = world.broker("host1");
    await world.halt();
    const look = await lookAt(broker, "out/state");
    expect(look).toMatchObject({ kind: "failed" });
    expect(Object(look).reason).toMatch(/nothing listens there|cannot be reached/);
  });

  test("is not told of a look that it has cancelled", async () => {
    const world = await setUp(row);
    const broker = world.broker("host1");
    await world.publish("out/state", "kept", true);
    const told: Look[] = [];
    broker.look("out/state", (look) => told.push(look))();
    expect(await lookAt(broker, "out/state")).toMatchObject({ kind: "read" });
    expect(told).toEqual([]);
  });

  test("refuses a second connect before closed", async () => {
    const { broker } = await setUpSubscribed(row);
    expect(() => broker.connect(new BrokerTape())).toThrow(/before closed/);
  });
});

/** What a look found, as text. */
function lookAt(broker: Broker, topic: string): Promise<unknown> {
  return new Promise((resolve) => {
    broker.look(topic, (look) => {
      if (look.kind !== "read") return resolve(look);
      const { payload } = look;
      const text = payload && new TextDecoder().decode(payload);
      resolve({ kind: look.kind, text });
    });
  });
}

describe("a Broker that Mosquitto asks for a password", () => {
  const account = { username: "host1", password: "correct horse" };
  const test = it.skipIf(ABSENT !== undefined);

  async function setUpAccount(version: "3.1.1" | "5" | "auto", password: string) {
    const mosquitto = await startMosquitto({ account });
    onTestFinished(() => mosquitto.stop());
    const broker = createMqttBroker({
      url: `mqtt://127.0.0.1:${mosquitto.port}`,
      clientId: "host1",
      version,
      will: { topic: "will/host1", payload: "offline", retain: false },
      username: account.username,
      password,
    });
    const tape = new BrokerTape();
    broker.connect(tape);
    return { broker, tape };
  }

  test.each(["3.1.1", "5", "auto"] as const)("is told so without it, over %s", async (version) => {
    const { tape } = await setUpAccount(version, "wrong secret");
    const { reason } = await tape.next("closed");
    expect(reason).toMatch(/refused the connection: not authorised/);
    expect(reason).not.toMatch(/secret/);
    expect(tape.entries).toHaveLength(1);
  });

  test("is refused a look without it, and let look with it", async () => {
    const { broker: stranger } = await setUpAccount("auto", "wrong secret");
    expect(await lookAt(stranger, "out/state")).toMatchObject({ kind: "refused" });
    const { broker } = await setUpAccount("auto", account.password);
    expect(await lookAt(broker, "out/state")).toEqual({ kind: "read", text: undefined });
  });

  test("is let in with it", async () => {
    const { broker, tape } = await setUpAccount("auto", account.password);
    expect((await tape.next("connected")).session.version).toBe(5);
    broker.close();
    await tape.next("closed");
  });
});
