import { describe, expect, it } from "vitest";
import {
  AFTER,
  CARD_INSIDE,
  corePolicy,
  createStand,
  HOUR_MS,
  holdsOf,
  ill,
  MONDAY_MS,
  ONE_PRINTER,
  received,
  refused,
  type Stand,
  sessionOf,
  WELL,
} from "../support/core-fixtures.ts";
import { bad, faultsOf, good, look, printer, setUp } from "./looks.ts";

// Goal: when the faults are gone the queue goes on, without anyone touching it (I6): faults that no
// question shows, several at once, and those that an earlier process has left.

describe("a fault that no question shows", () => {
  /** The cover was open when a card was to be printed. */
  function withCover(): Stand {
    const stand = createStand({ policy: ONE_PRINTER });
    stand.post(received("J1"));
    stand.post(received("J2"));
    stand.post(printer.ready());
    stand.post(printer.prepared("J1"));
    stand.post(printer.ended("J1", refused("cover-open")));
    stand.post(printer.gone());
    const second = sessionOf("printer1", 2);
    stand.post(second.ready());
    stand.post(second.evidence("J1", { reading: { ...AFTER, panelsPrinted: 403 } }));
    stand.post(second.gone());
    return stand;
  }
  const next = sessionOf("printer1", 3);

  it("stays for half a minute, however well the printer answers", () => {
    const stand = withCover();
    stand.post(next.ready());
    look(stand, next.checked(WELL), next.checked(WELL), next.checked(WELL));
    look(stand, next.checked(WELL), next.checked(WELL));
    expect([stand.nowMs - MONDAY_MS, faultsOf(stand)]).toEqual([25_000, ["printer1/cover-open"]]);
  });

  it("is gone after that by two looks, and the queue goes on by itself (I6)", () => {
    const stand = withCover();
    stand.nowMs += 25_000;
    look(stand, next.ready());
    expect(stand.orders("prepare-card").length).toBe(1);
    look(stand, next.checked(WELL));
    expect(stand.orders("prepare-card").map(({ jobId }) => jobId)).toEqual(["J1", "J2"]);
  });

  it("stays while a card is inside", () => {
    const stand = withCover();
    stand.nowMs += HOUR_MS;
    look(stand, next.ready(CARD_INSIDE), next.checked(CARD_INSIDE), next.checked(CARD_INSIDE));
    expect(faultsOf(stand)).toContain("printer1/cover-open");
  });

  it("counts its half minute from when it was last seen", () => {
    const stand = withCover();
    stand.nowMs += 25_000;
    look(stand, next.ready(), next.checked(ill("cover-open")));
    look(stand, next.checked(WELL), next.checked(WELL), next.checked(WELL));
    expect(faultsOf(stand)).toEqual(["printer1/cover-open"]);
  });

  it("counts its half minute from its beginning after a restart", () => {
    const stand = withCover();
    stand.nowMs += 25_000;
    const restarted = stand.restart(ONE_PRINTER);
    look(restarted, printer.ready(), printer.checked(WELL));
    expect([faultsOf(restarted), restarted.orders("prepare-card").length]).toEqual([[], 1]);
  });

  it("counts its own half minute, not another printer's", () => {
    const policy = corePolicy({ goodChecks: 1 });
    const cover = (device: string, since: number) =>
      ({ kind: "fault-raised", fault: { device, condition: "cover-open", since } }) as const;
    const stored = [cover("printer1", MONDAY_MS), cover("printer2", MONDAY_MS - HOUR_MS)];
    const stand = createStand({ policy, stored });
    look(stand, printer.ready());
    expect(faultsOf(stand)).toContain("printer1/cover-open");
  });

  it("is gone when the clock was set back by an hour meanwhile", () => {
    const stand = withCover();
    stand.nowMs -= HOUR_MS;
    stand.post(next.ready());
    for (let n = 0; n < 20; n += 1) look(stand, next.checked(WELL));
    expect(faultsOf(stand)).toEqual([]);
  });
});

describe("two faults on one printer", () => {
  it("are two holds, and the queue goes on when both are gone (I6)", () => {
    const stand = setUp({ policy: ONE_PRINTER });
    look(stand, bad("media-empty"), bad("marker-supply-empty"));
    look(stand, received("J1"), good("media-empty"), good("media-empty"));
    expect(holdsOf(stand)).toEqual(["fault:printer1:marker-supply-empty"]);
    expect(stand.orders("prepare-card")).toEqual([]);
    look(stand, good("marker-supply-empty"), good("marker-supply-empty"));
    expect(stand.orders("prepare-card").map(({ jobId }) => jobId)).toEqual(["J1"]);
  });

  it("are raised and cleared in one look each", () => {
    const stand = setUp({ policy: ONE_PRINTER });
    look(stand, printer.checked(ill("media-empty", "marker-supply-empty")));
    expect(holdsOf(stand).length).toBe(2);
    look(stand, printer.checked(WELL), printer.checked(WELL));
    expect([holdsOf(stand), faultsOf(stand)]).toEqual([[], []]);
  });
});

describe("a restart with stored faults", () => {
  it("keeps them and their holds, and does not raise them again", () => {
    const stand = setUp();
    look(stand, bad("media-empty"), bad("raid-failed"));
    const restarted = stand.restart();
    look(restarted, printer.ready(ill("media-empty")), bad("raid-failed"));
    expect(restarted.record).toEqual([]);
    expect(holdsOf(restarted)).toEqual(["fault:printer1:media-empty", "fault:server1:raid-failed"]);
  });

  it("clears them after two good looks of the new process", () => {
    const stand = setUp();
    look(stand, bad("media-empty"), good("media-empty"));
    const restarted = stand.restart();
    look(restarted, printer.ready());
    expect(faultsOf(restarted)).toEqual(["printer1/media-empty"]);
    look(restarted, good("media-empty"));
    expect([faultsOf(restarted), holdsOf(restarted)]).toEqual([[], []]);
  });

  it.each([
    ["its server is configured no more", { servers: [], checks: [] }],
    ["its check is configured no more", { checks: [] }],
  ])("does not hold for a fault that nobody can find gone: %s", (_, left) => {
    const stand = setUp();
    const ping = () => bad("ping-unanswered");
    look(stand, ping(), ping(), ping(), received("J1"));
    expect(holdsOf(stand)).toEqual(["fault:server1:ping-unanswered"]);
    const restarted = stand.restart(corePolicy(left));
    look(restarted, printer.ready());
    for (let n = 0; n < 600; n += 1) restarted.tick();
    expect(holdsOf(restarted)).toEqual([]);
  });
});
