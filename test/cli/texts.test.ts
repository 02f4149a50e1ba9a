import { describe, expect, it } from "vitest";
import { ATTEMPT_OUTCOMES, JOB_STATES, RELEASE_RULES } from "../../protocols/words.ts";
import { TEXTS } from "../../src/cli/texts.ts";

/** The values of contract §3 and §5. */
const VALUES = {
  hostState: ["starting", "idle", "printing", "held", "stopping"],
  jobState: [...JOB_STATES, "held"],
  printerState: ["idle", "processing", "stopped"],
  serverState: ["up", "degraded", "down", "off", "unknown"],
  feeder: ["ok", "low", "empty", "unknown"],
  outcome: ATTEMPT_OUTCOMES,
  release: RELEASE_RULES,
} as const;

const TABLES = Object.entries(VALUES) as [keyof typeof VALUES, readonly string[]][];

describe.each(["id", "en"] as const)("the words in %s", (language) => {
  it.each(TABLES)("of %s name every value, no two alike", (table, values) => {
    const words = TEXTS[language][table];
    expect(Object.keys(words).sort()).toEqual([...values].sort());
    expect(new Set(Object.values(words)).size).toBe(values.length);
  });
});
