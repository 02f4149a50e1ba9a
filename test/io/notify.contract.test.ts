import { describe, expect, it, onTestFinished } from "vitest";
import { freePort } from "../../simulator/io/free-port.ts";
import { createMemoryReceiver, type ReceiverMood } from "../../simulator/stage/memory-receiver.ts";
import { createVirtualClock } from "../../simulator/stage/virtual-clock.ts";
import type { Notify, NotifyResult } from "../../src/core/ports.ts";
import { createWebhook } from "../../src/io/webhook.ts";
import { openReceiver } from "../support/receiver.ts";

// Goal: a receiver of the virtual world behaves as a real one behind the webhook.
// Method: one table of tests over both ports; the real one posts to a receiver on the loopback.

interface Bench {
  readonly notify: Notify;
  /** Bodies that have come to the receiver. */
  readonly heard: () => readonly string[];
  /** Lets the time pass that this takes. */
  readonly until: <T>(promise: Promise<T>) => Promise<T>;
}

async function realBench(mood: ReceiverMood): Promise<Bench> {
  const receiver = await openReceiver();
  onTestFinished(() => receiver.close());
  if (mood === "broken") receiver.reply = (response) => response.writeHead(500).end("oh");
  if (mood === "deaf") receiver.reply = () => {};
  const url = mood === "refuses" ? `http://127.0.0.1:${await freePort()}/` : receiver.url;
  const timeoutMs = mood === "deaf" ? 200 : 10_000;
  return {
    notify: createWebhook({ url, timeoutMs, version: "0.1.0" }),
    heard: () => receiver.posted.map(({ body }) => body),
    until: (promise) => promise,
  };
}

async function memoryBench(mood: ReceiverMood): Promise<Bench> {
  const clock = createVirtualClock({ startWallMs: Date.UTC(2021, 0, 4) });
  const receiver = createMemoryReceiver({ clock });
  receiver.mood = mood;
  return {
    notify: receiver,
    heard: () => receiver.heard.map(({ body }) => body),
    async until(promise) {
      await clock.runUntilIdle({ maxTurns: 100 });
      return await promise;
    },
  };
}

function send({ notify, until }: Bench, body: string): Promise<NotifyResult> {
  let isWithin = true;
  const answered = new Promise<NotifyResult>((resolve, reject) => {
    let answers = 0;
    notify.send({ id: `id of ${body}`, body }, (result) => {
      answers += 1;
      if (answers > 1 || isWithin) reject(new Error("answered twice, or within the call"));
      // A second answer would come within the next turns of the loop.
      setImmediate(() => setImmediate(() => resolve(result)));
    });
  });
  isWithin = false;
  return until(answered);
}

describe.each([
  { name: "webhook", open: realBench },
  { name: "memory receiver", open: memoryBench },
])("$name", ({ open }) => {
  it("delivers messages and says what the receiver answered", async () => {
    const bench = await open("takes");
    const ok = { ok: true, status: 200, answer: "ok" };
    expect(await send(bench, '{"text":"satu"}')).toEqual(ok);
    expect(await send(bench, '{"text":"dua"}')).toEqual(ok);
    expect(bench.heard()).toEqual(['{"text":"satu"}', '{"text":"dua"}']);
  });

  it.each([
    ["refuses", { ok: false, reason: "refused" }, 0],
    ["deaf", { ok: false, reason: "timed-out" }, 1],
  ] as const)("says that a receiver %s", async (mood, expected, heard) => {
    const bench = await open(mood);
    expect(await send(bench, "{}")).toEqual(expected);
    expect(bench.heard()).toHaveLength(heard);
  });

  it("says with which status a message was not taken", async () => {
    const bench = await open("broken");
    expect(await send(bench, "{}")).toEqual({ ok: false, reason: "status-500", answer: "oh" });
  });

  it("says nothing of a message that was cancelled", async () => {
    const bench = await open("takes");
    const answers: NotifyResult[] = [];
    bench.notify.send({ id: "1", body: "{}" }, (result) => answers.push(result))();
    await send(bench, "{}");
    expect(answers).toEqual([]);
  });
});
