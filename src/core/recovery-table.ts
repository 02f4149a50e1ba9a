import type { AttemptOutcome } from "../../protocols/words.ts";

/** What an interrupted attempt is judged by: the printer's word, against what was armed. */
export interface Sight {
  /** Cards drawn in since the attempt was armed. */
  readonly fed: "none" | "one" | "other";
  /** Panels printed since, against those that the card has. */
  readonly panels: "none" | "some" | "all" | "other";
  /** `unknown`: the printer cannot tell, or its word on it is not trusted. */
  readonly inside: "yes" | "no" | "unknown";
  /**
   * Whether the card was told to go to the reject box: `never`; `ordered` by a process or session
   * that did not see the end of it; just now and `acknowledged`; just now and `silent`.
   */
  readonly reject: "never" | "ordered" | "acknowledged" | "silent";
}

export type Verdict =
  /** The card inside goes to the reject box, then the printer is asked again. */
  | { readonly kind: "reject" }
  | {
      readonly kind: "outcome";
      readonly outcome: AttemptOutcome;
      readonly detail: string;
      /** What a person will most likely find. */
      readonly proposal?: Proposal;
    };

export type Proposal = Exclude<AttemptOutcome, "unknown">;

type Row = readonly [
  fed: Sight["fed"] | "any",
  panels: readonly Sight["panels"][] | "any",
  inside: readonly Sight["inside"][] | "any",
  reject: readonly Sight["reject"][] | "any",
  verdict: Verdict,
];

const REJECT: Verdict = { kind: "reject" };
const INCOMPLETE = ["none", "some"] as const;
const NEVER = ["never"] as const;

function outcome(name: AttemptOutcome, detail: string, proposal?: Proposal): Verdict {
  const more = proposal === undefined ? {} : { proposal };
  return { kind: "outcome", outcome: name, detail, ...more };
}

/**
 * The recovery table: the first row that fits decides. Nobody saw these attempts end, so a row
 * settles one only where the printer's word leaves one answer; everything else is for a person.
 *
 * A card that was rejected out of sight and is complete may lie in the output as well: it may have
 * left by itself before the reject came. One that is not complete is no good card, wherever it is.
 */
const ROWS: readonly Row[] = [
  // fed, panels, card inside, reject
  ["other", "any", "any", "any", outcome("unknown", "counters-do-not-fit")],
  ["any", ["other"], "any", "any", outcome("unknown", "counters-do-not-fit")],
  ["none", ["none"], ["no", "unknown"], NEVER, outcome("not-printed", "nothing-moved")],
  ["none", "any", ["yes"], "any", outcome("unknown", "card-inside")],
  ["none", "any", "any", "any", outcome("unknown", "counters-do-not-fit")],
  ["one", "any", ["yes"], ["never", "ordered"], REJECT],
  ["one", "any", ["yes"], "any", outcome("unknown", "card-inside", "spoiled")],
  ["one", ["all"], ["no"], NEVER, outcome("printed", "counters-fit")],
  ["one", ["all"], ["no"], ["acknowledged"], outcome("spoiled", "card-rejected")],
  ["one", ["all"], ["no"], "any", outcome("unknown", "look-in-the-reject-box", "spoiled")],
  ["one", INCOMPLETE, ["no"], NEVER, outcome("unknown", "card-incomplete", "spoiled")],
  ["one", INCOMPLETE, ["no"], "any", outcome("spoiled", "card-incomplete")],
  ["one", ["all"], ["unknown"], "any", outcome("unknown", "card-position-unknown", "printed")],
  ["one", INCOMPLETE, ["unknown"], "any", outcome("unknown", "card-position-unknown", "spoiled")],
];

/** Source: the recovery table of the project's reliability facts, row by row. */
export function recover(sight: Sight): Verdict {
  const row = ROWS.find(
    ([fed, panels, inside, reject]) =>
      (fed === "any" || fed === sight.fed) &&
      (panels === "any" || panels.includes(sight.panels)) &&
      (inside === "any" || inside.includes(sight.inside)) &&
      (reject === "any" || reject.includes(sight.reject)),
  );
  if (row === undefined) throw new Error("the recovery table has no row for what was seen");
  return row[4];
}
