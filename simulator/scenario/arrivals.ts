import type { Config } from "../../config/schema.ts";
import { createSchedule } from "../../src/io/schedule.ts";
import type { Scene } from "./scene.ts";
import type { Arrival } from "./schema.ts";

const MINUTE_MS = 60_000;

export interface ArrivalParts {
  readonly scene: Scene;
  readonly config: Config;
  /** Called as they are recorded. */
  readonly recorded: (jobs: readonly { readonly id: string; readonly arrival: Arrival }[]) => void;
}

/** Has jobs arrive as a scenario says; returns what starts one more arrival. */
export function createArrivals({
  scene,
  config,
  recorded,
}: ArrivalParts): (arrival: Arrival) => void {
  const schedule = createSchedule();
  let numbered = 0;

  function record(arrival: Arrival, ids: readonly string[]): void {
    recorded(ids.map((id) => ({ id, arrival })));
    scene.send(
      ids.map((id) => ({
        id,
        server: arrival.from ?? config.servers[0]?.id,
        priority: arrival.priority,
        stock: arrival.stock,
        expiresMs: arrival.expires,
      })),
    );
  }

  function numbers(count: number): readonly string[] {
    numbered += count;
    return Array.from({ length: count }, (_, n) => `job-${numbered - count + n + 1}`);
  }

  /** The days on which they come, one after the other. */
  function daily(arrival: Arrival & { readonly per_day: number }): void {
    const { per_day: perDay, days = ["mon", "tue", "wed", "thu", "fri"], until } = arrival;
    const [from, to] = (arrival.hours ?? "08:00-15:00").split("-").map(minutes);
    const begin = from ?? 0;
    const spanMs = Math.max(0, (to ?? begin) - begin) * MINUTE_MS;
    const cron = `${begin % 60} ${Math.floor(begin / 60)} * * ${days.join(",")}`;
    const endMs = until === undefined ? Number.POSITIVE_INFINITY : scene.nowMs() + until;
    const nextDay = () => {
      // One that begins this very moment is today's.
      const dueMs = schedule.nextAfter(cron, config.timezone, scene.wallMs() - 1);
      const inMs = dueMs - scene.wallMs();
      if (scene.nowMs() + inMs >= endMs) return;
      for (let n = 0; n < perDay; n += 1) {
        scene.later(inMs + Math.floor((spanMs * n) / perDay), () => record(arrival, numbers(1)));
      }
      scene.later(inMs + spanMs + MINUTE_MS, nextDay);
    };
    nextDay();
  }

  return (arrival) => {
    const { at, ids, per_day: perDay, count = 1 } = arrival;
    const begin = () => {
      if (perDay !== undefined) daily({ ...arrival, per_day: perDay });
      else record(arrival, ids ?? numbers(count));
    };
    const waitMs = at === undefined ? 0 : at - scene.nowMs();
    if (waitMs <= 0) begin();
    else scene.later(waitMs, begin);
  };
}

function minutes(text: string): number {
  const [hour, minute] = text.split(":").map(Number);
  return (hour ?? 0) * 60 + (minute ?? 0);
}
