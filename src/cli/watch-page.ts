import { handSteps } from "../../protocols/fault-steps.ts";
import { FAULT_TEXTS } from "../../protocols/fault-texts.ts";
import { CONDITIONS, type Condition } from "../../protocols/faults.ts";
import type { StatusDocument } from "../io/control-api.ts";
import { TRUST_SENTENCES } from "../status/trust-sentences.ts";
import type { Desk } from "./desk.ts";
import { amounts, holdText, printerRow, provingLeft, serverRow } from "./status-text.ts";
import { WATCH_TEXTS } from "./watch-texts.ts";

export type WatchView = Pick<Desk, "hostName" | "language" | "texts" | "showTime">;
type Fault = StatusDocument["faults"][number];
type Flat = Readonly<Record<string, unknown>>;

/** How a screen looks from afar, before anybody reads it. */
export type Tone = "good" | "warning" | "bad" | "quiet";

export type Section =
  | { readonly kind: "strong" | "plain" | "faint"; readonly lines: readonly string[] }
  | { readonly kind: "table"; readonly rows: readonly (readonly string[])[] };

/** What a clerk sees, the most important first; how it is laid out is for the screen to say. */
export interface Page {
  readonly tone: Tone;
  /** In capitals. */
  readonly word: string;
  readonly hostName: string;
  /** When it was true. It moves on by itself, and is no news. */
  readonly time: string;
  readonly sections: readonly Section[];
}

/** With their steps; whoever has more of them calls for help. */
const ERRORS_SHOWN = 2;
const IN_DOUBT_SHOWN = 3;

export function statusPage(status: StatusDocument, view: WatchView): Page {
  const { state } = status;
  const { texts, showTime, hostName } = view;
  const errors = status.faults.filter(isError);
  const warnings = status.faults.filter((fault) => !isError(fault));
  const sections: readonly Section[] = [
    { kind: "strong", lines: reasonLines(status) },
    ...errors.slice(0, ERRORS_SHOWN).flatMap((fault) => errorSections(fault, view)),
    ...moreErrors(errors, view),
    { kind: "strong", lines: [...amounts(status, view), ...noEta(state, view)] },
    { kind: "plain", lines: status.cards.map((card) => cardLine(card, view)) },
    ...inDoubt(status, view),
    { kind: "plain", lines: warnings.flatMap((fault) => warningLines(fault, view)) },
    { kind: "plain", lines: [...plainHolds(status, view), ...trust(status, view)] },
    { kind: "table", rows: deviceRows(status.printers, view, printerRow) },
    { kind: "table", rows: deviceRows(status.servers, view, serverRow) },
  ];
  return {
    tone: toneOf(status),
    word: wordOf(status, view),
    hostName,
    time: texts.asOf(showTime(state["observed_at"])),
    sections: sections.filter((section) => size(section) > 0),
  };
}

/** What there is to say while nobody answers; `since`: of the last answer. */
export function unreachablePage(reason: string, since: string | undefined, view: WatchView): Page {
  const texts = WATCH_TEXTS[view.language];
  const told = since === undefined ? texts.noAnswerYet : texts.noAnswerSince(view.showTime(since));
  return {
    tone: "bad",
    word: texts.noAnswer,
    hostName: view.hostName,
    time: "",
    sections: [
      { kind: "strong", lines: [told] },
      { kind: "plain", lines: [texts.noAnswerHelp] },
      { kind: "faint", lines: [reason] },
    ],
  };
}

/** A fault says it better where it is shown. */
function reasonLines({ state: { reason }, faults }: StatusDocument): readonly string[] {
  if (typeof reason !== "string") return [];
  return faults.some(({ text }) => reason.endsWith(text)) ? [] : [reason];
}

function size(section: Section): number {
  return section.kind === "table" ? section.rows.length : section.lines.length;
}

function isError({ severity }: Fault): boolean {
  return severity === "error";
}

function toneOf({ state, faults }: StatusDocument): Tone {
  const word = state["state"];
  if (word === "held" || faults.some(isError)) return "bad";
  if (word === "starting" || word === "stopping") return "quiet";
  return faults.length > 0 || Number(state["in_doubt"]) > 0 ? "warning" : "good";
}

/** Ready is what can print. */
function wordOf({ state, faults }: StatusDocument, { language }: WatchView): string {
  const texts = WATCH_TEXTS[language];
  const word = String(state["state"] ?? "-");
  if (word === "idle" && faults.some(isError)) return texts.fault;
  return texts.words[word] ?? word.toUpperCase();
}

function errorSections(fault: Fault, view: WatchView): readonly Section[] {
  const { texts, showTime } = view;
  const { device, condition, raw, since, text } = fault;
  const code = raw === undefined ? condition : `${condition} ${raw}`;
  return [
    { kind: "strong", lines: [`${device}: ${text}`] },
    { kind: "plain", lines: [...stepLines(fault, view), ...overridden(fault, view)] },
    {
      kind: "faint",
      lines: [`${texts.since(showTime(since))}${usualTime(fault, view)} (${code})`],
    },
  ];
}

function warningLines(fault: Fault, view: WatchView): readonly string[] {
  const { device, text, action } = fault;
  return [`${device}: ${text}. ${action}`, ...overridden(fault, view)];
}

function overridden(fault: Fault, { texts, showTime }: WatchView): readonly string[] {
  const { overridden_by: by, overridden_until: until } = fault;
  return by === undefined ? [] : [texts.overridden(by, until && showTime(until))];
}

function stepLines({ condition, action }: Fault, { language }: WatchView): readonly string[] {
  const known = knownCondition(condition);
  if (known === undefined) return [action];
  const { steps, never } = handSteps(known, language);
  const numbered = steps.length === 1 ? steps : steps.map((step, n) => `${n + 1}. ${step}`);
  return [...numbered, ...(never === undefined ? [] : [never])];
}

function usualTime({ condition }: Fault, { language }: WatchView): string {
  const known = knownCondition(condition);
  return known === undefined ? "" : WATCH_TEXTS[language].minutes(FAULT_TEXTS[known].minutes);
}

/** A daemon of a later version may know more of them than this command. */
function knownCondition(condition: string): Condition | undefined {
  return CONDITIONS.find((name) => name === condition);
}

function moreErrors(errors: readonly Fault[], { language }: WatchView): readonly Section[] {
  const more = errors.length - ERRORS_SHOWN;
  if (more <= 0) return [];
  return [{ kind: "plain", lines: [WATCH_TEXTS[language].moreFaults(more)] }];
}

function noEta({ pending, drain_at: drainAt }: Flat, { language }: WatchView): readonly string[] {
  const isOpen = Number(pending) > 0 && typeof drainAt !== "string";
  return isOpen ? [WATCH_TEXTS[language].noEta] : [];
}

function cardLine(card: StatusDocument["cards"][number], view: WatchView): string {
  const { job_id: jobId, printer, eta } = card;
  return WATCH_TEXTS[view.language].card({ jobId, printer, time: view.showTime(eta) });
}

function inDoubt(status: StatusDocument, { language }: WatchView): readonly Section[] {
  const ids = status.in_doubt;
  if (ids.length === 0) return [];
  const count = Number(status.state["in_doubt"]) || ids.length;
  return [
    { kind: "strong", lines: [WATCH_TEXTS[language].inDoubt(count)] },
    { kind: "plain", lines: ids.slice(0, IN_DOUBT_SHOWN).map((id) => `  cetakd job ${id}`) },
  ];
}

/** A fault speaks for its hold; the others say themselves who ends them. */
function plainHolds({ holds }: StatusDocument, view: WatchView): readonly string[] {
  return holds.flatMap((hold) => {
    const lines = holdText(hold, view);
    return hold.release === "fault-clears" ? lines.slice(1) : lines;
  });
}

function trust(status: StatusDocument, { language }: WatchView): readonly string[] {
  const { state, printers, servers } = status;
  const texts = WATCH_TEXTS[language];
  // The reason says so of the worst of them, with its failures.
  const isTold = String(state["reason"]).includes(TRUST_SENTENCES[language].unreliable);
  return Object.entries({ ...printers, ...servers }).flatMap(([id, device]) => {
    const left = provingLeft(device);
    const { relapse } = device;
    const proving = id in servers ? texts.provingServer : texts.proving;
    return [
      ...(left > 0 ? [proving(id, left)] : []),
      ...(relapse === true && !isTold ? [texts.relapse(id)] : []),
    ];
  });
}

function deviceRows(
  devices: Readonly<Record<string, Flat>>,
  view: WatchView,
  row: (id: string, device: Flat, view: WatchView) => readonly string[],
): readonly (readonly string[])[] {
  // The keywords of its faults are for machines.
  return Object.entries(devices).map(([id, device]) =>
    row(id, { ...device, reasons: "none" }, view),
  );
}
