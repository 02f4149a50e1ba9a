import { expect, it } from "vitest";
import {
  createStand,
  ONE_PRINTER,
  PRINTED,
  received,
  sessionOf,
} from "../support/core-fixtures.ts";

// Goal: a process begins with all that the store has, and knows nothing of its devices.

const printer = sessionOf("printer1", 1);

it("remembers when jobs were completed", () => {
  const stand = createStand({ policy: ONE_PRINTER });
  stand.post(received("J1"));
  stand.post(printer.ready());
  stand.post(printer.prepared("J1"));
  stand.nowMs += 20_000;
  stand.post(printer.ended("J1", PRINTED));
  expect(stand.restart().state.completedAt).toEqual([stand.nowMs]);
});

it("has asked no printer yet", () => {
  const stand = createStand({ policy: ONE_PRINTER });
  stand.post(printer.ready());
  expect([...stand.restart(ONE_PRINTER).state.printers.values()]).toEqual([
    { id: "printer1", stock: "default", session: 0, phase: { kind: "offline" } },
  ]);
});
