import { clientId } from "../../protocols/host/topics.ts";
import { PRINTER_CONDITIONS } from "../printer/conditions.ts";
import type { SimulatedPrinter } from "../printer/machine.ts";
import { isUpkeep } from "../printer/upkeep.ts";
import { SITE } from "../stage/site.ts";
import { ROOM } from "./host-misfortunes.ts";
import type { Office } from "./office.ts";
import { anyStation, type Station } from "./station.ts";

/** Nobody is quicker between the power switch and the card inside. */
const HANDS_MS = 2_000;
const BLIP_MS = 200;
const HOUR_MS = 3_600_000;

export function killSoon({ world, dice }: Office): void {
  const points = dice.int(1, 40);
  world.note(`step: the daemon dies after ${points} points`);
  world.kill(points);
}

export function killNow({ world }: Office): void {
  world.note("step: the daemon is killed");
  world.kill(0);
}

export function pullOrPlug(office: Office): void {
  pullOrPlugAt(office, anyStation(office));
}

function pullOrPlugAt({ world, books }: Office, { id, printer }: Station): void {
  const { plugged } = printer.state();
  world.note(`step: the cable of ${id} is ${plugged ? "pulled" : "plugged in"}`);
  if (plugged) books.figures.cuts += 1;
  printer.hand(plugged ? "unplug" : "plug");
}

/** The cable breaks in the midst of what is sent next. */
export function cutSoon(office: Office): void {
  const station = anyStation(office);
  station.cutAfter = office.dice.int(0, 120);
  office.world.note(`step: the cable of ${station.id} will break after ${station.cutAfter} bytes`);
}

export function powerOffOrOn(office: Office): void {
  switchAt(office, anyStation(office));
}

export function switchAt(office: Office, station: Station): void {
  const { world, books } = office;
  const { id, printer } = station;
  const { powered } = printer.state();
  if (isTooSoon(office, station)) return;
  world.note(`step: ${id} is switched ${powered ? "off" : "on"}`);
  if (powered) books.figures.powerCuts += 1;
  printer.hand(powered ? "power-off" : "power-on");
  keepHandsOff(office, station);
}

/** The light flickers, and the printer begins anew with what it remembers. */
export function powerBlip(office: Office): void {
  const { world, books, dice } = office;
  const station = anyStation(office);
  const { id, printer } = station;
  if (!printer.state().powered || isTooSoon(office, station)) return;
  world.note(`step: the power of ${id} fails for a moment`);
  if (dice.chance(0.2)) loseCounts(office, station);
  books.figures.powerCuts += 1;
  printer.hand("power-off");
  world.clock.timer(BLIP_MS, () => printer.hand("power-on"));
  keepHandsOff(office, station);
}

export function raiseCondition(office: Office): void {
  const { world, dice, tally } = office;
  const { id, printer } = anyStation(office);
  const condition = dice.any(PRINTER_CONDITIONS) ?? "other";
  const when = dice.chance(0.6) ? "next-step" : "at-once";
  world.note(`step: ${condition} at ${id} ${when}`);
  tally.add("injected", condition);
  printer.raise(condition, when);
}

/** Somebody sees to one thing that is wrong. */
export function help(office: Office): void {
  helpAt(office, anyStation(office));
}

export function helpAt(office: Office, station: Station): void {
  const { conditions, powered, plugged } = station.printer.state();
  const remedies = [
    ...conditions.filter((condition) => condition !== "card-inside"),
    ...(powered ? [] : ["power"]),
    ...(plugged ? [] : ["plug"]),
  ];
  const wrong = office.dice.any(remedies);
  if (wrong === "power") switchAt(office, station);
  else if (wrong === "plug") pullOrPlugAt(office, station);
  else if (wrong !== undefined) {
    office.world.note(`step: ${wrong} at ${station.id} is seen to`);
    station.printer.clear(wrong as (typeof PRINTER_CONDITIONS)[number]);
  }
}

export function takeAnyCard(office: Office): void {
  takeCard(office, anyStation(office));
}

/** False: nobody was quick enough. */
export function takeCard(office: Office, station: Station): boolean {
  const { id, printer } = station;
  if (printer.mechanism.card === undefined || isTooSoon(office, station)) return false;
  office.world.note(`step: a hand takes the card inside ${id}`);
  printer.hand("take-card");
  keepHandsOff(office, station);
  return true;
}

/** The board has forgotten the last cards: every open attempt began above what it says now. */
function loseCounts({ world, dice, tally }: Office, { id, printer }: Station): void {
  const { counters } = printer.mechanism;
  const lost = dice.int(20, 60);
  counters.cards = Math.max(0, counters.cards - lost);
  counters.panels = Math.max(0, counters.panels - 2 * lost);
  world.note(`step: the counters of ${id} go back by ${lost} cards`);
  tally.add("injected", "counters gone back");
}

export function dropBroker({ world, books }: Office): void {
  world.note("step: the broker drops the connection");
  books.figures.brokerLosses += 1;
  world.broker.drop(clientId(SITE));
}

export function losesBroker({ world, dice, books }: Office): void {
  const forMs = dice.int(100, 90_000);
  world.note(`step: the broker is away for ${forMs} ms`);
  books.figures.brokerLosses += 1;
  world.broker.setReachable(false);
  world.clock.timer(forMs, () => world.broker.setReachable(true));
}

/** The connection is dead, and neither end knows it yet. */
export function deafensBroker({ world, dice, books, line }: Office): void {
  const forMs = dice.int(0, 20_000);
  world.note(`step: the line to the broker is dead, noticed in ${forMs} ms`);
  books.figures.brokerLosses += 1;
  line.isDeaf = true;
  world.clock.timer(forMs, () => {
    // A new connection is none of it.
    if (line.isDeaf) world.broker.drop(clientId(SITE));
  });
}

export function emptiesBroker({ world, books }: Office): void {
  world.note("step: the broker has lost its memory");
  books.figures.brokerLosses += 1;
  world.broker.empty();
}

export function setsClock({ world, dice, tally, clockDoubt }: Office): void {
  const byMs = dice.weighted([
    [2, dice.int(-90_000, 90_000)],
    [1, dice.int(-3 * HOUR_MS, 3 * HOUR_MS)],
  ]);
  world.note(`step: the clock is set by ${byMs} ms`);
  tally.add("injected", "clock set");
  world.clock.jumpWall(byMs);
  clockDoubt.set(byMs);
}

/** All that a person can see to in one round; a card is left where it is. */
export function helpAll(office: Office): void {
  const { world, stations } = office;
  office.fullDisk.isFull = false;
  world.machine.isSynchronized = true;
  world.machine.space = ROOM;
  world.receiver.mood = "takes";
  for (const station of stations) {
    station.cutAfter = undefined;
    if (station.noise !== undefined) station.noise.isOver = true;
    helpWith(station.printer);
  }
  for (const server of world.servers.values()) {
    if (!server.state().powered) server.hand("power-on");
    for (const condition of server.state().conditions) server.clear(condition);
  }
  keepUp(office);
}

function helpWith(printer: SimulatedPrinter): void {
  const { card } = printer.mechanism;
  if (!printer.state().powered) printer.hand("power-on");
  printer.hand("plug");
  for (const condition of PRINTER_CONDITIONS) {
    // One that is to come never comes; what is inside stays there.
    if (condition !== "card-inside" || card === undefined) printer.clear(condition);
  }
}

/** What is done every day where it is needed: new cards, a new ribbon, the boxes are emptied. */
export function keepUp({ stations }: Pick<Office, "stations">): void {
  for (const { printer } of stations) {
    const { conditions, ribbon_left: ribbonLeft } = printer.state();
    // A ribbon that ended with a card is no condition of the printer before the next one.
    if (!conditions.some(isUpkeep) && ribbonLeft > 0) continue;
    for (const hand of ["refill", "ribbon", "empty-reject"] as const) printer.hand(hand);
  }
}

function isTooSoon({ world }: Office, { handsOffUntilMs }: Station): boolean {
  return world.clock.monotonicMs() < handsOffUntilMs;
}

function keepHandsOff({ world }: Office, station: Station): void {
  station.handsOffUntilMs = world.clock.monotonicMs() + HANDS_MS;
}
