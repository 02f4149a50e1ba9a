import type { Clock, DiskSpace, Machine } from "../../src/core/ports.ts";

/** A computer whose disk, clock and sleep a test decides about. */
export interface MemoryMachine extends Machine {
  space: DiskSpace | undefined;
  isWritable: boolean;
  isSynchronized: boolean | undefined;
  /** How long it has been suspended so far: the other clocks stood still. */
  suspendedMs: number;
}

export function createMemoryMachine(clock: Pick<Clock, "monotonicMs" | "timer">): MemoryMachine {
  const machine: MemoryMachine = {
    space: { freeBytes: 2 ** 30, totalBytes: 2 ** 31 },
    isWritable: true,
    isSynchronized: true,
    suspendedMs: 0,
    disk: (done) => void clock.timer(0, () => done(machine.space)),
    writable: (done) => void clock.timer(0, () => done(machine.isWritable)),
    clockSynchronized: (done) => void clock.timer(0, () => done(machine.isSynchronized)),
    uptimeMs: () => clock.monotonicMs() + machine.suspendedMs,
  };
  return machine;
}
