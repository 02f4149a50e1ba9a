import { handSteps } from "../protocols/fault-steps.ts";
import { FAULT_TEXTS, type Language } from "../protocols/fault-texts.ts";
import { CONDITIONS, type Condition, type FaultRule, faultRule } from "../protocols/faults.ts";
import { PAGE_TEXTS, PARTS, type Part } from "./faults-page-texts.ts";

/** `docs/faults.md`: the page beside the printer, Indonesian first. */
export function faultsPage(): string {
  const note = "<!-- Made from protocols/faults.ts and its texts by `npm run docs`. -->";
  return `${[note, pageIn("id"), "---", pageIn("en")].join("\n\n")}\n`;
}

export function conditionsOf(part: Part): readonly Condition[] {
  return CONDITIONS.filter((condition) => partOf(faultRule(condition)) === part);
}

function partOf({ device, holds, class: kind }: FaultRule): Part {
  if (!holds) return device === "printer" ? "notice" : `${device}-notice`;
  if (device !== "printer") return device;
  return ({ upkeep: "daily", environment: "power", failure: "broken" } as const)[kind];
}

function pageIn(language: Language): string {
  const { title, otherLanguage, rules, nevers, parts } = PAGE_TEXTS[language];
  const intro = [`# ${title}`, ...otherLanguage, ...rules.map((rule, n) => `${n + 1}. ${rule}`)];
  const warning = [nevers.title, ...nevers.lines.map((line) => `- ${line}`)];
  const tables = PARTS.flatMap((part) => [
    `## ${parts[part].title}`,
    parts[part].queue,
    table(part, language),
  ]);
  return [joined(intro), joined(warning), ...tables].join("\n\n");
}

/** List items one below the other, all else with an empty line between. */
function joined(lines: readonly string[]): string {
  const isItem = (line: string | undefined) => line !== undefined && /^(\d+\.|-) /.test(line);
  const gap = (n: number) => (isItem(lines[n]) && isItem(lines[n - 1]) ? "\n" : "\n\n");
  return lines.map((line, n) => (n === 0 ? line : gap(n) + line)).join("");
}

function table(part: Part, language: Language): string {
  const { columns } = PAGE_TEXTS[language];
  const rows = conditionsOf(part).map((condition) => row(condition, language));
  return [cells(columns), cells(columns.map(() => "---")), ...rows].join("\n");
}

function row(condition: Condition, language: Language): string {
  const { title } = FAULT_TEXTS[condition][language];
  const { steps, never } = handSteps(condition, language);
  const [only = ""] = steps;
  const numbered = steps.map((step, n) => `${n + 1}. ${step}`).join("<br>");
  const warning = never === undefined ? "" : `<br>**${never}**`;
  const hands = (steps.length === 1 ? only : numbered) + warning;
  return cells([`**${title}**`, hands, String(FAULT_TEXTS[condition].minutes)]);
}

function cells(texts: readonly string[]): string {
  return `| ${texts.join(" | ")} |`;
}
