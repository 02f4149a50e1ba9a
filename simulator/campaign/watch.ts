import type { Broker, BrokerMessage, Publication, Store } from "../../src/core/ports.ts";
import type { Stream } from "../../src/core/state.ts";
import type { SmallWorld } from "../office/small-world.ts";
import type { Life } from "../stage/life.ts";
import { type Books, endHeld } from "./books.ts";
import type { FullDisk } from "./full-disk.ts";
import type { Able } from "./holds.ts";
import type { Truth } from "./truth.ts";
import {
  type CommandAnswer,
  type CommandDelivery,
  commandDelivery,
  judgeCommandAnswer,
} from "./watch-commands.ts";
import { type JobDelivery, jobDelivery, judgeJobAnswer } from "./watch-jobs.ts";
import type { StartWatch } from "./watch-start.ts";

export interface WatchParts {
  readonly world: SmallWorld;
  readonly books: Books;
  readonly truth: Truth;
  readonly start: StartWatch;
  readonly queueMax: number;
  readonly fullDisk: FullDisk;
  readonly printers: readonly Able[];
}

/** Stands at the daemon's ports and judges each call by what is on disk at that instant. */
export interface Watch {
  readonly violations: readonly string[];
  store(store: Store): Store;
  broker(broker: Broker): Broker;
}

type Delivery =
  | { readonly kind: "garbage"; answers: number }
  | { readonly kind: "job"; readonly job: JobDelivery; answers: number }
  | { readonly kind: "command"; readonly command: CommandDelivery; answers: number };

/** An answer to a job or a command. */
interface Unasked {
  readonly id?: string | null;
  readonly job_id?: string | null;
}

/** `parts` are asked for when a process has begun: by then there is a world. */
export function createWatch(parts: () => WatchParts): Watch {
  const violations: string[] = [];
  /** By the id of the command. */
  const firstAnswers = new Map<string, string>();
  /** What the present process is dealing with. */
  let delivery: Delivery | undefined;

  function take(message: BrokerMessage): Delivery | undefined {
    const { world, queueMax, fullDisk } = parts();
    const { topics, disk, clock } = world;
    const text = new TextDecoder().decode(message.payload);
    const { topic, retained } = message;
    if (text === "" || ![topics.job, topics.cmd].includes(topic)) return undefined;
    if (!text.startsWith("{")) return { kind: "garbage", answers: 0 };
    const office = { disk, queueMax, fullDisk, wallMs: clock.wallMs() };
    if (topic === topics.job) {
      return { kind: "job", job: jobDelivery(office, text, retained), answers: 0 };
    }
    return { kind: "command", command: commandDelivery(office, text, retained), answers: 0 };
  }

  function judgePublication({ topic, payload }: Publication): readonly string[] {
    const { world, fullDisk, printers } = parts();
    const { topics, disk } = world;
    switch (topic) {
      case topics.jobAck:
        if (delivery?.kind !== "job") return judgeUnasked(payload);
        delivery.answers += 1;
        return judgeJobAnswer({ disk, fullDisk, printers }, delivery.job, payload);
      case topics.cmdRes:
        return judgeAnswer(payload);
      case topics.event:
        return judgeEvent("event", payload);
      case topics.jobEvent:
        return judgeEvent("job-event", payload);
      default:
        return [];
    }
  }

  /** What cannot be read is answered too, to nobody; whatever else is answered has just come. */
  function judgeUnasked(payload: string): readonly string[] {
    const { job_id: jobId, id = jobId } = JSON.parse(payload) as Unasked;
    if (delivery?.kind !== "garbage" || id !== null) {
      return [`idempotence: ${id} is answered, and nobody has asked just now`];
    }
    delivery.answers += 1;
    return [];
  }

  function judgeAnswer(payload: string): readonly string[] {
    if (delivery?.kind !== "command") return judgeUnasked(payload);
    delivery.answers += 1;
    const answer = JSON.parse(payload) as CommandAnswer;
    const { world, books, fullDisk } = parts();
    const office = { disk: world.disk, books, fullDisk, wallMs: world.clock.wallMs() };
    const { id } = answer;
    const first = id === null ? undefined : firstAnswers.get(id);
    // It is the one answer that is not kept: the same id may be tried again.
    const isKept = answer.code !== "unavailable";
    if (id !== null && first === undefined && isKept) firstAnswers.set(id, payload);
    const isOther = isKept && first !== undefined && first !== payload;
    return [
      ...(isOther ? [`idempotence: ${id} is answered otherwise than the first time`] : []),
      ...judgeCommandAnswer(office, delivery.command, answer),
    ];
  }

  function judgeEvent(stream: Stream, payload: string): readonly string[] {
    const { seq } = JSON.parse(payload) as { readonly seq: number };
    const [stored] = parts().world.disk.events(stream, seq, 1);
    return stored?.seq === seq ? [] : [`I7 ${stream} ${seq} leaves before it is on disk`];
  }

  function changing({ document, known }: CommandDelivery): void {
    // Behind a store that has failed others have waited: they are written first.
    if (known !== undefined && !parts().fullDisk.hasFailed) {
      violations.push("idempotence: a repeated command changes something");
    }
    const { cmd, scope = "" } = document;
    // Whether it holds again is told by the answer.
    if (cmd === "hold" || cmd === "release") parts().books.held.delete(scope);
  }

  function isAlive(life: Life | undefined): boolean {
    return life?.alive === true;
  }

  function dealWith(message: BrokerMessage, life: Life | undefined, run: () => void): void {
    delivery = take(message);
    run();
    if (isAlive(life) && delivery !== undefined && delivery.answers !== 1) {
      violations.push(`${delivery.kind} document was answered ${delivery.answers} times`);
    }
    delivery = undefined;
  }

  return {
    violations,
    store(store) {
      const life = parts().world.lives.at(-1);
      return {
        ...store,
        commit(changes) {
          const { world, truth, start, books } = parts();
          endHeld(books, world.clock.wallMs());
          if (isAlive(life)) {
            truth.lookAt(world.cards);
            violations.push(...start.judge(changes));
            if (delivery?.kind === "command") changing(delivery.command);
          }
          store.commit(changes);
          if (changes.some(({ kind }) => kind === "hold-lifted")) start.notice();
        },
      };
    },
    broker(broker) {
      const life = parts().world.lives.at(-1);
      return {
        ...broker,
        connect: (events) =>
          broker.connect({
            ...events,
            message: (message) => dealWith(message, life, () => events.message(message)),
          }),
        publish(publication) {
          if (isAlive(life)) violations.push(...judgePublication(publication));
          broker.publish(publication);
        },
      };
    },
  };
}
