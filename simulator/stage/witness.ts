import { createCommandScanner } from "../../protocols/evolis/command-scanner.ts";
import { type Geometry, panelSizes } from "../../protocols/evolis/geometry.ts";
import { decodeJobDocument } from "../../protocols/host/job-document.ts";
import type { HostTopics } from "../../protocols/host/topics.ts";
import type { Broker, ByteLink, Store } from "../../src/core/ports.ts";
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
  /** Jobs whose document at hand has been answered as rejected: it need not be on disk. */
  const rejected = new Set<string>();

  /** I5: neither the answer nor the PUBACK goes out before the job is on disk. */
  function accepting(jobId: string, by: string): void {
    if (store.job(jobId) === undefined)
      violations.push(`I5 ${by} for ${jobId} before it is on disk`);
  }

  return {
    violations,
    broker: (broker) => ({
      connect: (events) =>
        broker.connect({
          ...events,
          message: (message) => {
            const jobId = message.topic === topics.job ? jobIdOf(message.payload) : undefined;
            if (jobId !== undefined) rejected.delete(jobId);
            const settle = (verdict: "ok" | "refuse") => {
              const isOwed = jobId !== undefined && !rejected.has(jobId);
              if (verdict === "ok" && isOwed) accepting(jobId, "PUBACK");
              message.settle(verdict);
            };
            events.message({ ...message, settle });
          },
        }),
      look: (topic, done) => broker.look(topic, done),
      subscribe: (filters, qos) => broker.subscribe(filters, qos),
      publish: (publication) => {
        const { topic, payload } = publication;
        if (topic === topics.jobAck) {
          const { job_id: jobId, result, code } = JSON.parse(payload) as JobAnswer;
          if (result !== "rejected") accepting(jobId, "answer");
          // What the store could not take is not acknowledged: the broker brings it again.
          else if (code !== "unavailable") rejected.add(jobId);
        }
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
            if (scanned.kind !== "command") continue;
            const broken = judgeCommand(scanned.command, printer);
            if (broken !== undefined) violations.push(broken);
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

interface JobAnswer {
  readonly job_id: string;
  readonly result: string;
  readonly code?: string;
}

/** A document that will be refused has nothing to be on disk. */
function jobIdOf(payload: Uint8Array): string | undefined {
  const decoded = decodeJobDocument(payload);
  return decoded.ok ? decoded.document.job_id : undefined;
}
