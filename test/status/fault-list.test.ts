import { describe, expect, it } from "vitest";
import { faultListSchema } from "../../protocols/host/state-documents.ts";
import { faultList } from "../../src/status/fault-list.ts";
import { contextAt, faultHold, NOW, sampleFault, sampleState } from "./sample-state.ts";

describe("fault list", () => {
  const faults = [
    sampleFault({ condition: "marker-supply-low", since: NOW - 9_000 }),
    sampleFault({ condition: "other", since: NOW - 1_000, raw: "NACK W" }),
    sampleFault({ condition: "cover-open", since: NOW - 2_000 }),
    sampleFault({ condition: "media-empty", since: NOW - 2_000 }),
    sampleFault({ device: "server1", condition: "raid-failed" }),
  ];
  const state = sampleState({ faults });

  it("names the faults of one device, the most severe first, then the oldest", () => {
    const document = faultListSchema.parse(faultList(state, "printer1", contextAt()));
    expect(document.faults.map(({ condition }) => condition)).toEqual([
      "cover-open",
      "media-empty",
      "other",
      "marker-supply-low",
    ]);
  });

  it("names one that does not hold after those that do", () => {
    const [, younger] = faults;
    if (younger === undefined) throw new Error("the sample has it");
    const held = sampleState({ faults, holds: [faultHold(younger)] });
    const { faults: listed } = faultList(held, "printer1", contextAt());
    expect(listed.map(({ condition }) => condition)).toEqual([
      "other",
      "cover-open",
      "media-empty",
      "marker-supply-low",
    ]);
  });

  it("gives class, severity, the time and the device's own code", () => {
    expect(faultList(state, "printer1", contextAt()).faults[2]).toEqual({
      condition: "other",
      severity: "error",
      class: "failure",
      since: "2021-01-04T09:59:59.000+07:00",
      raw: "NACK W",
    });
  });

  it("is empty for a device that is well", () => {
    expect(faultList(state, "host", contextAt())).toEqual({ faults: [] });
  });
});
