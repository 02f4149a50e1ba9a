import { formatDuration } from "../../config/duration.ts";
import { encodeInstant } from "../../protocols/host/messages.ts";
import { hostTopics } from "../../protocols/host/topics.ts";
import { judge, unfoundedText } from "../stage/judge.ts";
import { SITE } from "../stage/site.ts";
import { createArrivals } from "./arrivals.ts";
import { attend } from "./attendant.ts";
import { type Doubt, Knowledge } from "./knowledge.ts";
import { type Lateness, lateness } from "./lateness.ts";
import type { Scenario } from "./load.ts";
import type { Scene, SeenPublication } from "./scene.ts";
import type { Arrival, Sentence, Step } from "./schema.ts";
import { describeAction } from "./step-text.ts";
import type { Timeline } from "./timeline.ts";

/** A step that could not be done, or an expectation that did not come true. */
export interface StepResult {
  /** From 1. */
  readonly step: number;
  readonly text: string;
  /** Absent: it was done, it came true. */
  readonly failure?: string;
  /** From the beginning of the scenario. */
  readonly atMs: number;
}

export interface Outcome {
  readonly steps: readonly StepResult[];
  /** Promises of the daemon that were seen broken, in words. */
  readonly broken: readonly string[];
  readonly virtualMs: number;
  /** All that left a printer, spoiled ones too. */
  readonly cards: number;
  readonly printed: number;
  /** When each job came to be printed, from the beginning. */
  readonly recorded: ReadonlyMap<string, number>;
  readonly lateness?: Lateness;
}

const PATIENCE_MS = 24 * 60 * 60 * 1_000;

/** Tells a scenario to its last step, or to the first that fails. */
export async function play(scenario: Scenario, scene: Scene, timeline: Timeline): Promise<Outcome> {
  return await new Play(scenario, scene, timeline).tell();
}

class Play {
  readonly #scenario: Scenario;
  readonly #scene: Scene;
  readonly #timeline: Timeline;
  readonly #knowledge: Knowledge;
  readonly #topics = hostTopics(SITE);
  /** Of all that the broker carried: what the promises about jobs are judged by. */
  readonly #log: SeenPublication[] = [];
  readonly #recorded = new Map<string, number>();
  readonly #printed = new Map<string, number>();
  /** Jobs of which an operator has said something that need not be true. */
  readonly #answered = new Set<string>();
  /** What an operator's answer allows is no broken promise. */
  readonly #allowed = new Set<string>();
  readonly #arrive: (arrival: Arrival) => void;
  #commands = 0;

  constructor(scenario: Scenario, scene: Scene, timeline: Timeline) {
    this.#scenario = scenario;
    this.#scene = scene;
    this.#timeline = timeline;
    const { config } = scenario;
    this.#knowledge = new Knowledge({
      base: this.#topics.base,
      printers: config.printers.map(({ id }) => id),
      cardInside: (printer) => scene.cardInside(printer),
    });
    this.#arrive = createArrivals({
      scene,
      config,
      recorded: (jobs) => {
        for (const { id } of jobs) this.#recorded.set(id, scene.nowMs());
      },
    });
  }

  async tell(): Promise<Outcome> {
    this.#look();
    const { jobs, devices, config, steps } = this.#scenario;
    for (const arrival of jobs) this.#arrive(arrival);
    for (const [id, { attended }] of Object.entries(devices)) {
      if (attended !== undefined) attend(this.#scene, config, id, attended);
    }
    const results: StepResult[] = [];
    for (const [n, step] of steps.entries()) {
      const failure = await this.#take(step);
      const atMs = this.#scene.nowMs();
      const text = describeAction(step);
      results.push({ step: n + 1, text, atMs, ...(failure === undefined ? {} : { failure }) });
      if (failure === undefined) continue;
      this.#timeline.say(atMs, `FAILED step ${n + 1}: ${failure}`);
      break;
    }
    return this.#outcome(results);
  }

  #look(): void {
    const { jobAck, jobEvent } = this.#topics;
    this.#scene.onPublication((publication) => {
      this.#knowledge.hear(publication);
      this.#timeline.hear(publication);
      const { topic } = publication;
      if (topic === jobAck || topic === jobEvent) this.#log.push(publication);
    });
    this.#scene.onCard((card) => {
      this.#knowledge.see(card);
      this.#timeline.see(card);
      const isGood = card.complete && card.box === "output" && card.job !== undefined;
      if (isGood && !this.#printed.has(card.job)) this.#printed.set(card.job, card.atMs);
    });
  }

  /** Waits for a step's time and does it; why that was not possible. */
  async #take(step: Step): Promise<string | undefined> {
    const late = await this.#wait(step);
    if (late !== undefined) return late;
    if (step.expect === undefined) {
      this.#timeline.say(this.#scene.nowMs(), describeAction(step));
      return await this.#act(step);
    }
    return await this.#expect(step.expect, step);
  }

  async #wait({ at, after, when, within = PATIENCE_MS }: Step): Promise<string | undefined> {
    const scene = this.#scene;
    const nowMs = scene.nowMs();
    if (at !== undefined) {
      if (at < nowMs - scene.graceMs) return `at ${formatDuration(at)}: it is later already`;
      await scene.pass(at);
    } else if (when !== undefined) {
      const isThere = await scene.pass(nowMs + within, () => this.#knowledge.isSo(when.says));
      if (!isThere) return `not within ${formatDuration(within)}: ${when.text}`;
    } else if (after !== undefined) {
      if ("ms" in after) {
        await scene.pass(nowMs + after.ms);
        return undefined;
      }
      const target = this.#knowledge.printed + after.cards;
      const isThere = await scene.pass(nowMs + within, () => this.#knowledge.printed >= target);
      if (!isThere) return `not within ${formatDuration(within)}: ${after.cards} more cards`;
    } else {
      // What follows within this instant belongs to the step before.
      await scene.pass(nowMs);
    }
    return undefined;
  }

  async #expect(
    sentences: readonly Sentence[],
    { within, for: lastsMs = 0, at, after, when }: Step,
  ): Promise<string | undefined> {
    const scene = this.#scene;
    const isSo = () => sentences.every(({ says }) => this.#knowledge.isSo(says));
    const isTimed = at !== undefined || after !== undefined || when !== undefined;
    const waitMs = isTimed ? 0 : (within ?? 0);
    if (!(await scene.pass(scene.nowMs() + waitMs, isSo))) {
      const wrong = sentences.filter(({ says }) => !this.#knowledge.isSo(says));
      const how = waitMs === 0 ? "it is not so" : `not within ${formatDuration(waitMs)}`;
      return `${how}: ${wrong.map(({ text }) => text).join("; ")}`;
    }
    const said = sentences.map(({ text }) => text).join("; ");
    if (lastsMs > 0 && (await scene.pass(scene.nowMs() + lastsMs, () => !isSo()))) {
      return `it did not stay so for ${formatDuration(lastsMs)}: ${said}`;
    }
    this.#timeline.say(scene.nowMs(), `as expected: ${said}`);
    return undefined;
  }

  async #act(step: Step): Promise<string | undefined> {
    const scene = this.#scene;
    const { on = "" } = step;
    if (step.raise !== undefined) {
      scene.raise(on, step.raise, step.next_step === true ? "next-step" : "at-once");
    }
    if (step.clear !== undefined) scene.clear(on, step.clear);
    if (step.hand !== undefined) scene.hand(on, step.hand);
    if (step.send !== undefined) this.#arrive(step.send);
    if (step.daemon !== undefined) scene.killDaemon();
    if (step.power !== undefined) scene.power(step.power === "back");
    if (step.broker !== undefined) await scene.broker(step.broker);
    if (step.clock !== undefined) scene.stepClock(step.clock);
    if (step.command !== undefined) this.#command(step.command, step.retain);
    if (step.answer !== undefined) return this.#answer(step.answer, step.job);
    return undefined;
  }

  #command(document: Readonly<Record<string, unknown>>, retain = false): void {
    this.#commands += 1;
    const at = encodeInstant(this.#scene.wallMs());
    const id = `scenario-${this.#commands}`;
    this.#scene.command({ id, at, by: "operator", reason: "scenario", ...document }, retain);
  }

  #answer(as: string, job: string | undefined): string | undefined {
    const doubts = this.#knowledge.doubts.filter(({ jobId }) => job === undefined || jobId === job);
    if (doubts.length === 0) return `no card is in doubt${job === undefined ? "" : ` of ${job}`}`;
    for (const doubt of doubts) {
      if (as !== "right") this.#answered.add(doubt.jobId);
      const word = as === "right" ? this.#truth(doubt) : as;
      this.#allowed.add(unfoundedText(doubt.jobId, doubt.attempt + 1));
      this.#command({ cmd: "resolve", job_id: doubt.jobId, attempt: doubt.attempt, as: word });
    }
    return undefined;
  }

  /** Where the card of a job in doubt really lies. */
  #truth({ jobId }: Doubt): string {
    if (this.#printed.has(jobId)) return "printed";
    return this.#knowledge.cards.some((card) => card.job === jobId) ? "spoiled" : "not-printed";
  }

  #outcome(steps: readonly StepResult[]): Outcome {
    const { late_after: lateAfterMs } = this.#scenario;
    const endMs = this.#scene.nowMs();
    const { cards } = this.#knowledge;
    const broken = [...this.#scene.broken(), ...this.#judge()];
    for (const each of broken) this.#timeline.say(endMs, `BROKEN PROMISE: ${each}`);
    this.#timeline.end(endMs);
    return {
      steps,
      broken,
      virtualMs: endMs,
      cards: cards.length,
      printed: this.#knowledge.printed,
      recorded: this.#recorded,
      ...(lateAfterMs === undefined
        ? {}
        : { lateness: lateness(this.#recorded, this.#printed, { endMs, lateAfterMs }) }),
    };
  }

  /** A story may end while jobs wait: that each ends is for the scenario to expect. */
  #judge(): readonly string[] {
    const { cards } = this.#knowledge;
    const jobOn = ({ job }: { readonly job: string | undefined }) => job;
    return judge({ topics: this.#topics, log: this.#log, cards, jobOn })
      .filter((violation) => !violation.startsWith("I1 ") && !this.#allowed.has(violation))
      .filter((violation) => ![...this.#answered].some((job) => violation.includes(`${job} `)));
  }
}
