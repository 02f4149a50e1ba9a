import { defineConfig } from "vitest/config";

/** Stories that pass everywhere and are about something else: chance, amounts, a whole month. */
const LONG = ["*.property", "many-holds", "ordinary-month"];

export default defineConfig({
  test: {
    root: new URL("../..", import.meta.url).pathname,
    include: ["test/core/**/*.test.ts"],
    exclude: LONG.map((name) => `test/core/${name}.test.ts`),
    // One load of the modules for all files: thousands of runs.
    isolate: false,
    // A busy machine kills no mutant; one that never ends is seen by `timeoutMS` of Stryker.
    testTimeout: 60_000,
  },
});
