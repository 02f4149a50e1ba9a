import { describe, expect, it } from "vitest";
import type { PrinterCondition } from "../../../simulator/printer/conditions.ts";
import { createSeededRandom } from "../../../simulator/stage/chance.ts";
import { colourSide, type LineOptions, openSimulated, plain } from "./line.ts";

// Goal: driver and a whole printer agree about every card, whenever the printer acknowledges and
// however the wire cuts what they say. Method: the simulated printer at its real speed, in virtual
// time; what it says of the cards that came out is compared with what the driver says.

const ACKS = ["executed", "received"] as const;
const CASES = ACKS.flatMap((ack) =>
  (["trusted", "untrusted"] as const).map((cardPosition) => ({ ack, cardPosition })),
);

async function started(options: LineOptions, settings: Parameters<typeof openSimulated>[1] = {}) {
  const opened = await openSimulated(options, settings);
  await opened.settled(opened.driver.start());
  return opened;
}

describe.each(CASES)("with ack $ack and card position $cardPosition", (sample) => {
  const { ack, cardPosition } = sample;

  it.each([
    ["a black card", [[plain("k", 255)]], "k"],
    ["a card of five panels", [colourSide()], "ymcko"],
    ["a card of two sides", [colourSide(), colourSide()], "ymckoymcko"],
  ] as const)("prints %s", async (_, sides, panels) => {
    const { clock, driver, settled, cards } = await started({ cardPosition }, { ack });
    const card = driver.prepare(sides);
    const result = await settled(driver.print(card));
    const after = { cardsFed: 1, panelsPrinted: card.panels, cardInside: false };
    expect(result).toMatchObject({ kind: "ended", after });
    expect(cards).toMatchObject([{ box: "output", panels }]);
    expect(cards[0]?.atMs).toBeLessThanOrEqual(clock.monotonicMs());
    expect(card.panels).toBe(panels.length);
  });

  it("prints one after another", async () => {
    const { driver, settled, cards } = await started({ cardPosition }, { ack });
    for (let n = 1; n <= 3; n += 1) {
      const result = await settled(driver.print(driver.prepare([colourSide()])));
      expect(result).toMatchObject({ kind: "ended", after: { cardsFed: n } });
      expect(cards).toHaveLength(n);
    }
  });

  it("tells an empty feeder, and draws no card", async () => {
    const { driver, printer, settled } = await started({ cardPosition }, { ack });
    printer.raise("media-empty");
    const result = await settled(driver.print(driver.prepare([colourSide()])));
    const fault = { condition: "media-empty", raw: "F" };
    expect(result).toMatchObject({ kind: "refused", fault });
    await expect(settled(driver.read())).resolves.toMatchObject({ cardsFed: 0, panelsPrinted: 0 });
  });

  it.each<[PrinterCondition, string]>([
    ["media-jam", "media-jam"],
    ["cover-open", "cover-open"],
    ["marker-supply-empty", "marker-supply-empty"],
    ["output-area-full", "media-jam"],
    ["command-refused", "command-refused"],
    ["other", "other"],
  ])("tells %s in the midst of a card as %s", async (raised, condition) => {
    const { driver, printer, settled, cards } = await started({ cardPosition }, { ack });
    printer.raise(raised, "next-step");
    const result = await settled(driver.print(driver.prepare([colourSide()])));
    expect(result).toMatchObject({ kind: "refused", fault: { condition } });
    expect(cards).toEqual([]);
  });

  it.each(["media-jam", "cover-open"] as const)(
    "does not take a card for printed that %s keeps inside on its way out",
    async (condition) => {
      const { clock, driver, printer, settled, cards } = await started({ cardPosition }, { ack });
      const printed = driver.print(driver.prepare([[plain("k", 255)]]));
      // Fed in 2 s and printed in 4 s: it is being ejected.
      clock.timer(7_000, () => printer.raise(condition));
      const result = await settled(printed);
      expect(result).toMatchObject({ kind: "refused", fault: { condition } });
      expect(cards).toEqual([]);
    },
  );

  it("waits for a head that is hot, says so once, and spoils no card", async () => {
    const { clock, driver, printer, settled, cards } = await started({ cardPosition }, { ack });
    const waits: unknown[] = [];
    printer.raise("marker-over-temperature", "next-step");
    const card = driver.prepare([colourSide(), colourSide()]);
    const printed = driver.print(card, (fault) => {
      waits.push(fault);
      clock.timer(3 * 60_000, () => printer.clear("marker-over-temperature"));
    });
    const result = await settled(printed);
    expect(result).toMatchObject({ kind: "ended", after: { panelsPrinted: 10, cardsFed: 1 } });
    expect(cards).toMatchObject([{ box: "output", panels: "ymckoymcko" }]);
    expect(waits).toMatchObject([{ condition: "marker-over-temperature" }]);
  });

  it("is silent when the printer hangs, and goes on when it does again", async () => {
    const { clock, driver, printer, settled } = await started({ cardPosition }, { ack });
    printer.raise("timed-out", "next-step");
    const card = driver.prepare([colourSide()]);
    const printed = driver.print(card);
    await expect(settled(printed)).resolves.toEqual({ kind: "silent", step: "start-sequence" });
    await expect(settled(driver.read())).rejects.toMatchObject({ code: "PRINTER_TIMEOUT" });
    printer.clear("timed-out");
    await expect(settled(driver.read())).resolves.toMatchObject({ cardsFed: 0 });
    await expect(settled(driver.print(card))).resolves.toMatchObject({ kind: "ended" });
    expect(clock.monotonicMs()).toBeGreaterThan(0);
  });
});

describe.each(ACKS)("on a bad wire with ack %s", (ack) => {
  it.each([1, 2, 3])("prints a card cut into pieces, by seed %d", async (seed) => {
    const chunk = { random: createSeededRandom(seed), bytesMax: 3 };
    const { driver, settled, cards } = await started({ chunk }, { ack });
    const result = await settled(driver.print(driver.prepare([colourSide()])));
    expect(result).toMatchObject({ kind: "ended", after: { panelsPrinted: 5 } });
    expect(cards).toMatchObject([{ box: "output", panels: "ymcko" }]);
  });
});

describe("reject", () => {
  it.each(ACKS)("moves a card that lies inside to the reject box, ack %s", async (ack) => {
    const options = { cardPosition: "trusted" } as const;
    const { driver, printer, settled, cards } = await started(options, { ack });
    printer.raise("card-inside");
    const { reading } = await settled(driver.check());
    expect(reading.cardInside).toBe(true);
    const result = await settled(driver.reject());
    expect(result).toMatchObject({ kind: "ended", after: { cardsFed: 1, cardInside: false } });
    expect(cards).toMatchObject([{ box: "reject" }]);
  });

  it("is refused when there is no card", async () => {
    const { driver, settled } = await started({});
    const fault = { condition: "media-jam", raw: "T" };
    await expect(settled(driver.reject())).resolves.toEqual({
      kind: "refused",
      fault,
      step: "reject-output",
    });
  });
});
