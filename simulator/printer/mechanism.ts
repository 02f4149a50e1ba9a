import type { Panel } from "../../protocols/words.ts";
import type { Body } from "./body.ts";
import type { Box } from "./boxes.ts";
import type { Card, CardRecord, PrintedPanel } from "./card.ts";
import { type Counters, countCleaning } from "./memory.ts";
import type { Modes } from "./modes.ts";
import { type Movement, type MovementName, Movements } from "./movements.ts";
import type { MachineClock, PrinterSettings } from "./options.ts";
import { ODD_CODE, type RefusalCode } from "./refusal.ts";

/**
 * Real mechanical times. A colour side of 16 to 30 s and a black one of 4 to 7 s are general
 * knowledge [U]; their parts, and all the rest, are assumed [I].
 */
const PANEL_MS: Readonly<Record<Panel, number>> = {
  y: 5_000, // [U]
  m: 5_000, // [U]
  c: 5_000, // [U]
  k: 4_000, // [U]
  o: 4_000, // [U]
};
const FEED_MS = 2_000; // [I]
const FLIP_MS = 3_000; // [I]
const CARRY_MS = 1_000; // [I]
const EJECT_MS = 2_000; // [I]
const COOL_DOWN_MS = 45_000; // [I]
/** Five strokes (Source: A5013 Rev. E) of so long [I]. */
const CLEAN_MS = 5 * 6_000;

export interface MechanismParts {
  readonly clock: MachineClock;
  readonly settings: PrinterSettings;
  readonly body: Body;
  readonly modes: Modes;
  readonly counters: Counters;
  readonly card: Card | undefined;
  readonly cardOut: (card: CardRecord) => void;
  /** What has to survive has changed. */
  readonly changed: () => void;
  readonly started: (name: MovementName) => void;
  readonly failed: (code: RefusalCode) => "end" | "wait";
}

/** What moves: the card's way from the feeder to a box, the head, and the counters of it. */
export class Mechanism {
  readonly counters: Counters;
  readonly movements: Movements;
  readonly #parts: MechanismParts;
  #card: Card | undefined;
  #cancelCoolDown = () => {};

  constructor(parts: MechanismParts) {
    this.#parts = parts;
    this.counters = parts.counters;
    this.#card = parts.card;
    this.movements = new Movements({
      timer: (delayMs, run) => parts.clock.timer(this.#paced(delayMs), run),
      started: parts.started,
      failed: parts.failed,
    });
  }

  get card(): Card | undefined {
    return this.#card;
  }

  /** Whether nothing moves, nor will without anybody's help. */
  get still(): boolean {
    return this.movements.isStill;
  }

  /** Draws a card in unless one is inside. */
  feed(): Movement {
    return this.#movement({
      name: "feed",
      durationMs: FEED_MS,
      isNeedless: () => this.#card !== undefined,
      obstacle: () => (this.#canDraw ? undefined : "F"),
      begin: () => this.#draw(),
    });
  }

  /** Prints one panel on the card inside. */
  print(panel: PrintedPanel): Movement {
    const { body } = this.#parts;
    return this.#movement({
      name: "print",
      durationMs: PANEL_MS[panel.panel],
      obstacle: () => this.#cardMissing ?? (body.ribbon.reaches(panel.panel) ? undefined : "R"),
      hasToWait: () => body.isHot,
      begin: () => body.ribbon.take(panel.panel),
      disturbance: () => this.#cardMissing ?? (body.ribbon.isCut ? "R" : undefined),
      done: () => {
        this.#card?.panels.push(panel);
        this.counters.panels += 1;
        this.#parts.changed();
      },
    });
  }

  flip(): Movement {
    return this.#movement({
      name: "flip",
      durationMs: FLIP_MS,
      obstacle: () => this.#cardMissing,
      disturbance: () => this.#cardMissing,
      begin: () => this.#parts.body.ribbon.begin("side"),
    });
  }

  /** Moves the card inside to an encoder, or back under the head. */
  carry(): Movement {
    return this.#movement({
      name: "carry",
      durationMs: CARRY_MS,
      obstacle: () => this.#cardMissing,
      disturbance: () => this.#cardMissing,
    });
  }

  /** Moves the card inside out of the printer. */
  eject(box: "output" | "reject", complete: boolean): Movement {
    const target: Box = this.#parts.body[box];
    return this.#movement({
      name: "eject",
      durationMs: EJECT_MS,
      // The protocol has no code for a full box: the card cannot leave, which is mechanical.
      obstacle: () => this.#cardMissing ?? (target.isFull ? "T" : undefined),
      disturbance: () => this.#cardMissing,
      done: () => {
        target.cards += 1;
        this.#leave(box, complete);
      },
    });
  }

  /** Assumes that a person has put the cleaning card in and taken the ribbon out, and undoes it. */
  clean(): Movement {
    return this.#movement({
      name: "clean",
      durationMs: CLEAN_MS,
      obstacle: () => (this.#card === undefined ? undefined : "T"),
      done: () => this.countCleaning(),
    });
  }

  countCleaning(): void {
    countCleaning(this.counters);
    this.#parts.changed();
  }

  /** A person takes the card that is inside, and frees what it has jammed. */
  takeCard(): void {
    if (this.#card !== undefined) this.#leave("removed", false);
    this.#parts.body.isJammed = false;
  }

  /** Another host has drawn a card in and left it there. */
  leaveStrangeCard(): void {
    if (this.#card === undefined) this.#draw();
  }

  coolDown(): void {
    this.#cancelCoolDown();
    this.#cancelCoolDown = this.#parts.clock.timer(this.#paced(COOL_DOWN_MS), () => {
      this.#parts.body.isHot = false;
      this.movements.attend();
    });
  }

  /** The power is gone: everything stays where it is. */
  stop(): void {
    this.movements.stop();
    this.#cancelCoolDown();
    this.#parts.body.isHot = false;
  }

  /** A movement that everything in the way of all of them is in the way of. */
  #movement(special: Partial<Movement> & Pick<Movement, "name" | "durationMs">): Movement {
    const { obstacle, disturbance } = special;
    return {
      done: () => {},
      ...special,
      obstacle: () => this.#trouble ?? obstacle?.(),
      disturbance: () => this.#trouble ?? disturbance?.(),
    };
  }

  get #trouble(): RefusalCode | undefined {
    const { body, modes } = this.#parts;
    if (body.isCoverOpen && modes.rule.watchesCover) return "C";
    if (body.isJammed) return "T";
    return body.isOdd ? ODD_CODE : undefined;
  }

  get #cardMissing(): RefusalCode | undefined {
    return this.#card === undefined ? "T" : undefined;
  }

  /** Manual feeding waits for a hand that never comes here. */
  get #canDraw(): boolean {
    const { body, modes } = this.#parts;
    return !body.feeder.isEmpty && modes.current.feedSource !== "manual";
  }

  #draw(): void {
    const { feeder, ribbon } = this.#parts.body;
    feeder.cards = Math.max(0, feeder.cards - 1);
    ribbon.begin("card");
    this.counters.cards += 1;
    this.counters.cardsSinceCleaning += 1;
    this.#card = { n: this.counters.cards, panels: [] };
    this.#parts.changed();
  }

  #leave(box: CardRecord["box"], complete: boolean): void {
    if (this.#card === undefined) return;
    const { n, panels } = this.#card;
    const { settings, body } = this.#parts;
    const serialNumber = body.isExchanged ? settings.otherSerialNumber : settings.serialNumber;
    this.#card = undefined;
    this.#parts.cardOut({ n, serialNumber, box, panels, complete });
    this.#parts.changed();
  }

  #paced(delayMs: number): number {
    const { speed } = this.#parts.settings;
    return speed === 0 ? 0 : delayMs / speed;
  }
}
