import { describe, expect, it } from "vitest";
import type { Policy } from "../../src/core/policy.ts";
import type { PrinterHealth, PrinterReading } from "../../src/core/ports.ts";
import { createCommandDesk } from "../support/command-desk.ts";
import {
  AFTER,
  BEFORE,
  command,
  corePolicy,
  createStand,
  HOUR_MS,
  holdsOf,
  kinds,
  MINUTE_MS,
  ONE_PRINTER,
  operatorHold,
  received,
  refused,
  SILENT,
  type Stand,
  sessionOf,
  WELL,
} from "../support/core-fixtures.ts";
import { phaseOf } from "./printing-cases.ts";

// Goal: an attempt that nobody saw end is settled by what the printer says of it, without a person
// wherever that leaves one answer, and never by a guess (I1, I2, I4, I8). Method: an attempt is cut
// short, then the printer speaks; what it comes to in each phase stands in printing.table.txt, what
// the counters come to in recovery.table.txt.

const first = sessionOf("printer1", 1);
const next = sessionOf("printer1", 2);
const HALF: PrinterReading = { ...AFTER, panelsPrinted: 402 };
const HALF_INSIDE: PrinterReading = { ...HALF, cardInside: true };
const holding: PrinterHealth = { ...WELL, reading: HALF_INSIDE };

function policyWith(more: Partial<Policy>): Policy {
  return { ...ONE_PRINTER, ...more };
}

/** J1 was being printed when the process died, and its successor has found the printer. */
function interrupted(policy = ONE_PRINTER): Stand {
  const before = createStand({ policy });
  before.post(received("J1"));
  before.post(received("J2"));
  before.post(first.ready());
  before.post(first.prepared("J1"));
  const stand = before.restart();
  stand.post(first.ready());
  return stand;
}

/** Its card is half printed and inside: it is told to go to the reject box. */
function rejecting(policy = ONE_PRINTER): Stand {
  const stand = interrupted(policy);
  stand.post(first.evidence("J1", { reading: HALF_INSIDE }));
  return stand;
}

function jobState({ store }: Stand, jobId = "J1"): string {
  return store.job(jobId)?.state ?? "unknown";
}

/** The printer looks well for so long that a fault which no question shows is held to be gone. */
function recover(stand: Stand, reading: PrinterReading): void {
  for (let looks = 0; looks < ONE_PRINTER.goodChecks; looks += 1) {
    stand.tick(MINUTE_MS);
    stand.post(first.checked({ ...WELL, reading }));
  }
}

/** Lets the next attempt at J1 spoil its card. */
function spoilAgain(stand: Stand, attempt: number): void {
  const counted = { cardsFed: 100 + attempt - 1, panelsPrinted: 400 + 2 * (attempt - 1) };
  const before = { ...BEFORE, ...counted };
  const half = {
    ...before,
    cardsFed: before.cardsFed + 1,
    panelsPrinted: before.panelsPrinted + 2,
  };
  stand.post(first.prepared("J1", { ...WELL, reading: before }));
  stand.post(first.ended("J1", { kind: "ended", after: half }, attempt));
  stand.post(first.evidence("J1", { reading: { ...half, cardInside: true } }, attempt));
  stand.post(first.evidence("J1", { reading: half, rejected: "acknowledged" }, attempt));
  recover(stand, half);
}

describe("a process that died with an armed attempt", () => {
  it("says so once, however often it is restarted (I8)", () => {
    const stand = createStand({ policy: ONE_PRINTER });
    stand.post(received("J1"));
    stand.post(first.ready());
    stand.post(first.prepared("J1"));
    const second = stand.restart();
    expect(kinds(second.record)).toBe("attempt-interrupted");
    expect(second.state.attempts.get("J1")?.interrupted).toBe("process-died");
    expect(second.restart().record).toEqual([]);
  });

  it("asks its printer before anything else is printed", () => {
    const stand = interrupted();
    expect([phaseOf(stand), stand.orders("prepare-card")]).toEqual(["settling J1", []]);
  });

  it("leaves its job to a person when the printer has left the configuration", () => {
    const stand = createStand({ policy: corePolicy() });
    stand.post(received("J1"));
    stand.post(first.ready());
    stand.post(first.prepared("J1"));
    const printers = [{ id: "printer2", stock: "default" }];
    const second = stand.restart(corePolicy({ printers }));
    const evidence = { outcome: "unknown", detail: "printer-removed", interrupted: "process-died" };
    expect([jobState(second), second.changes("attempt-ended")]).toMatchObject([
      "in-doubt",
      [{ evidence }],
    ]);
  });
});

describe("an attempt that was cut short before its printer left the configuration", () => {
  it("goes to a person with what did cut it short", () => {
    const stand = createStand();
    stand.post(received("J1"));
    stand.post(first.ready());
    stand.post(first.prepared("J1"));
    stand.post(first.ended("J1", SILENT));
    const after = stand.restart(corePolicy({ printers: [{ id: "printer2", stock: "default" }] }));
    expect(after.changes("attempt-ended")).toMatchObject([
      { evidence: { detail: "printer-removed", interrupted: "silent-print" } },
    ]);
  });
});

describe("what the printer says", () => {
  it.each([
    ["a whole card came out", AFTER, "completed", "J2"],
    ["nothing moved", BEFORE, "pending", "J1"],
    ["half a card came out", HALF, "in-doubt", "J2"],
  ] as const)("settles it: %s", (_, reading, state, printed) => {
    const stand = interrupted();
    stand.post(first.evidence("J1", { reading }));
    expect([jobState(stand), stand.orders("prepare-card").at(-1)?.jobId]).toEqual([state, printed]);
  });

  it("is not asked for when the attempt ran to its end and the counters fit", () => {
    const stand = createStand({ policy: ONE_PRINTER });
    stand.post(received("J1"));
    stand.post(first.ready());
    stand.post(first.prepared("J1"));
    stand.post(first.ended("J1", { kind: "ended", after: AFTER }));
    expect([jobState(stand), stand.orders("settle-attempt")]).toEqual(["completed", []]);
  });

  it("is waited for as long as it takes, and nobody else prints that job", () => {
    const stand = interrupted(
      corePolicy({
        printers: [
          { id: "printer1", stock: "default", counters: "trusted" },
          { id: "printer2", stock: "default" },
        ],
      }),
    );
    stand.post(first.gone("connecting-to-device"));
    stand.post(sessionOf("printer2", 1).ready());
    for (let minutes = 0; minutes < 90; minutes += 1) stand.tick(MINUTE_MS);
    const prepared = stand.orders("prepare-card").map(({ jobId }) => jobId);
    expect([jobState(stand), prepared]).toEqual(["processing", ["J2"]]);
    stand.post(next.ready());
    stand.post(next.evidence("J1", { reading: AFTER }));
    expect(jobState(stand)).toBe("completed");
  });

  it("goes to a person with what is likely, while the printer is not qualified", () => {
    const stand = interrupted(corePolicy({ printers: [{ id: "printer1", stock: "default" }] }));
    stand.post(first.evidence("J1", { reading: AFTER }));
    const evidence = { outcome: "unknown", detail: "counters-untrusted", proposal: "printed" };
    expect([jobState(stand), stand.changes("attempt-ended")]).toMatchObject([
      "in-doubt",
      [{ evidence }],
    ]);
    expect(holdsOf(stand)).toEqual([]);
  });

  it("is not trusted because another printer has been qualified", () => {
    const stand = interrupted(
      corePolicy({
        printers: [
          { id: "printer2", stock: "default", counters: "trusted" },
          { id: "printer1", stock: "default" },
        ],
      }),
    );
    stand.post(first.evidence("J1", { reading: AFTER }));
    expect(jobState(stand)).toBe("in-doubt");
  });

  it("is not trusted of where the card is, where that is not qualified", () => {
    const [plan] = ONE_PRINTER.printers;
    const printers = plan === undefined ? [] : [{ ...plan, cardPosition: "untrusted" } as const];
    const stand = interrupted(policyWith({ printers }));
    stand.post(first.evidence("J1", { reading: AFTER }));
    const evidence = { outcome: "unknown", detail: "card-position-unknown", proposal: "printed" };
    expect(stand.changes("attempt-ended")).toMatchObject([{ evidence }]);
  });

  it("says nothing of the card when it is another printer, and holds that", () => {
    const stand = interrupted();
    stand.post(first.evidence("J1", { reading: { ...AFTER, serialNumber: "B-0002" } }));
    expect([jobState(stand), holdsOf(stand)]).toEqual([
      "in-doubt",
      ["fault:printer1:device-changed"],
    ]);
  });

  it("is the newest that is known of the printer", () => {
    const stand = interrupted();
    stand.post(first.evidence("J1", { reading: AFTER }));
    expect(stand.state.printers.get("printer1")?.health).toEqual({ ...WELL, reading: AFTER });
  });

  it("holds its printer when it cannot be, whatever cut the attempt short", () => {
    const stand = interrupted();
    stand.post(first.evidence("J1", { reading: { ...BEFORE, cardsFed: 109 } }));
    expect([jobState(stand), holdsOf(stand)]).toEqual(["in-doubt", ["fault:printer1:other"]]);
  });

  it("is trusted of a simulated printer unless the configuration says otherwise", () => {
    const policy = corePolicy({ printers: [{ id: "printer1", stock: "default" }] });
    const stand = interrupted(policy);
    stand.post(next.ready(WELL, true));
    stand.post(next.evidence("J1", { reading: AFTER }));
    expect(jobState(stand)).toBe("completed");
  });
});

describe("a card that is still inside", () => {
  it("is told to go to the reject box once that is on disk (I3)", () => {
    const stand = rejecting();
    expect(kinds(stand.record.slice(-2))).toBe("attempt-rejecting reject-card");
    expect(stand.store.attempts("J1")[0]?.rejecting).toEqual(HALF_INSIDE);
  });

  it("is spoiled when it has gone there, and its job is printed again (I4)", () => {
    const stand = rejecting();
    stand.post(first.evidence("J1", { reading: HALF, rejected: "acknowledged" }));
    expect(stand.changes("attempt-ended")).toMatchObject([{ evidence: { outcome: "spoiled" } }]);
    expect([jobState(stand), phaseOf(stand), stand.state.jobs.get("J1")?.spoiled]).toEqual([
      "pending",
      "preparing J1",
      1,
    ]);
  });

  it("is no stranger that a person is asked to take out", () => {
    const stand = interrupted();
    stand.post(next.ready(holding));
    expect(holdsOf(stand)).toEqual([]);
  });

  it("is told again after a crash: the order before may never have left", () => {
    const stand = rejecting().restart();
    stand.post(first.ready(holding));
    stand.post(first.evidence("J1", { reading: HALF_INSIDE }));
    expect(stand.orders("reject-card")).toHaveLength(1);
  });

  it("may be the good card when it was whole, and nobody saw the reject end", () => {
    const whole = { ...AFTER, cardInside: true };
    const stand = interrupted();
    stand.post(first.evidence("J1", { reading: whole }));
    const after = stand.restart();
    after.post(first.ready());
    after.post(first.evidence("J1", { reading: AFTER }));
    const evidence = { outcome: "unknown", detail: "look-in-the-reject-box" };
    expect(after.changes("attempt-ended")).toMatchObject([{ evidence }]);
  });

  describe("and does not let go", () => {
    function stuck(): Stand {
      const stand = rejecting();
      stand.post(first.stuck("J1", "media-jam"));
      return stand;
    }
    const asked = (stand: Stand) => stand.orders("settle-attempt").length;

    it("keeps its attempt open and holds its printer", () => {
      const stand = stuck();
      expect([jobState(stand), phaseOf(stand), holdsOf(stand)]).toEqual([
        "processing",
        "idle",
        ["fault:printer1:media-jam"],
      ]);
    });

    it("is told again after half a minute, then ever more rarely, for ever", () => {
      const stand = stuck();
      const waits: number[] = [];
      for (let times = 0; times < 6; times += 1) {
        const before = asked(stand);
        let seconds = 0;
        while (asked(stand) === before && seconds < 1_000) {
          stand.tick();
          seconds += 1;
        }
        waits.push(seconds);
        stand.post(first.evidence("J1", { reading: HALF_INSIDE }));
        stand.post(first.stuck("J1", "media-jam"));
      }
      expect(waits).toEqual([30, 60, 120, 240, 300, 300]);
    });

    it("is not told sooner because a look shows it inside", () => {
      const stand = stuck();
      const before = asked(stand);
      stand.tick();
      stand.post(first.checked(holding));
      expect(asked(stand)).toBe(before);
    });

    it("lets no other card come behind it, though somebody lifts the hold", () => {
      const stand = stuck();
      for (const hold of stand.state.holds.values()) {
        command(stand, { kind: "hold-lifted", hold, at: stand.nowMs });
      }
      stand.tick();
      expect([holdsOf(stand), phaseOf(stand), stand.orders("prepare-card")]).toEqual([
        [],
        "idle",
        [],
      ]);
    });

    it("does not make the next one wait longer, once it is settled", () => {
      const stand = stuck();
      stand.tick();
      stand.post(first.checked({ ...WELL, reading: HALF }));
      stand.post(first.evidence("J1", { reading: HALF }));
      expect(stand.state.attempts.size).toBe(0);
      expect(stand.state.printers.get("printer1")).not.toHaveProperty("stuck");
    });

    it("is told again at once when the clock has been set back: nobody knows how long it was", () => {
      const stand = stuck();
      const before = asked(stand);
      stand.tick(-HOUR_MS);
      expect(asked(stand)).toBe(before + 1);
    });

    it.each<[which: object, times: number]>([
      [{}, 1],
      [{ device: "printer1" }, 1],
      [{ device: "server1" }, 0],
    ])("is told again at once when a person asks for its check: %o", (which, times) => {
      const stand = stuck();
      const before = asked(stand);
      expect(createCommandDesk(stand).ask({ cmd: "check", ...which })).toMatchObject({ ok: true });
      expect(asked(stand)).toBe(before + times);
    });

    it("is told again soon, however far the clock is set back", () => {
      const stand = stuck();
      const before = asked(stand);
      stand.tick(-30 * 24 * 60 * MINUTE_MS);
      for (let seconds = 0; seconds < 31; seconds += 1) stand.tick();
      expect(asked(stand)).toBe(before + 1);
    });

    it("is asked about at once when a look shows that a hand has taken it out", () => {
      const stand = stuck();
      const before = asked(stand);
      stand.tick();
      stand.post(first.checked({ ...WELL, reading: HALF }));
      expect(asked(stand)).toBe(before + 1);
      stand.post(first.evidence("J1", { reading: HALF }));
      expect(stand.changes("attempt-ended")).toMatchObject([{ evidence: { outcome: "spoiled" } }]);
    });
  });
});

describe("a process that is about to stop", () => {
  it("begins no movement whose end it would not see", () => {
    const stand = interrupted();
    stand.post({ kind: "stopping" });
    stand.post(first.evidence("J1", { reading: HALF_INSIDE }));
    expect([stand.orders("reject-card"), phaseOf(stand)]).toEqual([[], "idle"]);
    const after = stand.restart();
    after.post(first.ready(holding));
    after.post(first.evidence("J1", { reading: HALF_INSIDE }));
    expect(after.orders("reject-card")).toHaveLength(1);
  });
});

describe("an operator's hold", () => {
  it.each([{ kind: "printer", id: "printer1" }, { kind: "host" }] as const)(
    "keeps the machine still, hands may be in it: %o",
    (scope) => {
      const before = createStand({ policy: ONE_PRINTER });
      before.post(received("J1"));
      before.post(first.ready());
      before.post(first.prepared("J1"));
      const hold = operatorHold(scope);
      before.store.commit([{ kind: "hold-placed", hold }]);
      const stand = before.restart();
      stand.post(first.ready());
      expect([phaseOf(stand), jobState(stand)]).toEqual(["idle", "processing"]);
    },
  );

  it.each([{ kind: "printer", id: "printer1" }, { kind: "host" }] as const)(
    "that comes while the printer is being asked keeps the card where it is: %o",
    (scope) => {
      const stand = interrupted();
      const hold = operatorHold(scope);
      command(stand, { kind: "hold-placed", hold });
      stand.post(first.evidence("J1", { reading: HALF_INSIDE }));
      stand.tick();
      expect([stand.orders("reject-card"), phaseOf(stand), jobState(stand)]).toEqual([
        [],
        "idle",
        "processing",
      ]);
      command(stand, { kind: "hold-lifted", hold, at: stand.nowMs });
      stand.tick();
      stand.post(first.evidence("J1", { reading: HALF_INSIDE }));
      expect(stand.orders("reject-card")).toHaveLength(1);
    },
  );

  it.each([
    { kind: "printer", id: "printer2" },
    { kind: "job", id: "printer1" },
  ] as const)("on something else keeps no card from being settled: %o", (scope) => {
    const before = createStand({ policy: ONE_PRINTER });
    before.post(received("J1"));
    before.post(first.ready());
    before.post(first.prepared("J1"));
    before.store.commit([{ kind: "hold-placed", hold: operatorHold(scope) }]);
    const stand = before.restart();
    stand.post(first.ready());
    expect(phaseOf(stand)).toBe("settling J1");
  });

  it("that comes while the printer is being asked lets a card that is out be settled", () => {
    const stand = interrupted();
    command(stand, { kind: "hold-placed", hold: operatorHold({ kind: "host" }) });
    stand.post(first.evidence("J1", { reading: AFTER }));
    expect(jobState(stand)).toBe("completed");
  });

  it("of a fault does not: what became of the card is wanted all the same", () => {
    const stand = createStand({ policy: ONE_PRINTER });
    stand.post(received("J1"));
    stand.post(first.ready());
    stand.post(first.prepared("J1"));
    stand.post(first.ended("J1", refused("media-empty")));
    stand.post(first.gone());
    stand.post(next.ready());
    expect([phaseOf(stand), holdsOf(stand)]).toEqual([
      "settling J1",
      ["fault:printer1:media-empty"],
    ]);
    stand.post(next.evidence("J1"));
    expect([jobState(stand), stand.state.jobs.get("J1")?.spoiled]).toEqual(["pending", 0]);
  });
});

describe("spoiled cards", () => {
  function spoil(stand: Stand): void {
    stand.post(first.evidence("J1", { reading: HALF, rejected: "acknowledged" }));
  }

  it("are made again, at most so often, then their job is held and the next one is printed", () => {
    const stand = rejecting(policyWith({ attemptsMax: 3 }));
    spoil(stand);
    spoilAgain(stand, 2);
    expect(holdsOf(stand)).toEqual([]);
    spoilAgain(stand, 3);
    expect(stand.state.holds.get("policy:job:J1")).toMatchObject({
      scope: { kind: "job", id: "J1" },
      cause: { kind: "policy", reason: "attempts-exhausted" },
    });
    // The printer has failed twice: it is left alone for a while.
    expect([jobState(stand), phaseOf(stand)]).toEqual(["pending", "idle"]);
    stand.tick(MINUTE_MS);
    expect([jobState(stand), phaseOf(stand)]).toEqual(["pending", "preparing J2"]);
  });

  it("are not counted with attempts that moved nothing", () => {
    const stand = interrupted(policyWith({ attemptsMax: 1 }));
    stand.post(first.evidence("J1"));
    expect([holdsOf(stand), phaseOf(stand)]).toEqual([[], "preparing J1"]);
  });

  it("are made again only after a person has said so, where that is configured", () => {
    const stand = rejecting(policyWith({ spoiled: "ask" }));
    spoil(stand);
    expect(stand.state.holds.get("policy:job:J1")?.cause).toEqual({
      kind: "policy",
      reason: "card-spoiled",
    });
    expect(phaseOf(stand)).toBe("preparing J2");
  });
});

describe("a sequence that ran to its end and made no whole card", () => {
  function ended(reading: PrinterReading): Stand {
    const stand = createStand({ policy: ONE_PRINTER });
    for (const job of ["J1", "J2"]) stand.post(received(job));
    stand.post(first.ready());
    stand.post(first.prepared("J1"));
    stand.post(first.ended("J1", { kind: "ended", after: reading }));
    return stand;
  }

  it.each([
    ["out", HALF, "in-doubt"],
    ["never drawn in", BEFORE, "pending"],
  ] as const)("is a fault of its printer, lest the next follow it: %s", (_, reading, state) => {
    const stand = ended(reading);
    stand.post(first.evidence("J1", { reading }));
    expect([jobState(stand), phaseOf(stand), holdsOf(stand)]).toEqual([
      state,
      "idle",
      ["fault:printer1:other"],
    ]);
    expect(stand.changes("fault-raised")[0]?.fault.raw).toBe("counters-do-not-fit");
  });

  it("lets the next one be tried by itself when the printer has been well for a while", () => {
    const stand = ended(HALF);
    stand.post(first.evidence("J1", { reading: HALF }));
    recover(stand, HALF);
    expect([holdsOf(stand), phaseOf(stand)]).toEqual([[], "preparing J2"]);
  });
});

describe("a card in doubt", () => {
  it("keeps its printer too, where that is configured", () => {
    const stand = interrupted(policyWith({ inDoubtHolds: "printer" }));
    stand.post(first.evidence("J1", { reading: HALF }));
    expect(stand.state.holds.get("in-doubt:J1")).toMatchObject({
      scope: { kind: "printer", id: "printer1" },
      cause: { kind: "policy", reason: "in-doubt" },
    });
    expect(phaseOf(stand)).toBe("idle");
  });
});
