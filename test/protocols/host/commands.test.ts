import { describe, expect, it } from "vitest";
import {
  COMMAND_BYTES_MAX,
  COMMAND_NAMES,
  decodeCommand,
} from "../../../protocols/host/commands.ts";

const HEAD = { id: "c-1", at: "2021-01-04T08:00:00+07:00", by: "rina" };
const DECIDED = { ...HEAD, reason: "card-found" };

/** One of each, with all that it must have. */
const COMMANDS: readonly Readonly<Record<string, unknown>>[] = [
  { ...HEAD, cmd: "hold", scope: "host", until: "2021-01-04T12:00:00+07:00" },
  { ...HEAD, cmd: "release", scope: "printer:printer1" },
  { ...HEAD, cmd: "cancel", job_id: "oku-1" },
  { ...DECIDED, cmd: "reprint", job_id: "oku-1.r1", old_card: "handed-over" },
  { ...DECIDED, cmd: "resolve", job_id: "oku-1", attempt: 1, as: "not-printed" },
  { ...HEAD, cmd: "undo", of: "c-0" },
  { ...DECIDED, cmd: "adopt" },
  { ...HEAD, cmd: "events", stream: "job-event", from_seq: 1 },
  { ...HEAD, cmd: "check", device: "printer1" },
  { ...HEAD, cmd: "why", job_id: "oku-1" },
];

const RESOLVE = COMMANDS[4];

function decode(document: unknown) {
  const text = typeof document === "string" ? document : JSON.stringify(document);
  return decodeCommand(new TextEncoder().encode(text));
}

function without(document: object, key: string): object {
  return Object.fromEntries(Object.entries(document).filter(([name]) => name !== key));
}

describe("decodeCommand", () => {
  it.each(COMMANDS)("takes $cmd", (document) => {
    expect(decode(document)).toMatchObject({ ok: true, document });
  });

  it("knows the commands of the contract", () => {
    expect(COMMAND_NAMES).toEqual(COMMANDS.map(({ cmd }) => cmd));
  });

  it("keeps unknown keys out of the way", () => {
    expect(decode({ ...RESOLVE, colour: 1 })).toMatchObject({ ok: true });
  });

  it.each(COMMANDS)(
    "lets the id and the time be missing only where a button has none: $cmd",
    (document) => {
      const simple = ["hold", "check", "why"].includes(String(document["cmd"]));
      expect(decode(without(document, "id")).ok).toBe(simple);
      expect(decode(without(document, "at")).ok).toBe(simple);
    },
  );

  it.each([
    ["is no JSON", "{", undefined],
    ["is a list", [RESOLVE], undefined],
    ["is too large", { ...RESOLVE, more: "k".repeat(COMMAND_BYTES_MAX) }, undefined],
    ["has an id of another form", { ...RESOLVE, id: "two words" }, undefined],
    ["has an id that reads as a NIK", { ...RESOLVE, id: "x1601990411690001" }, undefined],
    ["has no cmd", without({ ...RESOLVE }, "cmd"), "c-1"],
    ["has no by", without({ ...RESOLVE }, "by"), "c-1"],
    ["has a by in capitals", { ...RESOLVE, by: "Rina" }, "c-1"],
    ["has a by that reads as a NIK", { ...RESOLVE, by: "1601990411690001" }, "c-1"],
    ["has a reason that reads as a NIK", { ...RESOLVE, reason: "1601990411690001" }, "c-1"],
    ["has a reason in words", { ...RESOLVE, reason: "it was found" }, "c-1"],
    ["has no reason", without({ ...RESOLVE }, "reason"), "c-1"],
    ["has a long note", { ...RESOLVE, note: "n".repeat(1_001) }, "c-1"],
    ["has a time without an offset", { ...RESOLVE, at: "2021-01-04T08:00:00" }, "c-1"],
    ["has another answer", { ...RESOLVE, as: "good" }, "c-1"],
    ["has the attempt as text", { ...RESOLVE, attempt: "1" }, "c-1"],
    ["has a job id of 73 characters", { ...RESOLVE, job_id: "k".repeat(73) }, "c-1"],
  ])("finds malformed what %s", (_what, document, id) => {
    expect(decode(document)).toMatchObject({ ok: false, code: "malformed", id });
  });

  it("names the key that is wrong, never its value", () => {
    const decoded = decode({ ...RESOLVE, reason: "Bpk. WIRATAMA" });
    expect(decoded).toMatchObject({ message: expect.stringContaining("reason") });
    expect(JSON.stringify(decoded)).not.toContain("WIRATAMA");
  });

  it("finds unknown what is no command", () => {
    expect(decode({ ...RESOLVE, cmd: "print" })).toMatchObject({
      ok: false,
      code: "unknown-command",
      id: "c-1",
    });
  });
});
