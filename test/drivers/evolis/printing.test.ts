import { describe, expect, it } from "vitest";
import type { PrintResult } from "../../../src/core/ports.ts";
import { ACK, NACK } from "../../support/scripted-printer.ts";
import { colourSide, type LineOptions, plain, startScripted } from "./line.ts";
import { NACK_FAULTS } from "./nack-faults.ts";

// Goal: whatever happens to a card, its result says which step it happened at and what it was.
// Method: a scripted printer; what a whole printer does is in simulated-printer.test.ts.

const TRUSTED: LineOptions = { cardPosition: "trusted" };
const STEPS = {
  "start-sequence": "Ss",
  "select-front": "Sr",
  "panel-y": "Dbc;y",
  "panel-m": "Dbc;m",
  "panel-c": "Dbc;c",
  "panel-k": "Dbc;k",
  "panel-o": "Wcb",
  "end-sequence": "Se",
} as const;

const NEEDS_HEAD = Object.keys(STEPS).filter((step) => /panel|end/.test(step));

/** A card of five panels, with this answer to the command whose header begins so. */
async function printWith(header: string, answer: string | undefined, options = TRUSTED) {
  const opened = await startScripted(options);
  const { driver, device, printer, settled, clock } = opened;
  printer.answer(header, answer === "unplug" ? () => device.unplug() : answer);
  const card = driver.prepare([colourSide()]);
  const result: PrintResult = await settled(driver.print(card));
  return { ...opened, result, atMs: clock.monotonicMs() };
}

describe("print", () => {
  it("sends the steps in order, one after the other's ACK, and reads the counters", async () => {
    const { result, printer } = await printWith("none", undefined);
    const sent = printer.heard.map((header) => header.split(";").slice(0, 2).join(";"));
    const panels = ["Dbc;y", "Dbc;m", "Dbc;c", "Dbc;k", "Wcb;o"];
    expect(sent).toEqual(["Ss", "Sr", ...panels, "Se", "Rsn", "Rco;c", "Rco;p", "Rlr;p"]);
    const after = {
      serialNumber: "0042",
      cardsFed: 101,
      panelsPrinted: 505,
      cardInside: false,
    };
    expect(result).toEqual({ kind: "ended", after });
  });

  const refusals = Object.keys(NACK_FAULTS).flatMap((code) =>
    Object.entries(STEPS).map(([step, header]) => ({ code, step, header })),
  );

  it.each(refusals)("tells NACK $code at $step as a fault", async ({ code, step, header }) => {
    const { result, printer } = await printWith(header, `${NACK}${code}`);
    const fault = { condition: NACK_FAULTS[code], raw: code };
    expect(result).toEqual({ kind: "refused", fault, step });
    expect(printer.heard.at(-1)?.startsWith(header)).toBe(true);
  });

  it.each(Object.keys(NACK_FAULTS).filter((code) => code !== "1"))(
    "tells NACK %s to the questions after the card as a fault",
    async (code) => {
      const { result } = await printWith("Rco;p", `${NACK}${code}`);
      const fault = { condition: NACK_FAULTS[code], raw: code };
      expect(result).toEqual({ kind: "refused", fault, step: "read-after" });
    },
  );

  it.each(Object.entries(STEPS))("is silent at %s after its timeout", async (step, header) => {
    const { result, printer, atMs } = await printWith(header, undefined);
    expect(result).toEqual({ kind: "silent", step });
    // The step's own timeout, then the payload timeout and a second of quiet, then a question.
    const behind = printer.heard.slice(printer.heard.findLastIndex((sent) => sent !== "Rfv") + 1);
    expect(printer.heard.at(-behind.length - 1)).toContain(header);
    // A step that the head takes part in is asked after at once: the ACK was lost on the way.
    expect(behind).toEqual(NEEDS_HEAD.includes(step) ? ["Rfv", "Rfv"] : ["Rfv"]);
    expect(atMs).toBe(60_000 + 6_000);
  });

  it("gives a download the time that its bytes take on the line", async () => {
    const { atMs } = await printWith("Dbc;y", undefined, { ...TRUSTED, baudRate: 9600 });
    const bytes = 1 + "Dbc;y;64;16;".length + 16 + 1;
    expect(atMs).toBe(60_000 + Math.ceil((bytes * 10_000) / 9600) + 6_000);
  });

  it("is silent when the answer after the card is garbled", async () => {
    const { result } = await printWith("Rco;p", `505\xfe\r${ACK}`);
    expect(result).toEqual({ kind: "silent", step: "read-after" });
  });

  it("drops a late lone ACK before the answer of a query", async () => {
    const { driver, printer, settled } = await startScripted(TRUSTED);
    printer.answer("Rsn", `${ACK}0042\r${ACK}`);
    const result = await settled(driver.print(driver.prepare([[plain("k", 0)]])));
    expect(result).toMatchObject({ kind: "ended", after: { panelsPrinted: 501 } });
  });

  it("takes a NACK that comes unasked behind an ACK for the card's", async () => {
    const { result } = await printWith("Sr", `${ACK}${NACK}C`);
    const fault = { condition: "cover-open", raw: "C" };
    expect(result).toMatchObject({ kind: "refused", fault });
  });

  it("takes no NACK from before the card for the card's", async () => {
    const { clock, driver, printer, settled } = await startScripted(TRUSTED);
    printer.say(`${NACK}2`);
    await clock.step();
    const result = await settled(driver.print(driver.prepare([[plain("k", 0)]])));
    expect(result.kind).toBe("ended");
  });

  it.each(Object.entries(STEPS))("is lost when the line is, at %s", async (_, header) => {
    const { result } = await printWith(header, "unplug");
    expect(result).toEqual({ kind: "lost" });
  });
});

describe("a step whose answer does not come", () => {
  /** The step is not answered; the question behind it is, so late and thus. */
  async function late(afterMs: number, answer: string | undefined) {
    const opened = await startScripted(TRUSTED);
    const { clock, driver, printer, settled } = opened;
    printer.answer("Dbc;m", undefined);
    const behind = () => clock.timer(afterMs, () => answer !== undefined && printer.say(answer));
    printer.answer("Rfv", behind, `V3.21\r${ACK}`);
    const waits: unknown[] = [];
    const card = driver.prepare([colourSide()]);
    const result = await settled(driver.print(card, (fault) => waits.push(fault)));
    return { result, waits, atMs: clock.monotonicMs(), printer };
  }
  const TOO_HOT = [{ condition: "marker-over-temperature", raw: "no-answer" }];

  it("goes on when the printer has done it late, and is told to wait meanwhile", async () => {
    const { result, waits, printer } = await late(200_000, `${ACK}V3.21\r${ACK}`);
    // The scripted printer counts what it acknowledges itself.
    expect(result).toMatchObject({ kind: "ended" });
    expect(printer.heard).toContain("Se");
    expect(waits).toEqual(TOO_HOT);
  });

  it("is silent at once when only its ACK was lost", async () => {
    const { result, waits, atMs } = await late(50, `V3.21\r${ACK}`);
    expect(result).toEqual({ kind: "silent", step: "panel-m" });
    expect([waits, atMs]).toEqual([[], 60_050 + 6_000]);
  });

  it("is refused when the printer says so late", async () => {
    const { result, waits } = await late(100_000, `${NACK}R`);
    const fault = { condition: "marker-supply-empty", raw: "R" };
    expect(result).toEqual({ kind: "refused", fault, step: "panel-m" });
    expect(waits).toEqual(TOO_HOT);
  });

  it("is silent in the end when nothing ever comes", async () => {
    const { result, waits, atMs } = await late(0, undefined);
    expect(result).toEqual({ kind: "silent", step: "panel-m" });
    expect(waits).toEqual(TOO_HOT);
    expect(atMs).toBe(60_000 + 300_000 + 6_000);
  });
});

describe("the way out", () => {
  it("is waited for while a card is inside", async () => {
    const { clock, driver, printer, settled } = await startScripted(TRUSTED);
    const inside = `ERR CARD\r${ACK}`;
    printer.answer("Rlr;p", inside, inside, inside, `NO CARD\r${ACK}`);
    const result = await settled(driver.print(driver.prepare([[plain("k", 0)]])));
    expect(result).toMatchObject({ kind: "ended", after: { cardInside: false } });
    expect(clock.monotonicMs()).toBe(1500);
  });

  it("ends with what is known when the card never comes out", async () => {
    const { result, atMs } = await printWith("Rlr;p", `ERR CARD\r${ACK}`);
    expect(result).toMatchObject({ kind: "ended", after: { cardInside: true } });
    expect(atMs).toBe(60_000 + 5 * 10_000);
  });

  it("ends with what is known when the counters never fit", async () => {
    const { result, atMs } = await printWith("Rco;p", `504\r${ACK}`);
    expect(result).toMatchObject({ kind: "ended", after: { panelsPrinted: 504 } });
    expect(atMs).toBe(60_000 + 5 * 10_000);
  });

  it.each<[string, LineOptions, string | undefined, number]>([
    ["position trusted", TRUSTED, undefined, 0],
    ["position untrusted", {}, undefined, 10_000],
    ["position unknown to the printer", TRUSTED, `${NACK}1`, 10_000],
    ["ACK known to follow the movement", { ack: "executed" }, undefined, 0],
    ["ACK known to come on receipt", { ack: "received" }, undefined, 10_000],
  ])("takes so long after the counters fit: %s", async (_, options, position, waitedMs) => {
    const { result, atMs } = await printWith("Rlr;p", position ?? `NO CARD\r${ACK}`, options);
    expect(result.kind).toBe("ended");
    expect(atMs).toBe(waitedMs);
  });
});
