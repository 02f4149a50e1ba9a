import { FAULT_TEXTS } from "../../protocols/fault-texts.ts";
import { CONDITIONS } from "../../protocols/faults.ts";
import { RESOLUTIONS } from "../../protocols/words.ts";
import type { JobDetails, NeighbourDocument } from "../io/control-api.ts";
import { COMMAND_TEXTS, type CommandTexts } from "./command-texts.ts";
import type { Desk } from "./desk.ts";
import { layTable, wrap } from "./layout.ts";
import { type Language, wordFor } from "./texts.ts";

type View = Pick<Desk, "language" | "texts" | "showTime">;
type Evidence = Readonly<Record<string, unknown>> | null;

/** What a person is asked about a job in doubt, and what to type; empty for any other job. */
export function questionText(job: JobDetails, view: View, width: number): readonly string[] {
  const { question, job_id: jobId } = job;
  const asked = job.attempts_made.find(({ attempt }) => attempt === question?.attempt);
  if (question === undefined || asked === undefined) return [];
  const texts = COMMAND_TEXTS[view.language];
  const { printer } = question;
  const time = view.showTime(asked.armed_at);
  const beside = [
    [texts.before, neighbourText(question.before, view)],
    [texts.after, neighbourText(question.after, view)],
  ];
  return [
    ...wrap(texts.inDoubt({ jobId, printer, time }), width),
    ...wrap(texts.known(factsOf(asked.evidence, view.language).join("; ")), width),
    ...proposalText(asked.evidence, texts),
    ...layTable({ rows: beside }, width),
    texts.picture,
    // What is to be typed stays on one line.
    `  cetakd job ${jobId} --card ${jobId}.png`,
    "",
    ...wrap(texts.question, width),
    ...RESOLUTIONS.flatMap((as) => ["", texts.answers[as], `  cetakd resolve ${jobId} --${as}`]),
  ];
}

function neighbourText(
  neighbour: NeighbourDocument | null,
  { language, texts, showTime }: View,
): string {
  if (neighbour === null) return COMMAND_TEXTS[language].noNeighbour;
  const { job_id: jobId, armed_at: armedAt, outcome } = neighbour;
  const became = outcome === null ? texts.underWay : wordFor(texts.outcome, outcome);
  return `${jobId}, ${showTime(armedAt)}, ${became}`;
}

function factsOf(evidence: Evidence, language: Language): readonly string[] {
  const texts = COMMAND_TEXTS[language];
  const { detail, interrupted, cards_fed: fed } = evidence ?? {};
  const { panels_printed: panels, card_inside: inside } = evidence ?? {};
  return [
    ...(typeof interrupted === "string" ? [detailText(interrupted, language)] : []),
    ...(detail === interrupted ? [] : [detailText(String(detail ?? "-"), language)]),
    ...(typeof fed === "number" ? [texts.cardsFed(fed)] : []),
    ...(typeof panels === "number" ? [texts.panelsPrinted(panels)] : []),
    ...(typeof inside === "boolean" ? [texts.cardInside[inside ? "yes" : "no"]] : []),
  ];
}

/** In words, with the detail itself for whoever is called for help. */
function detailText(detail: string, language: Language): string {
  const { evidence, silent, refused } = COMMAND_TEXTS[language];
  // `refused-<step>-<condition>`; the catalogue has those of printers first.
  const fault = CONDITIONS.find(
    (condition) => detail.startsWith("refused-") && detail.endsWith(`-${condition}`),
  );
  const stopped = fault && refused(FAULT_TEXTS[fault][language].title);
  const words = evidence[detail] ?? (detail.startsWith("silent-") ? silent : stopped);
  return words === undefined ? detail : `${words} (${detail})`;
}

/** What the evidence points to, where it points to something. */
function proposalText(evidence: Evidence, { proposal, answers }: CommandTexts): readonly string[] {
  const proposed = RESOLUTIONS.find((as) => as === evidence?.["proposal"]);
  return proposed === undefined ? [] : [proposal(answers[proposed])];
}

/** What people have said of the attempts at a job, and whose card it replaces. */
export function decisionText(job: JobDetails, view: View, width: number): readonly string[] {
  const texts = COMMAND_TEXTS[view.language];
  const { reprint_of: original } = job;
  const rows = job.attempts_made.flatMap(({ attempt, decisions }) =>
    decisions.map(({ as, by, at, reason, undone }) => [
      String(attempt),
      wordFor(view.texts.outcome, as),
      by,
      view.showTime(at),
      reason,
      undone === null ? "-" : texts.undoneBy(undone.by, view.showTime(undone.at)),
    ]),
  );
  return [
    ...(original === undefined ? [] : [texts.reprintOf(original)]),
    ...(rows.length === 0 ? [] : layTable({ header: texts.decisionsHeader, rows }, width)),
  ];
}
