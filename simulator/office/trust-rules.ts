import type { Policy } from "../../src/core/policy.ts";

/** As in a configuration that says nothing of them. */
export const TRUST_RULES: Pick<Policy, "relapse" | "probation"> = {
  relapse: {
    penalty: 1_000,
    selfClearedPenalty: 250,
    selfClearedMs: 120_000,
    halfLifeMs: 7 * 24 * 3_600_000,
    threshold: 1_700,
    reuse: 750,
  },
  probation: {
    proving: "auto",
    steps: [1, 3, 10],
    pauseMs: 60_000,
    pauseMaxMs: 1_800_000,
    factorMax: 5,
  },
};
