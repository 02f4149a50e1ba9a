import { encodeInstant, type JobAnswer, type JobEvent } from "../../protocols/host/messages.ts";
import { healthReport } from "./health.ts";
import { JobBook } from "./job-book.ts";
import { JobSender } from "./job-sender.ts";
import { type Numbered, NumberedStream } from "./numbered-stream.ts";
import type { ServerClock, ServerJob, ServerPublication, ServerSettings } from "./options.ts";
import { isReplyTopic, serverTopics } from "./topics.ts";
import type { ServerAction, ServerCondition, ServerSnapshot } from "./words.ts";

export interface ServerParts {
  readonly clock: ServerClock;
  readonly publish: (publication: ServerPublication) => void;
  /** The power switch: without power the line is cut, with it it is made again. */
  readonly setPower: (isPowered: boolean) => void;
  /** Opens or shuts the door at which a probe knocks. */
  readonly setDoor?: (isOpen: boolean) => void;
  /** A violation, or something worth knowing. */
  readonly note: (line: string) => void;
  readonly allEnded: () => void;
}

/** A server that has cards printed, does its duties (contract §10) and watches the host's. */
export interface SimulatedServer {
  readonly topics: ReturnType<typeof serverTopics>;
  readonly subscriptions: readonly string[];
  /** Ids of documents without an answer. */
  readonly unanswered: readonly string[];
  /** It is to have these printed, too. */
  add(jobs: readonly ServerJob[]): void;
  connected(): void;
  lost(): void;
  /** `isRetained`: it is an old one that the broker has kept. */
  message(topic: string, payload: Uint8Array, isRetained: boolean): void;
  raise(condition: ServerCondition): void;
  clear(condition: ServerCondition): void;
  hand(action: ServerAction): void;
  state(): ServerSnapshot;
}

export function createSimulatedServer(
  settings: ServerSettings,
  jobs: readonly ServerJob[],
  parts: ServerParts,
): SimulatedServer {
  return new Server(settings, jobs, parts);
}

/** Contract §4. */
const HEALTH_MS = 60_000;
/** Late, and still within the 10 s of contract §10. */
const SLOW_PING_MS = 8_000;

class Server implements SimulatedServer {
  readonly topics: ReturnType<typeof serverTopics>;
  readonly #parts: ServerParts;
  readonly #id: string;
  readonly #startedMs: number;
  readonly #sender: JobSender;
  readonly #book: JobBook;
  readonly #events: NumberedStream<Numbered>;
  readonly #jobEvents: NumberedStream<JobEvent>;
  readonly #raised = new Set<ServerCondition>();
  readonly #violations: string[] = [];
  #isPowered = true;
  #isConnected = false;
  #cancelHealth = () => {};
  #commands = 0;

  constructor(settings: ServerSettings, jobs: readonly ServerJob[], parts: ServerParts) {
    const { clock, note, allEnded } = parts;
    this.topics = serverTopics(settings);
    this.#parts = parts;
    this.#id = settings.id;
    this.#startedMs = clock.wallMs();
    this.#sender = new JobSender(jobs, {
      clock,
      waitsForCredit: settings.waitsForCredit,
      send: ({ payload }) => this.#publish(this.topics.job, payload),
    });
    this.#book = new JobBook(jobs, {
      clock,
      note,
      allEnded,
      violated: (what) => this.#violated(what),
      settled: (jobId) => this.#sender.settle(jobId),
    });
    this.#events = this.#numbered("event", () => {});
    this.#jobEvents = this.#numbered("job-event", (event: JobEvent) => this.#book.takeEvent(event));
  }

  get subscriptions(): readonly string[] {
    const { availability, jobAck, jobEvent, event, own } = this.topics;
    return [availability, jobAck, jobEvent, event, own.request];
  }

  get unanswered(): readonly string[] {
    return this.#sender.unanswered;
  }

  add(jobs: readonly ServerJob[]): void {
    this.#book.add(jobs);
    this.#sender.add(jobs);
  }

  connected(): void {
    this.#isConnected = true;
    this.#announce();
  }

  lost(): void {
    this.#isConnected = false;
    this.#book.hasMissed();
    this.#keepQuiet();
  }

  message(topic: string, payload: Uint8Array, isRetained: boolean): void {
    if (this.#isMute || isRetained) return;
    const { availability, jobAck, jobEvent, event, own } = this.topics;
    if (topic === availability) this.#hostSays(new TextDecoder().decode(payload));
    const document = parseObject(payload);
    if (document === undefined) return;
    if (topic === jobAck) this.#book.takeAnswer(document as unknown as JobAnswer);
    else if (topic === jobEvent) this.#jobEvents.push(document as unknown as JobEvent);
    else if (topic === event) this.#events.push(document as unknown as Numbered);
    else if (topic === own.request) this.#request(document);
  }

  raise(condition: ServerCondition): void {
    this.#change(() => this.#raised.add(condition));
  }

  clear(condition: ServerCondition): void {
    this.#change(() => this.#raised.delete(condition));
  }

  hand(action: ServerAction): void {
    this.#isPowered = action === "power-on";
    this.#parts.setPower(this.#isPowered);
    this.#parts.setDoor?.(this.#isDoorOpen);
  }

  state(): ServerSnapshot {
    return {
      powered: this.#isPowered,
      connected: this.#isConnected,
      door: this.#isDoorOpen ? "open" : "shut",
      conditions: [...this.#raised],
      unsent: this.#sender.left,
      unanswered: this.#sender.unanswered.length,
      open: this.#book.open.length,
      ended: this.#book.ends,
      violations: this.#violations,
    };
  }

  get #isMute(): boolean {
    return !this.#isConnected || this.#raised.has("server-offline");
  }

  get #isDoorOpen(): boolean {
    return this.#isPowered && !this.#raised.has("probe-failed");
  }

  #change(happen: () => void): void {
    const wasMute = this.#isMute;
    happen();
    this.#parts.setDoor?.(this.#isDoorOpen);
    if (this.#isMute !== wasMute) this.#announce();
    else if (!this.#isMute) this.#reportHealth();
  }

  /** A host that has just come may never have heard what was sent before. */
  #hostSays(availability: string): void {
    if (availability === "online") this.#sender.start();
  }

  /** Says how things stand, and goes on with its work or not. */
  #announce(): void {
    if (!this.#isConnected) return;
    const availability = this.#isMute ? "offline" : "online";
    this.#parts.publish({
      topic: this.topics.own.availability,
      payload: availability,
      retain: true,
    });
    this.#keepQuiet();
    if (this.#isMute) return;
    this.#reportHealth();
    this.#sender.start();
    for (const job of this.#book.open) this.#sender.askAgain(job);
  }

  #keepQuiet(): void {
    this.#cancelHealth();
    this.#sender.stop();
  }

  #reportHealth(): void {
    this.#cancelHealth();
    this.#cancelHealth = this.#parts.clock.timer(HEALTH_MS, () => this.#reportHealth());
    if (this.#raised.has("report-stale")) return;
    const wallMs = this.#parts.clock.wallMs();
    const report = healthReport({
      wallMs,
      uptimeMs: wallMs - this.#startedMs,
      queueDepth: this.#sender.left,
      raised: this.#raised,
    });
    const { health: topic } = this.topics.own;
    this.#parts.publish({ topic, payload: JSON.stringify(report), retain: true });
  }

  #request({ id, request, credit, reply_to: topic }: Readonly<Record<string, unknown>>): void {
    if (typeof id !== "string" || !isReplyTopic(topic)) return;
    if (request === "ping") this.#answerPing(id, topic);
    if (request !== "jobs") return;
    const granted = typeof credit === "number" ? credit : Number.POSITIVE_INFINITY;
    this.#sender.grant(granted, (sent) =>
      this.#publish(topic, JSON.stringify({ id, sent, left: this.#sender.left })),
    );
  }

  #answerPing(id: string, topic: string): void {
    if (this.#raised.has("ping-unanswered")) return;
    const { clock } = this.#parts;
    const answer = () =>
      this.#publish(topic, JSON.stringify({ id, at: encodeInstant(clock.wallMs()) }));
    if (this.#raised.has("ping-slow")) clock.timer(SLOW_PING_MS, answer);
    else answer();
  }

  #numbered<Message extends Numbered>(
    stream: "event" | "job-event",
    take: (message: Message) => void,
  ): NumberedStream<Message> {
    return new NumberedStream<Message>({
      clock: this.#parts.clock,
      take,
      missing: (fromSeq) => this.#askForEvents(stream, fromSeq),
      lost: (from, to) => this.#violated(`${stream} ${from} to ${to} never came`),
      restarted: () => this.#hasRestarted(stream),
    });
  }

  #askForEvents(stream: "event" | "job-event", fromSeq: number): void {
    this.#commands += 1;
    const id = `${this.#startedMs.toString(36)}-${this.#commands}`;
    const at = encodeInstant(this.#parts.clock.wallMs());
    const command = { cmd: "events", id, at, by: this.#id, stream, from_seq: fromSeq };
    this.#publish(this.topics.command, JSON.stringify(command));
  }

  #hasRestarted(stream: "event" | "job-event"): void {
    this.#parts.note(`the host has another store: ${stream} is numbered anew`);
    if (stream === "event") return;
    this.#book.restarted();
    for (const job of this.#book.open) this.#sender.askAgain(job);
  }

  #violated(what: string): void {
    this.#violations.push(what);
    this.#parts.note(`violation: ${what}`);
  }

  #publish(topic: string, payload: string): void {
    if (!this.#isMute) this.#parts.publish({ topic, payload, retain: false });
  }
}

function parseObject(payload: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(payload));
    return value !== null && typeof value === "object" ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
