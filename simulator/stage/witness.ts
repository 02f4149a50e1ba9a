import { createCommandScanner } from "../../protocols/evolis/command-scanner.ts";
import { type Geometry, panelSizes } from "../../protocols/evolis/geometry.ts";
import type { HostTopics } from "../../protocols/host/topics.ts";
import type { Broker, ByteLink, Store } from "../../src/core/ports.ts";
import { createAnswerWitness } from "./witness-answers.ts";
import { createCommandWitness } from "./witness-commands.ts";

export interface WitnessOptions {
  readonly store: Store;
  readonly topics: HostTopics;
  readonly geometry: Geometry;
}

/**
 * Stands between the daemon and the world and looks, at the instant when something leaves the
 * process, whether what has to be on disk by then is on disk. It reads the store itself, never
 * the daemon's memory.
 */
export interface Witness {
  /** Broken promises, in words; each begins with the number of its invariant. */
  readonly violations: readonly string[];
  broker(broker: Broker): Broker;
  /** `printer`: the id of what is at its other end. */
  link(link: ByteLink, printer: string): ByteLink;
}

export function createWitness({ store, topics, geometry }: WitnessOptions): Witness {
  const violations: string[] = [];
  const judgeCommand = createCommandWitness(store);
  const answers = createAnswerWitness(store, topics);

  function note(broken: string | undefined): void {
    if (broken !== undefined) violations.push(broken);
  }

  return {
    violations,
    broker: (broker) => ({
      connect: (events) =>
        broker.connect({
          ...events,
          message: (message) => {
            const judge = answers.received(message);
            const settle = (verdict: "ok" | "refuse") => {
              note(judge(verdict));
              message.settle(verdict);
            };
            events.message({ ...message, settle });
          },
        }),
      look: (topic, done) => broker.look(topic, done),
      subscribe: (filters, qos) => broker.subscribe(filters, qos),
      publish: (publication) => {
        note(answers.published(publication));
        broker.publish(publication);
      },
      close: () => broker.close(),
    }),
    link: (link, printer) => {
      const scanner = createCommandScanner(panelSizes(geometry));
      return {
        open: (events) => link.open(events),
        write: (bytes) => {
          for (const scanned of scanner.push(bytes)) {
            if (scanned.kind === "command") note(judgeCommand(scanned.command, printer));
          }
          link.write(bytes);
        },
        drained: () => link.drained(),
        discard: () => link.discard(),
        close: () => link.close(),
      };
    },
  };
}
