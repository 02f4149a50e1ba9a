import { describe, expect, it } from "vitest";
import type { Change } from "../../src/core/changes.ts";
import { holdOf } from "../../src/core/draft.ts";
import type { ServerPlan } from "../../src/core/policy.ts";
import type { Probation } from "../../src/core/probation.ts";
import {
  command,
  corePolicy,
  createStand,
  HOUR_MS,
  MINUTE_MS,
  MONDAY_MS,
  operatorHold,
  PRINTED,
  received,
  reported,
  type Stand,
  sessionOf,
} from "../support/core-fixtures.ts";

// Goal: while all is well, as many jobs of a server wait as can be printed in some hours; a server
// that does not know the request is left alone, one that is in trouble is not asked. Method: each
// state of a credit meets each event, in a table; amounts are computed by hand.

/** The printer makes a hundred cards in an hour: a full buffer has 200 jobs. */
const CARD_MS = 36_000;
const BUFFER_MS = 2 * HOUR_MS;
const FULL = 200;

interface Office extends Partial<ServerPlan> {
  readonly queueMax?: number;
}

/** With a server that has just said that it is there. */
function openOffice({ queueMax = 1_000, ...plan }: Office = {}): Stand {
  const printers = [{ id: "printer1", stock: "default", cardMs: CARD_MS } as const];
  const servers = [{ id: "server1", bufferMs: BUFFER_MS, ...plan }, { id: "server2" }];
  const stand = createStand({ policy: corePolicy({ printers, servers, queueMax }) });
  stand.post({ kind: "broker-connected" });
  say(stand, "online");
  return stand;
}

function say(stand: Stand, availability: "online" | "offline"): void {
  stand.post({ kind: "server-availability", server: "server1", availability });
}

function answer(stand: Stand, left: number, ask = asks(stand).length): void {
  stand.post({ kind: "jobs-answered", server: "server1", ask, left });
}

function miss(stand: Stand, ask = asks(stand).length): void {
  stand.post({ kind: "jobs-unanswered", server: "server1", ask });
}

function fill(stand: Stand, count: number, server = "server1"): void {
  const from = stand.state.jobs.size;
  for (let n = 0; n < count; n += 1) stand.post(received(`job-${from + n}`, { server }));
}

const asks = (stand: Stand) => stand.orders("ask-jobs");
const credits = (stand: Stand) => asks(stand).map(({ credit }) => credit);

const STATES: Readonly<Record<string, () => Stand>> = {
  "not asked yet": () => openOffice(),
  asked() {
    const stand = openOffice();
    stand.tick();
    return stand;
  },
  "answered, buffer full"() {
    const stand = STATES["asked"]?.() ?? openOffice();
    fill(stand, FULL);
    answer(stand, 5);
    return stand;
  },
  "answered, buffer low"() {
    const stand = STATES["asked"]?.() ?? openOffice();
    fill(stand, FULL / 2 - 1);
    answer(stand, 5);
    return stand;
  },
  "answered, nothing left"() {
    const stand = STATES["asked"]?.() ?? openOffice();
    answer(stand, 0);
    return stand;
  },
  "not answered"() {
    const stand = STATES["asked"]?.() ?? openOffice();
    miss(stand);
    return stand;
  },
  "not answered twice"() {
    const stand = STATES["not answered"]?.() ?? openOffice();
    stand.tick(10 * MINUTE_MS);
    miss(stand);
    return stand;
  },
};

const EVENTS: Readonly<Record<string, (stand: Stand) => void>> = {
  "29 seconds later": (stand) => stand.tick(29_000),
  "30 seconds later": (stand) => stand.tick(30_000),
  "10 minutes later": (stand) => stand.tick(10 * MINUTE_MS),
  "20 minutes later": (stand) => stand.tick(20 * MINUTE_MS),
  "the answer": (stand) => answer(stand, 5),
  "an answer to an earlier request": (stand) => answer(stand, 5, asks(stand).length - 1),
  "no answer": (stand) => miss(stand),
  "no answer to an earlier request": (stand) => miss(stand, asks(stand).length - 1),
  "the server says online": (stand) => say(stand, "online"),
  "the connection is lost": (stand) => stand.post({ kind: "broker-closed" }),
  "offline, and 4 hours": (stand) => {
    say(stand, "offline");
    stand.tick(4 * HOUR_MS);
  },
  "raid failed, and 4 hours": (stand) => {
    stand.post(reported([{ condition: "raid-failed" }], ["raid-failed"]));
    stand.tick(4 * HOUR_MS);
  },
  "the clock set back a day": (stand) => stand.tick(-24 * HOUR_MS),
};

function rowOf(make: () => Stand, happen: (stand: Stand) => void): string {
  const stand = make();
  const before = asks(stand).length;
  happen(stand);
  const { phase = "due" } = stand.state.credits.get("server1") ?? {};
  const orders = credits(stand)
    .slice(before)
    .map((credit) => `ask-jobs ${credit}`);
  return `${phase.padEnd(11)} ${orders.join(" ")}`.trimEnd();
}

function table(): string {
  const head = [
    `What becomes of a server's credit, and the requests that go out. A full buffer has ${FULL} jobs.`,
    "Not answered twice: it was asked again after ten minutes. Nothing of this is ever stored.",
  ];
  const blocks = Object.entries(STATES).flatMap(([state, make]) => [
    "",
    `${state}:`,
    ...Object.entries(EVENTS).map(
      ([name, happen]) => `  ${name.padEnd(32)} ${rowOf(make, happen)}`,
    ),
  ]);
  return `${[...head, ...blocks].join("\n")}\n`;
}

describe("the machine", () => {
  it("is the one in the table", async () => {
    await expect(table()).toMatchFileSnapshot("credit.table.txt");
  });
});

describe("a credit", () => {
  it("is what can be printed in the time, less what waits of this server", () => {
    const stand = openOffice();
    fill(stand, 40);
    fill(stand, 7, "server2");
    stand.tick();
    expect(credits(stand)).toEqual([FULL - 40]);
  });

  it("is nothing when more waits, so that the server stops", () => {
    const stand = openOffice();
    fill(stand, FULL + 1);
    stand.tick();
    expect(credits(stand)).toEqual([0]);
  });

  it("leaves the queue within its bound", () => {
    const stand = openOffice({ queueMax: 60 });
    fill(stand, 45, "server2");
    stand.tick();
    expect(credits(stand)).toEqual([15]);
  });

  it("replaces the one before, when the buffer has been printed down to half", () => {
    const stand = openOffice({ bufferMs: 10 * CARD_MS });
    stand.tick();
    fill(stand, 10);
    answer(stand, 500);
    printCards(stand, 5);
    expect(credits(stand)).toEqual([10]);
    printCards(stand, 1);
    expect(credits(stand)).toEqual([10, 6]);
  });

  it("follows the pace of the last cards", () => {
    const stand = openOffice({ bufferMs: 10 * CARD_MS });
    fill(stand, 4);
    printCards(stand, 4, CARD_MS / 2);
    answer(stand, 0);
    stand.tick(10 * MINUTE_MS);
    expect(credits(stand).at(-1)).toBe(20);
  });
});

/** One after the other, as a printer does that is never waited for. */
function printCards(stand: Stand, count: number, cardMs = CARD_MS): void {
  const printer = sessionOf("printer1", 1);
  if (stand.state.printers.get("printer1")?.session === 0) stand.post(printer.ready());
  for (let n = 0; n < count; n += 1) {
    const { phase } = stand.state.printers.get("printer1") ?? {};
    if (phase?.kind !== "preparing") throw new Error("the printer has nothing to print");
    stand.post(printer.prepared(phase.jobId));
    stand.tick(cardMs);
    stand.post(printer.ended(phase.jobId, PRINTED));
  }
  stand.tick(0);
}

describe("a server is not asked", () => {
  const quiet = (stand: Stand) => {
    for (let n = 0; n < 5; n += 1) stand.tick(HOUR_MS);
    return credits(stand);
  };
  const since = MONDAY_MS;
  const probation: Probation = {
    device: "server1",
    condition: "raid-failed",
    since,
    phase: "proving",
    step: 1,
    confirmed: 0,
    failures: 0,
    factor: 1,
  };
  const second = { device: "host", condition: "second-host", since } as const;
  const hold = {
    id: "fault:host:second-host",
    scope: { kind: "host" },
    cause: { kind: "fault", ...second },
    since,
  } as const;
  const changes: Readonly<Record<string, readonly Change[]>> = {
    "while it proves itself": [{ kind: "probation-kept", probation }],
    "by a host that may be the wrong one": [
      { kind: "fault-raised", fault: second },
      { kind: "hold-placed", hold },
    ],
  };
  it.each(Object.entries(changes))("%s", (_, made) => {
    const stand = openOffice();
    for (const change of made) command(stand, change);
    expect(quiet(stand)).toEqual([]);
  });

  it("where the configuration says so", () => {
    expect(quiet(openOffice({ bufferMs: 0 }))).toEqual([]);
  });

  it("before it has said that it is there", () => {
    const stand = openOffice();
    const next = stand.restart();
    next.post({ kind: "broker-connected" });
    expect(quiet(next)).toEqual([]);
  });

  it("by a host that stops", () => {
    const stand = openOffice();
    stand.post({ kind: "stopping" });
    expect(quiet(stand)).toEqual([]);
  });

  it("while it is down, though its jobs go on printing", () => {
    const stand = openOffice({ autonomyMs: 72 * HOUR_MS });
    stand.post(reported([{ condition: "raid-failed" }], ["raid-failed"]));
    expect(quiet(stand)).toEqual([]);
  });

  const empty = { device: "printer1", condition: "media-empty", since } as const;
  const other = reported([{ condition: "raid-failed" }], ["raid-failed"]);
  it.each<[what: string, happen: (stand: Stand) => void]>([
    [
      "an operator who holds it",
      (stand) => command(stand, { kind: "hold-placed", hold: operatorHold({ kind: "host" }) }),
    ],
    [
      "a printer that has a fault",
      (stand) =>
        command(
          stand,
          { kind: "fault-raised", fault: empty },
          { kind: "hold-placed", hold: holdOf(empty) },
        ),
    ],
    ["another server that has one", (stand) => stand.post({ ...other, server: "server2" })],
  ])("unless it is only %s", (_, happen) => {
    const stand = openOffice();
    happen(stand);
    expect(quiet(stand)[0]).toBe(FULL);
  });
});

describe("a server that does not answer", () => {
  it("is asked ever more rarely, and as usual once it has answered, however late", () => {
    const stand = openOffice();
    const at: number[] = [];
    for (let minute = 0; minute <= 16 * 60; minute += 1) {
      const before = asks(stand).length;
      stand.tick(minute === 0 ? 1_000 : MINUTE_MS);
      if (asks(stand).length === before) continue;
      at.push(minute);
      miss(stand);
    }
    expect(at).toEqual([0, 10, 30, 70, 150, 310, 550, 790]);
    answer(stand, 3);
    const before = asks(stand).length;
    stand.tick(MINUTE_MS);
    expect(asks(stand).length).toBe(before + 1);
  });
});
