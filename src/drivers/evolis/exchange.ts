import { createAnswerScanner, type Token } from "../../../protocols/evolis/answer-scanner.ts";
import { DaemonError } from "../../core/errors.ts";
import type { ByteLink, Cancel, Clock } from "../../core/ports.ts";
import { createTextLines } from "./text-lines.ts";

/** How one command was answered. */
export type Reply = { readonly kind: "done"; readonly text: string } | Failure;

export type Failure =
  | { readonly kind: "refused"; readonly code: string }
  /** Nothing that ends an answer in time; `text` is what came of it. */
  | { readonly kind: "silent"; readonly text: string }
  | { readonly kind: "lost" };

export interface Request {
  readonly bytes: Uint8Array;
  /** Whether the answer is a text and its ACK, or the ACK alone. */
  readonly expects: "text" | "ack";
  readonly timeoutMs: number;
}

export interface Exchange {
  /** One at a time: the caller waits for the reply before the next request. */
  ask(request: Request): Promise<Reply>;
  /** Waits with nobody listening: what comes meanwhile belongs to nothing and is forgotten. */
  quiet(durationMs: number): Promise<void>;
  receive(chunk: Uint8Array): void;
  lost(): void;
}

interface Pending {
  readonly expects: Request["expects"];
  readonly resolve: (reply: Reply) => void;
  cancelTimeout: Cancel;
  textSeen: boolean;
  acked: boolean;
  line: string | undefined;
}

/** Request and reply on a line without sequence numbers: all that a bad wire can do ends here. */
export function createExchange(link: ByteLink, clock: Clock): Exchange {
  const scanner = createAnswerScanner();
  const lines = createTextLines(takeLine);
  let pending: Pending | undefined;
  let isLost = false;

  function end(reply: Reply): void {
    const ended = pending;
    pending = undefined;
    ended?.cancelTimeout();
    ended?.resolve(reply);
  }

  function takeLine(line: string): void {
    if (pending === undefined) return;
    pending.line ??= line;
    if (pending.acked) end({ kind: "done", text: pending.line });
  }

  function takeToken(token: Token): void {
    if (token.kind === "text") {
      if (pending !== undefined) pending.textSeen = true;
      lines.push(token.bytes);
      return;
    }
    if (pending === undefined || token.kind === "noise") return;
    if (token.kind === "nack") end({ kind: "refused", code: token.code });
    else takeAck(pending);
  }

  function takeAck(waiting: Pending): void {
    if (waiting.expects === "ack") {
      end({ kind: "done", text: "" });
      return;
    }
    // An ACK with no text before it is a late one of an earlier command.
    if (!waiting.textSeen) return;
    waiting.acked = true;
    // The ACK ends a text as well, if its own end is missing.
    const text = waiting.line ?? (lines.takeRest() || undefined);
    if (text !== undefined) end({ kind: "done", text });
  }

  return {
    ask({ bytes, expects, timeoutMs }) {
      if (isLost) return Promise.resolve({ kind: "lost" });
      if (pending !== undefined) throw new Error("an exchange is already under way");
      // What has come since the last reply cannot be the answer to what is asked now.
      lines.takeRest();
      return new Promise((resolve) => {
        const cancelTimeout = clock.timer(timeoutMs, () => {
          end({ kind: "silent", text: pending?.line ?? lines.takeRest() });
        });
        pending = {
          expects,
          resolve,
          cancelTimeout,
          textSeen: false,
          acked: false,
          line: undefined,
        };
        link.write(bytes);
      });
    },
    async quiet(durationMs) {
      if (!isLost) await new Promise<void>((resolve) => clock.timer(durationMs, resolve));
      link.discard();
      scanner.reset();
      lines.takeRest();
    },
    receive(chunk) {
      for (const token of scanner.push(chunk)) takeToken(token);
    },
    lost() {
      isLost = true;
      end({ kind: "lost" });
    },
  };
}

/** What a reply other than `done` means where only an answer will do. */
export function replyError(failure: Failure, step: string): DaemonError {
  switch (failure.kind) {
    case "refused":
      return new DaemonError("PRINTER_REFUSED", "the printer refused", {
        step,
        code: failure.code,
      });
    case "silent":
      return new DaemonError("PRINTER_TIMEOUT", "the printer did not answer", { step });
    case "lost":
      return new DaemonError("LINK_CLOSED", "the line closed during an exchange", { step });
  }
}
