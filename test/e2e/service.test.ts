import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, it } from "vitest";
import {
  faultListSchema,
  hostStateSchema,
  printerStateSchema,
  serverStateSchema,
} from "../../protocols/host/state-documents.ts";
import { freePort } from "../../simulator/io/free-port.ts";
import { mosquittoInstalled } from "../../simulator/io/mosquitto.ts";
import { startEmbeddedBroker } from "../../src/io/embedded-broker.ts";
import { aedesProgram, mosquittoProgram } from "../support/broker-worlds.ts";
import { barsPng, jobDocument } from "../support/job-documents.ts";
import {
  cardFiles,
  type Daemon,
  type Heard,
  isOnline,
  isState,
  type Listener,
  openStand,
  topics,
} from "../support/processes.ts";

// Goal: as a service the daemon starts without its devices, ends in order, is there only once, and
// dashboards that come late or whose broker was restarted see what is so.
// Method: the real programs in a temporary folder; what is waited for is a message or an end.

const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function setUpStand() {
  const stand = openStand();
  cleanups.push(() => stand.close());
  return stand;
}

async function setUp(start = aedesProgram) {
  const broker = await start();
  cleanups.push(() => broker.stop());
  const stand = setUpStand();
  const url = `mqtt://127.0.0.1:${broker.port}`;
  return { broker, stand, url, mqtt: `{ url: "${url}" }` };
}

async function send(listener: Listener, n: number): Promise<void> {
  const card = { front: { image: barsPng(n) } };
  const document = jobDocument(`job-${n}`, { server: undefined, card });
  expect(await listener.ask(JSON.stringify(document))).toMatchObject({ result: "accepted" });
}

function isOffline({ topic, payload }: Heard): boolean {
  return topic === topics.availability && payload === "offline";
}

/** Settles with the first line of the daemon's log that has these words. */
function logged({ child }: Daemon, words: string): Promise<string> {
  if (child.stderr === null) throw new Error("the daemon has no stderr");
  const lines = createInterface({ input: child.stderr });
  return new Promise((resolve) => {
    lines.on("line", (line) => {
      if (line.includes(words)) resolve(line);
    });
  });
}

describe("SIGTERM in the midst of a card", () => {
  /** A second one is sent once the first one has been taken. */
  async function askToEnd({ child }: Daemon, listener: Listener, times: number): Promise<void> {
    child.kill("SIGTERM");
    const isStopping = ({ topic, payload }: Heard) =>
      topic === topics.state && payload.includes('"state":"stopping"');
    await listener.wait(isStopping);
    for (let time = 1; time < times; time += 1) child.kill("SIGTERM");
  }

  it.each([1, 2])(
    "lets it come to its end, with %d signals; the next job is printed after a restart",
    async (times) => {
      const { stand, url, mqtt } = await setUp();
      await stand.startPrinter("--speed", "4");
      const listener = await stand.listen(url);
      const daemon = stand.startDaemon(mqtt);
      await listener.wait(isOnline);
      await send(listener, 1);
      await listener.wait(isState("job-1", "processing"));
      await send(listener, 2);
      await askToEnd(daemon, listener, times);
      expect(await daemon.ended).toBe(0);

      const offline = await listener.wait(isOffline);
      const completed = listener.heard.findIndex(isState("job-1", "completed"));
      expect(completed).toBeGreaterThan(0);
      expect(completed).toBeLessThan(listener.heard.indexOf(offline));
      expect(listener.heard.filter(isState("job-2", "processing"))).toEqual([]);
      expect(cardFiles(stand.cards)).toMatchObject([{ n: 1, box: "output", complete: true }]);
      const late = await stand.listen(url, topics.availability);
      expect(await late.wait(() => true)).toMatchObject({ payload: "offline", retained: true });

      stand.startDaemon(mqtt);
      await listener.wait(isState("job-2", "completed"));
      expect(cardFiles(stand.cards)).toMatchObject([{ n: 1 }, { n: 2, complete: true }]);
    },
  );
});

describe("without its printer and its broker", () => {
  async function startAlone() {
    const port = await freePort();
    const stand = setUpStand();
    const url = `mqtt://127.0.0.1:${port}`;
    const daemon = stand.startDaemon(`{ url: "${url}" }`);
    const closed = ["broker connection closed", "printer line closed"];
    await Promise.all(closed.map((words) => logged(daemon, words)));
    return { port, stand, url, daemon };
  }

  it("starts, and prints once both are there", async () => {
    const { port, stand, url } = await startAlone();
    await stand.startPrinter();
    const broker = await startEmbeddedBroker({ port });
    cleanups.push(() => broker.close());
    const listener = await stand.listen(url);
    await listener.wait(isOnline);
    await send(listener, 1);
    await listener.wait(isState("job-1", "completed"));
    expect(cardFiles(stand.cards)).toMatchObject([{ n: 1, box: "output", complete: true }]);
  });

  it("ends at once and in order when it is asked to", async () => {
    const { daemon } = await startAlone();
    daemon.child.kill("SIGTERM");
    expect(await daemon.ended).toBe(0);
  });
});

describe("a second daemon on one state folder", () => {
  it("ends with a clear message, and touches neither printer nor broker", async () => {
    const { stand, url, mqtt } = await setUp();
    await stand.startPrinter("--speed", "4");
    const listener = await stand.listen(url);
    stand.startDaemon(mqtt);
    await listener.wait(isOnline);
    await send(listener, 1);
    await listener.wait(isState("job-1", "processing"));
    const second = stand.startDaemon(mqtt);
    expect(await second.ended).toBe(1);
    const { stdout, stderr } = await second.written;
    expect(stderr).toBe(
      `cetakd: another daemon uses this state folder; path ${stand.state}/lock\n`,
    );
    expect(stdout).toBe("");
    const { payload } = await listener.wait(isState("job-1", "completed"));
    expect(JSON.parse(payload)).toMatchObject({ attempt: 1, evidence: { detail: "counters-fit" } });
    expect(cardFiles(stand.cards)).toHaveLength(1);
    expect(listener.heard.filter(isOffline)).toEqual([]);
  });
});

describe("an embedded broker on a port that is taken", () => {
  it("ends the daemon with a clear message", async () => {
    const other = createServer();
    await once(other.listen(0, "127.0.0.1"), "listening");
    cleanups.push(() => other.close());
    const { port } = other.address() as AddressInfo;
    const daemon = setUpStand().startDaemon(`{ embedded: { port: ${port} } }`);
    expect(await daemon.ended).toBe(1);
    const { stderr } = await daemon.written;
    expect(stderr).toContain(
      `cetakd: the embedded broker cannot listen; host 127.0.0.1; port ${port}; reason `,
    );
    expect(stderr).toContain("EADDRINUSE");
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});

const { base } = topics;
/** What is retained, and what it has to be. */
const DOCUMENTS = new Map<string, { parse(document: unknown): unknown }>([
  [topics.state, hostStateSchema],
  [`${base}/printer/printer1`, printerStateSchema],
  [`${base}/server/server1`, serverStateSchema],
  [`${base}/fault/host`, faultListSchema],
  [`${base}/fault/printer1`, faultListSchema],
  [`${base}/fault/server1`, faultListSchema],
]);
const SERVER = { config: ["http: false", "servers: [{ id: server1 }]"] };

const hasMosquitto = mosquittoInstalled();
const BROKERS = [
  { name: "the embedded broker", start: aedesProgram, skip: false },
  { name: "Mosquitto", start: mosquittoProgram, skip: !hasMosquitto },
] as const;

describe.each(BROKERS)("dashboards at $name", ({ start, skip }) => {
  const tellSkip = skip ? " (skipped: Mosquitto is not installed)" : "";

  /** Settles once every document has been heard; with them, as they were heard first. */
  function hearAll(listener: Listener): Promise<readonly Heard[]> {
    return Promise.all(
      [...DOCUMENTS.keys()].map((wanted) => listener.wait(({ topic }) => topic === wanted)),
    );
  }

  it.skipIf(skip)(`see all as it is, also after the broker's restart${tellSkip}`, async () => {
    const { broker, stand, url, mqtt } = await setUp(start);
    const first = await stand.listen(url);
    stand.startDaemon(mqtt, SERVER);
    await hearAll(first);
    for (const restarts of [0, 1]) {
      if (restarts > 0) {
        await broker.restart();
        await hearAll(await stand.listen(url));
      }
      const late = await stand.listen(url);
      const documents = await hearAll(late);
      expect(await late.wait(isOnline)).toMatchObject({ retained: true });
      for (const { topic, payload, retained } of documents) {
        expect(retained).toBe(true);
        expect(() => DOCUMENTS.get(topic)?.parse(JSON.parse(payload))).not.toThrow();
      }
    }
  });

  it.skipIf(skip)(`find the host again when Home Assistant has started${tellSkip}`, async () => {
    const { stand, url, mqtt } = await setUp(start);
    const listener = await stand.listen(url, "homeassistant/device/#");
    stand.startDaemon(mqtt, SERVER);
    const devices = ["", "_printer1", "_server1"].map(
      (id) => `homeassistant/device/cetakd_oku_host1${id}/config`,
    );
    const hear = (from: number) =>
      Promise.all(devices.map((wanted) => listener.wait(({ topic }) => topic === wanted, from)));
    const before = await hear(0);
    const from = listener.heard.length;
    await listener.client.publishAsync("homeassistant/status", "online", { qos: 1 });
    expect(await hear(from)).toEqual(before);
  });
});
