import { describe, expect, it } from "vitest";
import { SCHEDULE_TEXTS } from "../../src/cli/schedule-texts.ts";
import { openCommandStand } from "./command-stand.ts";
import { SCHEDULE } from "./sample-control-api.ts";

describe("cetakd schedule", () => {
  it("shows each check, and what was missed with the reason", async () => {
    const stand = openCommandStand("language: en");
    await stand.serve();
    const { code, stdout, stderr } = await stand.cetakd(["schedule"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const text = stdout.replaceAll(/\s+/g, " ");
    for (const shown of [
      "printer1/health",
      "fault",
      "120 ms",
      "media-empty",
      "4 Jan 2021, 09:15:01",
      "*/30 * * * * *",
      "printer1/health: 2 × device busy, 4 Jan 2021, 08:30:00 to 4 Jan 2021, 08:30:30",
    ]) {
      expect(text).toContain(shown);
    }
  });

  it("says that there are none", async () => {
    const stand = openCommandStand();
    await stand.serve({ schedule: () => ({ ...SCHEDULE, checks: [] }) });
    const { stdout } = await stand.cetakd(["schedule"]);
    expect(stdout).toBe("Tidak ada pemeriksaan yang diatur.\n");
  });

  it("prints the document of the daemon and nothing else with --json", async () => {
    const stand = openCommandStand();
    await stand.serve();
    const { stdout } = await stand.cetakd(["schedule", "--json"]);
    expect(JSON.parse(stdout)).toEqual(SCHEDULE);
  });
});

it("has the same words in both languages, no two alike", () => {
  const { en, id } = SCHEDULE_TEXTS;
  expect(Object.keys(id.state)).toEqual(Object.keys(en.state));
  expect(Object.keys(id.reason)).toEqual(Object.keys(en.reason));
  for (const { reason } of [en, id]) {
    expect(new Set(Object.values(reason)).size).toBe(Object.keys(reason).length);
  }
});
