import { describe, expect, it } from "vitest";
import { createMemoryBroker } from "../../simulator/stage/memory-broker.ts";
import { createVirtualClock } from "../../simulator/stage/virtual-clock.ts";
import type { State } from "../../src/core/state.ts";
import { createDashboards } from "../../src/daemon/dashboards.ts";
import { createStatusContext } from "../../src/status/context.ts";
import { deviceTopics } from "../../src/status/device-topics.ts";
import { BASE, NOW, sampleFault, samplePrinter, sampleState } from "../status/sample-state.ts";
import { corePolicy } from "../support/core-fixtures.ts";

// Goal: what a broker retains of this host is what the host is, and nothing of its former devices.
// Method: the memory broker in virtual time; `retained` is what a late subscriber would be sent.

const DISCOVERY = "homeassistant/device/cetakd_oku_host1";
const DISCOVERY_TOPICS = ["", "_printer1", "_server1"].map((id) => `${DISCOVERY}${id}/config`);
const STATUS_TOPICS = [
  `${BASE}/fault/host`,
  `${BASE}/fault/printer1`,
  `${BASE}/fault/server1`,
  `${BASE}/printer/printer1`,
  `${BASE}/server/server1`,
  `${BASE}/state`,
];

interface Choice {
  readonly state?: State;
  readonly announces?: boolean;
}

async function setUp({ state = sampleState(), announces = true }: Choice = {}) {
  const clock = createVirtualClock({ startWallMs: NOW });
  const hub = createMemoryBroker({ clock });
  const broker = hub.client({ clientId: "cetakd-oku-host1", version: 4 });
  const dashboards = createDashboards({
    state,
    broker,
    clock,
    base: BASE,
    context: createStatusContext({
      zone: "Asia/Jakarta",
      language: "en",
      version: "0.1.0",
      startedAtMs: NOW,
      policy: corePolicy(),
    }),
    homeAssistant: { prefix: "homeassistant", site: "oku", host: "host1", base: BASE },
    announces,
  });
  broker.connect({
    connected() {
      broker.subscribe(dashboards.subscriptions);
      dashboards.connected();
    },
    message(message) {
      message.settle("ok");
      dashboards.receive(message);
    },
    acked: () => {},
    closed: () => dashboards.closed(),
  });
  const pass = (durationMs: number) => clock.runUntil(clock.monotonicMs() + durationMs);
  await pass(100);
  /** The last payload of every topic that has one. */
  function retained(): ReadonlyMap<string, string> {
    const kept = new Map<string, string>();
    for (const { topic, payload, retain } of hub.log) if (retain) kept.set(topic, payload);
    return new Map([...kept].filter(([, payload]) => payload !== ""));
  }
  const topics = () => [...retained().keys()].sort();
  /** What the host publishes from now on. */
  function later() {
    const from = hub.log.length;
    return () => hub.log.slice(from).filter(({ from: sender }) => sender !== "outside");
  }
  return { clock, hub, broker, dashboards, pass, retained, topics, later };
}

describe("a connection", () => {
  it("brings every document, retained", async () => {
    const { topics, hub } = await setUp();
    expect(topics()).toEqual([...STATUS_TOPICS, ...DISCOVERY_TOPICS].sort());
    expect(hub.log.every(({ retain }) => retain)).toBe(true);
  });

  it("subscribes to what shows former devices, and to Home Assistant's birth", async () => {
    const { dashboards } = await setUp();
    expect(dashboards.subscriptions).toEqual([`${BASE}/fault/+`, "homeassistant/status"]);
  });

  it("is all that anything is sent on: without one nothing is, and no timer is left", async () => {
    const { clock, dashboards, broker, pass, later } = await setUp();
    broker.close();
    await pass(100);
    const published = later();
    dashboards.changed();
    expect(await clock.runUntilIdle({ maxTurns: 10 })).toBe(0);
    expect(published()).toEqual([]);
  });
});

describe("a change", () => {
  it("is sent, and what is the same is not", async () => {
    const state = sampleState();
    const { dashboards, pass, retained, later } = await setUp({ state });
    await pass(5_000);
    const published = later();
    const fault = sampleFault();
    state.faults.set("printer1/media-empty", fault);
    dashboards.changed();
    await pass(2_000);
    expect(
      published()
        .map(({ topic }) => topic)
        .sort(),
    ).toEqual([`${BASE}/fault/printer1`, `${BASE}/printer/printer1`, `${BASE}/state`]);
    expect(retained().get(`${BASE}/fault/printer1`)).toContain('"media-empty"');
  });

  it("of who a printer is reaches Home Assistant", async () => {
    const { id, stock, session, phase } = samplePrinter();
    const state = sampleState({ printers: [{ id, stock, session, phase }] });
    const { dashboards, pass, retained } = await setUp({ state });
    const topic = `${DISCOVERY}_printer1/config`;
    expect(retained().get(topic)).not.toContain("KC200");
    state.printers.set("printer1", samplePrinter());
    dashboards.changed();
    await pass(2_000);
    expect(retained().get(topic)).toContain("KC200");
  });
});

describe("discovery", () => {
  it("is taken back when it is turned off, and the rest stays", async () => {
    const { topics, hub } = await setUp({ announces: false });
    expect(topics()).toEqual(STATUS_TOPICS);
    const emptied = hub.log.filter(({ payload }) => payload === "").map(({ topic }) => topic);
    expect(emptied.sort()).toEqual([...DISCOVERY_TOPICS].sort());
  });

  it("is not sent with a change when it is turned off", async () => {
    const state = sampleState();
    const { dashboards, pass, topics } = await setUp({ state, announces: false });
    state.printers.set("printer1", samplePrinter({ phase: { kind: "offline" } }));
    dashboards.changed();
    await pass(2_000);
    expect(topics()).toEqual(STATUS_TOPICS);
  });

  it("is sent again when Home Assistant has started", async () => {
    const { hub, pass, later } = await setUp();
    await pass(5_000);
    const published = later();
    hub.publish("homeassistant/status", "online");
    await pass(100);
    expect(published().map(({ topic }) => topic)).toEqual(DISCOVERY_TOPICS);
    expect(published().every(({ payload, retain }) => payload !== "" && retain)).toBe(true);
  });

  it.each(["offline", ""])("is not sent again at its last word `%s`", async (word) => {
    const { hub, pass, later } = await setUp();
    await pass(5_000);
    const published = later();
    hub.publish("homeassistant/status", word);
    await pass(100);
    expect(published()).toEqual([]);
  });
});

describe("a device of an earlier configuration", () => {
  it("is taken from the broker, in all its topics", async () => {
    const { hub, pass, topics } = await setUp();
    for (const topic of [...deviceTopics(BASE, "printer9"), `${DISCOVERY}_printer9/config`]) {
      hub.publish(topic, '{"faults":[]}', { retain: true });
    }
    await pass(1_000);
    expect(topics().filter((topic) => topic.includes("printer9"))).toEqual([]);
    expect(topics()).toEqual([...STATUS_TOPICS, ...DISCOVERY_TOPICS].sort());
  });

  it.each([
    ["the host", `${BASE}/fault/host`],
    ["a printer", `${BASE}/fault/printer1`],
    ["a server", `${BASE}/fault/server1`],
  ])("is not %s of the present one", async (_, topic) => {
    const { hub, pass, later } = await setUp();
    const published = later();
    hub.publish(topic, '{"faults":[]}', { retain: true });
    await pass(1_000);
    expect(published()).toEqual([]);
  });
});
