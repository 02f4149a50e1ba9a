import { expect, it } from "vitest";
import { checkState } from "../../src/core/check-due.ts";
import { askedFor } from "../../src/core/checks.ts";
import type { CheckResult } from "../../src/core/events.ts";
import type { Check } from "../../src/core/state.ts";
import {
  corePolicy,
  createStand,
  HOUR_MS,
  ill,
  kinds,
  type Stand,
  sessionOf,
  WELL,
} from "../support/core-fixtures.ts";

// Goal: what becomes of a check at each event, whatever it is doing. Method: every state × every
// event, each from a fresh start; the machine is a checked-in text file.

const printer = sessionOf("printer1", 1);
const PLAN = {
  id: "check",
  kind: "printer-health",
  device: "printer1",
  expression: "minute",
} as const;
const POLICY = corePolicy({ checks: [PLAN] });

function end(stand: Stand, result: CheckResult, run?: number): void {
  stand.post({
    kind: "check-ended",
    check: "check",
    result,
    ...(run === undefined ? {} : { run }),
  });
}

const looked = (health = WELL): CheckResult => ({ kind: "printer", session: 1, health });

function ticks(stand: Stand, seconds: number): void {
  for (let n = 0; n < seconds; n += 1) stand.tick();
}

function ask(stand: Stand): void {
  const check = stand.state.checks.get("check");
  if (check !== undefined) stand.state.checks.set("check", askedFor(check, POLICY, stand.nowMs));
}

function made(stand: Stand): void {
  stand.post(printer.ready());
  stand.tick(0);
  end(stand, looked());
}

const STATES: Readonly<Record<string, (stand: Stand) => void>> = {
  waiting: made,
  running(stand) {
    made(stand);
    ticks(stand, 60);
  },
  overdue(stand) {
    made(stand);
    stand.post(printer.gone());
    ticks(stand, 60);
  },
  "waiting, a fault stands"(stand) {
    made(stand);
    end(stand, looked(ill("media-empty")));
  },
  "running, asked for, a fault stands"(stand) {
    made(stand);
    end(stand, looked(ill("media-empty")));
    ask(stand);
    stand.tick();
  },
};

const EVENTS: Readonly<Record<string, (stand: Stand) => void>> = {
  "a tick": (stand) => stand.tick(),
  "3 s": (stand) => ticks(stand, 3),
  "its time": (stand) => ticks(stand, 60),
  "its time limit": (stand) => stand.tick(31_000),
  "the clock set back": (stand) => stand.tick(-HOUR_MS),
  "the clock set forward": (stand) => stand.tick(HOUR_MS),
  "a good end": (stand) => end(stand, looked()),
  "a bad end": (stand) => end(stand, looked(ill("media-empty"))),
  "not made": (stand) => end(stand, { kind: "not-made", reason: "device-busy" }),
  "an old answer": (stand) => end(stand, looked(ill("cover-open")), 0),
  "asked for, a tick"(stand) {
    ask(stand);
    stand.tick();
  },
  "the printer comes, a tick"(stand) {
    stand.post(sessionOf("printer1", 2).ready());
    stand.tick();
  },
};

function wordsFor({ running, overdue, asked, missed = [] }: Check): string {
  const rounds = asked === undefined ? "" : `, ${asked.rounds} rounds to go`;
  const missing = missed.map(({ reason, runs }) => `${reason} ${runs}`).join(", ");
  const doing = running ? "running" : overdue === true ? "overdue" : "waiting";
  return `${doing}${rounds}${missing === "" ? "" : ` (missed: ${missing})`}`;
}

function rowOf(make: (stand: Stand) => void, event: (stand: Stand) => void): string {
  const stand = createStand({ policy: POLICY });
  make(stand);
  stand.record.length = 0;
  event(stand);
  const check = stand.state.checks.get("check");
  if (check === undefined) throw new Error("the check is gone");
  const cells = [checkState(stand.state, check).padEnd(11), wordsFor(check).padEnd(42)];
  return `${cells.join(" ")} ${kinds(stand.record)}`.trimEnd();
}

function table(): string {
  const head = [
    "What becomes of a printer's check at each event: how it stands with what it shows, what it is",
    "doing, and the changes (a + behind one: its event is added) and orders in order. It is due each",
    "minute, may take 30 s, and two good looks clear a fault.",
  ];
  const blocks = Object.entries(STATES).flatMap(([state, make]) => [
    "",
    `${state}:`,
    ...Object.entries(EVENTS).map(([name, event]) => `  ${name.padEnd(26)} ${rowOf(make, event)}`),
  ]);
  return `${[...head, ...blocks].join("\n")}\n`;
}

it("is the machine in the table", async () => {
  await expect(table()).toMatchFileSnapshot("check.table.txt");
});
