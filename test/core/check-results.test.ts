import { describe, expect, it } from "vitest";
import type { CheckResult } from "../../src/core/events.ts";
import type { PrinterHealth } from "../../src/core/ports.ts";
import type { Check } from "../../src/core/state.ts";
import {
  corePolicy,
  createStand,
  ill,
  MONDAY_MS,
  type Stand,
  sessionOf,
  WELL,
} from "../support/core-fixtures.ts";

// Goal: what a check has found is remembered with when it was found (I10), and a check of a device
// that is not there does no harm. Method: ends of checks as the runner reports them.

const printer = sessionOf("printer1", 1);

function ofCheck(check: Pick<Check, "kind" | "device">): Stand {
  const plan = { ...check, id: `${check.device}/check`, expression: "minute" };
  const stand = createStand({ policy: corePolicy({ checks: [plan] }) });
  stand.post(printer.ready());
  stand.nowMs += 5_000;
  return stand;
}

function end(stand: Stand, device: string, result: CheckResult): void {
  stand.post({ kind: "check-ended", check: `${device}/check`, result });
}

describe("a check of a printer", () => {
  it("is remembered: its health, and when it was observed", () => {
    const stand = ofCheck({ kind: "printer-health", device: "printer1" });
    const health = { ...WELL, ribbonLeft: 7 };
    end(stand, "printer1", { kind: "printer", session: 1, health });
    expect(stand.state.printers.get("printer1")).toMatchObject({
      session: 1,
      phase: { kind: "idle" },
      health: { ribbonLeft: 7 },
      observedAt: MONDAY_MS + 5_000,
    });
  });

  it("is remembered: what it found, and how long it took where that is known", () => {
    const stand = ofCheck({ kind: "printer-health", device: "printer1" });
    const lookAt = (health: PrinterHealth, more: object = {}) => {
      const result = { kind: "printer", session: 1, health } as const;
      stand.post({ kind: "check-ended", check: "printer1/check", result, ...more });
      return stand.state.checks.get("printer1/check")?.last;
    };
    const at = { startedAt: stand.nowMs, endedAt: stand.nowMs };
    const empty = lookAt(ill("media-empty"), { tookMs: 40 });
    expect(empty).toStrictEqual({ ...at, found: ["media-empty"], tookMs: 40 });
    expect(lookAt(WELL)).toStrictEqual({ ...at, found: [] });
  });

  it("that is not configured is not made, and its result is dropped", () => {
    const stand = ofCheck({ kind: "printer-health", device: "printer9" });
    stand.tick();
    end(stand, "printer9", { kind: "printer", session: 1, health: WELL });
    expect([stand.orders("run-check"), stand.state.printers.has("printer9")]).toEqual([[], false]);
  });
});

describe("a look at a server", () => {
  const seen = { kind: "seen", present: [], checked: [] } as const;

  it("that was answered is remembered: how soon, and when", () => {
    const stand = ofCheck({ kind: "server-ping", device: "server1" });
    end(stand, "server1", { ...seen, latencyMs: 12 });
    expect(stand.state.servers.get("server1")).toEqual({
      id: "server1",
      latencyMs: 12,
      lastSeenAt: MONDAY_MS + 5_000,
      answeredAt: MONDAY_MS + 5_000,
    });
  });

  it("that was not answered leaves what is known of it", () => {
    const stand = ofCheck({ kind: "server-ping", device: "server1" });
    end(stand, "server1", { ...seen, latencyMs: 12 });
    stand.nowMs += 5_000;
    end(stand, "server1", seen);
    expect(stand.state.servers.get("server1")).toEqual({
      id: "server1",
      latencyMs: 12,
      lastSeenAt: MONDAY_MS + 5_000,
      answeredAt: MONDAY_MS + 5_000,
    });
  });

  it("that is not configured is dropped", () => {
    const stand = ofCheck({ kind: "server-ping", device: "server9" });
    end(stand, "server9", { ...seen, latencyMs: 12 });
    expect([...stand.state.servers.keys()]).toEqual(["server1"]);
  });
});
