import {
  type CommandScanner,
  createCommandScanner,
  type Scanned,
} from "../../protocols/evolis/command-scanner.ts";
import { panelSizes } from "../../protocols/evolis/geometry.ts";
import { answerBytes, answerText, DONE, type Outcome, refused } from "./answer.ts";
import { Body } from "./body.ts";
import { obey } from "./commands.ts";
import { conditionRule, type PrinterCondition } from "./conditions.ts";
import { HANDS, type HandAction } from "./hands.ts";
import { Mechanism } from "./mechanism.ts";
import { newCounters, type PrinterMemory } from "./memory.ts";
import { Modes } from "./modes.ts";
import type { MovementName } from "./movements.ts";
import { DEFAULT_SETTINGS, type PrinterParts, type PrinterSettings } from "./options.ts";
import type { RefusalCode } from "./refusal.ts";
import { type Role, roleOf, waitsForMovement } from "./roles.ts";
import { Sequence } from "./sequence.ts";
import { type PrinterSnapshot, snapshotOf } from "./snapshot.ts";
import { WaitingCommands } from "./waiting-commands.ts";

/** A printer on a line: bytes in, bytes out, cards into its boxes; and what befalls it. */
export interface SimulatedPrinter {
  readonly settings: PrinterSettings;
  readonly mechanism: Mechanism;
  receive(bytes: Uint8Array): void;
  /** At once, or in the midst of the next step that it can befall: `conditions.ts`. */
  raise(condition: PrinterCondition, when?: "at-once" | "next-step"): void;
  /** Also takes back one that has not befallen it yet. */
  clear(condition: PrinterCondition): void;
  hand(action: HandAction): void;
  state(): PrinterSnapshot;
  /** What it remembers without power. */
  memory(): PrinterMemory;
}

export function createSimulatedPrinter(
  parts: PrinterParts,
  settings: Partial<PrinterSettings> = {},
): SimulatedPrinter {
  return new Machine({ ...DEFAULT_SETTINGS, ...settings }, parts);
}

/**
 * Obeys commands one at a time, in order, and answers each once.
 *
 * - `ack: executed`: a command is obeyed when the movement before it has ended, and answered when
 *   its own has. `received`: obeyed and answered at once; movements follow as they can.
 * - A movement that fails after its command was answered is told to the next one that asks.
 * - Without power or cable, or hanging, it hears nothing, and what it says is lost.
 */
class Machine implements SimulatedPrinter {
  readonly settings: PrinterSettings;
  readonly mechanism: Mechanism;
  readonly #parts: PrinterParts;
  readonly #body: Body;
  readonly #modes: Modes;
  readonly #sequence: Sequence;
  readonly #waiting = new WaitingCommands();
  readonly #armed = new Set<PrinterCondition>();
  #scanner: CommandScanner;
  #isBusy = false;
  #isGoing = false;
  #cancelPayloadTimeout = () => {};
  /** A failure that the host has not been told of. */
  #failure: RefusalCode | undefined;
  #lastAnswer = answerText(DONE);

  constructor(settings: PrinterSettings, parts: PrinterParts) {
    const { answers } = settings;
    const { memory } = parts;
    this.settings = settings;
    this.#parts = parts;
    this.#body = new Body(settings);
    this.#modes = new Modes(memory?.modes ?? { error: 0, answers, feedSource: "feeder" });
    this.mechanism = new Mechanism({
      clock: parts.clock,
      settings,
      body: this.#body,
      modes: this.#modes,
      counters: { ...newCounters(), ...memory?.counters },
      card: memory?.cardInside,
      cardOut: parts.cardOut,
      changed: () => this.#keep(),
      started: (name) => this.#strike(name),
      failed: (code) => this.#failed(code),
    });
    this.#sequence = new Sequence(this.mechanism);
    this.#scanner = this.#newScanner();
  }

  receive(bytes: Uint8Array): void {
    if (!this.#body.isReachable) return;
    this.#cancelPayloadTimeout();
    for (const scanned of this.#scanner.push(bytes)) this.#waiting.push(scanned);
    if (this.#scanner.payloadPending) this.#awaitPayload();
    this.#goOn();
  }

  raise(condition: PrinterCondition, when: "at-once" | "next-step" = "at-once"): void {
    if (when === "next-step") this.#armed.add(condition);
    else this.#change(() => conditionRule(condition).raise(this.#machinery));
  }

  clear(condition: PrinterCondition): void {
    this.#armed.delete(condition);
    const { holds, clear } = conditionRule(condition);
    if (holds(this.#machinery)) this.#change(() => clear(this.#machinery));
  }

  hand(action: HandAction): void {
    if (action === "power-off") this.#powerOff();
    else if (action === "power-on") this.#powerOn();
    else this.#change(() => HANDS[action](this.#machinery));
  }

  state(): PrinterSnapshot {
    return snapshotOf({ ...this.#machinery, settings: this.settings, modes: this.#modes });
  }

  memory(): PrinterMemory {
    const { counters, card } = this.mechanism;
    return { counters: { ...counters }, modes: this.#modes.stored, cardInside: card };
  }

  get #machinery() {
    return { body: this.#body, mechanism: this.mechanism };
  }

  /** Lets something happen to the printer, and the printer notice it. */
  #change(happen: () => void): void {
    const { isPlugged } = this.#body;
    const hadCard = this.mechanism.card !== undefined;
    happen();
    if (this.#body.isPlugged !== isPlugged) this.#parts.plugged?.(this.#body.isPlugged);
    const isTaken = hadCard && this.mechanism.card === undefined;
    if (isTaken && this.mechanism.movements.stuckOn !== undefined) this.#sequence.startOver();
    else this.mechanism.movements.attend();
  }

  #keep(): void {
    this.#parts.keep?.(this.memory());
  }

  #newScanner(): CommandScanner {
    return createCommandScanner(panelSizes(this.settings.geometry));
  }

  #awaitPayload(): void {
    const { payloadTimeoutMs } = this.settings;
    this.#cancelPayloadTimeout = this.#parts.clock.timer(payloadTimeoutMs, () => {
      if (!this.#scanner.abandonPayload()) return;
      this.#sequence.abort("2");
      this.#say(refused("2"));
    });
  }

  #goOn(): void {
    // A command that is over at once comes back here: the loop that began it takes the next.
    if (this.#isGoing) return;
    this.#isGoing = true;
    while (!this.#isBusy) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      if (this.settings.ack === "received") this.#answer(next, this.#obey(next));
      else this.#obeyWhenFree(next);
    }
    this.#isGoing = false;
  }

  /** The answer follows the movement, and the movement of an earlier command comes first. */
  #obeyWhenFree(next: Scanned): void {
    const { movements } = this.mechanism;
    this.#isBusy = true;
    movements.whenFree(() => {
      const outcome = this.#obey(next);
      const finish = () => {
        this.#isBusy = false;
        this.#answer(next, outcome);
        this.#goOn();
      };
      const isStarted = outcome.kind !== "refused" && this.#failure === undefined;
      if (isStarted && waitsForMovement(roleOfScanned(next))) movements.whenOver(finish);
      else finish();
    });
  }

  #obey(scanned: Scanned): Outcome {
    this.#strike("command");
    if (scanned.kind === "defect") return this.#refuse(scanned);
    const { command } = scanned;
    const role = roleOf(command);
    if (role === "remedy") this.#failure = undefined;
    const isTold = role === "query" || role === "start";
    if (this.#failure !== undefined && isTold) return refused(this.#failure);
    if (this.#body.isRefusing && role !== "query") return refused("1");
    const outcome = obey(command, {
      settings: this.settings,
      ...this.#machinery,
      modes: this.#modes,
      sequence: this.#sequence,
      lastAnswer: this.#lastAnswer,
      changed: () => this.#keep(),
    });
    if (command.kind === "set-error-mode") this.#giveUpStuck();
    return outcome;
  }

  /** A download that cannot be read leaves a panel out, so its card is not to be finished. */
  #refuse({ defect, header }: Extract<Scanned, { kind: "defect" }>): Outcome {
    const isParameter = defect === "bad-parameter" || defect === "bad-payload";
    const code = isParameter ? "2" : "1";
    if (header.startsWith("Db")) this.#sequence.abort(code);
    return refused(code);
  }

  /** A host that takes the decisions over does not want what the printer was about to do. */
  #giveUpStuck(): void {
    const { stuckOn } = this.mechanism.movements;
    if (stuckOn === undefined || !this.#modes.rule.hostDecides) return;
    this.#failure = undefined;
    this.#sequence.abort(stuckOn);
    this.mechanism.movements.replaceBy();
  }

  #failed(code: RefusalCode): "end" | "wait" {
    this.#failure ??= code;
    if (!this.#modes.rule.hostDecides) return "wait";
    this.#sequence.abort(code);
    return "end";
  }

  #answer(scanned: Scanned, outcome: Outcome): void {
    if (this.#failure !== undefined && roleOfScanned(scanned) !== "setting") {
      this.#say(refused(this.#failure));
      this.#failure = undefined;
    } else this.#say(outcome);
    if (scanned.kind === "command" && scanned.command.kind === "reset") this.#restart();
  }

  #say(outcome: Outcome): void {
    this.#lastAnswer = answerText(outcome);
    if (!this.#body.isReachable) return;
    const { terminator } = this.settings;
    const { answers } = this.#modes.current;
    this.#parts.send(answerBytes(outcome, { answers, terminator }));
  }

  #strike(step: MovementName | "command"): void {
    for (const condition of this.#armed) {
      const { steps, raise } = conditionRule(condition);
      if (!steps.includes(step)) continue;
      this.#armed.delete(condition);
      this.#change(() => raise(this.#machinery));
    }
  }

  #powerOff(): void {
    this.#body.isPowered = false;
    this.mechanism.stop();
    this.#cancelPayloadTimeout();
    this.#sequence.start();
    this.#waiting.clear();
    this.#isBusy = false;
    this.#failure = undefined;
  }

  /** What had hung, or had gone mad, begins anew. */
  #powerOn(): void {
    if (this.#body.isPowered) return;
    this.#scanner = this.#newScanner();
    this.#modes.fallBack();
    this.#body.isSilent = false;
    this.#body.isRefusing = false;
    this.#body.isOdd = false;
    this.#lastAnswer = answerText(DONE);
    this.#body.isPowered = true;
  }

  #restart(): void {
    this.#powerOff();
    this.#powerOn();
  }
}

function roleOfScanned(scanned: Scanned): Role {
  return scanned.kind === "command" ? roleOf(scanned.command) : "setting";
}
