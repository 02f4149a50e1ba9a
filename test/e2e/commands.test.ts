import { randomUUID } from "node:crypto";
import { connectAsync } from "mqtt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CommandAnswerDocument } from "../../protocols/host/commands.ts";
import { jobDocument } from "../support/job-documents.ts";
import { mosquittoInstalled, startMosquitto } from "../support/mosquitto.ts";
import {
  type Heard,
  isAnswer,
  isOnline,
  isState,
  type Listener,
  openStand,
  topics,
} from "../support/processes.ts";

// Goal: commands over MQTT do what the contract says (§6), with the programs that people run.
// Method: one daemon for each version of the protocol, on Mosquitto.

const ABSENT = mosquittoInstalled() ? "" : " (skipped: Mosquitto is not installed)";

function command(cmd: string, more: object = {}) {
  const head = { id: randomUUID(), at: new Date().toISOString(), by: "server1" };
  return { cmd, ...head, reason: "test", ...more };
}

describe.skipIf(ABSENT !== "").each(["5", "3.1.1"])(`MQTT %s on Mosquitto${ABSENT}`, (version) => {
  const cleanups: (() => Promise<void>)[] = [];
  let listener: Listener;
  let url: string;

  async function ask(document: object): Promise<CommandAnswerDocument> {
    const answer = listener.wait(({ topic }) => topic === topics.cmdRes, listener.heard.length);
    await listener.client.publishAsync(topics.cmd, JSON.stringify(document), { qos: 1 });
    return JSON.parse((await answer).payload);
  }

  beforeAll(async () => {
    const stand = openStand();
    cleanups.push(() => stand.close());
    const mosquitto = await startMosquitto();
    cleanups.push(() => mosquitto.stop());
    url = `mqtt://127.0.0.1:${mosquitto.port}`;
    listener = await stand.listen(url);
    const retained = JSON.stringify(command("hold", { id: "kept", scope: "host" }));
    await listener.client.publishAsync(topics.cmd, retained, { qos: 1, retain: true });
    await stand.startPrinter();
    stand.startDaemon(`{ url: "${url}", version: "${version}" }`);
    await listener.wait(isOnline);
  });

  afterAll(async () => {
    for (const cleanup of cleanups) await cleanup();
  });

  const isFor = (id: string) => (heard: Heard) =>
    heard.topic === topics.cmdRes && JSON.parse(heard.payload).id === id;

  it("refuses one that was retained, and holds nothing", async () => {
    const { payload } = await listener.wait(isFor("kept"));
    expect(JSON.parse(payload)).toMatchObject({ ok: false, code: "retained" });
    await listener.client.publishAsync(topics.cmd, "", { qos: 1, retain: true });
    await listener.ask(JSON.stringify(jobDocument("first-1", { server: undefined })));
    await listener.wait(isState("first-1", "completed"));
  });

  it("holds and releases the queue", async () => {
    const hold = command("hold", { scope: "host" });
    expect(await ask(hold)).toEqual({ id: hold.id, ok: true, result: { scope: "host" } });
    const document = JSON.stringify(jobDocument("second-1", { server: undefined }));
    expect(await listener.ask(document)).toMatchObject({ result: "accepted", state: "held" });
    const release = command("release", { scope: "host" });
    expect(await ask(release)).toMatchObject({ ok: true, result: { lifted: 1 } });
    await listener.wait(isState("second-1", "completed"));
    expect(await ask(hold)).toEqual({ id: hold.id, ok: true, result: { scope: "host" } });
    const third = JSON.stringify(jobDocument("third-1", { server: undefined }));
    expect(await listener.ask(third)).toMatchObject({ state: "pending" });
    await listener.wait(isState("third-1", "completed"));
  });

  it("lets nobody decide about a card", async () => {
    const about = { job_id: "first-1", attempt: 1, as: "spoiled" };
    expect(await ask(command("resolve", about))).toMatchObject({ ok: false, code: "not-allowed" });
    const again = { job_id: "first-1", old_card: "missing" };
    expect(await ask(command("reprint", again))).toMatchObject({ ok: false, code: "not-allowed" });
  });

  it("sends events again, byte for byte, and says where to ask on", async () => {
    const isEvent = ({ topic }: Heard) => topic === topics.jobEvent;
    const first = listener.heard.filter(isEvent).map(({ payload }) => payload);
    const from = listener.heard.length;
    const answer = await ask(command("events", { stream: "job-event", from_seq: 2 }));
    const [sent, next] = [first.length - 1, first.length + 1];
    expect(answer).toMatchObject({ result: { sent, next_seq: next, last_seq: first.length } });
    const again = listener.heard.slice(from).filter(isEvent);
    expect(again.map(({ payload }) => payload)).toEqual(first.slice(1));
  });

  it("gives a waiting job up, and no card comes of it", async () => {
    await ask(command("hold", { scope: "printer:printer1" }));
    const document = JSON.stringify(jobDocument("fourth-1", { server: undefined }));
    await listener.ask(document);
    const canceled = { job_id: "fourth-1", state: "canceled" };
    expect(await ask(command("cancel", { job_id: "fourth-1" }))).toMatchObject({
      result: canceled,
    });
    await ask(command("release", { scope: "printer:printer1" }));
    await listener.client.publishAsync(topics.job, document, { qos: 1 });
    const { payload } = await listener.wait(isAnswer("fourth-1", "duplicate"));
    expect(JSON.parse(payload)).toMatchObject({ state: "canceled" });
  });

  it("answers what it cannot read, and what comes late", async () => {
    const { id: _, ...nameless } = command("cancel", { job_id: "first-1" });
    expect(await ask(nameless)).toMatchObject({ id: null, ok: false, code: "malformed" });
    const at = new Date(Date.now() - 61_000).toISOString();
    expect(await ask(command("check", { at }))).toMatchObject({ ok: false, code: "expired" });
    expect(await ask({ cmd: "check", by: "rina" })).toMatchObject({ ok: true });
  });

  if (version !== "5") return;

  it("answers where a sender of MQTT 5 asks for it, too", async () => {
    const client = await connectAsync(url, { protocolVersion: 5 });
    cleanups.push(() => client.endAsync(true));
    const heard = new Promise<readonly [string, unknown, string]>((resolve) => {
      client.once("message", (topic, payload, { properties }) => {
        const { id } = JSON.parse(String(payload));
        resolve([topic, id, String(properties?.correlationData)]);
      });
    });
    await client.subscribeAsync("desk/answers", { qos: 1 });
    const properties = { responseTopic: "desk/answers", correlationData: Buffer.from("k-7") };
    const check = command("check");
    await client.publishAsync(topics.cmd, JSON.stringify(check), { qos: 1, properties });
    expect(await heard).toEqual(["desk/answers", check.id, "k-7"]);
    await listener.wait(isFor(check.id));
  });
});
