import type { DeviceReport, IncidentRow, ReportDocument } from "../io/report-document.ts";
import type { Desk } from "./desk.ts";
import { layTable, wrap } from "./layout.ts";
import { showNumber } from "./local-time.ts";
import { REPORT_TEXTS, type ReportTexts } from "./report-texts.ts";
import type { Language } from "./texts.ts";

type View = Pick<Desk, "language" | "showTime">;

/** Device by device: the verdict, the figures, and every failure with its dates. */
export function reportText(
  { since, devices }: ReportDocument,
  view: View,
  width: number,
): readonly string[] {
  const texts = REPORT_TEXTS[view.language];
  const head = since === null ? texts.everything : texts.since(view.showTime(since));
  return [head, ...devices.flatMap((device) => ["", ...deviceText(device, view, width)])];
}

function deviceText(report: DeviceReport, { language, showTime }: View, width: number) {
  const texts = REPORT_TEXTS[language];
  const { device, verdict, incidents, probation } = report;
  const lines = [
    `${device}: ${verdict ?? (incidents.length === 0 ? texts.noFailure : texts.reliable)}`,
    ...(probation === null ? [] : [texts.proving(probation)]),
    ...(incidents.length === 0 ? [] : [figures(report, language)]),
  ];
  const rows = incidents.map((incident) => incidentCells(incident, texts, showTime));
  const table = rows.length === 0 ? [] : layTable({ header: texts.header, rows }, width);
  return [...lines.flatMap((line) => wrap(line, width)), ...table];
}

function figures(report: DeviceReport, language: Language): string {
  const texts = REPORT_TEXTS[language];
  const { outages, mtbf_h: mtbf, mttr_h: mttr, availability_30d_pct: available } = report;
  const count = report.incidents.length;
  return texts.figures({
    failures: String(count),
    outages: String(outages),
    mtbf: inUnits(mtbf, language),
    mttr: inUnits(mttr, language),
    available: available === null ? "-" : showNumber(language, available, 2),
    penalty: String(report.penalty),
  });
}

/** Days from two on, else hours. */
function inUnits(hours: number | null, language: Language): string {
  if (hours === null) return "-";
  const { days, hours: inHours } = REPORT_TEXTS[language];
  const show = (value: number) => showNumber(language, value, 1);
  return hours < 48 ? inHours(show(hours)) : days(show(hours / 24));
}

function incidentCells(
  { text, condition, reopened, ...incident }: IncidentRow,
  texts: ReportTexts,
  showTime: View["showTime"],
): readonly string[] {
  const { raised_at: raised, cleared_at: cleared, by_person: byPerson } = incident;
  const again = reopened === 0 ? "" : ` (${texts.reopened(reopened)})`;
  return [
    showTime(raised),
    cleared === null ? texts.stands : showTime(cleared),
    byPerson === null ? "-" : byPerson ? texts.byPerson : texts.byItself,
    `${text} (${condition})${again}`,
  ];
}
