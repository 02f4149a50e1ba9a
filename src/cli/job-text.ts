import type { JobDetails } from "../io/control-api.ts";
import type { Desk } from "./desk.ts";
import { layTable } from "./layout.ts";
import { wordFor } from "./texts.ts";

type View = Pick<Desk, "texts" | "showTime">;

/** One job and each attempt at its card. */
export function jobText(job: JobDetails, view: View, width: number): readonly string[] {
  const { texts } = view;
  const head = `${job.job_id}: ${wordFor(texts.jobState, job.state)}`;
  const facts = layTable({ rows: factRows(job, view) }, width);
  const rows = job.attempts_made.map((attempt) => attemptRow(attempt, view));
  if (rows.length === 0) return [head, ...facts];
  return [head, ...facts, "", ...layTable({ header: texts.attemptsHeader, rows }, width)];
}

function factRows(job: JobDetails, { texts, showTime }: View): string[][] {
  const { jobLabels: labels, yes, no } = texts;
  return [
    [labels.received, showTime(job.received_at)],
    [labels.priority, String(job.priority)],
    [labels.stock, job.stock],
    [labels.specimen, job.specimen ? yes : no],
    [labels.reasons, job.reasons.join(", ") || "-"],
    ...(job.place === null ? [] : [[labels.place, String(job.place)]]),
    ...(job.eta === null ? [] : [[labels.eta, showTime(job.eta)]]),
  ];
}

function attemptRow(made: JobDetails["attempts_made"][number], view: View): string[] {
  const { texts, showTime } = view;
  const detail = made.evidence?.["detail"];
  return [
    String(made.attempt),
    made.printer,
    showTime(made.armed_at),
    showTime(made.ended_at),
    made.outcome === null ? texts.underWay : wordFor(texts.outcome, made.outcome),
    typeof detail === "string" ? detail : "-",
  ];
}
