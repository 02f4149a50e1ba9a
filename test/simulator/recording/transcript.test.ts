import { describe, expect, it } from "vitest";
import type { RecordedFrame, RecordingHead } from "../../../protocols/evolis/recording.ts";
import { transcript } from "../../../simulator/recording/transcript.ts";

// Goal: a recording reads as what happened. Method: one recording with a line of every kind.

const HEAD: RecordingHead = {
  recording: 1,
  protocol: "evolis",
  device: "printer1",
  begun_at: "2021-01-04T01:00:00.000Z",
  seen_by: "host",
  geometry: { width_dots: 16, height_dots: 8 },
  left_out: ["images", "fields", "noise"],
};

function show(head: RecordingHead, ...frames: readonly RecordedFrame[]) {
  return transcript([
    { kind: "head", at: 1, head },
    ...frames.map((frame, n) => ({ kind: "frame", at: n + 2, frame }) as const),
  ]).slice(1);
}

describe("a transcript", () => {
  it("has a line a frame: time, direction, command, meaning, answer", () => {
    const payload = { bytes: 63_534, sha256: "311415d8e4e53e1f" };
    const shown = show(
      HEAD,
      { t: 0, line: "opened" },
      { t: 12, from: "host", command: "Rco;p" },
      { t: 15, from: "device", answer: "text", text: "1042\r\n" },
      { t: 15, from: "device", answer: "ack" },
      { t: 9_420, began: 700, from: "host", command: "Dbc;k;2;63534", payload },
      { t: 9_421, from: "device", answer: "nack", code: "R" },
      { t: 9_430, from: "host", command: "Dm", parameters: 18 },
      { t: 9_431, from: "device", answer: "text", characters: 5, end: "\r" },
      { t: 9_440, from: "host", defect: "cut-off", bytes: 3 },
      { t: 9_441, from: "host", defect: "bad-mnemonic", bytes: 2, text: "x\u001b" },
      { t: 9_442, from: "device", answer: "noise", bytes: 2 },
      { t: 20_000, line: "lost" },
      { t: 20_000, end: "limit" },
    );
    expect(shown).toEqual([
      "     0.000  -- line opened",
      "     0.012  → Rco;p              panels printed?",
      "     0.015  ← 1042 <CR LF>",
      "     0.015  ← ACK",
      "     9.420  → Dbc;k;2;63534      panel k in 2 levels, compressed; prints the one before" +
        "  63534 bytes, SHA-256 311415d8e4e53e1f…, in 8.7 s",
      "     9.421  ← NACK R             ribbon at its end, cut or stuck",
      "     9.430  → Dm;<18 characters> data for a magnetic track",
      "     9.431  ← <5 characters>",
      "     9.440  → no command (cut-off), 3 bytes",
      '     9.441  → no command (bad-mnemonic), 2 bytes: "x\\u001b"',
      "     9.442  ← 2 bytes of noise",
      "            … 10.558 s of silence",
      "    20.000  -- line lost",
      "    20.000  -- the recording has reached its limit",
    ]);
  });

  it("begins anew with every head, and says where a recorder was killed", () => {
    const frame = { t: 5_000, from: "host", command: "Ss" } as const;
    const shown = transcript([
      { kind: "head", at: 1, head: HEAD },
      { kind: "frame", at: 2, frame },
      { kind: "cut", at: 3 },
      { kind: "head", at: 4, head: { ...HEAD, left_out: [] } },
      { kind: "frame", at: 5, frame: { ...frame, t: 999 } },
    ]);
    const head = "printer1 (evolis), begun 2021-01-04T01:00:00.000Z, seen by the host";
    expect(shown).toEqual([
      `${head}; left out: images, fields, noise`,
      "            … 5.000 s of silence",
      "     5.000  → Ss                 begin a card",
      "            … half a line: the recorder was killed here",
      "",
      `${head}; everything is kept`,
      "     0.999  → Ss                 begin a card",
    ]);
  });

  it("shows nothing that steers a terminal", () => {
    const [line] = show(HEAD, { t: 0, from: "device", answer: "text", text: "\u001b[2J\u009b\r" });
    expect(line).toBe("     0.000  ← ·[2J· <CR>");
  });

  it.each([
    ["Rlr;p", "card inside?"],
    ["Rse;o", "voltage of sensor o?"],
    ["Sk;w", "which feeder is low?"],
    ["Pem;4", "answer with ACK and NACK"],
    ["Pem;2;s", "error mode 2"],
    ["Pr;ymcko", "ribbon ymcko"],
    ["Pmi;F", "cards from: feeder"],
    ["Psc;27;59;13", "other framing characters"],
    ["Wcb;o;255", "fill panel o"],
    ["Db;y;64", "panel y in 64 levels; prints the one before"],
    ["Se;1", "print what is left, card out"],
    ["Wt", "a text on the card"],
    ["Pdt;DU", "not in the guide"],
  ])("%s is %s", (command, meaning) => {
    const [line = ""] = show(HEAD, { t: 0, from: "host", command });
    expect(line.slice("     0.000  → ".length)).toBe(`${command.padEnd(18)} ${meaning}`);
  });
});
