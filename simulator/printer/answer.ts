import { ackText, type Terminator } from "../../protocols/evolis/answers.ts";
import { ACK } from "../../protocols/evolis/framing.ts";
import type { AnswerMode } from "./modes.ts";
import { type RefusalCode, refusalBytes, refusalText } from "./refusal.ts";

/** What a command comes to. */
export type Outcome =
  | { readonly kind: "done" }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "refused"; readonly code: RefusalCode };

export const DONE: Outcome = { kind: "done" };

export function text(value: string | number): Outcome {
  return { kind: "text", text: String(value) };
}

export function refused(code: RefusalCode): Outcome {
  return { kind: "refused", code };
}

export interface AnswerForm {
  readonly answers: AnswerMode;
  readonly terminator: Terminator;
}

/** In standard mode every command is answered by one text, settings too (assumed). */
export function answerBytes(outcome: Outcome, { answers, terminator }: AnswerForm): Uint8Array {
  if (answers === "standard") return ackText(answerText(outcome), terminator).subarray(0, -1);
  switch (outcome.kind) {
    case "done":
      return Uint8Array.of(ACK);
    case "text":
      return ackText(outcome.text, terminator);
    case "refused":
      return refusalBytes(outcome.code);
  }
}

export function answerText(outcome: Outcome): string {
  switch (outcome.kind) {
    case "done":
      return "OK";
    case "text":
      return outcome.text;
    case "refused":
      return refusalText(outcome.code);
  }
}
