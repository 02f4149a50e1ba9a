import * as clerk from "./clerk.ts";
import * as desk from "./desk.ts";
import type { Dice } from "./dice.ts";
import * as host from "./host-misfortunes.ts";
import type { Group, Kind } from "./kinds.ts";
import * as misfortunes from "./misfortunes.ts";
import type { Office } from "./office.ts";
import { otherHost } from "./second-host.ts";
import * as servers from "./servers.ts";

export type Step = (office: Office) => void;

const STEPS: readonly (readonly [group: Group, weight: number, step: Step])[] = [
  ["jobs", 16, servers.sendNew],
  ["jobs", 3, servers.sendUnanswered],
  ["odd-jobs", 4, servers.sendKnown],
  ["odd-jobs", 2, servers.sendOther],
  ["odd-jobs", 1, servers.sendExpired],
  ["odd-jobs", 1, servers.sendRetained],
  ["odd-jobs", 1, servers.sendUnprintable],
  ["odd-jobs", 0.5, servers.sendGarbage],

  ["people", 12, desk.anyCommand],
  ["odd-people", 3, desk.repeatedCommand],
  ["odd-people", 1, desk.staleCommand],
  ["odd-people", 0.5, desk.retainedCommand],
  ["odd-people", 0.5, desk.garbageCommand],

  ["right-answers", 8, clerk.answerRight],
  ["wrong-answers", 4, clerk.answerWrong],

  ["deaths", 7, misfortunes.killSoon],
  ["deaths", 2, misfortunes.killNow],
  ["cables", 3, misfortunes.pullOrPlug],
  ["cables", 4, misfortunes.cutSoon],
  ["power", 3, misfortunes.powerOffOrOn],
  ["power", 3, misfortunes.powerBlip],
  ["faults", 7, misfortunes.raiseCondition],
  ["help", 9, misfortunes.help],
  ["hands", 2, misfortunes.takeAnyCard],
  ["broker", 2, misfortunes.dropBroker],
  ["broker", 2, misfortunes.deafensBroker],
  ["broker", 1.5, misfortunes.losesBroker],
  ["broker", 1, misfortunes.emptiesBroker],
  ["clocks", 2, misfortunes.setsClock],
  ["clocks", 0.7, host.suspends],
  ["clocks", 0.5, host.losesTime],
  ["host", 2, host.fillsDisk],
  ["host", 0.7, host.littleRoom],
  ["servers", 3, host.befallsServer],
  ["servers", 3, host.helpsServer],
  ["receiver", 1, host.changesReceiver],
  ["twins", 1, otherHost],
];

/** What can happen in a world of this kind, each with its weight. */
export function stepsOf({ moods }: Kind): readonly (readonly [weight: number, step: Step])[] {
  return STEPS.map(([group, weight, step]) => [weight * (moods[group] ?? 1), step] as const);
}

/** How long nothing but the ordinary happens before it. Milliseconds. */
export function drawPause(dice: Dice): number {
  const [least, most] = dice.weighted<readonly [number, number]>([
    [6, [0, 0]],
    [8, [1, 1_000]],
    [8, [1_000, 8_000]],
    [5, [8_000, 45_000]],
    [1, [45_000, 400_000]],
  ]);
  return dice.int(least, most);
}
