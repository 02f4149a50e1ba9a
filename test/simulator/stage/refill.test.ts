import { expect, it, onTestFinished } from "vitest";
import { type FaultStage, openFaultStage } from "../../support/fault-stage.ts";

// Goal: an empty feeder that a person fills is accepted within 45 s with nobody saying so, and
// within 15 s when he asks for a check, by the configuration as it is delivered; and no state of
// the clocks puts that off. Method: the real daemon and the simulated printer in virtual time.

const SECOND_MS = 1_000;

async function emptied(): Promise<FaultStage> {
  const stage = openFaultStage();
  onTestFinished(stage.world.close);
  stage.world.start();
  await stage.pass(40 * SECOND_MS);
  stage.world.printer.raise("media-empty");
  await stage.until(() => stage.hasFault("media-empty"), 45 * SECOND_MS);
  stage.send("waits");
  await stage.pass(10 * 60 * SECOND_MS);
  expect(stage.stateOf("waits")).toBe("pending");
  return stage;
}

const begun = (stage: FaultStage) => () => stage.stateOf("waits") === "processing";

it.each([0, 700, 1_700, 2_900, 14_300, 29_900])(
  "a refill %i ms later is accepted within 45 s, unannounced",
  async (laterMs) => {
    const stage = await emptied();
    await stage.pass(laterMs);
    stage.world.printer.clear("media-empty");
    expect(await stage.until(begun(stage), 45 * SECOND_MS)).toBe(true);
  },
);

it.each([0, 700, 1_700])("within 15 s when a person asks for a check, %i ms later", async (ms) => {
  const stage = await emptied();
  stage.world.printer.clear("media-empty");
  await stage.pass(ms);
  stage.command("check");
  expect(await stage.until(begun(stage), 15 * SECOND_MS)).toBe(true);
});

it.each([-3_600_000, -5_000, 5_000, 3_600_000])(
  "within 45 s when the clock is set by %i ms meanwhile",
  async (byMs) => {
    const stage = await emptied();
    stage.world.printer.clear("media-empty");
    await stage.pass(4 * SECOND_MS);
    stage.world.clock.jumpWall(byMs);
    expect(await stage.until(begun(stage), 45 * SECOND_MS)).toBe(true);
  },
);
