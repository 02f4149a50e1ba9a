import type { Condition } from "../../protocols/faults.ts";
import type { CardInside, SeenCard, SeenPublication } from "./scene.ts";
import type { Amount, ShownWord, Statement } from "./sentence.ts";

interface Numbered {
  readonly store: string;
  readonly seq: number;
}

interface JobEvent extends Numbered {
  readonly job_id: string;
  readonly state: string;
  readonly attempt?: number;
}

interface HostEvent extends Numbered {
  readonly type: string;
  readonly scope?: string;
  readonly device?: string;
  readonly condition?: Condition;
}

/** A card in doubt. */
export interface Doubt {
  readonly jobId: string;
  readonly attempt: number;
}

/** What somebody knows who hears all that a host says and sees all cards. */
export class Knowledge {
  readonly cards: SeenCard[] = [];
  /** The last state that was told of each job. */
  readonly jobs = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  readonly #attempts = new Map<string, number>();
  readonly #held = new Map<string, number>();
  readonly #faults = new Map<string, Set<Condition>>();
  readonly #shown = new Map<string, ReadonlySet<string>>();
  readonly #numbers = new Map<string, number>();
  readonly #base: string;
  readonly #cardInside: (printer: string) => CardInside | undefined;
  readonly #printers: readonly string[];
  /** Cards that a person could hand over, and others. */
  printed = 0;
  spoiled = 0;

  constructor(parts: {
    readonly base: string;
    readonly printers: readonly string[];
    readonly cardInside: (printer: string) => CardInside | undefined;
  }) {
    this.#base = `${parts.base}/`;
    this.#printers = parts.printers;
    this.#cardInside = parts.cardInside;
  }

  see(card: SeenCard): void {
    this.cards.push(card);
    if (card.complete && card.box === "output") this.printed += 1;
    else if (card.job !== undefined || card.box === "reject") this.spoiled += 1;
  }

  hear({ topic, payload }: SeenPublication): void {
    if (!topic.startsWith(this.#base) || payload === "") return;
    const [kind = "", device = ""] = topic.slice(this.#base.length).split("/");
    switch (kind) {
      case "job":
        if (device === "event") this.#hearJob(JSON.parse(payload) as JobEvent);
        return;
      case "event":
        this.#hearEvent(JSON.parse(payload) as HostEvent);
        return;
      case "availability":
        this.#show("availability", [payload]);
        return;
      case "state":
      case "printer":
      case "server":
        this.#showDocument(device === "" ? "host" : device, payload);
    }
  }

  get doubts(): readonly Doubt[] {
    return [...this.jobs]
      .filter(([, state]) => state === "in-doubt")
      .map(([jobId]) => ({ jobId, attempt: this.#attempts.get(jobId) ?? 1 }));
  }

  count(state: string): number {
    return this.#counts.get(state) ?? 0;
  }

  isSo(statement: Statement): boolean {
    switch (statement.kind) {
      case "card-inside": {
        const { card, device, isComingOut } = statement;
        const printers = device === undefined ? this.#printers : [device];
        return printers.some((printer) => {
          const inside = this.#cardInside(printer);
          return inside?.n === card && (inside.isComingOut || !isComingOut);
        });
      }
      case "cards":
        return fits(statement.as === "printed" ? this.printed : this.spoiled, statement.amount);
      case "job":
        return this.jobs.get(statement.job) === statement.state;
      case "jobs": {
        const { amount, state } = statement;
        if (amount === "every") return this.jobs.size > 0 && this.count(state) === this.jobs.size;
        return fits(this.count(state), amount);
      }
      case "held":
        return this.#isHeld(statement.device) === statement.isHeld;
      case "fault": {
        const { device, condition, isThere } = statement;
        const faults = this.#faults.get(device) ?? new Set();
        return (condition === "any" ? faults.size > 0 : faults.has(condition)) === isThere;
      }
      case "shown":
        return this.#isShown(statement.device, statement.word);
    }
  }

  #isHeld(device: string): boolean {
    const scopes = [device, `printer:${device}`, `server:${device}`, `job:${device}`];
    return scopes.some((scope) => (this.#held.get(scope) ?? 0) > 0);
  }

  #isShown(device: string, word: ShownWord): boolean {
    if (device === "host" && (word === "online" || word === "offline")) {
      return this.#shown.get("availability")?.has(word) ?? false;
    }
    return this.#shown.get(device)?.has(word) ?? false;
  }

  #hearJob(event: JobEvent): void {
    if (!this.#isNew("job", event)) return;
    const { job_id: jobId, state, attempt } = event;
    const before = this.jobs.get(jobId);
    if (before !== undefined) this.#add(before, -1);
    this.jobs.set(jobId, state);
    this.#add(state, 1);
    if (attempt !== undefined) this.#attempts.set(jobId, attempt);
  }

  /** What was not acknowledged in time comes again. */
  #isNew(stream: string, { store, seq }: Numbered): boolean {
    const key = `${stream} ${store}`;
    if (seq <= (this.#numbers.get(key) ?? 0)) return false;
    this.#numbers.set(key, seq);
    return true;
  }

  #add(state: string, by: number): void {
    this.#counts.set(state, (this.#counts.get(state) ?? 0) + by);
  }

  #hearEvent(event: HostEvent): void {
    if (!this.#isNew("event", event)) return;
    const { type, scope = "", device = "", condition } = event;
    if (type === "hold-placed") this.#held.set(scope, (this.#held.get(scope) ?? 0) + 1);
    if (type === "hold-lifted") this.#held.set(scope, (this.#held.get(scope) ?? 0) - 1);
    if (condition === undefined) return;
    const faults = this.#faults.get(device) ?? new Set();
    this.#faults.set(device, faults);
    if (type === "fault-raised") faults.add(condition);
    if (type === "fault-cleared") faults.delete(condition);
  }

  #showDocument(device: string, payload: string): void {
    const shown = JSON.parse(payload) as Readonly<Record<string, unknown>>;
    const words = [shown["state"], shown["printer_state"], shown["server_state"]];
    const proving = Number(shown["probation_cards_left"] ?? 0) > 0 ? ["on probation"] : [];
    const relapse = shown["relapse"] === true ? ["in relapse"] : [];
    this.#show(device, [
      ...words.filter((each) => typeof each === "string"),
      ...proving,
      ...relapse,
    ]);
  }

  #show(device: string, words: readonly string[]): void {
    this.#shown.set(device, new Set(words));
  }
}

function fits(number: number, { is, count }: Amount): boolean {
  if (is === "at-least") return number >= count;
  return is === "at-most" ? number <= count : number === count;
}
