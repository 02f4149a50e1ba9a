import { describe, expect, it } from "vitest";
import { statusDocuments } from "../../src/status/documents.ts";
import {
  BASE,
  contextAt,
  faultHold,
  operatorHold,
  sampleFault,
  sampleJob,
  samplePrinter,
  sampleState,
} from "./sample-state.ts";

const fault = sampleFault();
const state = sampleState({
  jobs: [sampleJob({ server: "server1" })],
  faults: [fault],
  holds: [faultHold(fault), operatorHold({ kind: "host" })],
  printers: [samplePrinter(), samplePrinter({ id: "printer2" })],
});

describe("status documents", () => {
  const documents = statusDocuments(state, BASE, contextAt());

  it("are the state of the host and of every device, and a fault list for each", () => {
    expect([...documents.keys()].sort()).toEqual(
      [
        `${BASE}/state`,
        `${BASE}/fault/host`,
        `${BASE}/printer/printer1`,
        `${BASE}/fault/printer1`,
        `${BASE}/printer/printer2`,
        `${BASE}/fault/printer2`,
        `${BASE}/server/server1`,
        `${BASE}/fault/server1`,
      ].sort(),
    );
  });

  it("are flat but for the fault lists", () => {
    for (const [topic, document] of documents) {
      if (topic.includes("/fault/")) continue;
      for (const value of Object.values(document)) {
        expect(value === null || typeof value !== "object").toBe(true);
      }
    }
  });

  it("change nothing in the state they are made from", () => {
    const before = structuredClone(state);
    statusDocuments(state, BASE, contextAt());
    expect(state).toEqual(before);
  });
});
