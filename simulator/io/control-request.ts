import { z } from "zod";
import { unknownWord } from "./known.ts";

/** One line of JSON asks, one line answers. */

export const REQUEST = z.union([
  z.object({
    do: z.literal("raise"),
    condition: z.string(),
    when: z.enum(["at-once", "next-step"]),
  }),
  z.object({ do: z.literal("clear"), condition: z.string() }),
  z.object({ do: z.literal("hand"), action: z.string() }),
]);
export type ControlRequest = z.infer<typeof REQUEST>;

export const REPLY = z.union([
  /** How things stand with the device now. */
  z.object({ ok: z.literal(true), state: z.looseObject({}) }),
  z.object({
    ok: z.literal(false),
    code: z.enum(["malformed", "unknown-condition", "unknown-action"]),
    message: z.string(),
  }),
]);
export type ControlReply = z.infer<typeof REPLY>;

/** A simulated device with what can befall it, whichever it is. */
export interface ControlledDevice<Condition extends string, Action extends string> {
  readonly conditions: readonly Condition[];
  readonly actions: readonly Action[];
  raise(condition: Condition, when: "at-once" | "next-step"): void;
  clear(condition: Condition): void;
  hand(action: Action): void;
  state(): object;
}

/** Does what one line asks for and gives the line that answers it. */
export function replyTo<Condition extends string, Action extends string>(
  line: string,
  device: ControlledDevice<Condition, Action>,
): ControlReply {
  const request = parseRequest(line);
  if (request === undefined) return refused("malformed", "this is no request to a device");
  if (request.do === "hand") return takeInHand(request.action, device);
  const condition = device.conditions.find((known) => known === request.condition);
  if (condition === undefined) {
    return refused(
      "unknown-condition",
      unknownWord("condition", request.condition, device.conditions),
    );
  }
  if (request.do === "raise") device.raise(condition, request.when);
  else device.clear(condition);
  return stateOf(device);
}

function takeInHand<Condition extends string, Action extends string>(
  word: string,
  device: ControlledDevice<Condition, Action>,
): ControlReply {
  const action = device.actions.find((known) => known === word);
  if (action === undefined) {
    return refused("unknown-action", unknownWord("action", word, device.actions));
  }
  device.hand(action);
  return stateOf(device);
}

function parseRequest(line: string): ControlRequest | undefined {
  try {
    return REQUEST.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

function stateOf(device: { state(): object }): ControlReply {
  return { ok: true, state: { ...device.state() } };
}

function refused(code: Extract<ControlReply, { ok: false }>["code"], message: string) {
  return { ok: false, code, message } as const;
}
