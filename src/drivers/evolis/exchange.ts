import { createAnswerScanner, type Token } from "../../../protocols/evolis/answer-scanner.ts";
import { ANSWER_CHARACTERS_MAX } from "../../../protocols/evolis/answers.ts";
import type { ByteLink, Cancel, Clock } from "../../core/ports.ts";
import type { Heard, Reply } from "./reply.ts";
import { type AnswerTerminator, createTextLines } from "./text-lines.ts";
import { ACK_AFTER_TEXT_MS } from "./timing.ts";
import { commandText, type Trace, tokenText } from "./trace.ts";

export interface Request {
  readonly bytes: Uint8Array;
  /** Whether the answer is a text and its ACK, or the ACK alone. */
  readonly expects: "text" | "ack";
  readonly timeoutMs: number;
}

export interface Exchange {
  /** One at a time: the caller waits for the reply before the next request. */
  ask(request: Request): Promise<Reply>;
  /** Waits, but not beyond the end of the line. */
  pause(durationMs: number): Promise<void>;
  /** Waits with nobody listening: what comes meanwhile belongs to nothing and is forgotten. */
  quiet(durationMs: number): Promise<void>;
  /** The code of a NACK that came unasked since this was last called: a movement failed late. */
  takeLateNack(): string | undefined;
  /** Whether anything has come since this was last called that nobody had asked for. */
  takeUnasked(): boolean;
  receive(chunk: Uint8Array): void;
  lost(): void;
}

export interface ExchangeOptions {
  readonly clock: Clock;
  readonly answerTerminator: AnswerTerminator;
  readonly trace: Trace;
}

/**
 * Request and reply on a line without sequence numbers: all that a bad wire can do ends here.
 *
 * - A query is complete with its text *and* its ACK. An ACK with no text before it is a late one of
 *   an earlier command and is dropped; so is text that nobody asked for.
 * - The ACK ends a text as well, if its own end is missing.
 * - Noise within a text stays in it, for the codec to reject: a byte lost from a number would make
 *   another number. So do two lines before one ACK, of which nobody can tell the right one.
 */
export function createExchange(link: ByteLink, options: ExchangeOptions): Exchange {
  return new LineExchange(link, options);
}

const FIRST_PRINTABLE = 0x20;

interface Pending extends Request {
  readonly resolve: (reply: Reply) => void;
  cancelTimeout: Cancel;
  text: string;
  heard: Heard;
}

class LineExchange implements Exchange {
  readonly #link: ByteLink;
  readonly #clock: Clock;
  readonly #trace: Trace;
  readonly #scanner = createAnswerScanner();
  readonly #lines;
  #pending: Pending | undefined;
  #lateNack: string | undefined;
  #heardUnasked = false;
  #isLost = false;
  #wake = () => {};

  constructor(link: ByteLink, { clock, answerTerminator, trace }: ExchangeOptions) {
    this.#link = link;
    this.#clock = clock;
    this.#trace = trace;
    this.#lines = createTextLines(answerTerminator);
  }

  ask(request: Request): Promise<Reply> {
    if (this.#isLost) return Promise.resolve({ kind: "lost" });
    if (this.#pending !== undefined) throw new Error("an exchange is already under way");
    // What has come since the last reply cannot be the answer to what is asked now.
    this.#lines.takeRest();
    this.#trace("out", commandText(request.bytes));
    return new Promise((resolve) => {
      const cancelTimeout = this.#timeout(request.timeoutMs);
      this.#pending = { ...request, resolve, cancelTimeout, text: "", heard: "nothing" };
      this.#link.write(request.bytes);
    });
  }

  #timeout(afterMs: number): Cancel {
    return this.#clock.timer(afterMs, () => {
      const heard = this.#pending?.heard ?? "nothing";
      const cutNack = this.#scanner.reset();
      this.#end(cutNack ? { kind: "refused", code: "" } : { kind: "silent", heard });
    });
  }

  #end(reply: Reply): void {
    const ended = this.#pending;
    this.#pending = undefined;
    ended?.cancelTimeout();
    ended?.resolve(reply);
  }

  pause(durationMs: number): Promise<void> {
    if (this.#isLost) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#clock.timer(durationMs, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }

  async quiet(durationMs: number): Promise<void> {
    await this.pause(durationMs);
    this.#link.discard();
    this.#scanner.reset();
    this.#lines.takeRest();
    this.#lateNack = undefined;
  }

  takeLateNack(): string | undefined {
    const code = this.#lateNack;
    this.#lateNack = undefined;
    return code;
  }

  takeUnasked(): boolean {
    const heard = this.#heardUnasked;
    this.#heardUnasked = false;
    return heard;
  }

  receive(chunk: Uint8Array): void {
    for (const token of this.#scanner.push(chunk)) {
      this.#trace("in", tokenText(token));
      this.#take(token);
    }
  }

  #take(token: Token): void {
    if (this.#pending === undefined && !isBlank(token)) this.#heardUnasked = true;
    switch (token.kind) {
      case "ack":
        this.#takeAck();
        return;
      case "nack":
        if (this.#pending === undefined) this.#lateNack = token.code;
        else this.#end({ kind: "refused", code: token.code });
        return;
      case "text":
      case "noise":
        this.#hear(token);
        for (const line of this.#lines.push(token.bytes)) this.#takeLine(line);
    }
  }

  #takeAck(): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    if (pending.expects === "text") this.#takeLine(this.#lines.takeRest());
    if (pending.expects === "ack" || pending.text !== "") {
      this.#end({ kind: "done", text: pending.text });
    } else this.#heardUnasked = true;
  }

  #hear(token: Extract<Token, { bytes: unknown }>): void {
    if (this.#pending === undefined || this.#pending.heard === "noise") return;
    if (!isBlank(token)) this.#pending.heard = token.kind;
  }

  #takeLine(line: string): void {
    const pending = this.#pending;
    if (pending === undefined || line === "" || pending.expects === "ack") return;
    if (pending.text === "") {
      pending.text = line;
      pending.cancelTimeout();
      pending.cancelTimeout = this.#timeout(ACK_AFTER_TEXT_MS);
    } else if (pending.text.length <= ANSWER_CHARACTERS_MAX) {
      pending.text += `\n${line}`;
    }
  }

  lost(): void {
    this.#isLost = true;
    this.#end({ kind: "lost" });
    this.#wake();
  }
}

/** The ends of a text alone are nothing: a line that is switched on may show one. */
function isBlank(token: Token): boolean {
  return token.kind === "text" && token.bytes.every((byte) => byte < FIRST_PRINTABLE);
}
