import { type CommandDocument, decodeCommand } from "../../protocols/host/commands.ts";
import type { Command, CommandAnswer, Request } from "../core/command.ts";
import type { Event } from "../core/events.ts";
import type { Clock, Random, Store } from "../core/ports.ts";
import { readFacts } from "./command-facts.ts";
import { askStore } from "./deliveries.ts";

export interface CommandDelivery {
  readonly over: "mqtt" | "socket";
  readonly retained: boolean;
  /** Called once. */
  readonly answer: (answer: CommandAnswer) => void;
}

export interface CommandsParts {
  readonly clock: Pick<Clock, "wallMs">;
  readonly random: Pick<Random, "id">;
  readonly store: Store;
  readonly post: (event: Event) => void;
}

/** Commands on their way through the core: each is answered once. */
export interface Commands {
  receive(payload: Uint8Array, delivery: CommandDelivery): void;
  request(command: Command, delivery: CommandDelivery): void;
  answer(number: number, answer: CommandAnswer): void;
}

export function createCommands({ clock, random, store, post }: CommandsParts): Commands {
  const open = new Map<number, CommandDelivery["answer"]>();
  let last = 0;

  function request(command: Command, { over, retained, answer }: CommandDelivery): void {
    const facts = askStore(() => readFacts(store, command));
    if (facts === "unavailable") {
      answer({ id: command.id, ok: false, code: facts, message: "the store cannot be read now" });
      return;
    }
    last += 1;
    const delivery = last;
    open.set(delivery, answer);
    const at = clock.wallMs();
    post({ kind: "command-received", at, delivery, command, over, retained, facts });
  }

  return {
    receive(payload, delivery) {
      const decoded = decodeCommand(payload);
      if (decoded.ok)
        request(
          commandOf(decoded.document, () => random.id()),
          delivery,
        );
      else delivery.answer(decoded);
    },
    request,
    answer(number, answer) {
      open.get(number)?.(answer);
      open.delete(number);
    },
  };
}

/** What came without an id gets one: it is kept like any other. */
function commandOf(document: CommandDocument, newId: () => string): Command {
  const { id = newId(), at, by, reason, note } = document;
  return {
    id,
    at: at === undefined ? undefined : Date.parse(at),
    by,
    ...(reason === undefined ? {} : { reason }),
    ...(note === undefined ? {} : { note }),
    request: requestOf(document, newId),
  };
}

function requestOf(document: CommandDocument, newId: () => string): Request {
  switch (document.cmd) {
    case "hold":
      return { cmd: document.cmd, scope: document.scope, ...untilOf(document) };
    case "release": {
      const { cmd, scope, override } = document;
      return { cmd, scope, override, ...untilOf(document) };
    }
    case "cancel":
    case "why":
      return { cmd: document.cmd, jobId: document.job_id };
    case "reprint":
      return { cmd: document.cmd, jobId: document.job_id, oldCard: document.old_card };
    case "resolve": {
      const { cmd, job_id: jobId, attempt, as } = document;
      return { cmd, jobId, attempt, as };
    }
    case "undo":
      return { cmd: document.cmd, of: document.of };
    case "adopt":
      return { cmd: document.cmd, storeId: newId() };
    case "events":
      return { cmd: document.cmd, stream: document.stream, fromSeq: document.from_seq };
    case "check": {
      const { cmd, device } = document;
      return device === undefined ? { cmd } : { cmd, device };
    }
  }
}

function untilOf({ until }: { readonly until?: string | undefined }): { readonly until?: number } {
  return until === undefined ? {} : { until: Date.parse(until) };
}
