import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["test/**/*.test.ts"],
    // Every crash of every life: `npm run test:crash`.
    exclude: ["test/crash/**"],
    // Real parts (broker, pseudo-terminal, child processes) may wait for a busy machine.
    testTimeout: 90_000,
    hookTimeout: 90_000,
  },
});
