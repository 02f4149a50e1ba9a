import { describe, expect, it } from "vitest";
import { TERMINATORS, type Terminator } from "../../../protocols/evolis/answers.ts";
import { createSeededRandom } from "../../../simulator/stage/chance.ts";
import { ACK, NACK } from "../../support/scripted-printer.ts";
import { openScripted, openSimulated } from "./line.ts";

describe("start", () => {
  it("asks who is there, sets modes, verifies them, names the ribbon, checks health", async () => {
    const { driver, printer, settled } = await openScripted();
    const { identity, health } = await settled(driver.start());
    expect(printer.heard.slice(0, 6)).toEqual(["Rfv", "Pem;2", "Pem;4", "Rem", "Pr;ymcko", "Rtp"]);
    const counters = ["Rsn", "Rco;c", "Rco;p", "Rlr;p"];
    const supplies = ["Rco;l", "Rcr", "Rlr;r", "Rco;n", "Sk;f", "Sk;w"];
    expect(printer.heard.slice(6)).toEqual([...counters, ...supplies, "Rem"]);
    const serialNumber = "0042";
    expect(identity).toEqual({
      model: "Quantum",
      firmware: "V3.21",
      serialNumber,
      simulated: false,
    });
    const reading = { serialNumber, cardsFed: 100, panelsPrinted: 500, cardInside: false };
    expect(health.reading).toEqual(reading);
  });

  it.each(["k", "ko", "ymckok"] as const)("names the configured ribbon %s", async (ribbon) => {
    const { driver, printer, settled } = await openScripted({ ribbon });
    await settled(driver.start());
    expect(printer.heard).toContain(`Pr;${ribbon}`);
  });

  it("does not go on without the error mode that it has set", async () => {
    const { driver, printer, settled } = await openScripted();
    printer.answer("Rem", `0;0\r${ACK}`);
    const facts = { step: "read-error-mode", mode: 0 };
    await expect(settled(driver.start())).rejects.toMatchObject({
      code: "PRINTER_REFUSED",
      facts,
    });
  });

  it("says that the ribbon is refused, and which", async () => {
    const { driver, printer, settled } = await openScripted({ ribbon: "ko" });
    printer.answer("Pr", `${NACK}R`);
    await expect(settled(driver.start())).rejects.toMatchObject({
      code: "PRINTER_REFUSED",
      message: expect.stringContaining("ribbon"),
      facts: { ribbon: "ko", code: "R", condition: "marker-supply-empty" },
    });
  });

  it.each(["Pem;2", "Pem;4", "Rem", "Rtp", "Rsn"])("fails when %s is refused", async (header) => {
    const { driver, printer, settled } = await openScripted();
    printer.answer(header, `${NACK}1`);
    const code = "PRINTER_REFUSED";
    await expect(settled(driver.start())).rejects.toMatchObject({ code });
  });

  it("fails with LINK_CLOSED when the line ends meanwhile", async () => {
    const { driver, device, settled } = await openScripted();
    const started = driver.start();
    device.unplug();
    await expect(settled(started)).rejects.toMatchObject({ code: "LINK_CLOSED" });
  });

  it("is right on a line that cuts everything into single bytes", async () => {
    const chunk = { random: createSeededRandom(1), bytesMax: 1 };
    const { driver, settled } = await openScripted({ chunk });
    const { identity } = await settled(driver.start());
    expect(identity).toMatchObject({ firmware: "V3.21", serialNumber: "0042" });
  });
});

describe("answer modes", () => {
  it.each(["executed", "received"] as const)(
    "switches a printer over that answers by text, ack %s",
    async (ack) => {
      const { driver, printer, settled } = await openSimulated({}, { ack, answers: "standard" });
      const { identity } = await settled(driver.start());
      expect(identity.simulated).toBe(true);
      expect(printer.state()).toMatchObject({ answers: "ack-nack", error_mode: 2 });
    },
  );

  it("leaves a printer in ACK/NACK mode as it is, and is done at once", async () => {
    const { driver, printer, settled, clock } = await openSimulated();
    await settled(driver.start());
    expect(printer.state()).toMatchObject({ answers: "ack-nack", error_mode: 2 });
    expect(clock.monotonicMs()).toBe(0);
  });

  it.each(Object.keys(TERMINATORS) as Terminator[])("takes texts that end by %s", async (end) => {
    for (const answerTerminator of ["auto", end] as const) {
      const { driver, settled } = await openSimulated({ answerTerminator }, { terminator: end });
      await expect(settled(driver.start())).resolves.toMatchObject({
        identity: { serialNumber: "SIM0001" },
      });
    }
  });

  it("takes nothing else when the end is set", async () => {
    const settings = { terminator: "crlf" } as const;
    const { driver, settled } = await openSimulated({ answerTerminator: "nul" }, settings);
    const code = "PRINTER_TIMEOUT";
    await expect(settled(driver.start())).rejects.toMatchObject({ code });
  });
});

describe("a payload that the process before has left unfinished", () => {
  it.each([0, 3, 6])("swallows the first question at most, %d s after its end", async (afterS) => {
    const { clock, driver, printer, settled } = await openSimulated();
    printer.receive(Buffer.from("\x1bSs\r\x1bDb;k;2;\0\0\0", "latin1"));
    await clock.runUntil(afterS * 1000);
    await settled(driver.start());
    expect(printer.state()).toMatchObject({ error_mode: 2, card_inside: null });
  });

  it("is waited for as long as the setting says", async () => {
    const payloadTimeoutMs = 40_000;
    const { driver, printer, settled } = await openSimulated(
      { payloadTimeoutMs },
      { payloadTimeoutMs },
    );
    printer.receive(Buffer.from("\x1bSs\r\x1bDb;k;2;\0\0\0", "latin1"));
    await expect(settled(driver.start())).resolves.toBeDefined();
  });
});

describe("silence", () => {
  const PCOM = "Pcom;1;115200;N;8;1;ACK/NACK";

  it("is diagnosed as a disabled serial port, with the command that enables it", async () => {
    const { driver, printer, settled } = await openScripted();
    printer.answer("Rfv", undefined);
    await expect(settled(driver.start())).rejects.toMatchObject({
      code: "PRINTER_TIMEOUT",
      message: expect.stringContaining("delivered disabled"),
      facts: { heard: "nothing", remedy: expect.stringContaining(PCOM) },
    });
    expect(printer.heard).toEqual(["Rfv", "Rfv", "Rfv"]);
  });

  it("names the configured speed in that command", async () => {
    const { driver, printer, settled } = await openScripted({ baudRate: 9600 });
    printer.answer("Rfv", undefined);
    const remedy = expect.stringContaining("Pcom;1;9600;N;8;1;ACK/NACK");
    await expect(settled(driver.start())).rejects.toMatchObject({ facts: { remedy } });
  });

  it("is told from text that no ACK follows", async () => {
    const { driver, printer, settled } = await openScripted();
    printer.answer("Rfv", "V3.21\r");
    printer.answer("Pem", "OK\r");
    await expect(settled(driver.start())).rejects.toMatchObject({
      code: "PRINTER_TIMEOUT",
      message: expect.stringContaining("without ACK"),
      facts: { heard: "text", remedy: expect.stringContaining(PCOM) },
    });
    expect(printer.heard).toEqual(["Rfv", "Pem;4", "Rfv", "Pem;4", "Rfv"]);
  });

  it.each(["\xfe\x80\xe6\xfe", `\xfe\x06\x80${ACK}`, "V\xfe3"])(
    "is told from the noise of a wrong speed (%j)",
    async (noise) => {
      const { driver, printer, settled } = await openScripted();
      printer.answer("Rfv", noise);
      await expect(settled(driver.start())).rejects.toMatchObject({
        code: "PRINTER_TIMEOUT",
        message: expect.stringContaining("speeds"),
        facts: { heard: "noise" },
      });
    },
  );

  it.each([1, 2])("of %d questions is borne", async (questions) => {
    const { driver, printer, settled } = await openScripted();
    printer.answer("Rfv", ...Array(questions).fill(undefined), `V3.21\r${ACK}`);
    await expect(settled(driver.start())).resolves.toMatchObject({
      identity: { firmware: "V3.21" },
    });
  });
});
