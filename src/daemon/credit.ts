import { decodeJobsReply } from "../../protocols/host/server-report.ts";
import type { Event } from "../core/events.ts";
import type { AskOrder } from "../core/orders.ts";
import type { Cancel, Clock, Publication, Random } from "../core/ports.ts";

export interface JobsAskerParts {
  /** `cetak/1/<site>/server`. */
  readonly serversTopic: string;
  readonly replyTopic: string;
  readonly clock: Clock;
  readonly random: Pick<Random, "id">;
  readonly publish: (publication: Publication) => void;
  readonly post: (event: Event) => void;
}

/** Asks servers for jobs and hears their answers. */
export interface JobsAsker {
  ask(order: AskOrder): void;
  /** What came on the reply topic; whether it was an answer to one of these requests. */
  receive(payload: Uint8Array): boolean;
  /** The connection is gone or is being left: no answer is waited for, no timer is left behind. */
  closed(): void;
}

/** A server answers after the jobs, and each of those waits for its own answer. */
const ANSWER_MS = 120_000;

interface Asked {
  readonly server: string;
  readonly ask: number;
  readonly cancel: Cancel;
}

export function createJobsAsker(parts: JobsAskerParts): JobsAsker {
  const { serversTopic, replyTopic: reply_to, clock, random, publish, post } = parts;
  /** The latest request to each server; an answer to it counts however late it comes. */
  const asked = new Map<string, Asked>();

  function forget(server: string): void {
    for (const [id, request] of asked) {
      if (request.server !== server) continue;
      request.cancel();
      asked.delete(id);
    }
  }

  return {
    ask({ server, ask, credit }) {
      forget(server);
      const id = random.id();
      const missed = () => post({ kind: "jobs-unanswered", at: clock.wallMs(), server, ask });
      asked.set(id, { server, ask, cancel: clock.timer(ANSWER_MS, missed) });
      const request = { id, request: "jobs", credit, reply_to };
      const topic = `${serversTopic}/${server}/request`;
      publish({ topic, payload: JSON.stringify(request), retain: false });
    },
    receive(payload) {
      const reply = decodeJobsReply(payload);
      const request = reply && asked.get(reply.id);
      if (reply === undefined || request === undefined) return false;
      const { server, ask } = request;
      forget(server);
      post({ kind: "jobs-answered", at: clock.wallMs(), server, ask, left: reply.left });
      return true;
    },
    closed() {
      for (const { cancel } of asked.values()) cancel();
      asked.clear();
    },
  };
}
