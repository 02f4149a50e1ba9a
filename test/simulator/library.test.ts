import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync, type MqttClient } from "mqtt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "../../simulator/io/free-port.ts";
import {
  type CardRecord,
  cardPicture,
  type PrinterOptions,
  type RunningPrinter,
  type ServerOptions,
  startBroker,
  startPrinter,
  startServer,
} from "../../simulator/library.ts";
import { createSerialLink } from "../../src/io/serial-link.ts";
import { openSession, watchLinks } from "../support/pty.ts";

// Goal: printer, server and broker as somebody's test has them, all in one process. Method: real
// pseudo-terminals and sockets; whatever a test has started is stopped after it. That nothing is
// left of them is seen in test/package, where a process with all three has to end by itself.

let folder: string;
let links: ReturnType<typeof watchLinks>;
let running: { stop(): Promise<void> }[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "library-"));
  links = watchLinks();
  running = [];
});

afterEach(async () => {
  await links.closeAll();
  for (const device of running.toReversed()) await device.stop();
  rmSync(folder, { recursive: true });
});

function stoppedLater<Device extends { stop(): Promise<void> }>(device: Device): Device {
  running.push(device);
  return device;
}

async function printerAt(end: string, options: Omit<PrinterOptions, "link"> = {}) {
  return stoppedLater(await startPrinter({ link: join(folder, end), ...options }));
}

/** Says commands to a printer and gives its answer, so many characters long; ACK is `+`. */
async function say({ link }: RunningPrinter, length: number, ...commands: readonly string[]) {
  const session = openSession(links.watch(createSerialLink({ path: link, baudRate: 115_200 })));
  await session.opened;
  session.link.write(Buffer.from(commands.map((command) => `\x1b${command}\r`).join("")));
  const answer = await session.received.atLeast(length);
  session.link.close();
  return answer.toString("latin1").replaceAll("\x06", "+").replaceAll("\x15", "-");
}

/** A card that is black all over. */
const BLACK_CARD = ["Ss", "Sr", "Wcb;k;255", "Se"];

describe("a printer", () => {
  it("writes down what crosses its line, images and fields left out unless asked for", async () => {
    for (const recordData of [false, true]) {
      const record = join(folder, `${recordData}.jsonl`);
      const printer = await printerAt("p1", { record, recordData });
      expect(await say(printer, 1, "Dm;2;SPECIMEN")).toBe("+");
      await printer.stop();
      const frames = readFileSync(record, "utf8").split("\n").slice(1);
      expect(frames[0]).toContain(
        recordData ? '"Dm;2;SPECIMEN"' : '"command":"Dm","parameters":10',
      );
      expect(frames[1]).toContain('"answer":"ack"');
    }
    const options = { record: join(folder, "none", "r.jsonl") };
    await expect(printerAt("p1", options)).rejects.toThrow("cannot record to");
    expect(existsSync(join(folder, "p1"))).toBe(false);
  });

  it("gives each card before who waits for it goes on, with all that is on it", async () => {
    const cards: CardRecord[] = [];
    const printer = await printerAt("p1", { onCard: (card) => void cards.push(card) });
    const seen = printer.untilCards(1).then(() => cards.length);
    expect(await say(printer, 4, ...BLACK_CARD)).toBe("++++");
    expect(await seen).toBe(1);
    const { serialNumber } = printer;
    expect(cards).toMatchObject([{ n: 1, serialNumber, box: "output", complete: true }]);
    const [card] = cards as [CardRecord];
    expect(new Set(cardPicture(card).data.filter((_, at) => at % 4 < 3))).toEqual(new Set([0]));
    const back = cardPicture(card, "back");
    expect({ width: back.width, height: back.height }).toEqual({ width: 1016, height: 648 });
    expect(new Set(back.data)).toEqual(new Set([255]));
  });

  it("has faults and hands, and says how things stand", async () => {
    const printer = await printerAt("p1", { feederCards: 1, name: "desk" });
    expect(await say(printer, 5, "Pem;2", "Si", "Ser", "Si")).toBe("+++-F");
    expect(printer.state()).toMatchObject({ feeder: 0, reject: 1 });
    printer.hand("refill");
    printer.raise("media-jam", "next-step");
    expect(await say(printer, 2, "Si")).toBe("-T");
    expect(printer.state().conditions).toContain("media-jam");
    printer.clear("media-jam");
    expect(printer.state().conditions).toEqual(["card-inside"]);
  });

  it("has boxes and a feeder of the size that it was given", async () => {
    const sizes = { feederCards: 1, feederCapacity: 2, outputCapacity: 1, rejectCapacity: 1 };
    const printer = await printerAt("printer1", sizes);
    expect(printer.state().conditions).not.toContain("output-area-full");
    await say(printer, 4, ...BLACK_CARD);
    expect(printer.state()).toMatchObject({ feeder: 0, output: 1 });
    printer.hand("refill");
    expect(printer.state()).toMatchObject({ feeder: 2 });
    await say(printer, 4, ...BLACK_CARD);
    expect(printer.state().conditions).toContain("output-area-full");
  });

  it("stands beside others, each with its own name, number and cards", async () => {
    const [one, two] = [await printerAt("p1"), await printerAt("p2")];
    await say(one, 4, ...BLACK_CARD);
    expect(one.name).toBe("p1");
    expect(one.serialNumber).not.toBe(two.serialNumber);
    expect([one, two].map((printer) => printer.state().cards_total)).toEqual([1, 0]);
  });

  it("is the same one again with its folder, and a new one without", async () => {
    const cardsDir = join(folder, "cards");
    for (const [dir, total] of [
      [cardsDir, 1],
      [cardsDir, 2],
      [undefined, 1],
    ] as const) {
      const printer = await printerAt("p1", dir === undefined ? {} : { cardsDir: dir });
      await say(printer, 4, ...BLACK_CARD);
      expect(printer.state().cards_total).toBe(total);
      await printer.stop();
    }
    expect(readdirSync(cardsDir).filter((file) => file.endsWith(".png"))).toHaveLength(2);
  });

  it("is gone when it was stopped, and does not come back", async () => {
    const printer = await printerAt("p1");
    const waits = printer.untilCards(1);
    await printer.stop();
    await printer.stop();
    await expect(waits).rejects.toThrow("p1 was stopped after 0 cards");
    await expect(printer.untilCards(1)).rejects.toThrow("was stopped");
    printer.hand("unplug");
    printer.hand("plug");
    expect(existsSync(printer.link)).toBe(false);
  });

  it("refuses a place that is taken and leaves it", async () => {
    writeFileSync(join(folder, "p1"), "precious");
    await expect(printerAt("p1")).rejects.toThrow("is not a link");
    await printerAt("p2");
    await expect(printerAt("p2")).rejects.toThrow("already leads to");
  });

  it("names what it knows when a word is none of it", async () => {
    const printer = await printerAt("p1");
    for (const verb of [printer.raise, printer.clear] as ((word: string) => void)[]) {
      expect(() => verb("jam")).toThrow(/no condition jam; it knows media-empty, /);
    }
    const hand = printer.hand as (word: string) => void;
    expect(() => hand("shake")).toThrow(RangeError);
    expect(printer.actions).toContain("take-card");
    await expect(printerAt("p3", { name: "a b" })).rejects.toThrow(RangeError);
  });
});

describe("a server", () => {
  const PLACE = { site: "oku", host: "host1" };

  async function serverOn(url: string, options: Partial<ServerOptions> = {}) {
    return stoppedLater(await startServer({ url, ...PLACE, ...options }));
  }

  /** What is said on a broker. */
  async function listen(url: string) {
    const client: MqttClient = await connectAsync(url);
    running.push({ stop: () => client.endAsync(true) });
    const heard: string[] = [];
    const looks = new Set<() => void>();
    client.on("message", (topic, payload) => {
      heard.push(`${topic} ${payload.toString()}`);
      for (const look of looks) look();
    });
    await client.subscribeAsync("cetak/#", { qos: 1 });
    const has = (text: string) => heard.some((line) => line.includes(text));
    return {
      client,
      heard,
      until: (text: string) =>
        new Promise<void>((resolve) => {
          const look = () => void (has(text) && resolve());
          looks.add(look);
          look();
        }),
    };
  }

  it("is on the broker, also beside others, and leaves with a word", async () => {
    const { url } = stoppedLater(await startBroker());
    const host = await listen(url);
    const [one, two] = [await serverOn(url), await serverOn(url, { id: "server2" })];
    await host.until("/server/server1/availability online");
    await host.until("/server/server2/availability online");
    one.raise("raid-failed");
    await host.until('"raid":"failed"');
    expect([one, two].map((server) => server.state().conditions)).toEqual([["raid-failed"], []]);
    await one.stop();
    await host.until("/server/server1/availability offline");
    one.hand("power-on");
    expect(one.state().connected).toBe(false);
    expect(two.state().connected).toBe(true);
  });

  it("sends its jobs and says how they have ended", async () => {
    const { url } = stoppedLater(await startBroker());
    const host = await listen(url);
    const job = { jobId: "mine-1", payload: JSON.stringify({ job_id: "mine-1" }) };
    const [own, invented] = [
      await serverOn(url, { jobs: [job] }),
      await serverOn(url, { id: "server2", jobs: 2 }),
    ];
    await host.until('/host1/job {"job_id":"mine-1"}');
    const answer = { job_id: "mine-1", result: "rejected", code: "schema", state: null };
    host.client.publish("cetak/1/oku/host1/job/ack", JSON.stringify(answer), { qos: 1 });
    await own.untilEnded();
    expect(own.state()).toMatchObject({ ended: { refused: 1 }, open: 0, violations: [] });
    expect(invented.unanswered).toHaveLength(2);
    const waits = invented.untilEnded();
    await invented.stop();
    await expect(waits).rejects.toThrow("server2 was stopped");
  });

  it("takes more jobs when it has ended all that it had", async () => {
    const { url } = stoppedLater(await startBroker());
    const host = await listen(url);
    const server = await serverOn(url);
    await server.untilEnded();
    server.add([{ jobId: "late-1", payload: JSON.stringify({ job_id: "late-1" }) }]);
    await host.until('/host1/job {"job_id":"late-1"}');
    const ended = server.untilEnded();
    expect(server.state()).toMatchObject({ ended: {}, unanswered: 1 });
    const answer = { job_id: "late-1", result: "rejected", code: "schema", state: null };
    host.client.publish("cetak/1/oku/host1/job/ack", JSON.stringify(answer), { qos: 1 });
    await ended;
    expect(server.state()).toMatchObject({ ended: { refused: 1 }, unanswered: 0 });
  });

  it("without jobs has none to wait for", async () => {
    const { url } = stoppedLater(await startBroker());
    await (await serverOn(url)).untilEnded();
  });

  it("says why it finds no broker", async () => {
    const url = `mqtt://127.0.0.1:${await freePort()}`;
    const server = startServer({ url, ...PLACE, connectTimeoutMs: 500 });
    await expect(server).rejects.toThrow(/the broker could not be reached: .*ECONNREFUSED/);
  });

  it("leaves its door to others when it cannot be started", async () => {
    const probePort = await freePort();
    const { url } = stoppedLater(await startBroker());
    await expect(serverOn("nonsense", { probePort })).rejects.toThrow();
    const host = await listen(url);
    const first = await serverOn(url, { probePort });
    await expect(serverOn(url, { id: "server2", probePort })).rejects.toMatchObject({
      code: "EADDRINUSE",
    });
    await first.stop();
    await serverOn(url, { probePort });
    expect(host.heard.filter((line) => line.includes("/server2/availability online"))).toEqual([]);
  });

  it("stops although its broker has gone", async () => {
    const broker = await startBroker();
    const server = await serverOn(broker.url);
    await Promise.all([broker.stop(), server.stop()]);
    const other = await startBroker();
    const orphan = await serverOn(other.url);
    await other.stop();
    await orphan.stop();
  });

  it.each(["site", "host", "id"])("refuses a %s that is none", async (key) => {
    const wrong = { url: "mqtt://127.0.0.1:1", ...PLACE, [key]: "OKU/1" };
    await expect(startServer(wrong)).rejects.toThrow(RangeError);
  });
});

describe("a broker", () => {
  it("has a free port, and on the port of a stopped one it is that one, emptied", async () => {
    const first = await startBroker();
    const client = await connectAsync(first.url, { reconnectPeriod: 0 });
    await client.publishAsync("kept", "1", { qos: 1, retain: true });
    await expect(startBroker({ port: first.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    await Promise.all([first.stop(), first.stop()]);
    await client.endAsync(true);
    const second = stoppedLater(await startBroker({ port: first.port }));
    expect(second.url).toBe(first.url);
    const reader = await connectAsync(second.url);
    const heard: string[] = [];
    reader.on("message", (topic) => void heard.push(topic));
    await reader.subscribeAsync(["kept", "end"], { qos: 1 });
    await reader.publishAsync("end", "", { qos: 1 });
    await reader.endAsync();
    expect(heard).toEqual(["end"]);
  });
});
