import { describe, expect, it } from "vitest";
import type { NewJob } from "../../src/core/events.ts";
import { serverQueue } from "../../src/core/server-queue.ts";
import type { Scope } from "../../src/core/state.ts";
import {
  corePolicy,
  createStand,
  HOUR_MS,
  operatorHold,
  received,
  reported,
  type Stand,
  sessionOf,
} from "../support/core-fixtures.ts";

// Goal: the number beside a server's hold is what its override would print. Method: one job of each
// kind, and what keeps it from being printed.

const [first, second] = [sessionOf("printer1", 1), sessionOf("printer2", 1)];

function stand(...jobs: readonly Partial<NewJob>[]): Stand {
  const policy = corePolicy({ servers: [{ id: "server1" }, { id: "server2" }] });
  const made = createStand({ policy });
  made.post(reported([{ condition: "raid-failed" }], ["raid-failed"]));
  for (const [n, job] of jobs.entries()) made.post(received(`job-${n}`, job));
  return made;
}

function hold(on: Stand, scope: Scope): void {
  on.state.holds.set("test", operatorHold(scope));
}

const queueOf = (on: Stand) => serverQueue(on.state, "server1", on.nowMs);

describe("a server's queue", () => {
  it("is what waits of it, whatever the server itself holds", () => {
    const on = stand({}, {}, { server: "server2" });
    on.post(first.ready());
    expect(queueOf(on)).toEqual({ waiting: 2, printable: 2 });
    hold(on, { kind: "server", id: "server1" });
    expect(queueOf(on)).toEqual({ waiting: 2, printable: 2 });
  });

  it("counts no card that no printer of this host can make", () => {
    const fixed = [{ printer: "printer2" }, { printer: "printer1" }];
    const on = stand({ stock: "wna" }, { specimen: false }, ...fixed, {});
    on.post(first.ready(undefined, true));
    expect(queueOf(on)).toEqual({ waiting: 5, printable: 2 });
    on.post(second.ready());
    expect(queueOf(on)).toEqual({ waiting: 5, printable: 4 });
  });

  it("is not printable while all printers are away or held", () => {
    const on = stand({}, {});
    expect(queueOf(on).printable).toBe(0);
    on.post(first.ready());
    hold(on, { kind: "printer", id: "printer1" });
    expect(queueOf(on).printable).toBe(0);
    on.post(second.ready());
    expect(queueOf(on).printable).toBe(2);
    hold(on, { kind: "host" });
    expect(queueOf(on).printable).toBe(0);
  });

  it("is printable while a job that has its printer's name is held", () => {
    const on = stand({});
    on.post(first.ready());
    hold(on, { kind: "job", id: "printer1" });
    expect(queueOf(on).printable).toBe(1);
  });

  it("leaves out a job that is held itself or whose time is over", () => {
    const on = stand({}, {}, {});
    on.post(received("late", { expiresAt: on.nowMs + HOUR_MS }));
    on.post(first.ready());
    hold(on, { kind: "job", id: "job-1" });
    expect(queueOf(on)).toEqual({ waiting: 4, printable: 3 });
    on.nowMs += 2 * HOUR_MS;
    expect(queueOf(on)).toEqual({ waiting: 4, printable: 2 });
  });
});
