import { connectAsync, type MqttClient } from "mqtt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mosquittoInstalled } from "../../../simulator/io/mosquitto.ts";
import { Closing } from "../../../simulator/scenario/closing.ts";
import { openRealBroker, type RealBroker } from "../../../simulator/scenario/real-broker.ts";

// Goal: whatever befalls the broker of a scenario, all that it carries is heard, and it remembers
// what it should. Method: both brokers, with a client on the way of the host.

const BROKERS = mosquittoInstalled() ? (["mosquitto", "own"] as const) : (["own"] as const);
if (BROKERS.length === 1) process.stderr.write("Mosquitto is not installed: left out\n");

let closing: Closing;
let heard: string[];

beforeEach(() => {
  closing = new Closing();
  heard = [];
});

afterEach(() => closing.close());

async function client(url: string): Promise<MqttClient> {
  const opened = await connectAsync(url, { reconnectPeriod: 0 });
  opened.on("error", () => {});
  closing.add(() => opened.endAsync(true));
  return opened;
}

async function say(broker: RealBroker, payload: string): Promise<MqttClient> {
  const speaker = await client(broker.hostUrl);
  await speaker.publishAsync("topic", payload, { qos: 1, retain: true });
  return speaker;
}

/** What somebody who comes now is told that the broker has kept. */
async function kept({ hostUrl }: RealBroker): Promise<readonly string[]> {
  const told: string[] = [];
  const asker = await client(hostUrl);
  asker.on("message", (_, payload) => void told.push(payload.toString()));
  const marked = new Promise((resolve) => {
    asker.on("message", (topic) => topic === "mark" && resolve(undefined));
  });
  await asker.subscribeAsync(["topic", "mark"]);
  await asker.publishAsync("mark", "end", { qos: 1 });
  await marked;
  return told.filter((payload) => payload !== "end");
}

describe.each(BROKERS)("%s", (which) => {
  async function open(): Promise<RealBroker> {
    const hear = (topic: string, payload: string) => {
      if (topic === "topic") heard.push(payload);
    };
    return await openRealBroker({ which, closing, hear });
  }

  it("stopped, cannot be reached; started, it has kept what it had, told once", async () => {
    const broker = await open();
    const speaker = await say(broker, "one");
    const closed = new Promise<void>((resolve) => speaker.once("close", () => resolve()));
    await broker.act("stop");
    await closed;
    await expect(client(broker.hostUrl)).rejects.toThrow(/ECONNREFUSED/);
    broker.publish("topic", "two");
    await broker.act("start");
    expect(await kept(broker)).toEqual(["one"]);
    await say(broker, "three");
    await expect.poll(() => heard).toEqual(["one", "two", "three"]);
  });

  it("stopped, says the last will of those who were there", async () => {
    const broker = await open();
    const will = { topic: "topic", payload: Buffer.from("gone"), qos: 1, retain: true } as const;
    const host = await connectAsync(broker.hostUrl, { reconnectPeriod: 0, will });
    closing.add(() => host.endAsync(true));
    await broker.act("stop");
    await expect.poll(() => heard).toEqual(["gone"]);
  });

  it("emptied, has forgotten it and goes on", async () => {
    const broker = await open();
    await say(broker, "one");
    await broker.act("empty");
    expect(await kept(broker)).toEqual([]);
    await say(broker, "two");
    await expect.poll(() => heard).toEqual(["one", "two"]);
  });

  it("drops the host and nobody else", async () => {
    const broker = await open();
    const [host, server] = [await client(broker.hostUrl), await client(broker.serversUrl)];
    const closed = new Promise<void>((resolve) => host.once("close", () => resolve()));
    await broker.act("drop");
    await closed;
    await server.publishAsync("topic", "still here", { qos: 1 });
    await say(broker, "back");
    await expect.poll(() => heard).toEqual(["still here", "back"]);
  });
});
