import { randomUUID } from "node:crypto";
import { connectAsync } from "mqtt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COMMAND_NAMES, type CommandAnswerDocument } from "../../protocols/host/commands.ts";
import { whySchema } from "../../protocols/host/why-document.ts";
import { mosquittoInstalled, startMosquitto } from "../../simulator/io/mosquitto.ts";
import { jobDocument } from "../support/job-documents.ts";
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

  it("prints in spite of nothing where the configuration does not say so", async () => {
    const override = command("release", { scope: "host", override: true });
    expect(await ask(override)).toMatchObject({ ok: false, code: "not-allowed" });
  });

  it("says why a job waits, and what became of it, in codes and instants", async () => {
    await ask(command("hold", { scope: "printer:printer1", reason: "cleaning" }));
    await listener.ask(JSON.stringify(jobDocument("why-1", { server: undefined })));
    const why = async () =>
      whySchema.parse((await ask(command("why", { job_id: "why-1" }))).result);
    expect(await why()).toMatchObject({
      job_id: "why-1",
      state: "held",
      reasons: ["job-held-by-operator"],
      holds: [
        {
          ...{ scope: "printer:printer1", cause: "operator", by: "server1", reason: "cleaning" },
          ...{ release: "operator", lift: "release", over: ["socket", "mqtt"] },
        },
      ],
      place: null,
    });
    await ask(command("release", { scope: "printer:printer1" }));
    await listener.wait(isState("why-1", "completed"));
    const done = { state: "completed", holds: [], attempt: { printer: "printer1", attempt: 1 } };
    expect(await why()).toMatchObject(done);
    const unknown = await ask(command("why", { job_id: "why-9" }));
    expect(unknown).toMatchObject({ ok: false, code: "unknown-job" });
  });

  it("refuses each command that comes late, and answers each copy as the first", async () => {
    const about = { job_id: "first-1", attempt: 1, as: "spoiled", old_card: "missing" };
    const words: Readonly<Record<string, object>> = {
      ...{ hold: { scope: "server:server1" }, release: { scope: "server:server1" } },
      ...{ cancel: about, reprint: about, resolve: about, undo: { of: "c-1" }, adopt: {} },
      ...{ events: { stream: "event", from_seq: 1 }, check: {}, why: about },
    };
    expect(Object.keys(words).sort()).toEqual([...COMMAND_NAMES].sort());
    for (const [cmd, more] of Object.entries(words)) {
      const late = { ...more, at: new Date(Date.now() - 61_000).toISOString() };
      expect([cmd, await ask(command(cmd, late))]).toMatchObject([cmd, { code: "expired" }]);
      const once = command(cmd, more);
      const first = await ask(once);
      expect(first.code).not.toBe("expired");
      expect([cmd, await ask(once)]).toEqual([cmd, first]);
    }
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

describe.skipIf(ABSENT !== "")(`release with override on Mosquitto${ABSENT}`, () => {
  const cleanups: (() => Promise<void>)[] = [];

  afterAll(async () => {
    for (const cleanup of cleanups.reverse()) await cleanup();
  });

  it("prints in spite of a server that is away, where the configuration lists it", async () => {
    const stand = openStand();
    const mosquitto = await startMosquitto();
    cleanups.push(() => mosquitto.stop());
    cleanups.push(() => stand.close());
    const url = `mqtt://127.0.0.1:${mosquitto.port}`;
    const listener = await stand.listen(url);
    const ask = async (document: object): Promise<CommandAnswerDocument> => {
      const answer = listener.wait(({ topic }) => topic === topics.cmdRes, listener.heard.length);
      await listener.client.publishAsync(topics.cmd, JSON.stringify(document), { qos: 1 });
      return JSON.parse((await answer).payload);
    };
    await stand.startPrinter();
    const servers = "servers: [{ id: server1 }]";
    const config = ["http: false", servers, "commands: { mqtt: [release] }"];
    stand.startDaemon(`{ url: "${url}" }`, { config });
    await listener.wait(isOnline);
    const away = "cetak/1/oku/server/server1/availability";
    await listener.client.publishAsync(away, "offline", { qos: 1, retain: true });
    const isEvent = (type: string) => (heard: Heard) =>
      heard.topic === topics.event && JSON.parse(heard.payload).type === type;
    await listener.wait(isEvent("hold-placed"));
    const document = JSON.stringify(jobDocument("away-1", { server: "server1" }));
    expect(await listener.ask(document)).toMatchObject({ state: "held" });

    const why = await ask(command("why", { job_id: "away-1" }));
    const over = ["socket", "mqtt"];
    expect(whySchema.parse(why.result).holds).toMatchObject([
      { condition: "server-offline", release: "fault-clears", lift: "override", over },
    ]);
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const scope = { scope: "server:server1", override: true };
    const { reason: _, ...nameless } = command("release", scope);
    expect(await ask(nameless)).toMatchObject({ ok: false, code: "malformed" });
    const word = command("release", { ...scope, until, by: "rina" });
    expect(await ask(word)).toMatchObject({
      ok: true,
      result: { lifted: 1, faults: 0, overridden: 1 },
    });
    const told = JSON.parse((await listener.wait(isEvent("fault-overridden"))).payload);
    expect(told).toMatchObject({ condition: "server-offline", by: "rina", reason: "test" });
    expect(Date.parse(told.until)).toBe(Date.parse(until));
    await listener.wait(isState("away-1", "completed"));
  });
});
