import { expect, it } from "vitest";
import {
  AFTER,
  createStand,
  type Happening,
  holdsOf,
  MINUTE_MS,
  ONE_PRINTER,
  PRINTED,
  received,
  sessionOf,
  WELL,
} from "../support/core-fixtures.ts";

// Goal: while a card waits for a hot head nothing else begins, its own attempt goes on, and the
// queue goes on by itself when the head is cool.
// Method: the core alone.

const printer = sessionOf("printer1", 1);
const TOO_HOT = ["fault:printer1:marker-over-temperature"];

function waits(more: object = {}): Happening {
  const about = { printer: "printer1", session: 1, jobId: "J1", attempt: 1 };
  const fault = { condition: "marker-over-temperature", raw: "no-answer" };
  return { kind: "card-waits", ...about, fault, ...more } as Happening;
}

function printing() {
  const stand = createStand({ policy: ONE_PRINTER });
  stand.post(received("J1"));
  stand.post(received("J2"));
  stand.post(printer.ready());
  stand.post(printer.prepared("J1"));
  return stand;
}

it("holds the printer, and its card goes on to a good end", () => {
  const stand = printing();
  stand.post(waits());
  expect(holdsOf(stand)).toEqual(TOO_HOT);
  expect(stand.changes("attempt-interrupted")).toEqual([]);
  stand.post(printer.ended("J1", PRINTED));
  expect(stand.store.job("J1")?.state).toBe("completed");
  expect(stand.orders("prepare-card")).toHaveLength(1);
});

it("is over by itself, some time after the card", () => {
  const stand = printing();
  stand.post(waits());
  stand.post(printer.ended("J1", PRINTED));
  for (let look = 0; look < 20 && holdsOf(stand).length > 0; look += 1) {
    stand.nowMs += MINUTE_MS / 2;
    stand.post(printer.checked({ ...WELL, reading: AFTER }));
  }
  expect(holdsOf(stand)).toEqual([]);
  expect(stand.orders("prepare-card")).toHaveLength(2);
});

it.each([
  ["another session", { session: 2 }],
  ["another job", { jobId: "J2" }],
  ["another attempt", { attempt: 2 }],
])("says nothing when it is of %s", (_, more) => {
  const stand = printing();
  stand.record.length = 0;
  stand.post(waits(more));
  expect(stand.record).toEqual([]);
});

it("says nothing of a card that is already being settled", () => {
  const stand = printing();
  stand.post(printer.ended("J1", { kind: "ended", after: { ...AFTER, panelsPrinted: 403 } }));
  expect(stand.orders("settle-attempt")).toMatchObject([{ jobId: "J1", attempt: 1 }]);
  stand.record.length = 0;
  stand.post(waits());
  expect(stand.record).toEqual([]);
});
