import type { Config } from "../../config/schema.ts";
import { isWithin } from "../../src/core/hours.ts";
import { localTime } from "../../src/io/schedule.ts";
import type { Scene } from "./scene.ts";

const LOOKS_EVERY_MS = 60_000;

/** Somebody who sees in office hours to what a printer needs every day, so long after it does. */
export function attend(
  scene: Scene,
  { hours, timezone }: Config,
  printer: string,
  delayMs: number,
): void {
  let neededMs: number | undefined;

  function look(): void {
    if (!scene.needsUpkeep(printer)) neededMs = undefined;
    else neededMs ??= scene.nowMs();
    const isThere = isWithin(hours, localTime(scene.wallMs(), timezone));
    if (neededMs !== undefined && isThere && scene.nowMs() - neededMs >= delayMs) {
      for (const hand of ["refill", "ribbon", "empty-reject"] as const) scene.hand(printer, hand);
      neededMs = undefined;
    }
    scene.later(LOOKS_EVERY_MS, look);
  }

  look();
}
