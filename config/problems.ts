import type { Document, LineCounter, Node } from "yaml";
import { isAlias, isMap, isNode, isScalar, isSeq } from "yaml";
import type { z } from "zod";
import type { ConfigKey } from "./keys.ts";
import { unknownKey } from "./unknown-key.ts";

/** What a value that is not there is said to be; zod itself would speak of `undefined`. */
export const MISSING = "is missing";

/** The key of the file that a problem is about, and what is wrong there. */
interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

export interface ProblemContext {
  readonly document: Document;
  readonly lines: LineCounter;
  /** Keys that the file may have; absent: those of the configuration. */
  readonly keys?: readonly Pick<ConfigKey, "path">[];
}

/** One line for each problem: its path, what is wrong, and the line of the file. */
export function problemLines(
  issues: readonly z.core.$ZodIssue[],
  { document, lines, keys }: ProblemContext,
): readonly string[] {
  return issues
    .flatMap((issue) => problemsOf(issue, keys))
    .map(({ path, message }) => {
      const { line } = lines.linePos(offsetOf(document, path));
      return `${path.join(".") || "file"}: ${message} (line ${line})`;
    });
}

function problemsOf(issue: z.core.$ZodIssue, keys: ProblemContext["keys"]): readonly Problem[] {
  const { path, message } = issue;
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: unknownKey(path, key, keys),
      }));
    case "invalid_union": {
      const meant = meantBranch(issue.errors);
      if (meant === undefined) return [{ path, message: tidy(message) }];
      return meant
        .flatMap((each) => problemsOf(each, keys))
        .map((problem) => ({ ...problem, path: [...path, ...problem.path] }));
    }
    default:
      return [{ path, message: tidy(message) }];
  }
}

function tidy(message: string): string {
  return message.replace(/^Invalid (input|option): /, "");
}

type Issues = readonly z.core.$ZodIssue[];

/** Of the forms a value may have, the one that it comes closest to; none if two are as close. */
function meantBranch(branches: readonly Issues[]): Issues | undefined {
  const [best, second] = branches
    .map((issues) => ({ issues, distance: distanceOf(issues) }))
    .toSorted((a, b) => a.distance - b.distance);
  if (best === undefined || best.distance === second?.distance) return undefined;
  return best.distance < Number.POSITIVE_INFINITY ? best.issues : undefined;
}

/** How many keys it misses; another kind of value is far away. */
function distanceOf(issues: Issues): number {
  const known = issues.filter(({ code }) => code !== "unrecognized_keys");
  if (known.some(({ path }) => path.length === 0)) return Number.POSITIVE_INFINITY;
  return known.filter(({ message }) => message === MISSING).length;
}

/** Where a key stands in the file, or the nearest thing around it that does. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? startOf(node) : 0;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isSeq(node)) {
      node = node.items[Number(step)];
      if (isNode(node)) offset = startOf(node);
    } else if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (isNode(pair?.key)) offset = startOf(pair.key);
      node = pair?.value;
    }
  }
  return offset;
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}
