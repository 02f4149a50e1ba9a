import { describe, expect, it } from "vitest";
import { EVOLIS_RIBBONS } from "../../../src/drivers/evolis/ribbon.ts";
import { ACK, NACK } from "../../support/scripted-printer.ts";
import { colourSide, openScripted, plain, startScripted } from "./line.ts";

describe("panels", () => {
  it.each([
    ["ymcko", "ymcko", "ymcko"],
    ["ymckok", "ymcko", "k"],
    ["k", "k", "k"],
    ["ksi", "k", "k"],
    ["ko", "ko", "ko"],
  ] as const)("of %s are %s in front and %s behind", async (ribbon, front, back) => {
    const { driver } = await openScripted({ ribbon });
    expect([driver.panels(), driver.panels("front"), driver.panels("back")]).toEqual(
      [front, front, back].map((letters) => [...letters]),
    );
  });

  it("are known for every ribbon that can be configured", async () => {
    for (const ribbon of EVOLIS_RIBBONS) {
      const { driver } = await openScripted({ ribbon });
      expect(driver.panels().length).toBeGreaterThan(0);
    }
  });
});

describe("turns", () => {
  it("never mix two verbs on the line", async () => {
    const { driver, printer, settled } = await startScripted();
    const verbs = Promise.all([
      driver.print(driver.prepare([[plain("k", 0)]])),
      driver.read(),
      driver.check(),
    ]);
    expect(driver.busy()).toBe(true);
    await settled(verbs);
    expect(driver.busy()).toBe(false);
    const reading = ["Rsn", "Rco;c", "Rco;p", "Rlr;p"];
    // Position untrusted: the card's reading is taken again when its way out must be over.
    expect(printer.heard.slice(4, 20)).toEqual([...reading, ...reading, ...reading, ...reading]);
  });

  it("go on after a verb that has failed", async () => {
    const { driver, printer, settled } = await startScripted();
    printer.answer("Rsn", `${NACK}T`, `0042\r${ACK}`);
    const failed = driver.read();
    const read = driver.read();
    const error = { code: "PRINTER_REFUSED", facts: { code: "T", condition: "media-jam" } };
    await expect(settled(failed)).rejects.toMatchObject(error);
    await expect(settled(read)).resolves.toMatchObject({ serialNumber: "0042" });
  });
});

describe("a card after one that was refused", () => {
  it("is judged by counters that are asked for anew", async () => {
    const { driver, printer, settled } = await startScripted({ cardPosition: "trusted" });
    const card = driver.prepare([colourSide()]);
    printer.answer("Dbc;m", `${NACK}R`, ACK);
    await expect(settled(driver.print(card))).resolves.toMatchObject({ step: "panel-m" });
    printer.heard.length = 0;
    const result = await settled(driver.print(card));
    expect(printer.heard.slice(0, 5)).toEqual(["Rsn", "Rco;c", "Rco;p", "Rlr;p", "Ss"]);
    expect(result).toMatchObject({ kind: "ended", after: { cardsFed: 102, panelsPrinted: 506 } });
  });
});

describe("after a timeout", () => {
  it.each(["read", "check"] as const)(
    "%s waits for quiet and asks something harmless before it goes on",
    async (verb) => {
      const { clock, driver, printer, settled } = await startScripted();
      printer.answer("Rsn", undefined, `0042\r${ACK}`);
      const facts = { step: "read-serial-number", heard: "nothing" };
      const error = { code: "PRINTER_TIMEOUT", facts };
      await expect(settled<unknown>(driver[verb]())).rejects.toMatchObject(error);
      const silentAtMs = clock.monotonicMs();
      // Its answer comes late: it belongs to nothing.
      printer.say(`0041\r${ACK}`);
      await settled<unknown>(driver[verb]());
      expect(printer.heard.slice(0, 3)).toEqual(["Rsn", "Rfv", "Rsn"]);
      expect(clock.monotonicMs() - silentAtMs).toBe(6000);
    },
  );

  it("is quiet for as long as the payload timeout is set", async () => {
    const { clock, driver, printer, settled } = await startScripted({ payloadTimeoutMs: 20_000 });
    printer.answer("Sr", undefined);
    await settled(driver.print(driver.prepare([[plain("k", 0)]])));
    expect(clock.monotonicMs()).toBe(60_000 + 21_000);
  });

  it("sends no card before the line has shown that it lives", async () => {
    const { driver, printer, settled } = await startScripted();
    const card = driver.prepare([[plain("k", 0)]]);
    printer.answer("Sr", undefined);
    printer.answer("Rfv", undefined);
    await settled(driver.print(card));
    printer.heard.length = 0;
    const result = await settled(driver.print(card));
    expect(result).toEqual({ kind: "silent", step: "read-before" });
    expect(printer.heard).toEqual(["Rfv"]);
  });
});

describe("reject", () => {
  it.each([
    ["output", "Ser"],
    ["feeder", "Seb"],
  ] as const)("goes to the box under the %s by %s", async (rejectBox, header) => {
    const { driver, printer, settled } = await startScripted({ rejectBox });
    await expect(settled(driver.reject())).resolves.toMatchObject({ kind: "ended" });
    expect(printer.heard[0]).toBe(header);
  });

  it("is nothing that a printer without a box can do", async () => {
    const { driver, printer } = await startScripted({ rejectBox: "none" });
    expect(driver.canReject).toBe(false);
    expect(() => driver.reject()).toThrow("no reject box");
    expect(printer.heard).toEqual([]);
  });
});

describe("trace", () => {
  it("shows every frame of a card, and nothing of what is on it", async () => {
    const { driver, settled, traced } = await startScripted();
    await settled(driver.print(driver.prepare([colourSide()])));
    expect(traced.slice(0, 6)).toEqual([
      "out Ss",
      "in ACK",
      "out Sr",
      "in ACK",
      "out Dbc;y;64;16;<16 bytes>",
      "in ACK",
    ]);
    expect(traced).toContain("out Wcb;o;255");
    expect(traced).toContain('in "505\\r"');
    expect(Math.max(...traced.map((frame) => frame.length))).toBeLessThan(40);
  });
});

describe("a lost line", () => {
  it("ends what is under way, and everything later", async () => {
    const { clock, driver, device, printer, settled } = await startScripted();
    printer.answer("Rsn", () => device.unplug());
    const code = "LINK_CLOSED";
    await expect(settled(driver.read())).rejects.toMatchObject({ code });
    await expect(settled(driver.check())).rejects.toMatchObject({ code });
    const card = driver.prepare([[plain("k", 0)]]);
    await expect(settled(driver.print(card))).resolves.toEqual({ kind: "lost" });
    await clock.runUntilIdle({ maxTurns: 10 });
    expect(clock.monotonicMs()).toBe(0);
  });
});
