import { describe, expect, it } from "vitest";
import { createSimulatedPrinter } from "../../../simulator/printer/machine.ts";
import { BLACK_CARD, bytesOf, COLOUR_CARD, panelsOf, setUp } from "./bench.ts";

// Goal: what goes over the wire, and when. Method: a printer in hand-turned time; real mechanical
// times, so that an answer before its movement would show.

const ACKS = (count: number) => new Array<string>(count).fill("ack");

describe("a card", () => {
  it.each(["executed", "received"] as const)("comes out whole with ACK %s", (ack) => {
    const { cards, ask } = setUp({ ack });
    expect(ask(...COLOUR_CARD)).toEqual(ACKS(8));
    expect(cards).toHaveLength(1);
    expect(cards[0]).toMatchObject({
      n: 1,
      serialNumber: "SIM0001",
      box: "output",
      complete: true,
    });
    expect(cards.map(panelsOf)).toEqual(["y m c k o"]);
  });

  it.each(["executed", "received"] as const)("has a back side with ACK %s", (ack) => {
    const { cards, ask } = setUp({ ack });
    expect(ask("Ss", "Sr", "Db;k;2", "Sv", "Db;k;2", "Se")).toEqual(ACKS(6));
    expect(cards.map(panelsOf)).toEqual(["k back-k"]);
  });

  it("follows another that is still being printed with ACK received", () => {
    const { cards, askAtOnce, clock } = setUp({ ack: "received" });
    expect(askAtOnce(...BLACK_CARD, ...BLACK_CARD)).toEqual(ACKS(8));
    clock.pass(60_000);
    expect(cards.map(({ n }) => n)).toEqual([1, 2]);
  });

  it("takes its mechanical time, divided by the speed", () => {
    const { cards, clock, askAtOnce } = setUp({ ack: "received", speed: 2 });
    askAtOnce(...BLACK_CARD);
    clock.pass(3_999);
    expect(cards).toHaveLength(0);
    clock.pass(1);
    expect(cards).toHaveLength(1);
  });
});

describe("ACK executed", () => {
  it("comes after the movement for the end, and after the last byte for a download", () => {
    const { clock, askAtOnce, answers } = setUp();
    expect(askAtOnce("Ss", "Db;k;2", "Se")).toEqual(["ack", "ack"]);
    clock.pass(7_999);
    expect(answers()).toEqual([]);
    clock.pass(1);
    expect(answers()).toEqual(["ack"]);
  });

  it.each(["Si", "Sib", "Sis", "Sic"])("comes after the movement for %s", (insert) => {
    const { clock, askAtOnce, answers } = setUp();
    expect(askAtOnce(insert)).toEqual([]);
    clock.pass(10_000);
    expect(answers()).toEqual(["ack"]);
  });

  it("lets a query wait for the movement before it", () => {
    const { askAtOnce, ask } = setUp();
    expect(askAtOnce("Si", "Rco;c")).toEqual([]);
    expect(ask()).toEqual(["ack", "1", "ack"]);
  });
});

describe("ACK received", () => {
  it("comes before the movement, and queries are answered during it", () => {
    const { askAtOnce } = setUp({ ack: "received" });
    const told = askAtOnce("Ss", "Db;k;2", "Se", "Rco;c", "Rlr;p");
    expect(told).toEqual(["ack", "ack", "ack", "1", "ack", "ERR CARD", "ack"]);
  });
});

describe("a payload that is cut off", () => {
  it.each(["executed", "received"] as const)("ends its sequence with ACK %s", (ack) => {
    const { printer, cards, clock, ask, answers } = setUp({ ack });
    ask("Ss", "Sr", "Db;y;32", "Db;m;32");
    printer.receive(bytesOf("Db;c;32").subarray(0, 40));
    clock.pass(4_999);
    expect(answers()).toEqual([]);
    clock.pass(1);
    expect(answers()).toEqual(["nack 2"]);
    // What was printed stays printed, the card stays inside, and nothing finishes it.
    expect(ask("Rco;p", "Rlr;p", "Db;k;2", "Se")).toEqual([
      "1",
      "ack",
      "ERR CARD",
      "ack",
      "nack 2",
      "nack 2",
    ]);
    expect(ask("Ser")).toEqual(["ack"]);
    expect(cards).toMatchObject([{ box: "reject", complete: false, panels: [{ panel: "y" }] }]);
  });

  it("swallows what comes before it is dropped, byte by byte", () => {
    const { printer, clock, askAtOnce, answers } = setUp();
    askAtOnce("Ss");
    printer.receive(bytesOf("Db;y;32").subarray(0, 40));
    for (let second = 0; second < 3; second += 1) {
      clock.pass(4_000);
      expect(askAtOnce("Rfv")).toEqual([]);
    }
    clock.pass(5_000);
    expect(answers()).toEqual(["nack 2"]);
    expect(askAtOnce("Rfv")).toEqual(["SIM-1.0", "ack"]);
  });
});

describe("queries", () => {
  it.each([
    ["Rfv", "SIM-1.0"],
    ["Rsn", "SIM0001"],
    ["Rtp", "Simulated Quantum"],
    ["Rkn", "SIM0001-HEAD"],
    ["Rem", "0;0"],
    ["Rco;p", "1"],
    ["Rco;c", "1"],
    ["Rco;a", "0"],
    ["Rco;m", "0"],
    ["Rco;n", "0"],
    ["Rco;l", "199"],
    ["Rcr", "OK"],
    ["Rlr", "OK"],
    ["Rlr;p", "NO CARD"],
    ["Rlr;r", "OK"],
    ["Rse;r", "1.45"],
    ["Sk;f", "0"],
    ["Sk;w", "0"],
  ])("%s is answered %s after one black card", (query, answer) => {
    const { ask } = setUp();
    ask(...BLACK_CARD);
    expect(ask(query)).toEqual([answer, "ack"]);
  });

  it("count cleanings and the cards between them", () => {
    const { ask } = setUp({ ack: "received" });
    for (const cards of [3, 5]) {
      for (let card = 0; card < cards; card += 1) ask(...BLACK_CARD);
      expect(ask("Scp")).toEqual(["ack"]);
    }
    const told = ask("Rco;n", "Rco;a", "Rco;m");
    expect(told.filter((word) => word !== "ack")).toEqual(["2", "4", "5"]);
  });

  it.each([
    ["Simulated Dualys", "Sk;f", "nack 1"],
    ["Simulated Dualys", "Sis", "nack 1"],
    ["Simulated Dualys", "Sic", "ack"],
    ["Simulated Tattoo", "Sib", "nack 1"],
    ["Simulated Tattoo", "Sv", "nack 1"],
    ["Simulated Kiosk", "Sis", "ack"],
  ])("a %s answers %s with %s", (model, command, answer) => {
    expect(setUp({ model }).ask(command)).toEqual([answer]);
  });
});

describe("commands", () => {
  it.each([
    ["Pem;2", "ack"],
    ["Pem;7", "nack 2"],
    ["Pr;ymcko", "ack"],
    ["Pr;k", "ack"],
    ["Pr;ymckos", "nack R"],
    ["Pmi;F;s", "ack"],
    ["Pdt;DU", "ack"],
    ["Ppws;1281755559", "ack"],
    ["Scs", "ack"],
    ["nonsense", "nack 1"],
    ["Dbmp;k;0;0;0;", "nack 1"],
    ["Se", "nack T"],
    ["Ser", "nack T"],
    ["Sc", "nack 1"],
  ])("%s is answered %s", (command, answer) => {
    expect(setUp().ask(command)).toEqual([answer]);
  });

  it("a black ribbon goes for no colour ribbon and prints no colour", () => {
    const { ask } = setUp({ ribbonKind: "k" });
    expect(ask("Pr;k", "Pr;ymcko")).toEqual(["ack", "nack R"]);
    expect(ask("Ss", "Db;y;32", "Db;k;2", "Se")).toEqual(["ack", "nack R", "nack R", "nack R"]);
    expect(ask("Rco;c")).toEqual(["0", "ack"]);
  });

  it("Wcb fills a panel, which is then printed as one that was sent", () => {
    const { cards, ask } = setUp();
    expect(ask("Ss", "Db;k;2", "Wcb;o;255", "Se")).toEqual(ACKS(4));
    expect(cards[0]?.panels[1]).toMatchObject({ panel: "o", bytes: new Uint8Array(16).fill(255) });
  });

  it("Wcb without a value leaves the panel blank: nothing is printed", () => {
    const { cards, ask } = setUp();
    expect(ask("Ss", "Wcb;k", "Db;o;2", "Se")).toEqual(ACKS(4));
    expect(cards.map(panelsOf)).toEqual(["o"]);
  });

  it("Sc prints the last whole sequence again", () => {
    const { cards, clock, ask, askAtOnce, answers } = setUp();
    ask("Ss", "Sr", "Db;y;32", "Db;k;2", "Sv", "Db;k;2", "Se");
    askAtOnce("Sc");
    clock.pass((2 + 5 + 4 + 3 + 4 + 2) * 1_000 - 1);
    expect(answers()).toEqual([]);
    clock.pass(1);
    expect(answers()).toEqual(["ack"]);
    expect(cards.map(panelsOf)).toEqual(["y k back-k", "y k back-k"]);
    expect(cards[1]).toMatchObject({ n: 2, box: "output", complete: true });
  });

  it.each(["Ser", "Seb"])("%s takes the card inside to the reject box", (reject) => {
    const { cards, ask } = setUp();
    expect(ask("Si", reject)).toEqual(["ack", "ack"]);
    expect(cards).toMatchObject([{ box: "reject", complete: false, panels: [] }]);
  });

  it("Psc changes the framing for what follows, and a restart brings it back", () => {
    const { printer, askAtOnce, ask } = setUp();
    expect(askAtOnce("Psc;35;44;33")).toEqual(["ack"]);
    printer.receive(new TextEncoder().encode("#Rco,c!"));
    expect(askAtOnce()).toEqual(["0", "ack"]);
    printer.receive(new TextEncoder().encode("#Srs!"));
    expect(ask("Rco;c")).toEqual(["ack", "0", "ack"]);
  });

  it("Srs falls back to the stored modes and keeps the card inside", () => {
    const { ask } = setUp();
    expect(ask("Pem;2", "Si", "Srs")).toEqual(["ack", "ack", "ack"]);
    expect(ask("Rem", "Rlr;p")).toEqual(["0;0", "ack", "ERR CARD", "ack"]);
  });

  it("with manual feeding nobody feeds", () => {
    expect(setUp().ask("Pmi;M", "Si")).toEqual(["ack", "nack F"]);
  });
});

describe("standard mode", () => {
  const { printer, ask, askAtOnce } = setUp({ answers: "standard", feederCards: 1 });

  it("answers with texts alone", () => {
    expect(ask("Rsn", "Pem;2", "Rlr;p", "nonsense", "Pem;7")).toEqual([
      "SIM0001",
      "OK",
      "NO CARD",
      "ERROR CDE",
      "ERR PARAMETER",
    ]);
    expect(ask(...BLACK_CARD)).toEqual(["OK", "OK", "OK", "OK"]);
    expect(ask("Si", "Rlr")).toEqual(["ERR FEEDER", "ERR FEEDER"]);
  });

  it("ends with Pem;4 until the power goes", () => {
    expect(askAtOnce("Pem;4", "Rsn")).toEqual(["ack", "SIM0001", "ack"]);
    printer.hand("power-off");
    printer.hand("power-on");
    expect(askAtOnce("Rsn")).toEqual(["SIM0001"]);
  });

  it("ends for good with Pem;4;s", () => {
    askAtOnce("Pem;4;s");
    printer.hand("power-off");
    printer.hand("power-on");
    expect(askAtOnce("Rsn")).toEqual(["SIM0001", "ack"]);
  });

  it.each([
    ["crlf", "SIM-1.0\r\n"],
    ["nul", "SIM-1.0\0"],
  ] as const)("can end its texts with %s", (terminator, answer) => {
    const { printer: other, clock, said } = listening(terminator);
    other.receive(bytesOf("Rfv"));
    clock.pass(0);
    expect(said()).toBe(answer);
  });
});

function listening(terminator: "crlf" | "nul") {
  const bench = setUp();
  let text = "";
  const printer = createSimulatedPrinter(
    {
      clock: bench.clock,
      send: (bytes) => {
        text += new TextDecoder().decode(bytes);
      },
      cardOut: () => {},
    },
    { answers: "standard", terminator },
  );
  return { printer, clock: bench.clock, said: () => text };
}
