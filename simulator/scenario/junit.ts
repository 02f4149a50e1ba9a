import type { Outcome } from "./play.ts";

export interface ToldScenario {
  readonly name: string;
  readonly file: string;
  readonly outcome: Outcome;
  /** Of the real world. Seconds. */
  readonly tookS: number;
}

/** A report that every CI reads: a suite for each scenario, a case for each step taken. */
export function junit(told: readonly ToldScenario[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<testsuites>",
    ...told.flatMap(suite),
    "</testsuites>",
    "",
  ].join("\n");
}

function suite({ name, file, outcome, tookS }: ToldScenario): readonly string[] {
  const cases = [
    ...outcome.steps.map(({ step, text, failure }) => ({ name: `${step} ${text}`, failure })),
    { name: "every promise is kept", failure: outcome.broken.join("\n") || undefined },
  ];
  const failures = cases.filter(({ failure }) => failure !== undefined).length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="0"`;
  return [
    `  <testsuite name="${escaped(name)}" file="${escaped(file)}" ${counts} time="${tookS.toFixed(3)}">`,
    ...cases.flatMap((each) => testcase(name, each.name, each.failure)),
    "  </testsuite>",
  ];
}

function testcase(suiteName: string, name: string, failure: string | undefined): readonly string[] {
  const head = `    <testcase classname="${escaped(suiteName)}" name="${escaped(name)}"`;
  if (failure === undefined) return [`${head}/>`];
  return [
    `${head}>`,
    `      <failure message="${escaped(failure.split("\n", 1)[0] ?? "")}">${escaped(failure)}</failure>`,
    "    </testcase>",
  ];
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\n", "&#10;");
}
