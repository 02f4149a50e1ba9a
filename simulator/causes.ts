import type { Condition } from "../protocols/faults.ts";
import { PRINTER_CONDITIONS } from "./printer/conditions.ts";
import { SERVER_CONDITIONS } from "./server/conditions.ts";

/**
 * The conditions of the catalogue that each kind of simulated device can cause, by `fault DEVICE
 * CONDITION`. Those of the host itself are caused by no device: its disk, its broker and its store
 * are real.
 */
export const CAUSES: Readonly<Record<"printer" | "server", readonly Condition[]>> = {
  printer: PRINTER_CONDITIONS,
  server: SERVER_CONDITIONS,
};
