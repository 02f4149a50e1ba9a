import type { Policy } from "../../src/core/policy.ts";
import type { WatchedServer } from "../../src/daemon/server-watch.ts";
import type { EvolisSettings } from "../../src/drivers/evolis/options.ts";
import { SMALL_POLICY } from "../office/small-world.ts";
import type { PrinterSettings } from "../printer/options.ts";
import type { Dice } from "./dice.ts";
import { drawKind, KINDS, type Kind, type KindName } from "./kinds.ts";
import { quietPolicy } from "./quiet-policy.ts";
import { drawChecks, drawServerPlans, watchedServer } from "./setting-servers.ts";

export interface PrinterSetting {
  readonly id: string;
  readonly stock: string;
  readonly settings: Partial<PrinterSettings>;
  readonly isNoisy: boolean;
}

/** An office: its printers and servers, and how its host is configured. */
export interface Setting {
  readonly kind: Kind;
  readonly printers: readonly PrinterSetting[];
  readonly servers: readonly WatchedServer[];
  readonly policy: Partial<Policy>;
  readonly driver: Partial<EvolisSettings>;
  readonly mqttVersion: 4 | 5;
}

/** What can make a card is taken over MQTT as well: everybody here does without the socket. */
const MQTT_COMMANDS = ["reprint", "resolve", "release", "adopt"];

export function drawSetting(dice: Dice, only?: KindName): Setting {
  const drawn = drawKind(dice);
  const kind = only === undefined ? drawn : KINDS[only];
  const ack = dice.chance(0.5) ? "executed" : "received";
  const isNoisy = dice.chance(kind.noise);
  const printers = Array.from({ length: 1 + drawCount(dice, kind.printers) }, (_, n) => ({
    id: `printer${n + 1}`,
    stock: n > 0 && dice.chance(0.3) ? "blue" : "default",
    settings: { ...drawPrinter(dice, kind), ack, ...serialNumbers(n + 1) } as const,
    isNoisy,
  }));
  const servers = Array.from({ length: drawCount(dice, kind.servers) }, (_, n) =>
    watchedServer(`server${n + 1}`),
  );
  return {
    kind,
    printers,
    servers,
    driver: {
      ack: dice.chance(0.5) ? "unknown" : ack,
      rejectBox: dice.weighted([
        [5, "output"],
        [1, "none"],
      ]),
    },
    policy: drawPolicy(dice, kind, printers, servers),
    mqttVersion: dice.chance(0.5) ? 4 : 5,
  };
}

/** From weights of 0, 1, 2 … */
function drawCount(dice: Dice, weights: readonly number[]): number {
  return dice.weighted(weights.map((weight, count) => [weight, count] as const));
}

function serialNumbers(n: number): Partial<PrinterSettings> {
  return { serialNumber: `SIM000${n}`, otherSerialNumber: `SIM900${n}` };
}

function drawPrinter(dice: Dice, { isQuiet }: Kind): Partial<PrinterSettings> {
  const drawn = {
    speed: dice.weighted([
      [1, 0.5],
      [3, 1],
      [2, 4],
      [2, 10],
    ]),
    feederCards: dice.weighted([
      [1, 3],
      [2, 100],
    ]),
    ribbonCards: dice.weighted([
      [1, 4],
      [2, 1_000],
    ]),
    outputCapacity: dice.weighted([
      [1, 5],
      [2, Number.POSITIVE_INFINITY],
    ]),
    rejectCapacity: dice.weighted([
      [1, 1],
      [2, 100],
    ]),
  };
  return isQuiet ? { speed: drawn.speed, ribbonCards: dice.int(20, 500) } : drawn;
}

function drawPolicy(
  dice: Dice,
  kind: Kind,
  printers: readonly PrinterSetting[],
  servers: readonly WatchedServer[],
): Partial<Policy> {
  const plans = printers.map(({ id, stock }) => {
    const counters = trust(dice);
    const cardPosition = counters === "untrusted" ? counters : trust(dice);
    return { id, stock, counters, cardPosition };
  });
  const drawn: Partial<Policy> = {
    printers: plans,
    servers: drawServerPlans(dice, servers),
    checks: drawChecks(dice, printers, servers),
    mqttCommands: MQTT_COMMANDS,
    queueMax: dice.weighted([
      [1, 4],
      [4, 1_000],
    ]),
    spoiled: dice.chance(0.7) ? "auto" : "ask",
    attemptsMax: dice.int(2, 5),
    inDoubtHolds: dice.chance(0.7) ? "job" : "printer",
    probation: { ...SMALL_POLICY.probation, proving: dice.chance(0.8) ? "auto" : "look" },
    ...(dice.chance(0.25) ? { notices: NOTICES } : {}),
  };
  return kind.isQuiet ? { ...drawn, ...quietPolicy(dice, printers, servers) } : drawn;
}

const NOTICES = { afterMs: 60_000, quietMs: 30_000, repeatMs: [300_000, 3_600_000] } as const;

function trust(dice: Dice): "trusted" | "untrusted" {
  return dice.chance(0.85) ? "trusted" : "untrusted";
}
