import type { Plant } from "./plant.ts";

/** Mistakes about what keeps a job from starting, and what lets it go on. */
export const HOLDS: readonly Plant[] = [
  {
    name: "a fault holds nothing",
    breaks: "I6",
    file: "src/core/draft.ts",
    find: "if (isHeld) this.placeHold(holdOf(fault));",
    replace: "void isHeld;",
  },
  {
    name: "a hold outlives its fault",
    breaks: "I6",
    file: "src/core/draft.ts",
    find: "    if (hold !== undefined) this.liftHold(hold);\n    for (const override",
    replace: "    for (const override",
  },
  {
    name: "the faults of one printer never clear",
    breaks: "I6",
    file: "src/core/draft.ts",
    find: "  clear(fault: Fault): void {\n",
    replace: `  clear(fault: Fault): void {
    if (fault.device === "printer2") return;
`,
  },
  {
    name: "a release lifts the hold of a fault unchecked",
    breaks: "I6",
    file: "src/core/release.ts",
    find: `const liftable = held.filter(({ cause }) => cause.kind !== "fault");`,
    replace: "const liftable = held;",
  },
  {
    name: "a hold that came while the card was prepared is overlooked",
    breaks: "I6",
    file: "src/core/printing.ts",
    find: "if (job === undefined || !mayPrint || holdsBetween(state, job, printer).length > 0) {",
    replace: "if (job === undefined || !mayPrint) {",
  },
  {
    name: "a job of high priority waits behind the others",
    breaks: "I6",
    file: "src/core/initial-state.ts",
    find: "return b.priority - a.priority || a.arrival - b.arrival;",
    replace: "return a.arrival - b.arrival;",
  },
  {
    name: "the pause of a repaired printer never ends",
    breaks: "I6",
    file: "src/core/operator-holds.ts",
    find: "if (until === undefined) return false;",
    replace: `if (until === undefined || cause.kind === "probation") return false;`,
  },
  {
    name: "a repaired printer is trusted at once",
    breaks: "I6",
    file: "src/core/trust.ts",
    find: "if (!hasFailure(draft, state, device))\n",
    replace: "if (device === condition)\n",
  },
  {
    name: "a repaired printer is free after its first card",
    breaks: "I6",
    file: "src/core/probation.ts",
    find: "return step > sizes.length ? undefined",
    replace: "return step > 1 ? undefined",
  },
  {
    name: "a repaired printer is not checked between its steps",
    breaks: "I6",
    file: "src/core/probation.ts",
    find: `return step < sizes.length ? { ...probation, confirmed, phase: "checking" } : undefined;`,
    replace:
      "return step < sizes.length ? { ...probation, confirmed: 0, step: step + 1 } : undefined;",
  },
  {
    name: "a failure on the way costs a printer nothing",
    breaks: "I6",
    file: "src/core/probation.ts",
    find: `phase: "stopped", step: 1, confirmed: 0, failures: failures + 1 };`,
    replace: `phase: "stopped" };`,
  },
  {
    name: "a job that is no specimen starts on a simulated device",
    breaks: "I11",
    file: "src/core/advance.ts",
    find: "if (!job.specimen && printer.identity?.simulated !== false) return false;",
    replace: "",
  },
  {
    name: "a waiting job expires before its time",
    breaks: "I1",
    file: "src/core/expiry.ts",
    find: "if (expiresAt === undefined || expiresAt > at) return false;",
    replace: "if ((expiresAt ?? at - 1) > at + 60_000) return false;",
  },
  {
    name: "what may have become a card expires",
    breaks: "I1",
    file: "src/core/expiry.ts",
    find: "const expired = state.queue.filter(",
    replace: "const expired = [...state.jobs.values()].filter(",
  },
  {
    name: "a job expires by a clock that has jumped",
    breaks: "I1",
    file: "src/core/expiry.ts",
    find: "return !isDoubted(state, at) && isSynchronized(state);",
    replace: "return isSynchronized(state);",
  },
  {
    name: "a second host of the same name goes on printing",
    breaks: "I12",
    file: "src/core/twins.ts",
    find: `    raise(draft, "second-host");`,
    replace: "",
  },
];
