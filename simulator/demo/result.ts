import { join } from "node:path";
import type { CardFile } from "./card-judge.ts";
import type { Seen } from "./narrator.ts";

export interface Result {
  readonly lines: readonly string[];
  /** Promises that were broken, in words; empty: none. */
  readonly broken: readonly string[];
}

/** The table at the end, counted from the printer's own records, and what it proves. */
export function resultOf(
  { jobs, accepted, held, lifted, gaps }: Seen,
  cards: readonly CardFile[],
  { folder, wanted }: { readonly folder: string; readonly wanted: number },
): Result {
  const good = cards.filter(({ box, complete }) => complete && box === "output");
  const rows = [...jobs.values()].map(({ job_id: jobId, state, attempt = 0 }) => {
    const own = good.filter(({ resident }) => resident === residentOf(jobId));
    return { jobId, state, attempt, own };
  });
  const twice = rows.filter(({ own }) => own.length > 1).length;
  const lost = rows.filter(({ state, own }) => state !== "in-doubt" && own.length === 0).length;
  const spoiled = cards.length - good.length;
  const broken = [
    ...(accepted.size === wanted ? [] : [`${accepted.size} of ${wanted} jobs were accepted`]),
    ...(twice === 0 ? [] : [`${twice} jobs were printed twice`]),
    ...(lost === 0 ? [] : [`${lost} jobs were lost`]),
    ...rows.flatMap(({ jobId, state }) => (state === "completed" ? [] : [`${jobId} is ${state}`])),
    ...held.filter((hold) => !lifted.includes(hold)).map((hold) => `still held: ${hold}`),
    ...(held.length >= 2 ? [] : ["the ribbon and the server did not hold the queue"]),
    ...good.flatMap(({ n, resident }) => (resident === undefined ? [`card ${n} is nobody's`] : [])),
    ...gaps.map((gap) => `a gap in the events: ${gap}`),
  ];
  return {
    broken,
    lines: [
      "job              state       attempts  card",
      ...rows.map(
        ({ jobId, state, attempt, own }) =>
          `${jobId.padEnd(16)} ${state.padEnd(11)} ${String(attempt).padStart(8)}  ` +
          own.map(({ image }) => image).join(", "),
      ),
      "",
      `accepted ${accepted.size}   printed ${good.length}   held and released ${lifted.length}   ` +
        `spoiled ${spoiled}   twice printed ${twice}   lost ${lost}`,
      "",
      `the cards           ${folder}`,
      `all on one sheet    ${join(folder, "contact-sheet.png")}`,
    ],
  };
}

/** The simulated server's first job is for resident 0. */
function residentOf(jobId: string): number {
  return Number(/(\d+)$/.exec(jobId)?.[1]) - 1;
}
