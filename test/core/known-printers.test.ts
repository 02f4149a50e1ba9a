import { describe, expect, it } from "vitest";
import { createCommandDesk, told } from "../support/command-desk.ts";
import {
  BEFORE,
  createStand,
  holdsOf,
  ONE_PRINTER,
  received,
  type Stand,
  sessionOf,
  WELL,
} from "../support/core-fixtures.ts";

// Goal: a printer that has been swapped is noticed and prints nothing until a person accepts it, or
// the earlier one is back; what was interrupted on the earlier one stays in doubt.
// Method: the core alone. `A-0001` is the printer that was there first.

const OTHER = "A-0002";
const OTHER_WELL = { ...WELL, reading: { ...BEFORE, serialNumber: OTHER, cardsFed: 9 } };
const CHANGED = ["fault:printer1:device-changed"];

function setUp() {
  const stand = createStand({ policy: ONE_PRINTER });
  stand.post(sessionOf("printer1", 1).ready());
  return stand;
}

function release(stand: Stand) {
  const { ask } = createCommandDesk(stand);
  return ask({ cmd: "release", scope: "printer:printer1", by: "rina", reason: "spare-printer" });
}

function started(stand: Stand): number {
  return stand.orders("prepare-card").length;
}

describe("another serial number", () => {
  it("holds the printer at the first look of a session", () => {
    const stand = setUp();
    stand.post(sessionOf("printer1", 1).gone());
    stand.post(sessionOf("printer1", 2).ready(OTHER_WELL));
    stand.post(received("J1"));
    expect([holdsOf(stand), started(stand)]).toEqual([CHANGED, 0]);
    expect(stand.state.faults.get("printer1/device-changed")?.raw).toBe(OTHER);
  });

  it("holds it within a session, too", () => {
    const stand = setUp();
    stand.post(sessionOf("printer1", 1).checked(OTHER_WELL));
    expect(holdsOf(stand)).toEqual(CHANGED);
  });

  it("holds it after a restart of the daemon: the store knows the one before", () => {
    const stand = setUp();
    const after = stand.restart();
    after.post(sessionOf("printer1", 1).ready(OTHER_WELL));
    after.post(received("J1"));
    expect([holdsOf(after), started(after)]).toEqual([CHANGED, 0]);
  });

  it("arms no card, when it shows with the last question before one", () => {
    const stand = setUp();
    stand.post(received("J1"));
    stand.post(sessionOf("printer1", 1).prepared("J1", OTHER_WELL));
    expect(stand.orders("print-card")).toEqual([]);
    expect(holdsOf(stand)).toEqual(CHANGED);
  });

  it("is over when the earlier printer is back, in so many looks as any fault takes", () => {
    const stand = setUp();
    stand.post(sessionOf("printer1", 1).checked(OTHER_WELL));
    for (let look = 0; look < ONE_PRINTER.goodChecks; look += 1) {
      expect(holdsOf(stand)).toEqual(CHANGED);
      stand.post(sessionOf("printer1", 1).checked(WELL));
    }
    expect(holdsOf(stand)).toEqual([]);
  });

  it("is written once, and a look at a known printer writes nothing", () => {
    const stand = setUp();
    expect(stand.changes("printer-known")).toHaveLength(1);
    stand.record.length = 0;
    stand.post(sessionOf("printer1", 1).checked(WELL));
    expect(stand.record).toEqual([]);
  });
});

describe("release of the printer", () => {
  it("accepts the one that stands there now, and is told with both numbers", () => {
    const stand = setUp();
    stand.post(sessionOf("printer1", 1).checked(OTHER_WELL));
    stand.post(received("J1"));
    const result = { scope: "printer:printer1", lifted: 0, faults: 0, accepted: OTHER };
    expect(release(stand)).toMatchObject({ ok: true, result });
    expect([holdsOf(stand), started(stand)]).toEqual([[], 1]);
    expect(told(stand, "event")).toContainEqual({
      type: "printer-accepted",
      printer: "printer1",
      serialNumber: OTHER,
      previous: "A-0001",
      by: "rina",
      reason: "spare-printer",
    });
  });

  it("is kept: after a restart the accepted one prints, and the first one is another", () => {
    const stand = setUp();
    stand.post(sessionOf("printer1", 1).checked(OTHER_WELL));
    release(stand);
    const after = stand.restart();
    after.post(sessionOf("printer1", 1).ready(OTHER_WELL));
    expect(holdsOf(after)).toEqual([]);
    after.post(sessionOf("printer1", 1).checked(WELL));
    expect(holdsOf(after)).toEqual(CHANGED);
  });

  it("accepts the earlier one, if that has been put back before it was seen", () => {
    const stand = setUp();
    stand.post(sessionOf("printer1", 1).checked(OTHER_WELL));
    release(stand);
    stand.post(sessionOf("printer1", 1).checked(WELL));
    expect([holdsOf(stand), stand.state.serials.get("printer1")]).toEqual([[], "A-0001"]);
    stand.post(sessionOf("printer1", 1).checked(OTHER_WELL));
    expect(holdsOf(stand)).toEqual(CHANGED);
  });

  it("accepts nothing when the earlier one is back: a few looks more and it is over", () => {
    const stand = setUp();
    stand.post(sessionOf("printer1", 1).checked(OTHER_WELL));
    stand.post(sessionOf("printer1", 1).checked(WELL));
    expect(release(stand)).not.toHaveProperty("result.accepted");
    expect(holdsOf(stand)).toEqual(CHANGED);
  });

  it("is no word about it when it is of a job of the same name", () => {
    const stand = setUp();
    stand.post(received("printer1"));
    stand.post(sessionOf("printer1", 1).checked(OTHER_WELL));
    const { ask } = createCommandDesk(stand);
    const answer = ask({ cmd: "release", scope: "job:printer1", by: "rina", reason: "urgent" });
    expect(answer).toMatchObject({ ok: true, result: { lifted: 0 } });
    expect(holdsOf(stand)).toEqual(CHANGED);
  });

  it("accepts nothing that nobody has seen since the daemon started", () => {
    const stand = setUp();
    stand.post(sessionOf("printer1", 1).checked(OTHER_WELL));
    const after = stand.restart();
    expect(release(after)).toMatchObject({ ok: true, result: { lifted: 0, faults: 1 } });
    expect(holdsOf(after)).toEqual(CHANGED);
  });

  it("leaves in doubt what was interrupted on the earlier one", () => {
    const stand = setUp();
    stand.post(received("J1"));
    stand.post(sessionOf("printer1", 1).prepared("J1"));
    const after = stand.restart();
    after.post(sessionOf("printer1", 1).ready(OTHER_WELL));
    expect(release(after)).toMatchObject({ result: { accepted: OTHER } });
    after.post(sessionOf("printer1", 1).evidence("J1", { reading: OTHER_WELL.reading }));
    expect(after.state.jobs.get("J1")?.state).toBe("in-doubt");
    expect(after.store.attempts("J1")[0]?.evidence).toMatchObject({
      outcome: "unknown",
      detail: "another-printer",
    });
  });

  it("with override is refused: a person accepts it, or it prints nothing", () => {
    const stand = setUp();
    stand.post(sessionOf("printer1", 1).checked(OTHER_WELL));
    const { ask } = createCommandDesk(stand);
    const word = { by: "rina", reason: "urgent", override: true };
    const released = ask({ cmd: "release", scope: "printer:printer1", ...word });
    expect(released).toMatchObject({ ok: false, code: "not-allowed" });
    expect(holdsOf(stand)).toEqual(CHANGED);
  });
});
