import { expect, it, onTestFinished } from "vitest";
import type { Clock } from "../../../src/core/ports.ts";
import { openFaultStage } from "../../support/fault-stage.ts";

// Goal: a suspended host and a tick that never comes put no check off for longer than what happens
// next. Method: the real daemon in virtual time, whose computer sleeps, or one of whose timers is
// lost.

const SECOND_MS = 1_000;

it("goes on looking after a timer was lost: the next event takes its place", async () => {
  const stage = openFaultStage();
  onTestFinished(stage.world.close);
  const { clock } = stage.world;
  const timer: Clock["timer"] = clock.timer;
  let isLosing = false;
  Object.assign(clock, {
    timer: ((delayMs, run) => {
      if (isLosing && delayMs === SECOND_MS) {
        isLosing = false;
        return () => {};
      }
      return timer(delayMs, run);
    }) satisfies Clock["timer"],
  });
  stage.world.start();
  await stage.pass(60 * SECOND_MS);
  isLosing = true;
  await stage.pass(2 * SECOND_MS);
  expect(isLosing).toBe(false);
  stage.world.printer.raise("media-empty");
  // A server reports every minute: that is the event.
  expect(await stage.until(() => stage.hasFault("media-empty"), 95 * SECOND_MS)).toBe(true);
});

it("looks at once after the host was suspended", async () => {
  const stage = openFaultStage();
  onTestFinished(stage.world.close);
  stage.world.start();
  await stage.pass(61 * SECOND_MS);
  stage.world.printer.raise("media-empty");
  stage.world.machine.suspendedMs += 3_600_000;
  stage.world.clock.jumpWall(3_600_000);
  expect(await stage.until(() => stage.hasFault("media-empty"), 3 * SECOND_MS)).toBe(true);
});
