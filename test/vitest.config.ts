import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["test/**/*.test.ts"],
    // Most of the time goes by in other processes and on timers, not in this one.
    maxWorkers: availableParallelism(),
    // Real parts (broker, pseudo-terminal, child processes) may wait for a busy machine.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
