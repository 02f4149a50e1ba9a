import { decodeStateSeen } from "../protocols/host/state-seen.ts";
import { hostTopics } from "../protocols/host/topics.ts";
import { applyNote } from "./core/changes.ts";
import type { CommandAnswer } from "./core/command.ts";
import type { Decision } from "./core/draft.ts";
import type { Event } from "./core/events.ts";
import { initialState } from "./core/initial-state.ts";
import { TICK_MS } from "./core/lapse.ts";
import { createLoop } from "./core/loop.ts";
import type { Order } from "./core/orders.ts";
import type { Policy } from "./core/policy.ts";
import type {
  Broker,
  BrokerMessage,
  ByteLink,
  Cancel,
  Clock,
  Geometry,
  Log,
  Machine,
  Notify,
  PrinterDriver,
  Publication,
  Random,
  Renderer,
  Store,
} from "./core/ports.ts";
import type { Probe } from "./core/probe-port.ts";
import type { State, Stream, StreamEvent } from "./core/state.ts";
import { storeFailureOf } from "./core/store-fault.ts";
import { createCardPicture } from "./daemon/card-picture.ts";
import { type CardPrinter, createCards } from "./daemon/cards.ts";
import { createCheckRunner } from "./daemon/check-runner.ts";
import { createCommands } from "./daemon/commands.ts";
import { createControl } from "./daemon/control.ts";
import { stopOnCorruption } from "./daemon/corrupt-store.ts";
import { createJobsAsker } from "./daemon/credit.ts";
import { createDashboards } from "./daemon/dashboards.ts";
import { createDeliveries } from "./daemon/deliveries.ts";
import { createNotifier } from "./daemon/notify.ts";
import { createServerWatch, type WatchedServer } from "./daemon/server-watch.ts";
import { createSettling } from "./daemon/settling.ts";
import { createPrinterLine } from "./drivers/printer-line.ts";
import { hostEvent, jobAnswer, jobEvent } from "./io/announcements.ts";
import { createBrokerSession } from "./io/broker-session.ts";
import { answerPublications, commandAnswer } from "./io/command-documents.ts";
import type { ControlApi } from "./io/control-api.ts";
import type { StatusContext } from "./status/context.ts";

/** Ticks are late when the process is; one that is later by so many of them was lost. */
const LOST_TICKS = 5;

export interface DaemonPrinter {
  readonly id: string;
  readonly geometry: Geometry;
  /** Whether the overlay panel is printed, where the ribbon has one. */
  readonly varnish: boolean;
  readonly openLink: () => ByteLink;
  readonly createDriver: (link: ByteLink) => PrinterDriver;
}

/** The world as the daemon sees it: real in `cetakd run`, simulated in the virtual world. */
export interface DaemonParts {
  readonly site: string;
  readonly host: string;
  readonly policy: Policy;
  readonly clock: Clock;
  readonly random: Random;
  readonly store: Store;
  readonly broker: Broker;
  readonly renderer: Renderer;
  readonly probe: Probe;
  readonly machine: Machine;
  /** Who is told outside the office; absent: nobody. */
  readonly notify?: Notify | undefined;
  readonly printers: readonly DaemonPrinter[];
  readonly servers: readonly WatchedServer[];
  readonly log: Log;
  /** The process must end at once: what was not committed is asked for again by its successor. */
  readonly fatal: (error: unknown) => void;
  /** What texts and instants on dashboards follow. */
  readonly context: (wallMs: number) => StatusContext;
  readonly homeAssistant: { readonly prefix: string; readonly discovery: boolean };
  /**
   * Looks on at each event and what is decided on it, before anything of it is done. It changes
   * nothing: a simulated world counts by it what it has seen of the state machines.
   */
  readonly lookOn?: ((state: State, event: Event, decision: Decision) => void) | undefined;
}

export interface Daemon {
  /** What the control socket and the command line ask. */
  readonly control: ControlApi;
  start(): void;
  /** Lets the card in progress come to its end, then leaves printers and broker. */
  stop(): Promise<void>;
}

/** Wires the parts: their callbacks become events of one loop, whose orders they carry out. */
export function createDaemon(parts: DaemonParts): Daemon {
  const { clock, random, policy, broker, renderer, log, fatal } = parts;
  const store = stopOnCorruption(parts.store, fatal);
  const { tickMs = TICK_MS } = policy;
  const topics = hostTopics(parts);
  const { instant } = parts.context(clock.wallMs());
  const state = initialState(store.load(), policy);
  if (store.failure !== undefined) {
    const failure = storeFailureOf(store.failure);
    applyNote(state, { kind: "store", failure, at: clock.wallMs() });
    log.write("error", "the store takes no changes", { err: store.failure });
  }
  const printers = new Map<string, CardPrinter>();
  const tokens = new Map<number, { readonly stream: Stream; readonly seq: number }>();
  let lastToken = 0;
  let areLinesStarted = false;
  let cancelTick: Cancel = () => {};
  /** When it last ticked; `undefined`: it does not. */
  let tickedMs: number | undefined;
  let resting: () => void = () => {};

  const loop = createLoop({
    state,
    policy,
    store,
    clock,
    perform,
    lookOn: (event, decision) => parts.lookOn?.(state, event, decision),
    turned() {
      dashboards.changed();
      if (state.stopping && !isPrinting(state)) resting();
    },
    storeTurned(why) {
      if (why !== undefined) log.write("error", "the store takes no changes", { err: why });
      else {
        log.write("info", "the store takes changes again");
        // What was refused waits at the broker.
        session.hurry();
      }
    },
  });

  function post(event: Event): void {
    try {
      loop.post(event);
    } catch (error) {
      fatal(error);
    }
    if (isTickLost()) tick();
  }

  /** A timer that never came: whatever happens next takes its place. */
  function isTickLost(): boolean {
    return tickedMs !== undefined && clock.monotonicMs() - tickedMs > LOST_TICKS * tickMs;
  }

  for (const { id, geometry, varnish, openLink, createDriver } of parts.printers) {
    const about = { printer: id, clock, random, log, openLink, createDriver, post, fatal };
    printers.set(id, { geometry, varnish, line: createPrinterLine(about) });
  }
  const geometry = parts.printers[0]?.geometry;
  if (geometry === undefined) throw new Error("a daemon has at least one printer");
  const deliveries = createDeliveries({
    clock,
    store,
    renderer,
    geometry,
    servers: parts.servers.map(({ id }) => id),
    post,
  });
  const commands = createCommands({ clock, random, store, post });
  const cards = createCards({ clock, store, renderer, log, printers, post });
  const asking = {
    serversTopic: topics.servers,
    replyTopic: topics.reply,
    clock,
    random,
    publish: (publication: Publication) => broker.publish(publication),
    post,
  };
  const jobs = createJobsAsker(asking);
  const servers = createServerWatch({ ...asking, servers: parts.servers, probe: parts.probe });
  const lines = new Map([...printers].map(([id, { line }]) => [id, line]));
  const settle = createSettling({ clock, lines, post });
  const notifier = createNotifier({ ...parts, notify: parts.notify, state, post });
  const { machine } = parts;
  const checks = createCheckRunner({ state, policy, clock, machine, lines, servers, post, fatal });
  const { site, host, context } = parts;
  const { base } = topics;
  const dashboards = createDashboards({
    state,
    broker,
    clock,
    base,
    context,
    homeAssistant: { prefix: parts.homeAssistant.prefix, site, host, base },
    announces: parts.homeAssistant.discovery,
    pauseMs: tickMs,
  });
  const session = createBrokerSession({
    broker,
    clock,
    random,
    log,
    subscriptions: [topics.job, topics.cmd, ...servers.subscriptions, ...dashboards.subscriptions],
    stateTopic: topics.state,
    stateFound: seeState,
    looked: startLines,
    connected() {
      broker.publish({ topic: topics.availability, payload: "online", retain: true });
      post({ kind: "broker-connected", at: clock.wallMs() });
      dashboards.connected();
    },
    message: receive,
    acked(token) {
      const event = tokens.get(token);
      tokens.delete(token);
      if (event !== undefined) post({ kind: "event-delivered", at: clock.wallMs(), ...event });
    },
    closed() {
      // What was under way is published anew, with a new token, at the next connection.
      tokens.clear();
      jobs.closed();
      dashboards.closed();
      post({ kind: "broker-closed", at: clock.wallMs() });
    },
  });

  /** Until it has looked for another host of its name, this one moves no card (I12). */
  function startLines(): void {
    if (areLinesStarted) return;
    areLinesStarted = true;
    for (const line of lines.values()) line.start();
  }

  function seeState(payload: Uint8Array): void {
    const seen = decodeStateSeen(payload);
    if (seen !== undefined) post({ kind: "own-state-seen", at: clock.wallMs(), ...seen });
  }

  function receive(message: BrokerMessage): void {
    const { topic, payload, retained, settle } = message;
    if (topic === topics.cmd && payload.length > 0) {
      receiveCommand(message);
      return;
    }
    // An empty payload clears a retained message: there is nothing to answer.
    if (topic !== topics.job || payload.length === 0) {
      settle("ok");
      if (topic === topics.state) seeState(payload);
      else if (topic === topics.reply && jobs.receive(payload)) return;
      else if (!servers.receive(topic, payload)) dashboards.receive({ topic, payload });
      return;
    }
    const answer = (document: Parameters<typeof jobAnswer>[0]) => {
      const text = JSON.stringify(jobAnswer(document, instant));
      broker.publish({ topic: topics.jobAck, payload: text, retain: false });
    };
    deliveries.receive({ payload, retained, answer, settle });
  }

  /** A command that could not be done is answered all the same: it would be late the next time. */
  function receiveCommand(message: BrokerMessage): void {
    const { payload, retained, settle } = message;
    const answer = (answered: CommandAnswer) => {
      const document = commandAnswer(answered, instant);
      for (const each of answerPublications(topics.cmdRes, document, message)) broker.publish(each);
      settle("ok");
    };
    commands.receive(payload, { over: "mqtt", retained, answer });
  }

  function perform(order: Order): void {
    switch (order.kind) {
      case "answer-command":
        commands.answer(order.delivery, order.answer);
        return;
      case "repeat-events":
        for (const event of order.events) broker.publish(publicationOf(event));
        return;
      case "answer-job":
        deliveries.answer(order.delivery, order.answer);
        return;
      case "settle":
        deliveries.settle(order.delivery, order.verdict);
        return;
      case "publish-event":
        publishEvent(order.event);
        return;
      case "prepare-card":
        cards.prepare(order).catch(fatal);
        return;
      case "print-card":
        cards.print(order).catch(fatal);
        return;
      case "settle-attempt":
      case "reject-card":
        settle(order).catch(fatal);
        return;
      case "restart-session":
        lines.get(order.printer)?.restart(order.session);
        return;
      case "run-check":
        checks.run(order.check);
        return;
      case "stop-check":
        checks.stop(order.check);
        return;
      case "ask-jobs":
        jobs.ask(order);
        return;
      case "send-notice":
        notifier.send(order.notice);
        return;
    }
  }

  function publishEvent(event: StreamEvent): void {
    const { stream, seq } = event;
    lastToken += 1;
    tokens.set(lastToken, { stream, seq });
    broker.publish({ ...publicationOf(event), token: lastToken });
  }

  function publicationOf(event: StreamEvent): Publication {
    const [topic, document] =
      event.stream === "event"
        ? [topics.event, hostEvent(event, state.storeId, instant)]
        : [topics.jobEvent, jobEvent(event, state.storeId, instant)];
    return { topic, payload: JSON.stringify(document), retain: false };
  }

  function tick(): void {
    cancelTick();
    cancelTick = clock.timer(tickMs, tick);
    tickedMs = clock.monotonicMs();
    const by = { monotonicMs: tickedMs, uptimeMs: parts.machine.uptimeMs() };
    post({ kind: "tick", at: clock.wallMs(), ...by });
  }

  return {
    control: createControl({
      state,
      policy,
      store,
      clock,
      random,
      deliveries,
      commands,
      notifier,
      drawCard: createCardPicture({ state, store, renderer, printers }),
      context,
    }),
    start() {
      post({ kind: "started", at: clock.wallMs() });
      session.start();
      tick();
    },
    async stop() {
      const rested = new Promise<void>((resolve) => {
        resting = resolve;
      });
      post({ kind: "stopping", at: clock.wallMs() });
      await rested;
      tickedMs = undefined;
      cancelTick();
      // A message that has arrived is not to be sent again by the next process.
      await notifier.rested();
      for (const line of lines.values()) line.stop();
      jobs.closed();
      // A store that is put back later is recognised by the numbers in it (I12).
      dashboards.lastWords();
      broker.publish({ topic: topics.availability, payload: "offline", retain: true });
      session.stop();
    },
  };
}

function isPrinting(state: State): boolean {
  return [...state.printers.values()].some(({ phase }) => phase.kind === "printing");
}
