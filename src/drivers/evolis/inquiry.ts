import {
  type DecodedAnswer,
  decodeCounter,
  decodeName,
} from "../../../protocols/evolis/answers.ts";
import type { Command } from "../../../protocols/evolis/command.ts";
import { fieldsOf } from "../../../protocols/evolis/command-fields.ts";
import type { COUNTERS } from "../../../protocols/evolis/command-words.ts";
import { DaemonError } from "../../core/errors.ts";
import { isUnknownQuestion } from "./faults.ts";
import { type Reply, replyError } from "./reply.ts";

/** Sends a query and gives its reply. */
export type Query = (command: Command) => Promise<Reply>;

export type Decode<T> = (text: string) => DecodedAnswer<T>;

/** What the printer could be asked: an answer, or why there is none. */
export type Finding<T> =
  | { readonly kind: "answer"; readonly value: T }
  /** The printer does not know the question, by two answers: then it is asked no more. */
  | { readonly kind: "unknown" }
  | { readonly kind: "refused"; readonly code: string };

/** Questions to one printer in one session, with a memory of those that it does not know. */
export interface Inquiry {
  /** A question that every printer must answer. Rejects with a `DaemonError`. */
  demand<T>(command: Command, decode: Decode<T>): Promise<T>;
  /** A question that it may not know, or refuse. Rejects if the answer is missing or unreadable. */
  tryAsk<T>(command: Command, decode: Decode<T>): Promise<Finding<T>>;
}

const UNKNOWN = { kind: "unknown" } as const;

export function createInquiry(query: Query): Inquiry {
  const unknown = new Set<string>();

  async function tryAsk<T>(command: Command, decode: Decode<T>): Promise<Finding<T>> {
    const question = fieldsOf(command).join(";");
    if (unknown.has(question)) return UNKNOWN;
    const finding = await findOut(command, decode);
    if (finding.kind !== "unknown") return finding;
    // A line that garbles one byte of it is answered in the same way.
    const again = await findOut(command, decode);
    if (again.kind === "unknown") unknown.add(question);
    return again;
  }

  async function findOut<T>(command: Command, decode: Decode<T>): Promise<Finding<T>> {
    const reply = await query(command);
    if (reply.kind === "refused") {
      return isUnknownQuestion(reply.code) ? UNKNOWN : { kind: "refused", code: reply.code };
    }
    if (reply.kind !== "done") throw replyError(reply, command.kind);
    const answer = decode(reply.text);
    // `ERR…` where a value belongs is the standard mode's way to say that.
    if (!answer.ok && answer.defect === "refused") return UNKNOWN;
    return { kind: "answer", value: understood(command, answer) };
  }

  return {
    tryAsk,
    async demand(command, decode) {
      const reply = await query(command);
      if (reply.kind === "done") return understood(command, decode(reply.text));
      throw replyError(reply, command.kind);
    },
  };
}

/** The value of an answer, or the error that says which answer could not be read. */
function understood<T>({ kind: step }: Command, answer: DecodedAnswer<T>): T {
  if (answer.ok) return answer.value;
  const facts = { step, defect: answer.defect };
  throw new DaemonError("PRINTER_GARBLED", "the printer's answer is unreadable", facts);
}

export function demandName(
  { demand }: Inquiry,
  kind: "read-serial-number" | "read-model" | "read-firmware",
): Promise<string> {
  return demand({ kind }, decodeName);
}

export function demandCounter(
  { demand }: Inquiry,
  counter: keyof typeof COUNTERS,
): Promise<number> {
  return demand({ kind: "read-counter", counter }, decodeCounter);
}
