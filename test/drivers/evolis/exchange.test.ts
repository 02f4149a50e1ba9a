import { describe, expect, it } from "vitest";
import { encodeCommand } from "../../../protocols/evolis/command.ts";
import { createMemoryLine } from "../../../simulator/stage/memory-link.ts";
import { createVirtualClock } from "../../../simulator/stage/virtual-clock.ts";
import { createExchange } from "../../../src/drivers/evolis/exchange.ts";
import type { Reply } from "../../../src/drivers/evolis/reply.ts";
import { ACK_AFTER_TEXT_MS } from "../../../src/drivers/evolis/timing.ts";
import { ACK, NACK } from "../../support/scripted-printer.ts";

// Goal: whatever the wire does, a request ends in the one right reply. Method: the device says
// pieces at given times after it was asked; every case runs whole and cut at every byte.

const VERSION = encodeCommand({ kind: "read-firmware" });
const TIMEOUT_MS = 15_000;

/** What comes, and how long after the question. */
type Said = readonly (readonly [afterMs: number, characters: string])[];

async function setUp() {
  const clock = createVirtualClock({ startWallMs: 0 });
  const line = createMemoryLine({ clock });
  const device = line.plug();
  const link = line.openLink();
  const frames: string[] = [];
  const trace = (direction: string, frame: string) => frames.push(`${direction} ${frame}`);
  const exchange = createExchange(link, { clock, answerTerminator: "auto", trace });
  link.open({
    opened: () => {},
    bytes: (bytes) => exchange.receive(bytes),
    closed: () => exchange.lost(),
  });
  await clock.step();
  const say = (characters: string) => device.write(Buffer.from(characters, "latin1"));
  return { clock, device, exchange, say, frames };
}

async function replyTo(expects: "text" | "ack", said: Said) {
  const { clock, exchange, say } = await setUp();
  let answered: { reply: Reply; atMs: number } | undefined;
  void exchange.ask({ bytes: VERSION, expects, timeoutMs: TIMEOUT_MS }).then((reply) => {
    answered = { reply, atMs: clock.monotonicMs() };
  });
  for (const [afterMs, characters] of said) clock.timer(afterMs, () => say(characters));
  await clock.runUntilIdle({ maxTurns: 1000 });
  return answered;
}

const bytewise = (said: Said): Said =>
  said.flatMap(([afterMs, text]) => [...text].map((byte, i) => [afterMs + i, byte] as const));

const silent = (heard: "nothing" | "text" | "noise") => ({ kind: "silent", heard });
const done = (text: string) => ({ kind: "done", text });

describe.each([
  ["whole", (said: Said) => said],
  ["cut at every byte", bytewise],
])("a query answered %s", (_, cut) => {
  it.each<[string, Said, object]>([
    ["text and ACK", [[0, `V3.21\r${ACK}`]], done("V3.21")],
    ["text with CR LF and ACK", [[0, `V3.21\r\n${ACK}`]], done("V3.21")],
    ["text with NUL and ACK", [[0, `V3.21\0${ACK}`]], done("V3.21")],
    ["text without its end, and ACK", [[0, `V3.21${ACK}`]], done("V3.21")],
    ["empty lines before the text", [[0, `\r\r\nV3.21\r${ACK}`]], done("V3.21")],
    ["a late lone ACK first", [[0, `${ACK}${ACK}V3.21\r${ACK}`]], done("V3.21")],
    ["a NACK", [[0, `${NACK}C`]], { kind: "refused", code: "C" }],
    ["a NACK without its code", [[0, NACK]], { kind: "refused", code: "" }],
    ["text, then a NACK", [[0, `V3.21\r${NACK}2`]], { kind: "refused", code: "2" }],
    ["two lines before one ACK", [[0, `V3.21\r0042\r${ACK}`]], done("V3.21\n0042")],
    ["noise within the text", [[0, `V3\xfe21\r${ACK}`]], done("V3\xfe21")],
    ["an empty line and ACK", [[0, `\r${ACK}`]], silent("nothing")],
    ["a lone ACK", [[0, ACK]], silent("nothing")],
    ["nothing", [], silent("nothing")],
    ["text alone", [[0, "V3.21\r"]], silent("text")],
    ["text alone without its end", [[0, "V3.21"]], silent("text")],
    ["noise", [[0, "\xfe\x80\xfeV\xfe"]], silent("noise")],
  ])("with %s", async (_name, said, reply) => {
    expect((await replyTo("text", cut(said)))?.reply).toEqual(reply);
  });
});

describe("ask", () => {
  it("waits for the ACK behind a text no longer than they can lie apart", async () => {
    const answered = await replyTo("text", [[1000, "V3.21\r"]]);
    expect(answered).toEqual({ reply: silent("text"), atMs: 1000 + ACK_AFTER_TEXT_MS });
  });

  it("does not take the second half of a late answer for the next one", async () => {
    const { clock, exchange, say } = await setUp();
    say("OLD");
    await clock.runUntilIdle({ maxTurns: 10 });
    const reply = exchange.ask({ bytes: VERSION, expects: "text", timeoutMs: TIMEOUT_MS });
    say(`NEW\r${ACK}`);
    await clock.runUntilIdle({ maxTurns: 10 });
    await expect(reply).resolves.toEqual(done("NEW"));
  });

  it("keeps text bounded that comes without an end", async () => {
    const flood: Said = Array.from({ length: 200 }, (_, i) => [i, `${"x".repeat(5000)}\r`]);
    const reply = (await replyTo("text", [...flood, [200, ACK]]))?.reply;
    expect(reply?.kind === "done" && reply.text.length).toBeLessThan(10_100);
  });

  it.each([
    ["an ACK", [[0, ACK]], done("")],
    ["text and an ACK", [[0, `OK\r${ACK}`]], done("")],
    ["a NACK", [[0, `${NACK}F`]], { kind: "refused", code: "F" }],
    ["text alone", [[0, "OK\r"]], silent("text")],
  ] as [string, Said, object][])("ends a command with %s", async (_, said, reply) => {
    expect((await replyTo("ack", said))?.reply).toEqual(reply);
  });

  it("ends as lost when the line does, then and later", async () => {
    const { clock, device, exchange } = await setUp();
    const request = { bytes: VERSION, expects: "text", timeoutMs: TIMEOUT_MS } as const;
    const reply = exchange.ask(request);
    device.unplug();
    await clock.step();
    await expect(reply).resolves.toEqual({ kind: "lost" });
    await expect(exchange.ask(request)).resolves.toEqual({ kind: "lost" });
    await expect(exchange.pause(1000)).resolves.toBeUndefined();
    expect(clock.monotonicMs()).toBe(0);
  });
});

describe("pause", () => {
  it("ends when the line does", async () => {
    const { clock, device, exchange } = await setUp();
    const pause = exchange.pause(10_000);
    device.unplug();
    await clock.step();
    await expect(pause).resolves.toBeUndefined();
    expect(clock.monotonicMs()).toBe(0);
    expect(await clock.step()).toBe(false);
  });
});

describe("takeLateNack", () => {
  it("gives a NACK that came unasked, once", async () => {
    const { clock, exchange, say } = await setUp();
    say(`${NACK}R`);
    await clock.runUntilIdle({ maxTurns: 10 });
    expect([exchange.takeLateNack(), exchange.takeLateNack()]).toEqual(["R", undefined]);
  });

  it("knows nothing of what came while the line had to be quiet", async () => {
    const { clock, exchange, say } = await setUp();
    const quiet = exchange.quiet(6000);
    say(`V3${NACK}2${NACK}`);
    await clock.runUntilIdle({ maxTurns: 10 });
    await quiet;
    expect(exchange.takeLateNack()).toBeUndefined();
    const reply = exchange.ask({ bytes: VERSION, expects: "text", timeoutMs: TIMEOUT_MS });
    say(`1\r${ACK}`);
    await clock.runUntilIdle({ maxTurns: 10 });
    await expect(reply).resolves.toEqual(done("1"));
  });
});
