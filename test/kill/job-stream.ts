import type { JobEvent } from "../../protocols/host/messages.ts";
import { realTime } from "../../simulator/io/real-time.ts";
import { JobSender } from "../../simulator/server/job-sender.ts";
import { type Listener, topics } from "../support/processes.ts";
import { drawCard } from "./card-picture.ts";
import { createLedger, type Ledger } from "./ledger.ts";

/** So many jobs lie at the host: enough for it never to be idle, few to be printed at the end. */
const BACKLOG = 5;

/** A server that keeps its host busy, and what it has heard. */
export interface JobStream {
  readonly ledger: Ledger;
  /** Ids of all documents that were ever sent. */
  readonly sent: ReadonlySet<string>;
  /** Sent, and not known to be accepted and at rest. */
  readonly open: readonly string[];
  /** Whether this becomes so within the time, looked at after each message. */
  until(isSo: () => boolean, withinMs: number): Promise<boolean>;
  /** The next event with this state, from now on. */
  heard(state: string, withinMs: number): Promise<boolean>;
  /** No new documents from now on; those without an answer are still sent again. */
  end(): void;
  /** Sends nothing any more. */
  close(): void;
}

/**
 * Follows contract §10: a document is kept until it is answered; without an answer it is sent
 * again, also when the host has come back. Ids are taken in order, as the host gets on.
 */
export function startJobStream(listener: Listener, jobIds: readonly string[]): JobStream {
  const sent = new Set<string>();
  const looking = new Set<() => void>();
  const listening = new Set<(event: JobEvent) => void>();
  let hasEnded = false;

  const jobs = jobIds.map((jobId) => ({ jobId, payload: "" }));
  const sender = new JobSender(jobs, { clock: { ...realTime, wallMs: Date.now }, send });
  const ledger = createLedger({
    topics,
    answered: (jobId) => sender.settle(jobId),
    event: (event) => {
      for (const listen of listening) listen(event);
    },
  });
  sender.grant(0);
  sender.start();
  sender.grant(BACKLOG);
  listener.client.on("message", (topic, payload) => {
    const { onlineCount } = ledger;
    ledger.message(topic, payload.toString());
    if (ledger.onlineCount > onlineCount) sender.start();
    sender.grant(hasEnded ? 0 : BACKLOG - open().length);
    for (const look of looking) look();
  });

  /** Drawn when it is needed, and the same each time. */
  function send({ jobId }: { readonly jobId: string }): void {
    sent.add(jobId);
    listener.client.publish(topics.job, documentOf(jobId), { qos: 1 });
  }

  function open(): readonly string[] {
    return [...sent].filter((jobId) => !ledger.accepted.has(jobId) || !ledger.isAtRest(jobId));
  }

  function until(isSo: () => boolean, withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      function settle(so: boolean): void {
        looking.delete(look);
        cancel();
        resolve(so);
      }
      const look = () => {
        if (isSo()) settle(true);
      };
      const cancel = realTime.timer(withinMs, () => settle(false));
      looking.add(look);
      look();
    });
  }

  async function heard(state: string, withinMs: number): Promise<boolean> {
    let isHeard = false;
    const listen = (event: JobEvent) => {
      isHeard ||= event.state === state;
    };
    listening.add(listen);
    const so = await until(() => isHeard, withinMs);
    listening.delete(listen);
    return so;
  }

  return {
    ledger,
    sent,
    get open() {
      return open();
    },
    until,
    heard,
    end() {
      hasEnded = true;
      sender.grant(0);
    },
    close: () => sender.stop(),
  };
}

function documentOf(jobId: string): string {
  return JSON.stringify({
    schema: 1,
    job_id: jobId,
    specimen: true,
    reason: "first",
    requested_at: "2021-01-04T08:00:00+07:00",
    card: { front: { image: Buffer.from(drawCard(jobId)).toString("base64") } },
  });
}
