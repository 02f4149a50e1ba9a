import { describe, expect, it } from "vitest";
import { CONDITIONS, faultRule } from "../../../protocols/faults.ts";
import {
  PRINTER_CONDITIONS,
  type PrinterCondition,
} from "../../../simulator/printer/conditions.ts";
import type { HandAction } from "../../../simulator/printer/hands.ts";
import { BLACK_CARD, bytesOf, panelsOf, setUp } from "./bench.ts";

// Goal: every condition of the catalogue that a printer can be in is seen over the wire while it
// lasts, and not once it is cleared. Method: one question asked before, while and after.

interface Row {
  readonly ask: readonly string[];
  readonly healthy: readonly string[];
  readonly raised: readonly string[];
  /** The hand that clears it too, if there is one. */
  readonly hand?: HandAction;
}

const CARD_OK = ["ack", "ack", "ack", "ack"];

const ROWS: Readonly<Record<PrinterCondition, Row>> = {
  "media-empty": {
    ask: BLACK_CARD,
    healthy: CARD_OK,
    raised: ["ack", "ack", "nack F", "nack F"],
    hand: "refill",
  },
  "media-low": { ask: ["Sk;w"], healthy: ["0", "ack"], raised: ["1", "ack"], hand: "refill" },
  "media-jam": {
    ask: BLACK_CARD,
    healthy: CARD_OK,
    raised: ["ack", "ack", "nack T", "nack T"],
    hand: "take-card",
  },
  "card-inside": {
    ask: ["Rlr;p"],
    healthy: ["NO CARD", "ack"],
    raised: ["ERR CARD", "ack"],
    hand: "take-card",
  },
  "cover-open": {
    ask: BLACK_CARD,
    healthy: CARD_OK,
    raised: ["ack", "ack", "nack C", "nack C"],
    hand: "close",
  },
  "marker-supply-empty": {
    ask: ["Rcr", "Rco;l"],
    healthy: ["OK", "ack", "200", "ack"],
    raised: ["nack R", "0", "ack"],
    hand: "ribbon",
  },
  "marker-supply-low": {
    ask: ["Rco;l"],
    healthy: ["200", "ack"],
    raised: ["5", "ack"],
    hand: "ribbon",
  },
  "marker-supply-insufficient": {
    ask: ["Rco;l"],
    healthy: ["200", "ack"],
    raised: ["25", "ack"],
    hand: "ribbon",
  },
  "cleaning-due": {
    ask: ["Rlr;r"],
    healthy: ["OK", "ack"],
    raised: ["ERR NEED CLEANING", "ack"],
  },
  "output-area-full": {
    ask: ["Si", "Ser"],
    healthy: ["ack", "ack"],
    raised: ["ack", "nack T"],
    hand: "empty-reject",
  },
  // Nothing is printed while the head is hot, and nothing is refused either.
  "marker-over-temperature": {
    ask: ["Rfv"],
    healthy: ["SIM-1.0", "ack"],
    raised: ["SIM-1.0", "ack"],
  },
  "timed-out": { ask: ["Rfv"], healthy: ["SIM-1.0", "ack"], raised: [] },
  "connecting-to-device": {
    ask: ["Rfv"],
    healthy: ["SIM-1.0", "ack"],
    raised: [],
    hand: "plug",
  },
  "device-changed": { ask: ["Rsn"], healthy: ["SIM0001", "ack"], raised: ["SIM0002", "ack"] },
  "command-refused": { ask: ["Pr;ymcko"], healthy: ["ack"], raised: ["nack 1"] },
  other: { ask: BLACK_CARD, healthy: CARD_OK, raised: ["ack", "ack", "nack Z", "nack Z"] },
};

const TABLE = PRINTER_CONDITIONS.map((condition) => ({ condition, ...ROWS[condition] }));

describe("conditions", () => {
  it("are all that the catalogue has for a printer", () => {
    const known = CONDITIONS.filter((condition) => faultRule(condition).device === "printer");
    expect(PRINTER_CONDITIONS.toSorted()).toEqual(known.toSorted());
  });

  it.each(TABLE)("$condition shows while it lasts, and no longer", (row) => {
    const { printer, ask } = setUp();
    ask("Pem;2");
    expect(printer.state().conditions).toEqual([]);
    printer.raise(row.condition);
    expect(printer.state().conditions).toContain(row.condition);
    expect(ask(...row.ask)).toEqual(row.raised);
    printer.clear(row.condition);
    printer.hand("take-card");
    ask("Scs");
    expect(printer.state().conditions).toEqual([]);
    expect(ask(...row.ask)).toEqual(row.healthy);
  });

  it.each(TABLE.flatMap(({ hand, ...row }) => (hand ? [{ hand, ...row }] : [])))(
    "$condition is cleared by $hand",
    ({ condition, hand }) => {
      const { printer } = setUp();
      printer.raise(condition);
      printer.hand(hand);
      expect(printer.state().conditions).toEqual([]);
    },
  );

  it("clearing one that does not hold changes nothing", () => {
    const { printer, ask } = setUp({ feederCards: 40 });
    for (const condition of PRINTER_CONDITIONS) printer.clear(condition);
    expect(ask("Rco;n")).toEqual(["0", "ack"]);
    expect(printer.state()).toMatchObject({ feeder: 40, ribbon_left: 200, conditions: [] });
  });
});

describe("raised at the next step", () => {
  it("the ribbon ends in the midst of the next card", () => {
    const { printer, cards, ask } = setUp();
    ask("Pem;2");
    printer.raise("marker-supply-empty", "next-step");
    expect(ask("Rcr")).toEqual(["OK", "ack"]);
    expect(ask("Ss", "Db;y;32", "Db;m;32", "Se")).toEqual(["ack", "ack", "nack R", "nack R"]);
    ask("Ser");
    expect(cards.map(panelsOf)).toEqual([""]);
    expect(printer.state().cards_total).toBe(1);
  });

  it("one that is cleared before never comes", () => {
    const { printer, ask } = setUp();
    printer.raise("media-jam", "next-step");
    printer.clear("media-jam");
    expect(ask(...BLACK_CARD)).toEqual(CARD_OK);
  });

  it("the firmware hangs with the next command: it prints on and says nothing", () => {
    const { printer, cards, ask } = setUp();
    ask("Ss", "Db;k;2");
    printer.raise("timed-out", "next-step");
    expect(ask("Se")).toEqual([]);
    expect(cards).toMatchObject([{ box: "output", complete: true }]);
    printer.hand("power-off");
    printer.hand("power-on");
    expect(ask("Rco;c")).toEqual(["1", "ack"]);
  });
});

describe("marker-over-temperature", () => {
  it("lets the card wait until the head has cooled down", () => {
    const { printer, clock, cards, ask, askAtOnce, answers } = setUp();
    ask("Ss", "Db;k;2");
    printer.raise("marker-over-temperature");
    askAtOnce("Se");
    clock.pass(60 * 60_000);
    expect({ told: answers(), cards }).toEqual({ told: [], cards: [] });
    printer.clear("marker-over-temperature");
    clock.pass(44_999);
    expect(printer.state().conditions).toEqual(["marker-over-temperature"]);
    clock.pass(6_001);
    expect(answers()).toEqual(["ack"]);
    expect(cards).toHaveLength(1);
  });
});

describe("the power switch", () => {
  it("stops a card where it is: what was printed stays, modes fall back, counters do not", () => {
    const { printer, clock, cards, ask, askAtOnce } = setUp();
    ask("Pem;2", "Ss", "Sr", "Db;y;32", "Db;m;32");
    askAtOnce("Db;c;32");
    clock.pass(1_000);
    printer.hand("power-off");
    clock.pass(60_000);
    expect(ask("Rfv")).toEqual([]);
    printer.hand("power-on");
    const told = ask("Rem", "Rco;c", "Rco;p", "Rlr;p", "Ser");
    expect(told).toEqual(["0;0", "ack", "1", "ack", "1", "ack", "ERR CARD", "ack", "ack"]);
    expect(cards.map(panelsOf)).toEqual(["y"]);
  });

  it("forgets half a payload and half a command", () => {
    const { printer, ask } = setUp();
    printer.receive(bytesOf("Db;k;2").subarray(0, 12));
    printer.hand("power-off");
    printer.hand("power-on");
    expect(ask("Rfv")).toEqual(["SIM-1.0", "ack"]);
  });

  it("leaves a stored error mode", () => {
    const { printer, ask } = setUp();
    ask("Pem;2;s", "Pem;1");
    expect(ask("Rem")).toEqual(["1;2", "ack"]);
    printer.hand("power-off");
    printer.hand("power-on");
    expect(ask("Rem")).toEqual(["2;2", "ack"]);
  });
});

describe("the cable", () => {
  it("says when it is pulled and put in, and the card goes on meanwhile", () => {
    const { printer, plugs, cards, ask, askAtOnce } = setUp();
    askAtOnce("Ss", "Db;k;2", "Se");
    printer.hand("unplug");
    expect(ask()).toEqual([]);
    expect(cards).toHaveLength(1);
    printer.hand("plug");
    expect(plugs).toEqual([false, true]);
    expect(ask("Rco;p")).toEqual(["1", "ack"]);
  });
});

describe("supplies", () => {
  it("run out: blanks, ribbon and room", () => {
    const { printer, ask } = setUp({ feederCards: 3, ribbonCards: 2, rejectCapacity: 1 });
    ask("Pem;2");
    expect(ask("Si", "Ser")).toEqual(["ack", "ack"]);
    expect(ask("Si", "Ser")).toEqual(["ack", "nack T"]);
    printer.hand("empty-reject");
    expect(ask("Ser")).toEqual(["ack"]);
    expect(ask(...BLACK_CARD)).toEqual(CARD_OK);
    expect(ask("Rco;l")).toEqual(["1", "ack"]);
    expect(ask(...BLACK_CARD)).toEqual(["ack", "ack", "nack F", "nack F"]);
    printer.hand("refill");
    expect(ask(...BLACK_CARD)).toEqual(CARD_OK);
    expect(ask(...BLACK_CARD)).toEqual(["ack", "ack", "ack", "nack R"]);
  });

  it("a colour ribbon gives one set a side, however little of it is used", () => {
    const { ask } = setUp();
    ask("Ss", "Db;k;2", "Sv", "Db;k;2", "Se");
    expect(ask("Rco;l")).toEqual(["198", "ack"]);
  });
});

describe("memory", () => {
  it("is kept before the movement that changes it ends, card inside and all", () => {
    const { printer, kept, clock, askAtOnce } = setUp();
    askAtOnce("Ss", "Db;k;2");
    expect(kept.at(-1)?.counters).toMatchObject({ cards: 1, panels: 0 });
    askAtOnce("Se");
    clock.pass(6_000);
    expect(kept.at(-1)).toMatchObject({
      counters: { cards: 1, panels: 1 },
      cardInside: { n: 1, panels: [{ panel: "k" }] },
    });
    clock.pass(2_000);
    expect(kept.at(-1)).toEqual(printer.memory());
    expect(kept.at(-1)?.cardInside).toBeUndefined();
  });

  it("makes a new process the same printer", () => {
    const before = setUp();
    before.ask("Pem;2;s", ...BLACK_CARD, "Scp", "Ss", "Db;y;32", "Db;k;2");
    const { cards, ask } = setUp({}, before.kept.at(-1));
    expect(ask("Rem", "Rco;c", "Rco;p", "Rco;n", "Rlr;p").filter((word) => word !== "ack")).toEqual(
      ["2;2", "2", "2", "1", "ERR CARD"],
    );
    ask("Ser");
    expect(cards).toMatchObject([{ n: 2, box: "reject" }]);
    expect(cards.map(panelsOf)).toEqual(["y"]);
  });
});
