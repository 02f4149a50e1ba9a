import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { setUpRecorder } from "../../support/recorder.ts";
import { bytesOf, geometryOf, vectors } from "./vectors.ts";

// Goal: a recording has every frame of both directions, however it is cut, and nothing of what is
// on a card. Method: lines from the vectors, whose bytes come from elsewhere; what must not stand
// is looked for in all that was written.

const GEOMETRY = { widthDots: 16, heightDots: 8 };
const PANEL_BYTES = 16;
const ESC = "\x1b";
const ACK = "\x06";
const NACK = "\x15";

function setUp(keepsData?: boolean) {
  return setUpRecorder(GEOMETRY, keepsData);
}

/** What is written of what the host sends, times left out. */
function told(...chunks: readonly (string | Uint8Array)[]): readonly object[] {
  const tape = setUp();
  tape.host(...chunks);
  return tape.frames.map(({ t: _, ...frame }) => frame);
}

describe("a command", () => {
  it.each(vectors("command").filter(([, , hex]) => hex !== undefined))(
    "%s, %s, is written down by the guide's names",
    (_source, text, hex) => {
      expect(told(bytesOf(hex))).toEqual([{ from: "host", command: text }]);
    },
  );

  it("of the vendor's driver is found in its stream, at every cut", () => {
    const [[, dots, hex] = []] = vectors("stream");
    const stream = bytesOf(hex);
    for (let chunkBytes = 1; chunkBytes <= stream.length; chunkBytes += 1) {
      const tape = setUpRecorder(geometryOf(dots));
      for (let at = 0; at < stream.length; at += chunkBytes) {
        tape.host(stream.subarray(at, at + chunkBytes));
      }
      expect(tape.frames.map((frame) => "command" in frame && frame.command)).toEqual([
        "Pr;k",
        "Pmi;F;s",
        "Pc;k;=;10",
        "Pdt;DU",
        "Mr;s",
        "Ppws;1234567890",
        "Ss",
        "Sr",
        expect.stringMatching(/^Dbc;k;2;\d+$/),
        "Se;1",
      ]);
    }
  });

  it("with a payload tells its length and its fingerprint, and when it began", () => {
    const tape = setUp();
    tape.at(10);
    tape.host(`${ESC}Db;k;2;`, new Uint8Array(PANEL_BYTES - 1));
    tape.at(25);
    tape.host(new Uint8Array(1), "\r");
    const payload = { bytes: PANEL_BYTES, sha256: "374708fff7719dd5" };
    expect(tape.frames).toEqual([{ t: 25, began: 10, from: "host", command: "Db;k;2", payload }]);
  });

  it("whose payload was cut off is told when the line ends, and when the next one comes", () => {
    const tape = setUp();
    const cut = { from: "host", defect: "cut-off", bytes: 10 };
    tape.host(`${ESC}Db;k;2;ab`);
    tape.line("lost");
    tape.host(`${ESC}Db;k;2;ab`);
    tape.at(5_001);
    tape.host(`${ESC}Rfv\r`);
    expect(tape.frames).toEqual([
      { t: 0, ...cut },
      { t: 0, line: "lost" },
      { t: 5_001, ...cut },
      { t: 5_001, from: "host", command: "Rfv" },
    ]);
  });
});

describe("an answer", () => {
  it.each(vectors("answer"))("%s, %s, is written down", (_source, meaning, hex) => {
    const tape = setUp();
    tape.host(`${ESC}Rco;p\r`);
    tape.device(bytesOf(hex));
    const [, ...frames] = tape.frames.map((frame) => Object.values(frame).slice(1).join(" "));
    const expected: Readonly<Record<string, readonly string[]>> = {
      ack: ["device ack"],
      "nack F": ["device nack F"],
      "text 1042, ack": ["device text 1042\r", "device ack"],
    };
    expect(frames).toEqual(expected[meaning ?? ""]);
  });

  it("is one frame however it is cut, with the time of its first byte", () => {
    const tape = setUp();
    tape.host(`${ESC}Rtp\r`);
    tape.at(3);
    tape.device("Tat");
    tape.at(4);
    tape.device("too\r\n", ACK);
    expect(tape.frames.slice(1)).toEqual([
      { t: 3, from: "device", answer: "text", text: "Tattoo\r\n" },
      { t: 4, from: "device", answer: "ack" },
    ]);
  });

  it("that has no end is written down when the host goes on, or leaves", () => {
    const tape = setUp();
    tape.host(`${ESC}Rlr;p\r`);
    tape.device("NO CARD");
    tape.host(`${ESC}Rlr;p\r`);
    tape.device("ERR CARD", NACK);
    tape.line("closed");
    expect(tape.frames).toMatchObject([
      { command: "Rlr;p" },
      { text: "NO CARD" },
      { command: "Rlr;p" },
      { text: "ERR CARD" },
      { answer: "nack", code: "" },
      { line: "closed" },
    ]);
  });
});

describe("the line", () => {
  it("that cannot be opened is told once, however often it is tried", () => {
    const tape = setUp();
    for (const state of ["open-failed", "open-failed", "opened", "lost", "open-failed"] as const) {
      tape.line(state);
    }
    const states = tape.frames.map((frame) => "line" in frame && frame.line);
    expect(states).toEqual(["open-failed", "opened", "lost", "open-failed"]);
  });
});

describe("what is on a card", () => {
  // A resident's number and a name, invented.
  const NIK = "1601014507790001";
  const NAME = "CONTOH SPECIMEN";

  it.each([
    ["a magnetic track", [`${ESC}Dm;2;${NIK}\r`], [{ command: "Dm", parameters: 18 }]],
    [
      "a text on the card",
      [`${ESC}Wt;10;20;0;30;${NAME}\r`],
      [{ command: "Wt", parameters: NAME.length + 11 }],
    ],
    ["a bar code", [`${ESC}Wb;1;2;c39;3;4;50;1;${NIK}\r`], [{ command: "Wb" }]],
    ["a panel", [`${ESC}Db;k;2;${NIK}\r`], [{ command: "Db;k;2", payload: { bytes: 16 } }]],
    ["the rest of a command", [`${NIK}\r`], [{ defect: "bad-mnemonic", bytes: 16 }]],
    ["a word that reads as a mnemonic", ["CONTOH\r"], [{ defect: "unlisted", bytes: 6 }]],
    ["a setting that is too long", [`${ESC}Pc;${NIK}\r`], [{ command: "Pc", parameters: 16 }]],
    ["the end of a card", [`${ESC}Se;${NIK}\r`], [{ command: "Se", parameters: 16 }]],
    [
      "a command that was cut off",
      [`${ESC}Dm;2;${NIK}${ESC}Rfv\r`],
      [{ defect: "cut-off", bytes: 21 }, { command: "Rfv" }],
    ],
    [
      "what cannot be read on",
      [`${ESC}Dbmp;k;0;${NIK}\r`],
      [
        { defect: "unsupported", bytes: 5 },
        { defect: "noise", bytes: 20 },
      ],
    ],
  ])("is left out of %s", (_what, sent, frames) => {
    const written = told(...sent);
    expect(written).toMatchObject(frames);
    expect(written).toHaveLength(frames.length);
    expect(JSON.stringify(written)).not.toMatch(/16010145|CONTOH|SPECIMEN/);
  });

  it.each([
    ["to the question for a track", [`${ESC}Smr;2\r`]],
    ["to the question for the last answer", [`${ESC}Rlr\r`]],
    ["that nobody has asked for", []],
  ])("is left out of an answer %s", (_what, asked) => {
    const tape = setUp();
    tape.host(...asked);
    tape.device(`${NAME}\r`, ACK);
    expect(tape.frames.slice(asked.length)).toEqual([
      { t: 0, from: "device", answer: "text", characters: NAME.length, end: "\r" },
      { t: 0, from: "device", answer: "ack" },
    ]);
  });

  it("is left out of an answer that comes behind a later question", () => {
    const tape = setUp();
    tape.host(`${ESC}Smr;2\r`, `${ESC}Rfv\r`);
    tape.device(`${NAME}\r`, ACK, "1.5\r", ACK);
    expect(tape.frames.slice(2)).toMatchObject([
      { characters: NAME.length },
      { answer: "ack" },
      { text: "1.5\r" },
      { answer: "ack" },
    ]);
  });

  it("is left out of a name that is a resident's number", () => {
    const tape = setUp();
    tape.host(`${ESC}Rsn\r`);
    tape.device(`${NIK}\r`, ACK);
    expect(tape.frames[1]).toMatchObject({ characters: 16 });
  });

  it("is left out of noise in both directions", () => {
    const tape = setUp();
    tape.device(Uint8Array.of(0x80, 0xff, 0x81));
    expect(tape.frames).toEqual([{ t: 0, from: "device", answer: "noise", bytes: 3 }]);
  });

  it("never stands in a recording, whatever crosses the line", () => {
    const SECRET = "Zq7Zq7Zq7Zq7Zq7Z";
    const around = fc.constantFrom(
      ["", "\r"],
      [`${ESC}Dm;1;`, "\r"],
      [`${ESC}Wt;1;1;0;30;`, "\r"],
      [`${ESC}Db;k;2;`, "\r"],
      [`${ESC}Db;k;2;123`, `\r${ESC}Ss\r`],
      [`${ESC}Dbmp;`, ""],
      [`${ESC}`, `${ESC}`],
    );
    const sent = fc.record({ from: fc.constantFrom("host", "device"), around });
    fc.assert(
      fc.property(
        fc.array(sent, { maxLength: 6 }),
        fc.integer({ min: 1, max: 30 }),
        (all, size) => {
          const tape = setUp();
          for (const { from, around: pair } of all) {
            const bytes = Buffer.from(pair.join(SECRET), "latin1");
            for (let at = 0; at < bytes.length; at += size) {
              const chunk = bytes.subarray(at, at + size);
              if (from === "host") tape.host(chunk);
              else tape.device(chunk);
            }
          }
          expect(JSON.stringify(tape.frames)).not.toContain("Zq7");
        },
      ),
    );
  });

  it("is kept where it was asked for", () => {
    const tape = setUp(true);
    tape.host(`${ESC}Dm;2;${NIK}\r`, `${ESC}Db;k;2;${NIK}\r`, `${NIK}\r`);
    tape.device(`${NAME}\r`, Uint8Array.of(0xff));
    expect(tape.frames).toMatchObject([
      { command: `Dm;2;${NIK}` },
      { payload: { hex: Buffer.from(NIK).toString("hex") } },
      { defect: "bad-mnemonic", text: NIK },
      { text: `${NAME}\r` },
      { answer: "noise", hex: "ff" },
    ]);
  });
});
