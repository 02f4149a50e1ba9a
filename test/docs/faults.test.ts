import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { conditionsOf, faultsPage } from "../../docs/faults-page.ts";
import { PARTS } from "../../docs/faults-page-texts.ts";
import { handSteps } from "../../protocols/fault-steps.ts";
import { FAULT_TEXTS, LANGUAGES } from "../../protocols/fault-texts.ts";
import { CONDITIONS, faultRule } from "../../protocols/faults.ts";

// Goal: the page beside the printer has all conditions, in the words of the screen, and what it
// says of the queue is what the catalogue does. If not up to date: npm run docs

describe("docs/faults.md", () => {
  const page = readFileSync("docs/faults.md", "utf8");

  it("is made from the catalogue as it is now", () => {
    expect(page).toBe(faultsPage());
  });

  it.each(CONDITIONS)("has one row for %s in each language, with all its steps", (condition) => {
    for (const language of LANGUAGES) {
      const { [language]: words, minutes } = FAULT_TEXTS[condition];
      const rows = page.split("\n").filter((line) => line.startsWith(`| **${words.title}** | `));
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatch(new RegExp(` \\| ${minutes} \\|$`));
      const { steps, never = "" } = handSteps(condition, language);
      for (const text of [...steps, never]) expect(rows[0]).toContain(text);
    }
  });

  it("has every condition in one part, and says of each part whether its queue waits", () => {
    const parts = PARTS.map((part) => ({ part, conditions: conditionsOf(part) }));
    expect(parts.flatMap(({ conditions }) => conditions).sort()).toEqual([...CONDITIONS].sort());
    for (const { part, conditions } of parts) {
      const holding = conditions.filter((condition) => faultRule(condition).holds);
      expect(holding).toEqual(part.endsWith("notice") ? [] : conditions);
    }
  });
});

describe.each(LANGUAGES)("what the hands do, in %s", (language) => {
  it.each(CONDITIONS)("is short, and plain words: %s", (condition) => {
    const { steps, never } = handSteps(condition, language);
    for (const step of steps) expect(step).toMatch(/^[A-Z].{10,94}[.?]$/);
    expect(never ?? "Never mind.").toMatch(/^(Jangan|Never) .*\.$/);
    const words = [...steps, never].join(" ");
    expect(words).not.toMatch(
      /RAID|SMART|MQTT|broker|\bping\b|serial|NACK|timeout|database|-error/i,
    );
    expect(words).not.toContain("|");
  });

  it("has more than one line for whatever an ordinary day at a printer brings", () => {
    for (const condition of conditionsOf("daily")) {
      const { steps, never } = handSteps(condition, language);
      expect([condition, steps.length > 1, never !== undefined]).toEqual([condition, true, true]);
    }
  });
});

it("has as many steps in one language as in the other", () => {
  for (const condition of CONDITIONS) {
    const { steps } = handSteps(condition, "id");
    expect([condition, handSteps(condition, "en").steps.length]).toEqual([condition, steps.length]);
  }
});
