import { describe, expect, it } from "vitest";
import { encodeCardInside } from "../../../protocols/evolis/answers.ts";
import { LONGEST_MOVEMENT_MS } from "../../../src/drivers/evolis/timing.ts";
import { ACK, NACK } from "../../support/scripted-printer.ts";
import { type LineOptions, openScripted } from "./line.ts";

// Goal: evidence is two equal rounds on a quiet line with nothing unasked between them, and a line
// or a printer that never comes to rest is said to be so. Method: a scripted printer in virtual
// time.

const QUIET_MS = 6_000;
const ROUND = ["Rsn", "Rco;c", "Rco;p", "Rlr;p"];

async function open(options: LineOptions = {}) {
  const opened = await openScripted({ payloadTimeoutMs: 5_000, ...options });
  const evidence = () => opened.settled(opened.driver.evidence());
  /** Counted from the instant at which the driver has begun. */
  const later = (delayMs: number, run: () => void) =>
    opened.clock.timer(0, () => opened.clock.timer(delayMs, run));
  return { ...opened, evidence, later };
}

describe("evidence", () => {
  it("is what two equal rounds say", async () => {
    const { evidence, printer } = await open();
    await expect(evidence()).resolves.toEqual({
      serialNumber: "0042",
      cardsFed: 100,
      panelsPrinted: 500,
      cardInside: false,
    });
    expect(printer.heard).toEqual([...ROUND, ...ROUND]);
  });

  it.each([
    ["received", LONGEST_MOVEMENT_MS],
    ["unknown", LONGEST_MOVEMENT_MS],
    ["executed", 0],
  ] as const)("takes its rounds apart as far as ACK %s calls for", async (ack, apartMs) => {
    const { evidence, clock } = await open({ ack });
    await evidence();
    expect(clock.monotonicMs()).toBe(QUIET_MS + apartMs);
  });

  it.each(["Rsn", "Rco;c", "Rco;p", "Rlr;p"])("goes on until %s stands still", async (header) => {
    const { evidence, printer } = await open({ ack: "executed" });
    const answers = ["1", "2", "3", "3"].map((n) => `${n}\r${ACK}`);
    const positions = [
      `${encodeCardInside(true)}\r${ACK}`,
      `NO CARD\r${ACK}`,
      `${encodeCardInside(true)}\r${ACK}`,
      `${encodeCardInside(true)}\r${ACK}`,
    ];
    printer.answer(header, ...(header === "Rlr;p" ? positions : answers));
    await evidence();
    expect(printer.heard).toHaveLength(4 * ROUND.length);
  });

  it("leaves out what the printer does not know", async () => {
    const { evidence, printer } = await open();
    printer.answer("Rlr;p", `${NACK}1`);
    await expect(evidence()).resolves.toMatchObject({ cardInside: undefined });
  });

  it("begins once nothing has come for longer than a payload may pause", async () => {
    const { evidence, printer, clock, later } = await open({ ack: "executed" });
    later(QUIET_MS - 1, () => printer.say(ACK));
    await evidence();
    expect(clock.monotonicMs()).toBe(2 * QUIET_MS);
  });

  it.each([ACK, `${NACK}T`, "FEED\r"])(
    "does not count rounds that %j disturbs",
    async (unasked) => {
      const { evidence, printer, later } = await open();
      later(QUIET_MS + 1_000, () => printer.say(unasked));
      await evidence();
      expect(printer.heard).toHaveLength(3 * ROUND.length);
    },
  );

  it("takes a blank line for nothing", async () => {
    const { evidence, printer, later } = await open();
    later(QUIET_MS + 1_000, () => printer.say("\r\n"));
    await evidence();
    expect(printer.heard).toHaveLength(2 * ROUND.length);
  });

  it("is not what a printer answers that tells of a fault instead", async () => {
    const { evidence, printer } = await open();
    printer.answer("Rco;c", `${NACK}R`, `100\r${ACK}`);
    await expect(evidence()).resolves.toMatchObject({ cardsFed: 100 });
    expect(printer.heard).toHaveLength(2 + 2 * ROUND.length);
  });

  it("fails when the printer never comes to rest", async () => {
    const { evidence, printer } = await open();
    let panels = 0;
    printer.answer("Rco;p", () => {
      panels += 1;
      printer.say(`${panels}\r${ACK}`);
    });
    await expect(evidence()).rejects.toMatchObject({ code: "PRINTER_GARBLED" });
  });

  it("fails when the line is never quiet", async () => {
    const { evidence, printer, clock } = await open();
    const babble = () => {
      printer.say(ACK);
      clock.timer(1_000, babble);
    };
    babble();
    await expect(evidence()).rejects.toMatchObject({ code: "PRINTER_GARBLED" });
    expect(printer.heard).toEqual([]);
  });

  it("fails when the printer is silent", async () => {
    const { evidence, printer } = await open();
    printer.answer("Rsn", undefined);
    await expect(evidence()).rejects.toMatchObject({ code: "PRINTER_TIMEOUT" });
  });

  it("ends when the line does", async () => {
    const { driver, device, settled } = await open();
    const evidence = driver.evidence();
    device.unplug();
    await expect(settled(evidence)).rejects.toMatchObject({ code: "LINK_CLOSED" });
  });
});
