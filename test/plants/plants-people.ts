import type { Plant } from "./plant.ts";

/** Mistakes with what people say. */
export const PEOPLE: readonly Plant[] = [
  {
    name: "a second answer about the same card is taken",
    breaks: "I4 I1 resolve",
    file: "src/core/resolve.ts",
    find: "if (!isOpenNow(turn, job) || !isUndecided(state, job))",
    replace: "if (!isOpenNow(turn, job))",
  },
  {
    name: "an answer about an earlier card is taken for the latest",
    breaks: "I4",
    file: "src/core/resolve.ts",
    find: `if (attempt !== job.attempts) return refused("wrong-attempt", latestOf(job));`,
    replace: "void latestOf;",
    also: [
      {
        file: "src/core/resolve.ts",
        find: "const { jobId, attempt, as } = request;",
        replace: `const { jobId, as } = request;
          const attempt = turn.state.jobs.get(jobId)?.attempts ?? request.attempt;`,
      },
    ],
  },
  {
    name: "a card that is being printed is canceled",
    breaks: "I1 cancel",
    file: "src/core/commands.ts",
    find: `if (job.state === "pending" && isOpenNow(turn, job)) {`,
    replace: `if (job.state !== "completed" && isOpenNow(turn, job)) {`,
  },
  {
    name: "two clerks have one card reprinted twice",
    breaks: "I2",
    file: "src/core/reprint.ts",
    find: "  if (open !== undefined) {",
    replace: "  if (open !== undefined && next === undefined) {",
  },
  {
    name: "another host of this name is not noticed",
    breaks: "I12",
    file: "src/core/twins.ts",
    find: "} else if (state.twins.get(store)?.isDecided !== true) {",
    replace: `} else if (store === "") {`,
  },
  {
    name: "another host of this name is not listened for",
    breaks: "I12",
    file: "src/io/broker-session.ts",
    find: "broker.subscribe([parts.stateTopic], 0);",
    replace: "",
  },
  {
    name: "another host is looked for once, at the start",
    breaks: "I12",
    file: "src/io/broker-session.ts",
    find: "cancelTry = clock.timer(pauses.nextMs(), look);",
    replace: "cancelTry = clock.timer(pauses.nextMs(), connect);",
  },
];
