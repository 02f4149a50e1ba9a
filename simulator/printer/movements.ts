import type { RefusalCode } from "./refusal.ts";

export type MovementName = "feed" | "print" | "flip" | "carry" | "eject" | "clean";

/** One thing that the printer does with its motors. */
export interface Movement {
  readonly name: MovementName;
  readonly durationMs: number;
  /** Nothing to do after all: it is passed over and takes no time. */
  readonly isNeedless?: () => boolean;
  /** Why it cannot begin. */
  readonly obstacle: () => RefusalCode | undefined;
  /** Not yet, but without anybody's help. */
  readonly hasToWait?: () => boolean;
  readonly begin?: () => void;
  /** Why it cannot go on; asked whenever something has changed. */
  readonly disturbance: () => RefusalCode | undefined;
  readonly done: () => void;
}

export interface MovementsParts {
  readonly timer: (delayMs: number, run: () => void) => () => void;
  readonly started: (name: MovementName) => void;
  /** A movement has failed: `end` drops all that was to come, `wait` tries it again later. */
  readonly failed: (code: RefusalCode) => "end" | "wait";
}

/**
 * Movements one after another, in the order they were added.
 *
 * - `still`: there is nothing to do.
 * - `moving`: the first movement is under way. A disturbance or the power switch ends it early.
 * - `waiting`: the first movement begins as soon as it may, without anybody's help.
 * - `stuck`: the first movement has failed and is tried again when something has changed.
 */
export class Movements {
  readonly #parts: MovementsParts;
  #state: "still" | "moving" | "waiting" | "stuck" = "still";
  #stuckOn: RefusalCode | undefined;
  #queue: Movement[] = [];
  #cancel = () => {};
  #listeners: (() => void)[] = [];

  constructor(parts: MovementsParts) {
    this.#parts = parts;
  }

  get isStill(): boolean {
    return this.#state === "still";
  }

  /** What is under way. */
  get current(): MovementName | undefined {
    return this.#state === "moving" ? this.#queue[0]?.name : undefined;
  }

  /** The code with which the first movement has failed, while it waits to be tried again. */
  get stuckOn(): RefusalCode | undefined {
    return this.#state === "stuck" ? this.#stuckOn : undefined;
  }

  /** If one of them fails and that is the end, none of those after it happens. */
  add(...movements: readonly Movement[]): void {
    this.#queue.push(...movements);
    if (this.isStill) this.#goOn();
  }

  /** Calls back once nothing moves, at once if so: the next command can be looked at. */
  whenFree(run: () => void): void {
    if (this.isStill || this.stuckOn !== undefined) run();
    else this.#listeners.push(run);
  }

  /** Calls back once all is done, at once if so, or when a movement fails from now on. */
  whenOver(run: () => void): void {
    if (this.isStill) run();
    else this.#listeners.push(run);
  }

  /** Something in the printer has changed: what is under way may end, what is stuck may go on. */
  attend(): void {
    if (this.#state !== "moving") {
      this.#goOn();
      return;
    }
    const code = this.#queue[0]?.disturbance();
    if (code === undefined) return;
    this.#cancel();
    this.#fail(code);
  }

  /** What was to come is given up, and this comes in its place. Only while stuck. */
  replaceBy(...movements: readonly Movement[]): void {
    this.#queue = [...movements];
    this.#goOn();
  }

  /** Stops at once, wherever it is; nobody who waits is told. */
  stop(): void {
    this.#cancel();
    this.#queue = [];
    this.#listeners = [];
    this.#state = "still";
  }

  #goOn(): void {
    while (this.#queue[0]?.isNeedless?.()) this.#queue.shift();
    const [next] = this.#queue;
    const code = next?.obstacle();
    if (next === undefined) this.#rest("still");
    else if (code !== undefined) this.#fail(code);
    else if (next.hasToWait?.()) this.#state = "waiting";
    else this.#begin(next);
  }

  #begin(movement: Movement): void {
    this.#state = "moving";
    this.#cancel = this.#parts.timer(movement.durationMs, () => {
      movement.done();
      this.#queue.shift();
      this.#goOn();
    });
    movement.begin?.();
    // May raise a fault that ends this movement at once.
    this.#parts.started(movement.name);
  }

  #fail(code: RefusalCode): void {
    if (this.#parts.failed(code) === "wait") {
      this.#stuckOn = code;
      this.#rest("stuck");
      return;
    }
    this.#queue = [];
    this.#rest("still");
  }

  #rest(state: "still" | "stuck"): void {
    this.#state = state;
    for (const run of this.#listeners.splice(0)) run();
  }
}
