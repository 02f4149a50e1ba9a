import type { Broker, ByteLink, Clock, Notify, Random, Store } from "../../src/core/ports.ts";
import type { DaemonParts } from "../../src/daemon.ts";

/** Where a process may die: around each commit, after each order, at each answer of a device. */
export type CrashPoint = "before-commit" | "after-commit" | "after-order" | "device-answer";
/** `at-rest`: between two turns. */
export type DeathPoint = CrashPoint | "at-rest";

/**
 * One process of the daemon. Its ports work while it lives; after its death calls do nothing and
 * callbacks never come, as after a SIGKILL. Broker, printer and store live on outside.
 */
export interface Life {
  readonly alive: boolean;
  /** Crash points passed so far. */
  readonly passed: number;
  /** It dies at the crash point of this number from now on; 0: at once. */
  dieAfter(points: number): void;
  clock(clock: Clock): Clock;
  random(random: Random): Random;
  store(store: Store): Store;
  broker(broker: Broker): Broker;
  link(link: ByteLink): ByteLink;
  probe(probe: DaemonParts["probe"]): DaemonParts["probe"];
  notify(notify: Notify): Notify;
}

export interface LifeOptions {
  /** The process dies at the crash point of this number, from 1; `undefined`: it lives on. */
  readonly dieAt: number | undefined;
  /** Called at the moment of death, to tell the world outside. */
  readonly died: (point: DeathPoint) => void;
  /** Called before each crash point, for the record. */
  readonly passing?: (point: CrashPoint) => void;
}

export function createLife({ dieAt, died, passing }: LifeOptions): Life {
  let alive = true;
  let passed = 0;
  let lastPoint = dieAt;

  function pass(point: CrashPoint): void {
    if (!alive) return;
    passed += 1;
    passing?.(point);
    if (passed === lastPoint) die(point);
  }

  function die(point: DeathPoint): void {
    alive = false;
    died(point);
  }

  /** A call that leaves the process: it happens, and then the process may die. */
  function leaving<Args extends unknown[]>(call: (...args: Args) => void): (...args: Args) => void {
    return (...args) => {
      if (!alive) return;
      call(...args);
      pass("after-order");
    };
  }

  function untilDeath<Args extends unknown[]>(call: (...args: Args) => void) {
    return (...args: Args) => {
      if (alive) call(...args);
    };
  }

  /** A callback into the process: what a device says may be the last thing it hears. */
  function entering<Args extends unknown[]>(
    call: (...args: Args) => void,
    point?: CrashPoint,
  ): (...args: Args) => void {
    return (...args) => {
      if (point !== undefined) pass(point);
      if (alive) call(...args);
    };
  }

  return {
    get alive() {
      return alive;
    },
    get passed() {
      return passed;
    },
    dieAfter(points) {
      lastPoint = passed + points;
      if (alive && points === 0) die("at-rest");
    },
    clock: (clock) => ({
      wallMs: () => clock.wallMs(),
      monotonicMs: () => clock.monotonicMs(),
      timer: (delayMs, run) => clock.timer(delayMs, entering(run)),
    }),
    random: (random) => random,
    store: (store) => ({
      ...store,
      close: () => {},
      commit(changes) {
        pass("before-commit");
        if (!alive) return;
        store.commit(changes);
        pass("after-commit");
      },
    }),
    broker: (broker) => ({
      connect: leaving((events) =>
        broker.connect({
          connected: entering(events.connected, "device-answer"),
          message: entering((message) => {
            const settle = leaving(message.settle);
            events.message({ ...message, settle });
          }, "device-answer"),
          acked: entering(events.acked, "device-answer"),
          closed: entering(events.closed, "device-answer"),
        }),
      ),
      // It changes nothing outside: a death after it is like one before.
      look: (topic, done) =>
        alive ? broker.look(topic, entering(done, "device-answer")) : () => {},
      subscribe: leaving((topics, qos) => broker.subscribe(topics, qos)),
      publish(publication) {
        // What is retained is sent again at every connect: a death after it is like one before.
        if (publication.retain) untilDeath(broker.publish)(publication);
        else leaving(broker.publish)(publication);
      },
      close: leaving(() => broker.close()),
    }),
    probe: ({ probe }) => ({
      probe: (url, timeoutMs, done) => (alive ? probe(url, timeoutMs, entering(done)) : () => {}),
    }),
    notify: ({ send }) => ({
      send(message, done) {
        if (!alive) return () => {};
        const cancel = send(message, entering(done, "device-answer"));
        pass("after-order");
        return cancel;
      },
    }),
    link: (link) => ({
      open: leaving((events) =>
        link.open({
          opened: entering(events.opened, "device-answer"),
          bytes: entering(events.bytes, "device-answer"),
          closed: entering(events.closed, "device-answer"),
        }),
      ),
      write: leaving((bytes) => link.write(bytes)),
      // A dead process never learns that its bytes have left.
      drained: () => (alive ? link.drained() : new Promise(() => {})),
      discard: leaving(() => link.discard()),
      close: leaving(() => link.close()),
    }),
  };
}
