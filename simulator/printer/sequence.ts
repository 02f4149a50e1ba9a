import type { PrintedPanel } from "./card.ts";
import type { Mechanism } from "./mechanism.ts";
import type { Movement } from "./movements.ts";
import type { RefusalCode } from "./refusal.ts";

/**
 * The commands from `Ss` to `Se` that make one card, and their panels, which the printer keeps
 * until the next `Ss`.
 *
 * A panel's download starts the printing of the panel before it; the end of the sequence prints
 * the last one and moves the card out. Once something has gone wrong in it and the host decides,
 * the whole rest is refused with the same code: no card is finished with a panel missing.
 */
export class Sequence {
  readonly #mechanism: Mechanism;
  #side: PrintedPanel["side"] = "front";
  #panels: PrintedPanel[] = [];
  /** The last one loaded, not yet sent to the head. */
  #loaded: PrintedPanel | undefined;
  #isEnded = false;
  #refusal: RefusalCode | undefined;

  constructor(mechanism: Mechanism) {
    this.#mechanism = mechanism;
  }

  /** Why the rest of the sequence is refused. */
  get refusal(): RefusalCode | undefined {
    return this.#refusal;
  }

  /** Whether it ran to its end, so that all of it can be copied. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  start(): void {
    this.#side = "front";
    this.#panels = [];
    this.#loaded = undefined;
    this.#isEnded = false;
    this.#refusal = undefined;
  }

  abort(code: RefusalCode): void {
    this.#refusal = code;
    this.#loaded = undefined;
  }

  turnToBack(): void {
    const mechanism = this.#mechanism;
    mechanism.movements.add(mechanism.feed(), ...this.#printLoaded(), mechanism.flip());
    this.#side = "back";
  }

  load(panel: Omit<PrintedPanel, "side">): void {
    const { panel: name, levels, bytes } = panel;
    if (this.#isEnded) this.start();
    this.#mechanism.movements.add(this.#mechanism.feed(), ...this.#printLoaded());
    if (this.#refusal !== undefined) return;
    this.#loaded = { side: this.#side, panel: name, levels, bytes };
    this.#panels.push(this.#loaded);
  }

  end(): void {
    this.#isEnded = true;
    const eject = this.#mechanism.eject("output", true);
    this.#mechanism.movements.add(...this.#printLoaded(), eject);
  }

  /** All of it again, from the panels that are still there: `Sc`. */
  copy(): void {
    this.#mechanism.movements.add(...this.#again(this.#panels));
  }

  /** The printer begins a card that it is stuck with anew, with what it has been sent so far. */
  startOver(): void {
    const printing = this.#panels.filter((panel) => panel !== this.#loaded);
    this.#mechanism.movements.replaceBy(...this.#again(printing));
  }

  #again(panels: readonly PrintedPanel[]): readonly Movement[] {
    const mechanism = this.#mechanism;
    const movements = [mechanism.feed()];
    let side: PrintedPanel["side"] = "front";
    for (const panel of panels) {
      if (panel.side !== side) movements.push(mechanism.flip());
      side = panel.side;
      movements.push(mechanism.print(panel));
    }
    if (this.#isEnded) movements.push(mechanism.eject("output", true));
    return movements;
  }

  #printLoaded(): readonly Movement[] {
    const loaded = this.#loaded;
    this.#loaded = undefined;
    return loaded === undefined ? [] : [this.#mechanism.print(loaded)];
  }
}
