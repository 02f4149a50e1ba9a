import type { Policy } from "../../src/core/policy.ts";
import type { EvolisSettings } from "../../src/drivers/evolis/options.ts";
import type { PrinterSettings } from "../printer/options.ts";
import type { Dice } from "./dice.ts";

/** An office: its printer, and how its host is configured. */
export interface Setting {
  readonly printer: Partial<PrinterSettings>;
  readonly policy: Partial<Policy>;
  readonly driver: Partial<EvolisSettings>;
  readonly mqttVersion: 4 | 5;
}

/** What can make a card is taken over MQTT as well: everybody here does without the socket. */
const MQTT_COMMANDS = ["reprint", "resolve", "release", "adopt"];

export function drawSetting(dice: Dice): Setting {
  const ack = dice.chance(0.5) ? "executed" : "received";
  return {
    printer: {
      ack,
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
    },
    driver: {
      ack: dice.chance(0.5) ? "unknown" : ack,
      rejectBox: dice.weighted([
        [5, "output"],
        [1, "none"],
      ]),
    },
    policy: drawPolicy(dice),
    mqttVersion: dice.chance(0.5) ? 4 : 5,
  };
}

function drawPolicy(dice: Dice): Partial<Policy> {
  const counters = trust(dice);
  const cardPosition = counters === "untrusted" ? counters : trust(dice);
  return {
    printers: [{ id: "printer1", stock: "default", counters, cardPosition }],
    mqttCommands: MQTT_COMMANDS,
    queueMax: dice.weighted([
      [1, 4],
      [4, 1_000],
    ]),
    spoiled: dice.chance(0.7) ? "auto" : "ask",
    attemptsMax: dice.int(2, 5),
    inDoubtHolds: dice.chance(0.7) ? "job" : "printer",
  };
}

function trust(dice: Dice): "trusted" | "untrusted" {
  return dice.chance(0.85) ? "trusted" : "untrusted";
}
