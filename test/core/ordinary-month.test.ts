import { expect, it } from "vitest";
import { type Condition, FAULTS } from "../../protocols/faults.ts";
import type { Order } from "../../src/core/orders.ts";
import type { PrinterHealth } from "../../src/core/ports.ts";
import { lookAtServer } from "../../src/core/servers.ts";
import type { HostEventBody } from "../../src/core/state.ts";
import {
  BEFORE,
  corePolicy,
  createStand,
  HOUR_MS,
  MINUTE_MS,
  MONDAY_MS,
  PANELS,
  received,
  reported,
  type Stand,
  sessionOf,
  WELL,
} from "../support/core-fixtures.ts";
import { DAY_MS, officeDay } from "../support/office-day.ts";

// Goal: a month of ordinary days is told as upkeep and nothing else. Method: the core over the real
// store in virtual time; the printer, its supplies, the hands that see to them and the server are
// played by the numbers of the office of the article. Two such days with the simulated printer on
// its line: simulator/stage/ordinary-days.test.ts.

const DAYS = 30;
const CARDS_A_DAY = 124;
const FEEDER = 100;
const RIBBON = 200;
const LOW = { feeder: 10, ribbon: 20 };
const CLEANING_CARDS = 3_000;
const SUPPLIES: readonly Condition[] = [
  "media-empty",
  "media-low",
  "marker-supply-empty",
  "marker-supply-low",
];

const OPEN_MS = 8.5 * HOUR_MS;

const POLICY = corePolicy({
  printers: [
    { id: "printer1", stock: "default", counters: "trusted", cleaningCards: CLEANING_CARDS },
  ],
  // Somebody comes when it opens, and goes before it closes.
  ...officeDay(OPEN_MS),
});

/** The printer, and whoever looks after it. */
interface Room {
  stand: Stand;
  cards: number;
  feeder: number;
  ribbon: number;
  sinceCleaning: number;
}

function health({ cards, feeder, ribbon, sinceCleaning }: Room): PrinterHealth {
  const { cardsFed, panelsPrinted } = BEFORE;
  const present: Condition[] = [];
  if (feeder === 0) present.push("media-empty");
  else if (feeder <= LOW.feeder) present.push("media-low");
  if (ribbon === 0) present.push("marker-supply-empty");
  else if (ribbon <= LOW.ribbon) present.push("marker-supply-low");
  return {
    ...WELL,
    reading: {
      ...BEFORE,
      cardsFed: cardsFed + cards,
      panelsPrinted: panelsPrinted + cards * PANELS,
    },
    faults: present.map((condition) => ({ condition })),
    checked: SUPPLIES,
    ribbonLeft: ribbon,
    feeder: feeder === 0 ? "empty" : feeder <= LOW.feeder ? "low" : "ok",
    cardsSinceCleaning: sinceCleaning,
  };
}

const line = sessionOf("printer1", 1);

/** What the printer does at an order. */
function obey(room: Room, order: Order): void {
  const { stand } = room;
  if (order.kind === "prepare-card") stand.post(line.prepared(order.jobId, health(room)));
  if (order.kind === "print-card") {
    room.cards += 1;
    room.feeder -= 1;
    room.ribbon -= 1;
    room.sinceCleaning += 1;
    const after = health(room).reading;
    stand.post(line.ended(order.jobId, { kind: "ended", after }, order.attempt));
  }
  if (order.kind === "run-check") answerCheck(room, order.check.id);
}

function answerCheck({ stand, ...room }: Room, id: string): void {
  if (id === "printer1/health") stand.post(line.checked(health({ stand, ...room })));
  const server = stand.state.servers.get("server1");
  if (id !== "server1/report" || server === undefined) return;
  const result = lookAtServer(server, { at: stand.nowMs, policy: stand.policy });
  stand.post({ kind: "check-ended", check: id, result });
}

/** Some minutes after a supply has run out somebody comes with a new one. */
function see(room: Room): void {
  if (room.feeder === 0) room.feeder = FEEDER;
  if (room.ribbon === 0) room.ribbon = RIBBON;
}

/** The host is switched on, then the printer, and ten minutes later somebody sees to the server. */
function open(room: Room): void {
  room.stand = room.stand.restart();
  room.stand.perform = (order) => obey(room, order);
  room.stand.post({ kind: "broker-connected" });
  room.stand.post({ kind: "server-availability", server: "server1", availability: "offline" });
  room.stand.post(line.ready(health(room)));
  for (let minute = 0; minute < 10; minute += 1) room.stand.tick(MINUTE_MS);
  room.stand.post({ kind: "server-availability", server: "server1", availability: "online" });
}

function work(room: Room, day: number): void {
  for (let n = 1; n <= CARDS_A_DAY; n += 1) {
    room.stand.post(received(`day-${day}-${n}`));
    // A card comes every three minutes or so; at last somebody looks at the supplies.
    pass(room, 3);
    see(room);
  }
  pass(room, 10);
}

/** Minutes in which the server reports as it should. */
function pass({ stand }: Room, minutes: number): void {
  for (let minute = 0; minute < minutes; minute += 1) {
    stand.tick(MINUTE_MS / 2);
    stand.tick(MINUTE_MS / 2);
    stand.post(reported([], ["raid-failed", "database-down"]));
  }
}

/** The server is switched off before the office closes, the printer after it, and the host last. */
function close(room: Room): void {
  const { stand } = room;
  stand.post({ kind: "server-availability", server: "server1", availability: "offline" });
  for (let minute = 0; minute < 30; minute += 1) stand.tick(MINUTE_MS);
  for (let times = 0; times < 5; times += 1) {
    stand.post(line.gone("connecting-to-device"));
    stand.tick(MINUTE_MS);
  }
  if (room.sinceCleaning >= CLEANING_CARDS) room.sinceCleaning = 0;
}

function eventsOf({ stand: { store } }: Room): readonly HostEventBody[] {
  return store.events("event", 1, 100_000).map(({ body }) => body as HostEventBody);
}

/** A busy machine takes its time. */
const PATIENCE_MS = 2 * MINUTE_MS;

it("30 ordinary days see no failure, no relapse, and no notice beyond upkeep", month, PATIENCE_MS);

function month(): void {
  const first = createStand({ policy: POLICY });
  const room: Room = { stand: first, cards: 0, feeder: FEEDER, ribbon: RIBBON, sinceCleaning: 0 };
  for (let day = 0; day < DAYS; day += 1) {
    room.stand.nowMs = MONDAY_MS + day * DAY_MS;
    open(room);
    work(room, day);
    room.stand.nowMs = MONDAY_MS + day * DAY_MS + 8 * HOUR_MS + MINUTE_MS;
    close(room);
  }
  open(room);
  room.stand.tick(MINUTE_MS);
  room.stand.post(line.checked(health(room)));

  const { state, store } = room.stand;
  expect([room.cards, state.completedTotal]).toEqual([DAYS * CARDS_A_DAY, DAYS * CARDS_A_DAY]);
  const events = eventsOf(room);
  const raised = events.flatMap((body) =>
    body.type === "fault-raised" ? [body.fault.condition] : [],
  );
  expect(new Set(raised.map((condition) => FAULTS[condition].class))).toEqual(new Set(["upkeep"]));
  // The supplies of a month, and one cleaning: the day has been an ordinary one.
  const count = (condition: Condition) => raised.filter((each) => each === condition).length;
  const cards = DAYS * CARDS_A_DAY;
  expect(count("media-empty")).toBe(Math.floor(cards / FEEDER));
  expect(count("marker-supply-empty")).toBe(Math.floor(cards / RIBBON));
  expect(count("cleaning-due")).toBe(1);
  const others = events.filter(({ type }) => !/^(fault|hold)-/.test(type));
  expect(others).toEqual([]);
  const { incidents, relapses, probations, holds } = store.load();
  expect({ incidents, relapses, probations, holds }).toEqual({
    incidents: [],
    relapses: [],
    probations: [],
    holds: [],
  });
}
