import * as clerk from "./clerk.ts";
import * as desk from "./desk.ts";
import type { Dice } from "./dice.ts";
import * as misfortunes from "./misfortunes.ts";
import type { Office } from "./office.ts";
import { otherHost } from "./second-host.ts";
import * as servers from "./servers.ts";

type Step = (office: Office) => void;

const STEPS: readonly (readonly [weight: number, step: Step])[] = [
  [16, servers.sendNew],
  [4, servers.sendKnown],
  [2, servers.sendOther],
  [3, servers.sendUnanswered],
  [1, servers.sendExpired],
  [1, servers.sendRetained],
  [1, servers.sendUnprintable],
  [0.5, servers.sendGarbage],

  [12, desk.anyCommand],
  [3, desk.repeatedCommand],
  [1, desk.staleCommand],
  [0.5, desk.retainedCommand],
  [0.5, desk.garbageCommand],

  [8, clerk.answerRight],
  [4, clerk.answerWrong],

  [7, misfortunes.killSoon],
  [2, misfortunes.killNow],
  [3, misfortunes.pullOrPlug],
  [4, misfortunes.cutSoon],
  [3, misfortunes.powerOffOrOn],
  [3, misfortunes.powerBlip],
  [7, misfortunes.raiseCondition],
  [9, misfortunes.help],
  [2, misfortunes.takeCard],
  [2, misfortunes.dropBroker],
  [2, misfortunes.deafensBroker],
  [1.5, misfortunes.losesBroker],
  [1, misfortunes.emptiesBroker],
  [2, misfortunes.setsClock],
  [2, misfortunes.fillsDisk],
  [1, otherHost],
];

/** What happens next. */
export function drawStep(dice: Dice): Step {
  return dice.weighted(STEPS);
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
