import type { World } from "../../simulator/stage/world.ts";

/** A server with one job that does what the contract asks: it sends until it is answered. */
export function sendUntilAnswered(
  world: World,
  job: {
    readonly jobId: string;
    readonly image: string;
    readonly back?: string;
    readonly server?: string;
  },
): void {
  const document = {
    schema: 1,
    job_id: job.jobId,
    ...(job.server === undefined ? {} : { server: job.server }),
    specimen: true,
    reason: "first",
    requested_at: "2021-01-04T08:00:00+07:00",
    card: {
      front: { image: job.image },
      ...(job.back === undefined ? {} : { back: { image: job.back } }),
    },
  };
  let answered = false;
  world.broker.onPublish(world.topics.jobAck, ({ payload }) => {
    const { job_id: jobId, result } = JSON.parse(payload) as { job_id: string; result: string };
    if (jobId === job.jobId && result !== "rejected") answered = true;
  });
  function send(): void {
    if (answered) return;
    world.broker.publish(world.topics.job, JSON.stringify(document));
    world.clock.timer(30_000, send);
  }
  world.clock.timer(1_000, send);
}
