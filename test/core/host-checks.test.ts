import { describe, expect, it } from "vitest";
import type { HostLook } from "../../src/core/events.ts";
import type { Policy } from "../../src/core/policy.ts";
import type { CheckKind } from "../../src/core/state.ts";
import {
  corePolicy,
  createStand,
  HOUR_MS,
  MINUTE_MS,
  MONDAY_MS,
  received,
  type Stand,
} from "../support/core-fixtures.ts";
import { faultsOf } from "./looks.ts";

// Goal: the host's own checks raise and clear what they see of disk, store, broker and clock, hold
// nothing, write nothing while all is well, and let nothing expire by a clock that is not set.
// Method: looks as the runner reports them.

function setUp(more: Partial<Policy> = {}): Stand {
  const plan = (kind: CheckKind, name: string) =>
    ({ id: `host/${name}`, kind, device: "host", expression: "minute" }) as const;
  const checks = [
    plan("host-disk", "disk"),
    plan("host-store", "store"),
    plan("host-broker", "broker"),
    plan("host-clock", "clock"),
  ];
  const stand = createStand({ policy: corePolicy({ checks, ...more }) });
  stand.post({ kind: "started" });
  return stand;
}

function look(stand: Stand, what: HostLook extends infer Each ? Omit<Each, "kind"> : never): void {
  const of = (what as HostLook).of;
  const result = { kind: "host", ...what } as HostLook;
  stand.post({ kind: "check-ended", check: `host/${of}`, result });
}

const disk = (freeBytes: number) => ({ of: "disk", freeBytes, totalBytes: 10_000 }) as never;
const clock = (synchronized: boolean) => ({ of: "clock", synchronized }) as never;
const broker = { of: "broker" } as never;

describe("the disk", () => {
  it("is too full below the limit, at once, and no more after two looks", () => {
    const stand = setUp();
    const found = [1_000, 999, 1_000, 1_000].map((freeBytes) => {
      look(stand, disk(freeBytes));
      return faultsOf(stand).join();
    });
    expect(found).toEqual(["", "host/spool-area-full", "host/spool-area-full", ""]);
    expect(stand.state.hostHealth).toMatchObject({ freeBytes: 1_000, totalBytes: 10_000 });
  });

  it("is told with what it has left, in whole MiB", () => {
    const stand = setUp({ host: { diskFreeMinBytes: 64 * 2 ** 20, brokerAwayMs: 0 } });
    look(stand, disk(63.9 * 2 ** 20));
    expect(stand.state.faults.get("host/spool-area-full")?.raw).toBe("63 MiB free");
  });
});

describe("the broker", () => {
  it("is missed when it has been away for long, and no more as soon as it is back", () => {
    const stand = setUp();
    stand.nowMs += MINUTE_MS - 1;
    look(stand, broker);
    expect(faultsOf(stand)).toEqual([]);
    stand.nowMs += 1;
    look(stand, broker);
    expect(faultsOf(stand)).toEqual(["host/broker-unreachable"]);
    stand.record.length = 0;
    stand.post({ kind: "broker-connected" });
    expect(faultsOf(stand)).toEqual([]);
    // Its check has nothing left to confirm, and is not hurried any more.
    expect(stand.state.watches.get("host/broker-unreachable")).toMatchObject({ bad: 0, good: 1 });
    // Raised while nobody could hear it, and cleared in the turn of the connection.
    const told = stand
      .orders("publish-event")
      .map(({ event }) => (event.body as { type: string }).type);
    expect(told).toEqual(["fault-raised", "fault-cleared"]);
  });
});

describe("the store", () => {
  it("is written to only when its folder takes no writes any more", () => {
    const stand = setUp();
    look(stand, { of: "store", writable: true } as never);
    expect(stand.changes("store-probed")).toEqual([]);
    stand.failure = "readonly";
    look(stand, { of: "store", writable: false } as never);
    expect(stand.state.storeFailure).toBe("readonly");
  });

  it("is well, whatever its folder says, when it takes what is written to it", () => {
    const stand = setUp();
    look(stand, { of: "store", writable: false } as never);
    expect(stand.changes("store-probed")).toEqual([{ kind: "store-probed", at: stand.nowMs }]);
    expect(stand.state.storeFailure).toBeUndefined();
  });

  it("is not asked again by each look while it is known to fail", () => {
    const stand = setUp();
    stand.failure = "readonly";
    for (let n = 0; n < 5; n += 1) look(stand, { of: "store", writable: false } as never);
    stand.failure = undefined;
    stand.tick();
    expect(stand.changes("store-probed")).toHaveLength(1);
  });
});

describe("the clock", () => {
  it("is not trusted after three looks without a source of time", () => {
    const stand = setUp();
    for (const expected of [[], [], ["host/clock-unsynchronized"]]) {
      look(stand, clock(false));
      expect(faultsOf(stand)).toEqual(expected);
    }
  });

  it("lets nothing expire before the first look, nor while it is not synchronised", () => {
    const stand = setUp();
    stand.post(received("J1", { expiresAt: MONDAY_MS + MINUTE_MS }));
    const states = [undefined, false, true].map((synchronized) => {
      if (synchronized !== undefined) look(stand, clock(synchronized));
      stand.tick(2 * MINUTE_MS);
      return stand.store.job("J1")?.state;
    });
    expect(states).toEqual(["pending", "pending", "expired"]);
  });

  it("is believed where nobody can be asked about it", () => {
    const stand = setUp();
    stand.post(received("J1", { expiresAt: MONDAY_MS + MINUTE_MS }));
    stand.post({ kind: "check-ended", check: "host/clock", result: { kind: "not-made" } });
    stand.tick(2 * MINUTE_MS);
    expect(stand.store.job("J1")?.state).toBe("expired");
  });

  it("is not trusted for a day after it has jumped, however synchronised", () => {
    const stand = setUp();
    stand.tick();
    stand.tick(2 * HOUR_MS);
    for (let n = 0; n < 3; n += 1) look(stand, clock(true));
    expect(faultsOf(stand)).toEqual(["host/clock-unsynchronized"]);
    stand.nowMs += 24 * HOUR_MS;
    for (let n = 0; n < 2; n += 1) look(stand, clock(true));
    expect(faultsOf(stand)).toEqual([]);
  });
});

it("writes nothing while all is well", () => {
  const stand = setUp();
  stand.post({ kind: "broker-connected" });
  stand.record.length = 0;
  for (let n = 0; n < 50; n += 1) {
    for (const what of [disk(5_000), broker, clock(true)]) look(stand, what);
    look(stand, { of: "store", writable: true } as never);
  }
  expect(stand.record).toEqual([]);
});
