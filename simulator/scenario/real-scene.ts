import { hostTopics } from "../../protocols/host/topics.ts";
import { stoppableTime } from "../io/real-time.ts";
import type { RunningPrinter, RunningServer } from "../library.ts";
import type { CardRecord } from "../printer/card.ts";
import type { PrinterCondition } from "../printer/conditions.ts";
import { isUpkeep } from "../printer/upkeep.ts";
import type { ServerAction, ServerCondition } from "../server/words.ts";
import { Closing } from "./closing.ts";
import { type DaemonProcess, superviseDaemon } from "./daemon-process.ts";
import { jobDocument } from "./job-documents.ts";
import type { Scenario } from "./load.ts";
import { Looking } from "./looking.ts";
import { createPrintedJobs } from "./printed-jobs.ts";
import { openRealBroker, type RealBroker, type RealBrokerParts } from "./real-broker.ts";
import { openRealPrinters, openRealServers, probePortsOf } from "./real-devices.ts";
import { makeRealFolder } from "./real-folder.ts";
import {
  type CardInside,
  cardInside,
  type JobToSend,
  type Scene,
  type SeenCard,
  type SeenPublication,
} from "./scene.ts";

/** A process starts, looks at its store, its broker and its printers. */
const ONLINE_WITHIN_MS = 60_000;
/** What a step takes by itself, on a busy machine. */
const GRACE_MS = 5_000;
const TIMER_MS_MAX = 2 ** 31 - 1;

export interface RealSceneOptions {
  /** How many times as fast as the scenario says its printers are; 0 takes no time. Default: 1. */
  readonly speed?: number;
  /** Default: Mosquitto, where it is installed. */
  readonly broker?: RealBrokerParts["which"];
  /** Ends the scene: who waits in it is told so. */
  readonly signal?: AbortSignal;
  /** Told what it stands on. */
  readonly say?: (line: string) => void;
}

export interface RealScene extends Scene {
  /** Lets the daemon's log stay when the scene is closed; tells in which folder. */
  keepLog(): string;
}

/**
 * The daemon as a process of its own, printers on pseudo-terminals, a broker on a port. It begins
 * when the host is online. Rejects if it does not come.
 */
export async function openRealScene(
  scenario: Scenario,
  options: RealSceneOptions = {},
): Promise<RealScene> {
  const scene = new Real(scenario, options);
  try {
    await scene.open();
    return scene;
  } catch (error) {
    await scene.close();
    throw error;
  }
}

class Real implements RealScene {
  readonly graceMs = GRACE_MS;
  readonly #scenario: Scenario;
  readonly #options: RealSceneOptions;
  readonly #closing = new Closing();
  readonly #time = stoppableTime();
  readonly #looking = new Looking(() => this.nowMs());
  readonly #topics;
  readonly #folder;
  readonly #jobs;
  readonly #heard: SeenPublication[] = [];
  readonly #publicationListeners: ((publication: SeenPublication) => void)[] = [];
  readonly #cardListeners: ((card: SeenCard) => void)[] = [];
  #printers: ReadonlyMap<string, RunningPrinter> = new Map();
  #servers: ReadonlyMap<string, RunningServer> = new Map();
  #broker: RealBroker | undefined;
  #daemon: DaemonProcess | undefined;
  /** `undefined`: it has not begun. */
  #beganMs: number | undefined;

  constructor(scenario: Scenario, options: RealSceneOptions) {
    this.#scenario = scenario;
    this.#options = options;
    this.#topics = hostTopics(scenario.config);
    this.#folder = makeRealFolder(this.#closing);
    this.#jobs = createPrintedJobs((serialNumber) => this.#printerOf(serialNumber));
    this.#closing.add(this.#time.stop);
  }

  async open(): Promise<void> {
    const scenario = this.#scenario;
    const closing = this.#closing;
    const folder = this.#folder;
    const { signal, speed = 1, say = () => {}, broker: which } = this.#options;
    const stop = () => this.#looking.end(new Error("stopped"));
    signal?.addEventListener("abort", stop, { once: true });
    closing.add(() => signal?.removeEventListener("abort", stop));
    const hear = this.#hear.bind(this);
    const broker = await openRealBroker({ closing, hear, ...(which && { which }) });
    this.#broker = broker;
    const cardOut = this.#cardOut.bind(this);
    this.#printers = openRealPrinters(scenario, { speed, closing, cardOut, linkOf: folder.linkOf });
    const probePorts = await probePortsOf(scenario);
    folder.writeConfig(scenario, { url: broker.hostUrl, probePorts });
    const servers = { url: broker.serversUrl, probePorts, closing };
    this.#servers = await openRealServers(scenario, servers);
    say(`in real time, over pseudo-terminals and ${broker.name}`);
    this.#daemon = superviseDaemon(folder.config, folder.log);
    closing.add(this.#daemon.close);
    await this.#untilOnline(this.#daemon);
    this.#beganMs = this.#time.now();
  }

  async #untilOnline({ failures }: DaemonProcess): Promise<void> {
    const isOnline = () =>
      this.#heard.some(
        ({ topic, payload }) => topic === this.#topics.availability && payload === "online",
      );
    const dueMs = this.nowMs() + ONLINE_WITHIN_MS;
    await this.#looking.until(dueMs, () => failures.length > 0 || isOnline());
    if (isOnline()) return;
    const why = failures[0] ?? "the daemon did not come online";
    throw new Error(`${why}; its log: ${this.keepLog()}`);
  }

  #hear(topic: string, payload: string): void {
    const publication = { topic, payload, atMs: this.nowMs() };
    this.#heard.push(publication);
    for (const run of this.#publicationListeners) run(publication);
    this.#looking.look();
  }

  #cardOut(printer: string, card: CardRecord): void {
    const { box, complete } = card;
    const seen = { atMs: this.nowMs(), printer, box, complete, job: this.#jobs.jobOn(card) };
    for (const run of this.#cardListeners) run(seen);
    this.#looking.look();
  }

  #printerOf(serialNumber: string) {
    const { printers } = this.#scenario.config;
    const isIt = ({ id }: { readonly id: string }) =>
      this.#printers.get(id)?.serialNumber === serialNumber;
    const found = printers.find(isIt) ?? printers[0];
    if (found === undefined) throw new Error("a host has at least one printer");
    return found;
  }

  nowMs(): number {
    return this.#beganMs === undefined ? 0 : this.#time.now() - this.#beganMs;
  }

  wallMs(): number {
    return this.#time.wallMs();
  }

  pass(untilMs: number, isSo: () => boolean = () => false): Promise<boolean> {
    return this.#looking.until(untilMs, isSo);
  }

  onPublication(run: (publication: SeenPublication) => void): void {
    for (const publication of this.#heard) run(publication);
    this.#publicationListeners.push(run);
  }

  onCard(run: (card: SeenCard) => void): void {
    this.#cardListeners.push(run);
  }

  cardInside(printer: string): CardInside | undefined {
    return cardInside(this.#printers.get(printer)?.state());
  }

  raise(...[device, condition, when]: Parameters<Scene["raise"]>): void {
    this.#printers.get(device)?.raise(condition as PrinterCondition, when);
    this.#servers.get(device)?.raise(condition as ServerCondition);
  }

  clear(...[device, condition]: Parameters<Scene["clear"]>): void {
    this.#printers.get(device)?.clear(condition as PrinterCondition);
    this.#servers.get(device)?.clear(condition as ServerCondition);
  }

  hand(...[device, action]: Parameters<Scene["hand"]>): void {
    this.#printers.get(device)?.hand(action);
    this.#servers.get(device)?.hand(action as ServerAction);
  }

  needsUpkeep(printer: string): boolean {
    return this.#printers.get(printer)?.state().conditions.some(isUpkeep) ?? false;
  }

  send(jobs: readonly JobToSend[]): void {
    const [first] = this.#scenario.config.servers;
    for (const job of jobs) {
      const front = this.#jobs.side(job.id);
      const payload = JSON.stringify(jobDocument(job, this.wallMs(), { front }));
      const server = this.#servers.get(job.server ?? first?.id ?? "");
      if (server === undefined) this.#broker?.publish(this.#topics.job, payload);
      else server.add([{ jobId: job.id, payload }]);
    }
  }

  later(delayMs: number, run: () => void): void {
    const restMs = delayMs - TIMER_MS_MAX;
    if (restMs > 0) this.#time.timer(TIMER_MS_MAX, () => this.later(restMs, run));
    else this.#time.timer(delayMs, run);
  }

  killDaemon(): void {
    this.#daemon?.kill();
  }

  power(isOn: boolean): void {
    for (const printer of this.#printers.values()) printer.hand(isOn ? "power-on" : "power-off");
    this.#daemon?.power(isOn);
  }

  async broker(action: Parameters<Scene["broker"]>[0]): Promise<void> {
    await this.#broker?.act(action);
  }

  stepClock(): never {
    throw new Error("in real time no clock is set");
  }

  command(document: Readonly<Record<string, unknown>>, retain: boolean): void {
    this.#broker?.publish(this.#topics.cmd, JSON.stringify(document), retain);
  }

  broken(): readonly string[] {
    return [
      ...(this.#daemon?.failures ?? []),
      ...[...this.#servers].flatMap(([id, server]) =>
        server.state().violations.map((what) => `${id} says: ${what}`),
      ),
    ];
  }

  keepLog(): string {
    return this.#folder.keep();
  }

  async close(): Promise<void> {
    this.#looking.end(new Error("the scene is over"));
    // What comes of its end is no part of the story.
    this.#publicationListeners.length = 0;
    this.#cardListeners.length = 0;
    await this.#closing.close();
  }
}
