import type { Command } from "../../protocols/evolis/command.ts";
import { createCommandScanner } from "../../protocols/evolis/command-scanner.ts";
import { panelSizes } from "../../protocols/evolis/geometry.ts";
import { SMALL_GEOMETRY, type SmallWorld } from "../../simulator/office/small-world.ts";
import { roleOf } from "../../simulator/printer/roles.ts";

/** What the printer has been told since it was last told to begin a card, questions left out. */
export interface Told {
  hear(bytes: Uint8Array): void;
  readonly kinds: readonly string[];
}

export function createTold(): Told {
  let scanner = createCommandScanner(panelSizes(SMALL_GEOMETRY));
  let kinds: string[] = [];
  function note(command: Command): void {
    const role = roleOf(command);
    if (role === "start") kinds = [];
    if (role !== "query" && role !== "setting") kinds.push(command.kind);
  }
  return {
    hear(bytes) {
      for (const scanned of scanner.push(bytes)) {
        if (scanned.kind === "command") note(scanned.command);
        else scanner = createCommandScanner(panelSizes(SMALL_GEOMETRY));
      }
    },
    get kinds() {
      return scanner.payloadPending ? [...kinds, "a cut payload"] : kinds;
    },
  };
}

/**
 * What a dead process leaves behind, but for the hour: store, printer, broker. Two deaths that
 * leave the same are two ways into one recovery.
 */
export function leftBehind({ disk, printer, broker, topics }: SmallWorld, told: Told): string {
  const { jobs, attempts, faults, holds, streams } = disk.load();
  const heard = broker.log.filter(({ topic }) => topic !== topics.state);
  const count = (wanted: string) => heard.filter(({ topic }) => topic === wanted).length;
  return JSON.stringify([
    jobs.map(({ jobId, state, spoiled }) => [jobId, state, spoiled]),
    attempts.map(({ attempt, before, interrupted, rejecting }) => [
      [attempt, before, interrupted, rejecting],
    ]),
    faults.map(({ condition, raw }) => [condition, raw]),
    holds.map(({ id }) => id),
    Object.values(streams).map(({ seq, undelivered }) => [seq, undelivered.map((e) => e.seq)]),
    printer.state(),
    printer.mechanism.movements.stuckOn,
    told.kinds,
    broker.pending(),
    [topics.job, topics.jobAck, topics.jobEvent, topics.event].map(count),
  ]);
}
