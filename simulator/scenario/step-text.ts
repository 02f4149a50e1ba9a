import { formatDuration } from "../../config/duration.ts";
import type { Step } from "./schema.ts";

/** What a step does, for people. */
export function describeAction(step: Step): string {
  const { on = "" } = step;
  if (step.raise !== undefined) {
    return `${on}: ${step.raise}${step.next_step === true ? " in the next movement" : ""}`;
  }
  if (step.clear !== undefined) return `${on}: ${step.clear} is seen to`;
  if (step.hand !== undefined) return `${on}: a hand does ${step.hand}`;
  if (step.send !== undefined) return sendText(step.send);
  if (step.daemon !== undefined) return "the daemon is killed";
  if (step.power !== undefined) return `the power is ${step.power}`;
  if (step.broker !== undefined) return `the broker: ${step.broker}`;
  if (step.clock !== undefined) {
    const by = formatDuration(Math.abs(step.clock));
    return `the clock is set ${step.clock < 0 ? "back" : "forward"} by ${by}`;
  }
  if (step.command !== undefined) {
    const { cmd, ...rest } = step.command;
    const keys = Object.entries(rest).map(([key, value]) => `${key}=${String(value)}`);
    return ["command", cmd, ...keys].join(" ");
  }
  if (step.answer !== undefined) return `an operator answers: ${step.answer}`;
  if (step.expect !== undefined) {
    return `expect ${step.expect.map(({ text }) => text).join("; ")}`;
  }
  return step.note ?? "";
}

function sendText({ count, ids, per_day: perDay, from }: NonNullable<Step["send"]>): string {
  const what = perDay === undefined ? `${ids?.length ?? count ?? 1} jobs` : `${perDay} jobs a day`;
  return `${what} to print${from === undefined ? "" : ` from ${from}`}`;
}
