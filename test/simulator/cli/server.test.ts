import { writeFileSync } from "node:fs";
import { connectAsync, type MqttClient } from "mqtt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decodeJobDocument } from "../../../protocols/host/job-document.ts";
import { freePort } from "../../../simulator/io/free-port.ts";
import { residentJobs } from "../../../simulator/server/documents.ts";
import { serverTopics } from "../../../simulator/server/topics.ts";
import type { ProbeResult } from "../../../src/core/probe-port.ts";
import { type EmbeddedBroker, startEmbeddedBroker } from "../../../src/io/embedded-broker.ts";
import { createProbe } from "../../../src/io/probe.ts";
import { openSimBench, type SimBench } from "./sim-processes.ts";

// Goal: `cetakd-sim server` against a broker and a host, from the outside. Method: the broker runs
// in the test, the host is a few lines of it: it answers and finishes every job at once.

const topics = serverTopics({ site: "oku", host: "host1", id: "server1" });

let bench: SimBench;
let broker: EmbeddedBroker;
let clients: MqttClient[];

beforeEach(async () => {
  bench = openSimBench();
  broker = await startEmbeddedBroker({ port: 0 });
  clients = [];
});

afterEach(async () => {
  for (const client of clients) await client.endAsync(true);
  await bench.close();
  await broker.close();
});

const url = () => `mqtt://127.0.0.1:${broker.port}`;

function serverArgs(...more: readonly string[]): readonly string[] {
  return ["server", "--mqtt", url(), "--site", "oku", "--host", "host1", ...more];
}

interface Heard {
  readonly topic: string;
  readonly text: string;
  readonly isRetained: boolean;
}

/** A client that hears everything, and a wait for the first message, past or to come, that fits. */
async function listen() {
  const client = await connectAsync(url());
  clients.push(client);
  const heard: Heard[] = [];
  const looks = new Set<() => void>();
  client.on("message", (topic, payload, { retain }) => {
    heard.push({ topic, text: payload.toString(), isRetained: retain });
    for (const look of looks) look();
  });
  await client.subscribeAsync("cetak/#", { qos: 1 });
  return {
    client,
    heard,
    wait: (topic: string, fits: (text: string) => boolean = () => true) =>
      new Promise<string>((resolve) => {
        const look = () => {
          const found = heard.find((one) => one.topic === topic && fits(one.text));
          if (found === undefined) return;
          looks.delete(look);
          resolve(found.text);
        };
        looks.add(look);
        look();
      }),
  };
}

/** Says all that a host says of a job; `states` in order, the first from nothing. */
async function playHost(states: readonly string[]) {
  const host = await listen();
  let seq = 0;
  const say = (topic: string, document: object) =>
    host.client.publish(topic, JSON.stringify(document), { qos: 1 });
  host.client.on("message", (topic, payload) => {
    if (topic !== topics.job) return;
    const decoded = decodeJobDocument(payload);
    if (!decoded.ok) throw new Error(`no job document: ${decoded.message}`);
    const job = { job_id: decoded.document.job_id };
    say(topics.jobAck, { ...job, result: "accepted", state: "pending", hash: "", at: "" });
    for (const [index, state] of states.entries()) {
      seq += 1;
      const previous = states[index - 1] ?? null;
      say(topics.jobEvent, { store: "s1", seq, ...job, state, previous, at: "", reasons: [] });
    }
  });
  return host;
}

const WHOLE = ["pending", "processing", "completed"];

describe("its jobs", () => {
  it("are invented specimens, and it ends with 0 when all are final", async () => {
    const host = await playHost(WHOLE);
    const { code, stdout, stderr } = await bench.run(...serverArgs("--count", "3"));
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ready: true, device: "server1", jobs: 3 });
    expect(stderr).toContain('{"completed":3}');
    const sent = host.heard.filter(({ topic }) => topic === topics.job);
    expect(sent.map(({ isRetained }) => isRetained)).toEqual([false, false, false]);
    const [document = {}] = sent.map(({ text }) => JSON.parse(text) as object);
    expect(document).toMatchObject({ specimen: true, card: { front: { template: "ktp-el" } } });
    expect(document).toHaveProperty("job_id", expect.stringMatching(/^oku-sim-[a-z0-9]+-1$/));
    expect(document).not.toHaveProperty("server");
  });

  it("name the server that was named", async () => {
    const host = await playHost(WHOLE);
    const { code } = await bench.run(...serverArgs("--count", "1", "--id", "dukcapil"));
    expect(code).toBe(0);
    expect(JSON.parse(await host.wait(topics.job))).toHaveProperty("server", "dukcapil");
  });

  it("are the documents of a folder, as they are", async () => {
    const host = await playHost(WHOLE);
    const [job] = residentJobs({ site: "oku", run: "t", count: 1, wallMs: 0 });
    writeFileSync(bench.at("one.json"), ` ${job?.payload}`);
    expect((await bench.run(...serverArgs("--jobs", bench.folder))).code).toBe(0);
    expect(await host.wait(topics.job)).toBe(` ${job?.payload}`);
  });

  it("that are in doubt at the timeout make it end with 1", async () => {
    await playHost(["pending", "processing", "in-doubt"]);
    const { code, stderr } = await bench.run(...serverArgs("--count", "1", "--timeout", "1500ms"));
    expect(code).toBe(1);
    expect(stderr).toContain("not all jobs are final in time");
  });

  it("without an answer are named at the timeout", async () => {
    const { code, stderr } = await bench.run(...serverArgs("--count", "1", "--timeout", "1500ms"));
    expect(code).toBe(1);
    expect(stderr).toMatch(/no answer for oku-sim-[a-z0-9]+-1/);
  });

  it("that a host finishes twice make it end with 1", async () => {
    await playHost(["pending", "completed", "completed", "completed"]);
    const { code, stderr } = await bench.run(...serverArgs("--count", "2"));
    expect(code).toBe(1);
    expect(stderr).toContain("is completed again");
  });
});

describe("the running server", () => {
  it("is announced, reports its health, answers, and ends with 0 on SIGTERM", async () => {
    const host = await listen();
    const server = await bench.start(...serverArgs("--count", "0"));
    await host.wait(topics.own.availability, (text) => text === "online");
    expect(JSON.parse(await host.wait(topics.own.health))).toMatchObject({ raid: "ok" });
    const ping = { id: "p1", request: "ping", reply_to: topics.reply };
    await host.client.publishAsync(topics.own.request, JSON.stringify(ping), { qos: 1 });
    expect(JSON.parse(await host.wait(topics.reply))).toMatchObject({ id: "p1" });
    expect(await server.stop()).toBe(0);
    await host.wait(topics.own.availability, (text) => text === "offline");
    const late = await listen();
    await late.wait(topics.own.availability);
    await late.wait(topics.own.health);
    expect(late.heard.map(({ topic, isRetained }) => [topic, isRetained])).toEqual([
      [topics.own.availability, true],
      [topics.own.health, true],
    ]);
  });

  it("takes faults and hands", async () => {
    const host = await listen();
    await bench.start(...serverArgs("--count", "0"));
    await host.wait(topics.own.availability, (text) => text === "online");
    const failed = await bench.run("fault", "server1", "raid-failed");
    expect(JSON.parse(failed.stdout)).toMatchObject({ conditions: ["raid-failed"] });
    await host.wait(topics.own.health, (text) => text.includes('"raid":"failed"'));
    // Without a goodbye: it is the broker that says so.
    expect((await bench.run("hand", "server1", "power-off")).code).toBe(0);
    await host.wait(topics.own.availability, (text) => text === "offline");
    host.heard.length = 0;
    await bench.run("hand", "server1", "power-on");
    await host.wait(topics.own.availability, (text) => text === "online");
    const unknown = await bench.run("hand", "server1", "refill");
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain("it knows power-off, power-on");
  });
});

describe("flags", () => {
  it.each([
    [["--site", "oku", "--host", "host1", "--count", "1"], "--mqtt"],
    [["--mqtt", "mqtt://x", "--site", "OKU", "--host", "h", "--count", "1"], "It is not 1 to 32"],
    [["--mqtt", "mqtt://x", "--site", "oku", "--host", "h"], "one of --jobs and --count is needed"],
    [["--mqtt", "mqtt://x", "--site", "oku", "--host", "h", "--count", "-1"], "no whole number"],
  ])("%j are refused with what is wrong, and 2", async (flags, message) => {
    const { code, stdout, stderr } = await bench.run("server", ...flags);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  it("a folder without a job document is said to be one", async () => {
    const { code, stderr } = await bench.run(...serverArgs("--jobs", bench.folder));
    expect(code).toBe(1);
    expect(stderr).toContain("there is no *.json in");
  });
});

it("opens a door for a probe, and shuts it while nobody is to be found", async () => {
  const port = await freePort();
  await bench.start(...serverArgs("--count", "0", "--probe-port", String(port)));
  const knock = () =>
    new Promise<ProbeResult>((resolve) => {
      createProbe().probe(`tcp://127.0.0.1:${port}`, 10_000, resolve);
    });
  expect(await knock()).toMatchObject({ ok: true });
  await bench.run("fault", "server1", "probe-failed");
  expect(await knock()).toEqual({ ok: false, reason: "refused" });
  await bench.run("fault", "server1", "probe-failed", "--clear");
  expect(await knock()).toMatchObject({ ok: true });
});
