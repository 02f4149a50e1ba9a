import { describe, expect, it } from "vitest";
import {
  createStand,
  type Happening,
  ONE_PRINTER,
  received,
  type Stand,
  sessionOf,
} from "../support/core-fixtures.ts";

// Goal: what waits for the store has a bound, and a card that was about to be begun is prepared
// anew. Method: a store that refuses, and cards that are ready to print behind an event that waits.

const printer = sessionOf("printer1", 1);
const WAITING_MAX = 10_000;

/** An event that waits for the store: it has a fault to write. */
const waits = sessionOf("printer2", 1).gone("command-refused");

function phaseOf({ state }: Stand) {
  return state.printers.get("printer1")?.phase;
}

describe("a card that is ready to print while the store takes nothing", () => {
  const preparing = { kind: "preparing", jobId: "J1" };

  /** Being prepared at the one printer; `behind`: an event waits for the store already. */
  function prepared({ behind }: { readonly behind: boolean }): Stand {
    const stand = createStand(behind ? {} : { policy: ONE_PRINTER });
    stand.post(received("J1"));
    stand.post(printer.ready());
    stand.failure = "full";
    if (behind) stand.post(waits);
    return stand;
  }

  it.each([false, true])(
    "is let go, and prepared again afterwards: behind another %s",
    (behind) => {
      const stand = prepared({ behind });
      stand.post(printer.prepared("J1"));
      expect(phaseOf(stand)).toEqual({ kind: "idle" });
      stand.failure = undefined;
      stand.tick();
      expect(phaseOf(stand)).toEqual(preparing);
      expect(stand.orders("prepare-card").map(({ jobId }) => jobId)).toEqual(["J1", "J1"]);
    },
  );

  it.each<[name: string, happening: Happening]>([
    ["of an earlier session", sessionOf("printer1", 0).prepared("J1")],
    ["of another job", printer.prepared("J2")],
    ["of a printer that is not there", sessionOf("printer9", 1).prepared("J1")],
  ])("is none of the printer's now, and leaves it alone: %s", (_, happening) => {
    const stand = prepared({ behind: true });
    stand.post(happening);
    expect(phaseOf(stand)).toEqual(preparing);
  });

  it("does not take a printer away from the card that it prints", () => {
    const stand = createStand();
    stand.post(received("J1"));
    stand.post(printer.ready());
    stand.post(printer.prepared("J1"));
    stand.failure = "full";
    stand.post(waits);
    stand.post(printer.prepared("J1"));
    expect(phaseOf(stand)).toEqual({ kind: "printing", jobId: "J1", attempt: 1 });
  });
});

describe("events that wait for the store", () => {
  /** So many, of which the first was tried. */
  function waiting(count: number): Stand {
    const stand = createStand();
    stand.failure = "full";
    stand.turned = () => {
      stand.turned = () => {};
      for (let n = 1; n < count - 1; n += 1) stand.post(waits);
    };
    stand.post(waits);
    return stand;
  }

  it("are as many as an office makes in a week, not more", () => {
    const stand = waiting(WAITING_MAX);
    stand.post(waits);
    expect(() => stand.post(waits)).toThrow("too many events wait for the store");
  });
});
