import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("../..", import.meta.url).pathname,
    include: ["test/core/**/*.test.ts"],
    // What it finds depends on chance: a mutant must die every time.
    exclude: ["test/core/core.property.test.ts"],
  },
});
