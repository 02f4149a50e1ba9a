import { clientId } from "../../protocols/host/topics.ts";
import { PRINTER_CONDITIONS } from "../printer/conditions.ts";
import type { Office } from "./office.ts";

const SITE = { site: "oku", host: "host1" } as const;
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

export function pullOrPlug({ world, books }: Office): void {
  const { plugged } = world.printer.state();
  world.note(`step: the cable is ${plugged ? "pulled" : "plugged in"}`);
  if (plugged) books.figures.cuts += 1;
  world.printer.hand(plugged ? "unplug" : "plug");
}

/** The cable breaks in the midst of what is sent next. */
export function cutSoon(office: Office): void {
  office.cutAfter = office.dice.int(0, 120);
  office.world.note(`step: the cable will break after ${office.cutAfter} bytes`);
}

export function powerOffOrOn(office: Office): void {
  const { world, books } = office;
  const { powered } = world.printer.state();
  if (isTooSoon(office)) return;
  world.note(`step: the printer is switched ${powered ? "off" : "on"}`);
  if (powered) books.figures.powerCuts += 1;
  world.printer.hand(powered ? "power-off" : "power-on");
  keepHandsOff(office);
}

/** The light flickers, and the printer begins anew with what it remembers. */
export function powerBlip(office: Office): void {
  const { world, books, dice } = office;
  if (!world.printer.state().powered || isTooSoon(office)) return;
  world.note("step: the power fails for a moment");
  if (dice.chance(0.2)) loseCounts(office);
  books.figures.powerCuts += 1;
  world.printer.hand("power-off");
  world.clock.timer(BLIP_MS, () => world.printer.hand("power-on"));
  keepHandsOff(office);
}

export function raiseCondition({ world, dice }: Office): void {
  const condition = dice.any(PRINTER_CONDITIONS) ?? "other";
  const when = dice.chance(0.6) ? "next-step" : "at-once";
  world.note(`step: ${condition} ${when}`);
  world.printer.raise(condition, when);
}

/** Somebody sees to one thing that is wrong. */
export function help(office: Office): void {
  const { world, dice } = office;
  const { conditions, powered, plugged } = world.printer.state();
  const remedies = [
    ...conditions.filter((condition) => condition !== "card-inside"),
    ...(powered ? [] : ["power"]),
    ...(plugged ? [] : ["plug"]),
  ];
  const wrong = dice.any(remedies);
  if (wrong === "power") powerOffOrOn(office);
  else if (wrong === "plug") pullOrPlug(office);
  else if (wrong !== undefined)
    clearCondition(office, wrong as (typeof PRINTER_CONDITIONS)[number]);
}

function clearCondition({ world }: Office, condition: (typeof PRINTER_CONDITIONS)[number]): void {
  world.note(`step: ${condition} is seen to`);
  world.printer.clear(condition);
}

/** False: nobody was quick enough. */
export function takeCard(office: Office): boolean {
  const { world } = office;
  if (world.printer.mechanism.card === undefined || isTooSoon(office)) return false;
  world.note("step: a hand takes the card inside");
  world.printer.hand("take-card");
  keepHandsOff(office);
  return true;
}

/** The board has forgotten the last cards: every open attempt began above what it says now. */
function loseCounts({ world, dice }: Office): void {
  const { counters } = world.printer.mechanism;
  const lost = dice.int(20, 60);
  counters.cards = Math.max(0, counters.cards - lost);
  counters.panels = Math.max(0, counters.panels - 2 * lost);
  world.note(`step: the counters go back by ${lost} cards`);
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

/** A second hand may have gone on meanwhile: a jump of little more than an hour proves nothing. */
const FAR_MS = HOUR_MS + 60_000;

export function setsClock(office: Office): void {
  const { world, dice } = office;
  const byMs = dice.weighted([
    [2, dice.int(-90_000, 90_000)],
    [1, dice.int(-3 * HOUR_MS, 3 * HOUR_MS)],
  ]);
  world.note(`step: the clock is set by ${byMs} ms`);
  world.clock.jumpWall(byMs);
  if (Math.abs(byMs) > FAR_MS) office.doubting = world.lives.at(-1);
}

/** Somebody's files leave no room for the store. */
export function fillsDisk({ world, dice, fullDisk }: Office): void {
  const forMs = dice.int(100, 60_000);
  world.note(`step: the disk is full for ${forMs} ms`);
  fullDisk.isFull = true;
  world.clock.timer(forMs, () => {
    fullDisk.isFull = false;
  });
}

/** All that a person can see to in one round; a card is left where it is. */
export function helpAll(office: Office): void {
  const { world } = office;
  const { card } = world.printer.mechanism;
  office.cutAfter = undefined;
  office.fullDisk.isFull = false;
  if (!world.printer.state().powered) world.printer.hand("power-on");
  world.printer.hand("plug");
  for (const condition of PRINTER_CONDITIONS) {
    // One that is to come never comes; what is inside stays there.
    if (condition !== "card-inside" || card === undefined) world.printer.clear(condition);
  }
  keepUp(office);
}

const UPKEEP: readonly string[] = ["media-empty", "marker-supply-empty", "output-area-full"];

/** What is done every day where it is needed: new cards, a new ribbon, the boxes are emptied. */
export function keepUp({ world }: Office): void {
  if (!world.printer.state().conditions.some((each) => UPKEEP.includes(each))) return;
  for (const hand of ["refill", "ribbon", "empty-reject"] as const) world.printer.hand(hand);
}

function isTooSoon({ world, handsOffUntilMs }: Office): boolean {
  return world.clock.monotonicMs() < handsOffUntilMs;
}

function keepHandsOff(office: Office): void {
  office.handsOffUntilMs = office.world.clock.monotonicMs() + HANDS_MS;
}
