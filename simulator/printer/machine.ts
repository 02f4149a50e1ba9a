import {
  ackText,
  encodeCardInside,
  encodeCounter,
  encodeErrorModes,
} from "../../protocols/evolis/answers.ts";
import type { Command } from "../../protocols/evolis/command.ts";
import { createCommandScanner, type Scanned } from "../../protocols/evolis/command-scanner.ts";
import { ACK } from "../../protocols/evolis/framing.ts";
import { panelSizes } from "../../protocols/evolis/geometry.ts";
import { encodeNack, type NackCode } from "../../protocols/evolis/nack.ts";
import { expandPanel } from "../../protocols/evolis/run-length.ts";
import type { PrintedPanel } from "./card.ts";
import { Mechanism } from "./mechanism.ts";
import { DEFAULT_SETTINGS, type PrinterParts, type PrinterSettings } from "./options.ts";

/** A printer on a line: bytes in, bytes out, cards into its boxes. */
export interface SimulatedPrinter {
  receive(bytes: Uint8Array): void;
  readonly settings: PrinterSettings;
  readonly mechanism: Mechanism;
}

/** What a command comes to. */
type Outcome =
  | { readonly kind: "done" }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "refused"; readonly code: NackCode };

const DONE: Outcome = { kind: "done" };

export function createSimulatedPrinter(
  parts: PrinterParts,
  settings: Partial<PrinterSettings> = {},
): SimulatedPrinter {
  return new Machine({ ...DEFAULT_SETTINGS, ...settings }, parts);
}

/**
 * Obeys commands one at a time, in order. A panel's download starts the printing of the panel
 * before it; the end of the sequence prints the last one and moves the card out.
 */
class Machine implements SimulatedPrinter {
  readonly settings: PrinterSettings;
  readonly mechanism: Mechanism;
  readonly #parts: PrinterParts;
  readonly #scanner;
  readonly #todo: Scanned[] = [];
  #busy = false;
  #cancelPayloadTimeout = () => {};
  #errorMode = 0;
  #side: PrintedPanel["side"] = "front";
  #panel: PrintedPanel | undefined;

  constructor(settings: PrinterSettings, parts: PrinterParts) {
    this.settings = settings;
    this.#parts = parts;
    this.mechanism = new Mechanism(settings, parts);
    this.#scanner = createCommandScanner(panelSizes(settings.geometry));
  }

  receive(bytes: Uint8Array): void {
    this.#cancelPayloadTimeout();
    this.#todo.push(...this.#scanner.push(bytes));
    if (this.#scanner.payloadPending) this.#awaitPayload();
    this.#goOn();
  }

  #awaitPayload(): void {
    this.#cancelPayloadTimeout = this.#parts.clock.timer(this.settings.payloadTimeoutMs, () => {
      if (this.#scanner.abandonPayload()) this.#parts.send(encodeNack("2"));
    });
  }

  #goOn(): void {
    while (!this.#busy) {
      const next = this.#todo.shift();
      if (next === undefined) return;
      if (this.settings.ack === "received") {
        this.#answer(this.#obey(next));
      } else {
        this.#obeyWhenStill(next);
      }
    }
  }

  /** The answer follows the movement, and the movement of an earlier command comes first. */
  #obeyWhenStill(next: Scanned): void {
    this.#busy = true;
    this.mechanism.whenStill(() => {
      const outcome = this.#obey(next);
      const finish = () => {
        this.#busy = false;
        this.#answer(outcome);
        this.#goOn();
      };
      if (isDownload(next)) finish();
      else this.mechanism.whenStill(finish);
    });
  }

  #answer(outcome: Outcome): void {
    this.#parts.send(answerBytes(outcome));
  }

  #obey(scanned: Scanned): Outcome {
    if (scanned.kind === "defect") {
      const parameter = scanned.defect === "bad-parameter" || scanned.defect === "bad-payload";
      return { kind: "refused", code: parameter ? "2" : "1" };
    }
    return this.#execute(scanned.command);
  }

  #execute(command: Command): Outcome {
    const { counters, cardInside } = this.mechanism;
    switch (command.kind) {
      case "read-firmware":
        return text(this.settings.firmware);
      case "read-serial-number":
        return text(this.settings.serialNumber);
      case "read-model":
        return text(this.settings.model);
      case "read-error-mode":
        return text(encodeErrorModes({ current: this.#errorMode, saved: undefined }));
      case "read-counter":
        if (command.counter === "cards") return text(encodeCounter(counters.cards));
        if (command.counter === "panels") return text(encodeCounter(counters.panels));
        return text("0");
      case "read-last-answer":
        return text(command.about === "card" ? encodeCardInside(cardInside) : "OK");
      case "set-error-mode":
        // 4 turns ACK/NACK on and leaves the error mode as it is.
        if (command.mode !== 4) this.#errorMode = command.mode;
        return DONE;
      case "start-sequence":
        this.#side = "front";
        this.#panel = undefined;
        return DONE;
      case "select-front":
        return DONE;
      case "select-back":
        this.#printPanel();
        this.mechanism.flip();
        this.#side = "back";
        return DONE;
      case "download-panel":
        return this.#download({ ...command, side: this.#side });
      case "download-panel-compressed": {
        const expanded = expandPanel(command.bytes, command.levels, this.settings.geometry);
        if (!expanded.ok) return { kind: "refused", code: "2" };
        return this.#download({ ...command, bytes: expanded.bytes, side: this.#side });
      }
      case "end-sequence":
        this.#printPanel();
        return faultOr(this.mechanism.eject("output", true));
      case "reject-output":
      case "reject-feeder":
        return faultOr(this.mechanism.eject("reject", false));
      default:
        // Settings and commands without an effect here are accepted, as the vendor's driver needs.
        return DONE;
    }
  }

  #download({ side, panel, levels, bytes }: PrintedPanel): Outcome {
    const fault = this.mechanism.feed();
    if (fault !== undefined) return { kind: "refused", code: fault };
    this.#printPanel();
    this.#panel = { side, panel, levels, bytes };
    return DONE;
  }

  #printPanel(): void {
    if (this.#panel !== undefined) this.mechanism.print(this.#panel);
    this.#panel = undefined;
  }
}

function answerBytes(outcome: Outcome): Uint8Array {
  switch (outcome.kind) {
    case "done":
      return Uint8Array.of(ACK);
    case "text":
      return ackText(outcome.text, "cr");
    case "refused":
      return encodeNack(outcome.code);
  }
}

function text(value: string): Outcome {
  return { kind: "text", text: value };
}

function faultOr(fault: NackCode | undefined): Outcome {
  return fault === undefined ? DONE : { kind: "refused", code: fault };
}

function isDownload(scanned: Scanned): boolean {
  return scanned.kind === "command" && scanned.command.kind.startsWith("download");
}
