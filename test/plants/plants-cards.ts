import type { Plant } from "./plant.ts";

/** Mistakes about the card in the printer: before it, on its way, and when nobody saw its end. */
export const CARDS: readonly Plant[] = [
  {
    name: "a card begins that is not armed",
    breaks: "I3",
    file: "src/core/printing.ts",
    find: `draft.change({ kind: "attempt-armed", attempt: armedAttempt(event, attempt) });`,
    replace: "",
  },
  {
    name: "a card is rejected without its intent on disk",
    breaks: "I3",
    file: "src/core/settling.ts",
    find: `draft.change({ kind: "attempt-rejecting", jobId, attempt, reading });`,
    replace: "",
  },
  {
    name: "what was armed when the process died begins anew",
    breaks: "I2",
    file: "src/core/settling.ts",
    find: `else if (attempt.interrupted === undefined) interrupt(draft, attempt, "process-died");`,
    replace: `else if (attempt.interrupted === undefined) endAttempt(draft, state, policy, attempt,
      { outcome: "not-printed", detail: "process-died", interrupted: "process-died" });`,
  },
  {
    name: "counters that were reset are a card that never began",
    breaks: "I2",
    file: "src/core/recovery-table.ts",
    find: `["other", "any", "any", "any", outcome("unknown", "counters-do-not-fit")],
  ["any", ["other"], "any", "any", outcome("unknown", "counters-do-not-fit")],`,
    replace: `["other", "any", "any", "any", outcome("not-printed", "nothing-moved")],
  ["any", ["other"], "any", "any", outcome("not-printed", "nothing-moved")],`,
  },
  {
    name: "the error mode of the host is not set",
    breaks: "I2",
    file: "src/drivers/evolis/start.ts",
    find: "export const HOST_CONTROLLED = 2;",
    replace: "export const HOST_CONTROLLED = 0;",
  },
  {
    name: "a card that may still be inside is taken for printed",
    breaks: "I2",
    file: "src/core/recovery-table.ts",
    find: `["one", ["all"], ["unknown"], "any", outcome("unknown", "card-position-unknown", "printed")]`,
    replace: `["one", ["all"], ["unknown"], "any", outcome("printed", "counters-fit")]`,
  },
  {
    name: "a reject goes to the printer beside",
    breaks: "I3",
    file: "src/daemon/settling.ts",
    find: `if (order.kind === "reject-card") await reject(order, driver);`,
    replace: `const beside = [...lines.values()]
        .filter((each) => each !== line)
        .flatMap((each) => Array.from({ length: 99 }, (_, session) => each.driver(session)))
        .find((each) => each?.canReject === true);
      if (order.kind === "reject-card") await reject(order, beside ?? driver);`,
  },
  {
    name: "a card that was refused is sent once more",
    breaks: "I3",
    file: "src/daemon/cards.ts",
    find: 'post({ kind: "card-ended", at: clock.wallMs(), ...about, result });',
    replace: `const again = result.kind === "refused" ? await driver.print(next.card) : result;
      post({ kind: "card-ended", at: clock.wallMs(), ...about, result: again });`,
  },
  {
    name: "an interrupted card is ended before it is looked at",
    breaks: "I3",
    file: "src/drivers/evolis/driver.ts",
    find: "    lastReading = await takeEvidence({",
    replace: `    await command({ kind: "end-sequence" });
    lastReading = await takeEvidence({`,
  },
];
