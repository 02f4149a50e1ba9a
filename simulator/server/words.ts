import type { Condition, FAULTS } from "../../protocols/faults.ts";

/** What can be done to a simulated server, and what it says of itself: no package needed. */

/** The conditions of the catalogue that a server can be in: this one shows all of them. */
export type ServerCondition = {
  [Name in Condition]: (typeof FAULTS)[Name]["device"] extends "server" ? Name : never;
}[Condition];

export const SERVER_ACTIONS = ["power-off", "power-on"] as const;
export type ServerAction = (typeof SERVER_ACTIONS)[number];

export interface ServerSnapshot {
  readonly powered: boolean;
  readonly connected: boolean;
  /** Whether a probe finds somebody. */
  readonly door: "open" | "shut";
  readonly conditions: readonly ServerCondition[];
  /** Documents that were never sent. */
  readonly unsent: number;
  /** Documents that were sent and have no answer. */
  readonly unanswered: number;
  /** Jobs that the host has and has not brought to an end. */
  readonly open: number;
  /** How many jobs ended how: by a final state, or as `refused`. */
  readonly ended: Readonly<Record<string, number>>;
  /** What the host did against the contract. */
  readonly violations: readonly string[];
}
