import { SERVER_CONDITIONS } from "../server/conditions.ts";
import type { ReceiverMood } from "../stage/memory-receiver.ts";
import type { Office } from "./office.ts";

const HOUR_MS = 3_600_000;
export const ROOM = { freeBytes: 2 ** 30, totalBytes: 2 ** 31 } as const;

/** Somebody's files leave no room for the store. */
export function fillsDisk({ world, dice, fullDisk, tally }: Office): void {
  const forMs = dice.int(100, 60_000);
  world.note(`step: the disk is full for ${forMs} ms`);
  tally.add("injected", "disk full");
  fullDisk.isFull = true;
  world.clock.timer(forMs, () => {
    fullDisk.isFull = false;
  });
}

/** The room for the state becomes little, or is enough again. */
export function littleRoom({ world, tally }: Office): void {
  const { machine } = world;
  const isLittle = machine.space !== ROOM && machine.space !== undefined;
  const wasEnough = (machine.space?.freeBytes ?? 0) > LITTLE.freeBytes;
  machine.space = wasEnough ? LITTLE : ROOM;
  world.note(`step: the room is ${wasEnough ? "little" : "enough"}`);
  if (!isLittle) tally.add("injected", "little room");
}

const LITTLE = { freeBytes: 500, totalBytes: 2 ** 31 } as const;

/** The host sleeps: its clocks stand still, but for the one on the wall. */
export function suspends({ world, dice, tally }: Office): void {
  const forMs = dice.int(5_000, 3 * HOUR_MS);
  world.note(`step: the host is suspended for ${forMs} ms`);
  tally.add("injected", "host suspended");
  world.machine.suspendedMs += forMs;
  world.clock.jumpWall(forMs);
}

/** Its clock follows no source of time any more, or does again. */
export function losesTime({ world, tally }: Office): void {
  world.machine.isSynchronized = world.machine.isSynchronized !== true;
  world.note(`step: the clock is synchronized: ${world.machine.isSynchronized}`);
  tally.add("injected", "clock unsynchronized");
}

/** One of the servers is switched off, or something befalls it. */
export function befallsServer({ world, dice, tally }: Office): void {
  const [id, server] = dice.any([...world.servers]) ?? [];
  if (server === undefined) return;
  if (dice.chance(0.2)) {
    if (!server.state().powered) return;
    world.note(`step: ${id} is switched off`);
    tally.add("injected", "server off");
    server.hand("power-off");
    return;
  }
  const condition = dice.any(SERVER_CONDITIONS) ?? "server-offline";
  world.note(`step: ${condition} at ${id}`);
  tally.add("injected", condition);
  server.raise(condition);
}

/** Somebody sees to one thing that is wrong with a server. */
export function helpsServer({ world, dice }: Office): void {
  const [id, server] = dice.any([...world.servers]) ?? [];
  if (server === undefined) return;
  const { powered, conditions } = server.state();
  world.note(`step: ${id} is seen to`);
  if (!powered) server.hand("power-on");
  else {
    const condition = dice.any(conditions);
    if (condition !== undefined) server.clear(condition);
  }
}

/** Whoever receives messages outside the office takes them otherwise from now on. */
export function changesReceiver({ world, dice }: Office): void {
  const mood = dice.any<ReceiverMood>(["takes", "takes", "refuses", "broken", "deaf"]) ?? "takes";
  world.note(`step: the receiver ${mood}`);
  world.receiver.mood = mood;
}
