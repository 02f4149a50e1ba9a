import { describe, expect, it } from "vitest";
import type { Incident } from "../../src/core/incidents.ts";
import type { Probation } from "../../src/core/probation.ts";
import type { Relapse } from "../../src/core/relapse.ts";
import type { Hold, State } from "../../src/core/state.ts";
import { hostState } from "../../src/status/host-state.ts";
import { printerState } from "../../src/status/printer-state.ts";
import { serverState } from "../../src/status/server-state.ts";
import {
  contextAt,
  HOUR_MS,
  NOW,
  operatorHold,
  sampleFault,
  sampleJob,
  samplePrinter,
  sampleServer,
  sampleState,
} from "./sample-state.ts";

// Goal: that a device proves itself, or is not to be relied on, is impossible to miss. Method:
// sample states, and what every document says of them.

const DAY_MS = 24 * HOUR_MS;

const probation: Probation = {
  device: "printer1",
  condition: "media-jam",
  since: NOW - HOUR_MS,
  phase: "proving",
  step: 2,
  confirmed: 1,
  failures: 0,
  factor: 1,
};

/** Failures so many days ago, an hour each; the last one stands if it is of today. */
function failuresOf(device: string, condition: Incident["condition"], ...days: readonly number[]) {
  const marks = { attended: false, confirmed: true, reopened: 0 };
  return days.map((ago, n): Incident => {
    const raisedAt = NOW - ago * DAY_MS;
    const ended = ago === 0 ? {} : { clearedAt: raisedAt + HOUR_MS, byPerson: true };
    return { incident: n + 1, device, condition, raisedAt, ...marks, ...ended };
  });
}

function relapseOf(incidents: readonly Incident[]): Relapse {
  const [last] = incidents.slice(-1);
  if (last === undefined) throw new Error("no failure");
  return { device: last.device, condition: last.condition, count: 1, since: last.raisedAt };
}

function stateWith(rest: {
  readonly incidents?: readonly Incident[];
  readonly relapses?: readonly Relapse[];
  readonly probations?: readonly Probation[];
}): Partial<State> {
  const { incidents = [], relapses = [], probations = [] } = rest;
  return {
    incidents: new Map(incidents.map((incident) => [incident.incident, incident])),
    relapses: new Map(relapses.map((relapse) => [relapse.device, relapse])),
    probations: new Map(probations.map((each) => [each.device, each])),
  };
}

function reasonOf(state: State, language: "id" | "en" = "en") {
  const { reason_code: code, reason } = hostState(state, contextAt(NOW, language));
  return [code, reason];
}

describe("a device that proves itself", () => {
  const rest = stateWith({ probations: [probation] });

  it("is told in words, unless something is worse", () => {
    const state = sampleState({ rest });
    expect(reasonOf(state)).toEqual(["proving", "printer1: repaired, proving itself, 2 of 3"]);
    expect(reasonOf(state, "id")).toEqual([
      "proving",
      "printer1: sudah diperbaiki, sedang membuktikan diri, tahap 2 dari 3",
    ]);
    const paused = sampleState({ rest, holds: [operatorHold({ kind: "host" })] });
    expect(reasonOf(paused)[0]).toBe("paused");
    const empty = sampleState({ rest, faults: [sampleFault()] });
    expect(reasonOf(empty)[0]).toBe("media-empty");
    const low = sampleState({ rest, faults: [sampleFault({ condition: "media-low" })] });
    expect(reasonOf(low)[0]).toBe("proving");
  });

  it("is told before an error for which no card waits, while cards wait for its check", () => {
    const fault = sampleFault({ device: "server1", condition: "raid-failed" });
    const proves = { kind: "probation", device: "printer1", step: 2, steps: 3 } as const;
    const hold: Hold = {
      id: "probation:printer1",
      scope: { kind: "printer", id: "printer1" },
      cause: { ...proves, release: "checks" },
      since: NOW,
    };
    const parts = { rest, faults: [fault], holds: [hold] };
    expect(reasonOf(sampleState({ ...parts, jobs: [sampleJob()] }))[0]).toBe("proving");
    expect(reasonOf(sampleState(parts))[0]).toBe("raid-failed");
  });

  it("says how many cards it has to go, and no other device does", () => {
    const state = sampleState({ rest });
    const cardsLeft = (id: string) =>
      printerState(state, samplePrinter({ id }), contextAt()).probation_cards_left;
    expect([cardsLeft("printer1"), cardsLeft("printer2")]).toEqual([12, 0]);
  });

  it("is not said to be repaired while a failure stands", () => {
    const stopped = stateWith({ probations: [{ ...probation, phase: "stopped" }] });
    expect(reasonOf(sampleState({ rest: stopped }))[0]).toBeNull();
  });
});

describe("a device that relapses", () => {
  it.each([
    ["en", [9, 6, 0], "third failure in 9 days: do not rely on this repair"],
    ["id", [9, 6, 0], "kerusakan ke-3 dalam 9 hari: jangan andalkan perbaikan ini"],
    ["en", [3, 0], "failed again within 3 days of its repair: do not rely on this repair"],
    ["id", [3, 0], "rusak lagi 3 hari setelah diperbaiki: jangan andalkan perbaikan ini"],
    ["en", [0.5, 0], "failed again within a day of its repair: do not rely on this repair"],
    ["en", [60, 3, 0], "failed again within 3 days of its repair: do not rely on this repair"],
    ["en", [0], "do not rely on this repair"],
  ] as const)("says so in %s: %j", (language, days, words) => {
    const incidents = failuresOf("server1", "server-offline", ...days);
    const rest = stateWith({ incidents, relapses: [relapseOf(incidents)] });
    expect(reasonOf(sampleState({ rest }), language)).toEqual(["relapse", `server1: ${words}`]);
  });

  it("says so behind whatever else there is to say", () => {
    const incidents = failuresOf("server1", "server-offline", 3, 0);
    const rest = stateWith({ incidents, relapses: [relapseOf(incidents)] });
    const state = sampleState({
      rest,
      faults: [sampleFault({ device: "server1", condition: "server-offline" })],
    });
    const [code, reason] = reasonOf(state);
    expect(code).toBe("server-offline");
    expect(reason).toMatch(/^server1: .+; server1: failed again within 3 days of its repair/);
  });

  it("has its penalty and its figures in its document", () => {
    const incidents = failuresOf("server1", "server-offline", 6, 3);
    const rest = stateWith({ incidents, relapses: [relapseOf(incidents)] });
    const state = sampleState({ rest });
    expect(serverState(state, sampleServer(), contextAt())).toMatchObject({
      relapse: true,
      penalty: 1_300,
      availability_30d_pct: 99.72,
      mtbf_h: 71,
      mttr_h: 1,
    });
  });

  it("is relied on again when the relapse has ended", () => {
    const incidents = failuresOf("server1", "server-offline", 6, 3);
    const over = { ...relapseOf(incidents), endedAt: NOW };
    const state = sampleState({ rest: stateWith({ incidents, relapses: [over] }) });
    expect(reasonOf(state)[0]).toBeNull();
    expect(serverState(state, sampleServer(), contextAt()).relapse).toBe(false);
  });
});

describe("a server that was never heard", () => {
  it("has no figures", () => {
    const { availability, lastSeenAt, ...silent } = sampleServer();
    expect([availability, typeof lastSeenAt]).toEqual(["online", "number"]);
    expect(serverState(sampleState(), silent, contextAt())).toMatchObject({
      availability_30d_pct: null,
      mtbf_h: null,
      mttr_h: null,
    });
  });
});
