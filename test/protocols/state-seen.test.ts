import { describe, expect, it } from "vitest";
import { decodeStateSeen } from "../../protocols/host/state-seen.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const state = { store: "0123", event_seq: 42, job_event_seq: 0, state: "idle", newer_key: 1 };

describe("decodeStateSeen", () => {
  it("reads what it needs, whatever else a later version sends", () => {
    const seen = { store: "0123", eventSeq: 42, jobEventSeq: 0 };
    expect(decodeStateSeen(bytes(JSON.stringify(state)))).toEqual(seen);
  });

  it.each([
    ["nothing, which clears a retained one", ""],
    ["a word", "offline"],
    ["no JSON object", "null"],
    ["no store", JSON.stringify({ ...state, store: undefined })],
    ["an empty store", JSON.stringify({ ...state, store: "" })],
    ["a store longer than any", JSON.stringify({ ...state, store: "0".repeat(65) })],
    ["a broken number", JSON.stringify({ ...state, event_seq: 1.5 })],
    ["a number below none", JSON.stringify({ ...state, job_event_seq: -1 })],
  ])("makes nothing of %s", (_, text) => {
    expect(decodeStateSeen(bytes(text))).toBeUndefined();
  });
});
