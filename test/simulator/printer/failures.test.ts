import { describe, expect, it } from "vitest";
import { type Bench, BLACK_CARD, COLOUR_CARD, panelsOf, setUp } from "./bench.ts";

// Goal: who finishes a card after a failure. In mode 2 nobody but the host, from where the card is;
// in mode 0 the printer does, by itself, when the cause is gone: a host that takes the NACK for
// the end of that card prints it twice.

function acks(answers: readonly string[]): number {
  return answers.filter((answer) => answer === "ack").length;
}

describe("mode 2", () => {
  /** What goes wrong in a colour card, what the host hears, and what is on the card then. */
  const FAILURES: readonly {
    readonly name: string;
    readonly happen: (bench: Bench) => void;
    readonly remedy: (bench: Bench) => void;
    readonly code: string;
    readonly panels: string | undefined;
  }[] = [
    {
      name: "the feeder is empty",
      happen: ({ printer }) => printer.raise("media-empty"),
      remedy: ({ printer }) => printer.hand("refill"),
      code: "F",
      panels: undefined,
    },
    {
      name: "the ribbon ends in mid card",
      happen: (bench) => ribbonEndsAfter(bench, 2),
      remedy: ({ printer }) => printer.hand("ribbon"),
      code: "R",
      panels: "y m",
    },
    {
      name: "the cover is opened in mid card",
      happen: (bench) => openAfter(bench, 2),
      remedy: ({ printer }) => printer.hand("close"),
      code: "C",
      panels: "y",
    },
    {
      name: "the card jams on its way in",
      happen: ({ printer }) => printer.raise("media-jam", "next-step"),
      remedy: ({ printer }) => printer.hand("take-card"),
      code: "T",
      panels: undefined,
    },
  ];

  /** Two panels are printed, and in the midst of the third the roll is at its end. */
  function ribbonEndsAfter({ printer, clock }: Bench, panels: number): void {
    clock.timer(2_000 + panels * 5_000 + 1_000, () => printer.raise("marker-supply-empty"));
  }

  function openAfter({ printer, clock }: Bench, panels: number): void {
    clock.timer(2_000 + panels * 5_000 - 1_000, () => printer.hand("open"));
  }

  it.each(FAILURES)("ends the sequence when $name", ({ happen, remedy, code, panels }) => {
    const bench = setUp();
    const { cards, ask } = bench;
    ask("Pem;2");
    happen(bench);
    const told = ask(...COLOUR_CARD);
    expect(told).toContain(`nack ${code}`);
    expect(told.slice(told.indexOf(`nack ${code}`))).toEqual(
      told.slice(told.indexOf(`nack ${code}`)).fill(`nack ${code}`),
    );
    remedy(bench);
    // Nothing happens by itself, and what the host had sent is not taken up again.
    expect(ask("Se")).toEqual([`nack ${code}`]);
    expect(cards.filter(({ box }) => box === "output")).toEqual([]);
    if (panels !== undefined) ask("Ser");
    expect(cards.map(panelsOf).filter((found) => found !== "")).toEqual(
      panels === undefined ? [] : [panels],
    );
    expect(acks(ask(...COLOUR_CARD))).toBe(COLOUR_CARD.length);
    expect(cards.at(-1)).toMatchObject({ box: "output", complete: true });
    expect(cards.map(panelsOf).at(-1)).toBe("y m c k o");
  });

  it("Sc takes up a card whose last panel failed", () => {
    const { printer, cards, clock, ask } = setUp();
    ask("Pem;2", ...COLOUR_CARD.slice(0, -1));
    clock.timer(1_000, () => printer.raise("marker-supply-empty"));
    expect(ask("Se")).toEqual(["nack R"]);
    printer.hand("ribbon");
    expect(ask("Sc")).toEqual(["ack"]);
    expect(cards.map(panelsOf)).toEqual(["y m c k y m c k o"]);
  });

  it("tells a failure after the ACK to the next query, once, with ACK received", () => {
    const { printer, clock, ask, askAtOnce } = setUp({ ack: "received" });
    ask("Pem;2");
    clock.timer(3_000, () => printer.hand("open"));
    expect(acks(askAtOnce(...BLACK_CARD))).toBe(4);
    clock.pass(60_000);
    expect(ask("Rlr;p", "Rlr;p")).toEqual(["nack C", "ERR CARD", "ack"]);
  });

  it("does not tell it to the host that looks after the card already", () => {
    const { printer, clock, ask, askAtOnce } = setUp({ ack: "received" });
    ask("Pem;2");
    clock.timer(3_000, () => printer.hand("open"));
    askAtOnce(...BLACK_CARD);
    clock.pass(60_000);
    printer.hand("close");
    expect(ask("Ser")).toEqual(["ack"]);
    expect(ask("Rlr;p")).toEqual(["NO CARD", "ack"]);
  });

  it("does not begin a card with a failure untold", () => {
    const { printer, clock, ask, askAtOnce } = setUp({ ack: "received" });
    ask("Pem;2");
    clock.timer(3_000, () => printer.hand("open"));
    askAtOnce(...BLACK_CARD);
    clock.pass(60_000);
    printer.hand("close");
    expect(ask("Ss")).toEqual(["nack C"]);
    expect(ask("Ss")).toEqual(["ack"]);
  });
});

describe("mode 1", () => {
  it("does not watch the cover", () => {
    const { printer, cards, ask } = setUp();
    ask("Pem;1");
    printer.hand("open");
    expect(acks(ask(...BLACK_CARD))).toBe(4);
    expect(cards).toHaveLength(1);
  });
});

describe("mode 0", () => {
  it("finishes by itself a card for which there was no blank, after the refill", () => {
    const { printer, cards, clock, ask } = setUp({ feederCards: 0 });
    expect(ask("Pem;0", "Ss", "Sr", "Db;k;2")).toEqual(["ack", "ack", "ack", "nack F"]);
    printer.receive(new TextEncoder().encode("\x1bSe\r"));
    expect(cards).toEqual([]);
    printer.hand("refill");
    clock.pass(60_000);
    expect(cards).toMatchObject([{ n: 1, box: "output", complete: true }]);
    expect(cards.map(panelsOf)).toEqual(["k"]);
  });

  it.each([
    ["a ribbon", "marker-supply-empty", "ribbon", "nack R"],
    ["a closed cover", "cover-open", "close", "nack C"],
  ] as const)("finishes by itself the card that wanted %s", (_, condition, remedy, nack) => {
    const { printer, cards, clock, ask, answers } = setUp();
    ask("Pem;0", ...COLOUR_CARD.slice(0, -1));
    clock.timer(1_000, () => printer.raise(condition));
    expect(ask("Se")).toEqual([nack]);
    expect(cards).toEqual([]);
    printer.hand(remedy);
    clock.pass(60_000);
    expect(cards).toMatchObject([{ n: 1, box: "output", complete: true }]);
    expect(cards.map(panelsOf)).toEqual(["y m c k o"]);
    expect(answers()).toEqual([]);
  });

  it("begins a jammed card anew on the next blank, once the card is taken out", () => {
    const { printer, cards, clock, ask } = setUp();
    ask("Pem;0", "Ss", "Sr", "Db;y;32", "Db;k;2");
    printer.raise("media-jam");
    expect(ask("Se")).toEqual(["nack T"]);
    printer.hand("take-card");
    clock.pass(60_000);
    expect(cards).toMatchObject([
      { n: 1, box: "removed", complete: false },
      { n: 2, box: "output", complete: true },
    ]);
    expect(cards.map(panelsOf)).toEqual(["y", "y k"]);
  });

  it("gives the card up when the host takes over with Pem;2", () => {
    const { printer, cards, clock, ask } = setUp();
    ask("Pem;0", ...COLOUR_CARD.slice(0, -1));
    clock.timer(1_000, () => printer.raise("marker-supply-empty"));
    expect(ask("Se", "Pem;2", "Rlr;p")).toEqual(["nack R", "ack", "ERR CARD", "ack"]);
    printer.hand("ribbon");
    clock.pass(60_000);
    expect(cards).toEqual([]);
    expect(ask("Se")).toEqual(["nack R"]);
  });
});
