import { describe, expect, it } from "vitest";
import { FAULT_TEXTS, LANGUAGES } from "../../protocols/fault-texts.ts";
import { CONDITIONS } from "../../protocols/faults.ts";

it("has a text for every condition and none beside", () => {
  expect(Object.keys(FAULT_TEXTS).sort()).toEqual([...CONDITIONS].sort());
});

const texts = CONDITIONS.flatMap((condition) =>
  LANGUAGES.map((language) => ({ condition, language, ...FAULT_TEXTS[condition][language] })),
);

describe.each(texts)("$condition in $language", ({ title, action }) => {
  it("is a title of one short line, without a full stop", () => {
    expect(title).toMatch(/^[A-Z][^\n]{9,59}[^.\n]$/);
  });

  it("is an action of one line, politely asked", () => {
    expect(action).toMatch(/^(Silakan|Mohon|Please) [^\n]{10,95}\.$/);
  });

  it("spares the reader the words of technicians", () => {
    expect(`${title} ${action}`).not.toMatch(
      /RAID|SMART|MQTT|broker|ping|serial|NACK|timeout|database|disk penuh|feeder kosong|-error/i,
    );
  });
});

it.each(CONDITIONS)("takes from a minute to a working day: %s", (condition) => {
  expect(FAULT_TEXTS[condition].minutes).toBeGreaterThanOrEqual(1);
  expect(FAULT_TEXTS[condition].minutes).toBeLessThanOrEqual(480);
});

it("does not give two conditions one title", () => {
  for (const language of LANGUAGES) {
    const titles = CONDITIONS.map((condition) => FAULT_TEXTS[condition][language].title);
    expect(new Set(titles).size).toBe(titles.length);
  }
});
