import { describe, expect, it } from "vitest";
import type { Condition } from "../../../protocols/faults.ts";
import type { PrinterCondition } from "../../../simulator/printer/conditions.ts";
import { ACK, NACK } from "../../support/scripted-printer.ts";
import { type LineOptions, openSimulated, startScripted } from "./line.ts";
import { NACK_FAULTS } from "./nack-faults.ts";

const TRUSTED: LineOptions = { cardPosition: "trusted" };
const ALL: readonly Condition[] = [
  "card-inside",
  "marker-supply-empty",
  "marker-supply-low",
  "cleaning-due",
  "media-empty",
  "media-low",
];

const text = (answer: string) => `${answer}\r${ACK}`;
const refused = (code: string) => `${NACK}${code}`;

/** The health of a started printer after these answers have changed. */
async function healthWith(answers: Readonly<Record<string, string>>, options = TRUSTED) {
  const { driver, printer, settled } = await startScripted(options);
  for (const [header, answer] of Object.entries(answers)) printer.answer(header, answer);
  const health = await settled(driver.check());
  return { health, driver, printer, settled };
}

describe("a question that a bad line has garbled once", () => {
  it.each(["1", "2"])(
    "is not taken for one that the printer does not know: NACK %s",
    async (code) => {
      const { driver, printer, settled } = await startScripted(TRUSTED);
      printer.answer("Rlr;p", refused(code), text("ERR CARD"));
      const health = await settled(driver.check());
      expect(health.reading.cardInside).toBe(true);
      expect((await settled(driver.evidence())).cardInside).toBe(true);
    },
  );

  it("is not asked any more once the printer has refused it twice", async () => {
    const { driver, printer, settled } = await startScripted(TRUSTED);
    printer.answer("Rlr;p", refused("1"));
    expect((await settled(driver.check())).reading.cardInside).toBeUndefined();
    printer.heard.length = 0;
    await settled(driver.check());
    expect(printer.heard).not.toContain("Rlr;p");
  });
});

describe("check", () => {
  it("finds a healthy printer well, and all that it can tell absent", async () => {
    const { health } = await healthWith({});
    expect(health).toMatchObject({ faults: [], ribbonLeft: 150, feeder: "ok" });
    expect(health.checked.toSorted()).toEqual(ALL.toSorted());
  });

  it.each<[string, string, Condition[]]>([
    ["Rlr;p", "ERR CARD", ["card-inside"]],
    ["Rlr;r", "ERR NEED CLEANING", ["cleaning-due"]],
    ["Rcr", "ERR", ["marker-supply-empty"]],
    ["Rco;l", "0", ["marker-supply-empty"]],
    ["Rco;l", "1", ["marker-supply-low"]],
    ["Rco;l", "20", ["marker-supply-low"]],
    ["Rco;l", "21", []],
    ["Sk;f", "1", ["media-empty"]],
    ["Sk;f", "2", ["media-low"]],
    ["Sk;f", "3", ["media-empty"]],
    ["Sk;w", "1", ["media-low"]],
    ["Sk;w", "3", ["media-low"]],
  ])("takes %s → %s for %j", async (header, answer, conditions) => {
    const { health } = await healthWith({ [header]: text(answer) });
    expect(health.faults).toEqual(conditions.map((condition) => ({ condition })));
    expect(health.checked.toSorted()).toEqual(ALL.toSorted());
  });

  it.each<[string, string, string]>([
    ["0", "0", "ok"],
    ["0", "1", "low"],
    ["1", "1", "empty"],
    ["2", "0", "low"],
    ["3", "3", "empty"],
  ])("calls a feeder with Sk;f %s and Sk;w %s %s", async (empty, low, feeder) => {
    const { health } = await healthWith({ "Sk;f": text(empty), "Sk;w": text(low) });
    expect(health.feeder).toBe(feeder);
  });

  it.each([
    { cleanings: "0", average: "0", since: 100 },
    { cleanings: "2", average: "40", since: 20 },
    { cleanings: "2", average: "51", since: 0 },
    { cleanings: "2", average: "0", since: undefined },
  ])("counts cards since the last of $cleanings cleanings: $since", async (sample) => {
    const { cleanings, average, since } = sample;
    const { health } = await healthWith({ "Rco;n": text(cleanings), "Rco;a": text(average) });
    expect(health.cardsSinceCleaning).toBe(since);
  });

  it("calls the ribbon low where the option says", async () => {
    const { health } = await healthWith({}, { ...TRUSTED, ribbonLowCards: 150 });
    expect(health.faults).toEqual([{ condition: "marker-supply-low" }]);
  });

  it("does not judge a card inside while its position is untrusted, but tells it", async () => {
    const untrusted = { cardPosition: "untrusted" } as const;
    const { health } = await healthWith({ "Rlr;p": text("ERR CARD") }, untrusted);
    expect(health.faults).toEqual([]);
    expect(health.checked).not.toContain("card-inside");
    expect(health.reading.cardInside).toBe(true);
  });
});

describe("a printer that has fallen back to its stored modes", () => {
  const modes = (printer: { readonly heard: readonly string[] }) =>
    printer.heard.filter((header) => /^(Pem|Rem)/.test(header));

  it("is told again that the host decides about errors", async () => {
    const { driver, printer, settled } = await startScripted(TRUSTED);
    printer.answer("Rem", text("0;0"), text("2;0"));
    const { faults } = await settled(driver.check());
    expect([modes(printer), faults]).toEqual([["Rem", "Pem;2", "Pem;4", "Rem"], []]);
  });

  it("is left alone while it keeps them", async () => {
    const { driver, printer, settled } = await startScripted(TRUSTED);
    await settled(driver.check());
    expect(modes(printer)).toEqual(["Rem"]);
  });

  it("is not well if it does not keep them", async () => {
    const { driver, printer, settled } = await startScripted(TRUSTED);
    printer.answer("Rem", text("0;0"));
    await expect(settled(driver.check())).rejects.toMatchObject({ code: "PRINTER_REFUSED" });
  });

  it("has them back before its next card, however shortly it was switched off", async () => {
    const { driver, printer, settled } = await openSimulated(TRUSTED);
    await settled(driver.start());
    printer.hand("power-off");
    printer.hand("power-on");
    expect(printer.state().error_mode).toBe(0);
    await settled(driver.check());
    expect(printer.state().error_mode).toBe(2);
  });
});

describe("a question that the printer does not know", () => {
  it.each<[string, string, Condition[]]>([
    ["Rlr;p", refused("1"), ["card-inside"]],
    ["Rlr;r", refused("1"), ["cleaning-due"]],
    ["Rcr", refused("1"), []],
    ["Rco;l", refused("1"), ["marker-supply-low"]],
    ["Rco;l", refused("2"), ["marker-supply-low"]],
    ["Rco;l", text("ERROR CDE"), ["marker-supply-low"]],
    ["Rco;n", refused("1"), []],
    ["Sk;f", refused("1"), ["media-empty", "media-low"]],
    ["Sk;w", refused("1"), ["media-low"]],
  ])("is asked once, and shows nothing (%s → %j)", async (header, answer, unknown) => {
    const { health, driver, printer, settled } = await healthWith({ [header]: answer });
    expect(health.faults).toEqual([]);
    const known = ALL.filter((condition) => !unknown.includes(condition));
    expect(health.checked.toSorted()).toEqual(known.toSorted());
    printer.heard.length = 0;
    await settled(driver.check());
    expect(printer.heard).not.toContain(header);
  });

  it("leaves neither ribbon question: then nothing shows an empty ribbon", async () => {
    const { health } = await healthWith({ Rcr: refused("1"), "Rco;l": refused("1") });
    expect(health.checked).not.toContain("marker-supply-empty");
    expect(health.ribbonLeft).toBeUndefined();
  });

  it("leaves the feeder unknown, and its level is not asked either", async () => {
    const { health, printer } = await healthWith({ "Sk;f": refused("1") });
    expect(health.feeder).toBe("unknown");
    expect(printer.heard).not.toContain("Sk;w");
  });
});

describe("a refused question", () => {
  const codes = Object.keys(NACK_FAULTS).filter((code) => code !== "1" && code !== "2");
  const headers = ["Rsn", "Rco;c", "Rco;p", "Rlr;p", "Rco;l", "Rcr", "Rlr;r", "Rco;n", "Sk;f"];
  const cases = headers.flatMap((header) => codes.map((code) => [header, code] as const));

  it.each(cases)("shows the fault: %s → NACK %s", async (header, code) => {
    const { health } = await healthWith({ [header]: refused(code) });
    expect(health.faults).toEqual([{ condition: NACK_FAULTS[code], raw: code }]);
    expect(health.reading).toMatchObject({ cardsFed: 100, panelsPrinted: 500 });
  });

  it("is asked again: the refusal may have been the news of a movement", async () => {
    const { driver, printer, settled } = await startScripted(TRUSTED);
    printer.counters.cards += 1;
    printer.answer("Rsn", refused("T"), text("0042"));
    const { faults, reading } = await settled(driver.check());
    expect(faults).toEqual([{ condition: "media-jam", raw: "T" }]);
    expect(reading.cardsFed).toBe(101);
  });

  it("never shows a cover or a jam to be gone", async () => {
    const { driver, printer, settled } = await startScripted(TRUSTED);
    printer.answer("Rcr", refused("C"), text("OK"));
    await settled(driver.check());
    expect((await settled(driver.check())).checked).not.toContain("cover-open");
  });

  it.each(["1", "2"])("about the counters is an error: NACK %s", async (code) => {
    const error = { code: "PRINTER_REFUSED", facts: { code, condition: "command-refused" } };
    await expect(healthWith({ "Rco;p": refused(code) })).rejects.toMatchObject(error);
  });
});

describe("a bad answer", () => {
  it.each([
    ["Rco;c", "many", "bad-shape"],
    ["Rco;p", "1\xfe2", "unreadable"],
    ["Rco;p", "12\r13", "unreadable"],
    ["Rsn", "x".repeat(65), "too-long"],
    ["Rlr;p", "PERHAPS", "bad-shape"],
    ["Sk;f", "9", "bad-shape"],
  ])("is garbled: %s → %j", async (header, answer, defect) => {
    const error = { code: "PRINTER_GARBLED", facts: { defect } };
    await expect(healthWith({ [header]: text(answer) })).rejects.toMatchObject(error);
  });
});

describe("the conditions of a simulated printer", () => {
  it.each<PrinterCondition>([
    "media-empty",
    "media-low",
    "card-inside",
    "marker-supply-empty",
    "marker-supply-low",
    "cleaning-due",
  ])("show and go: %s", async (condition) => {
    const { driver, printer, settled } = await openSimulated(TRUSTED);
    const { health } = await settled(driver.start());
    expect(health.faults).toEqual([]);
    expect(health.checked).toContain(condition);
    printer.raise(condition);
    const raised = (await settled(driver.check())).faults.map((fault) => fault.condition);
    expect(raised).toContain(condition);
    printer.clear(condition);
    expect(await settled(driver.check())).toMatchObject({ faults: [] });
  });
});
