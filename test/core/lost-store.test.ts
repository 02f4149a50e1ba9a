import { expect, it } from "vitest";
import { waitReasons } from "../../src/core/holds.ts";
import { loseStore } from "../../src/core/lost-store.ts";
import {
  createStand,
  HOUR_MS,
  holdsOf,
  kinds,
  MONDAY_MS,
  ONE_PRINTER,
  received,
  reported,
  type Stand,
  sessionOf,
  WELL,
} from "../support/core-fixtures.ts";

const printer = sessionOf("printer1", 1);

/** A process on a new store that stands in for a lost one. */
function setUp(): Stand {
  const empty = createStand().store.load();
  const stored = loseStore(empty, { at: MONDAY_MS, kept: "cetakd.db.corrupt-20210104T010000Z" });
  const stand = createStand({ policy: ONE_PRINTER, stored });
  stand.post({ kind: "started" });
  return stand;
}

it("holds the host and announces it as any fault that holds", () => {
  const { state } = setUp();
  expect(holdsOf({ state } as Stand)).toEqual(["fault:host:store-lost"]);
  expect([...state.streams.event.undelivered.values()].map(({ body }) => body.type)).toEqual([
    "fault-raised",
    "hold-placed",
  ]);
});

it("is ended by nothing but a person: not by checks, reports, time or a restart", () => {
  let stand = setUp();
  for (let start = 1; start <= 3; start += 1) {
    stand.post(received(`J${start}`));
    stand.post({ ...printer.ready(), session: start } as ReturnType<typeof printer.ready>);
    for (let hour = 0; hour < 24; hour += 1) {
      stand.post(sessionOf("printer1", start).checked(WELL));
      stand.post(reported([], ["disk-full", "raid-failed"]));
      stand.tick(HOUR_MS);
    }
    expect(kinds(stand.record)).not.toContain("prepare-card");
    stand = stand.restart();
  }
  expect(holdsOf(stand)).toEqual(["fault:host:store-lost"]);
  const reasons = [...stand.state.jobs.values()].map((job) => waitReasons(stand.state, job));
  expect(reasons).toEqual([["store-lost"], ["store-lost"], ["store-lost"]]);
});
