import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createMemoryMachine } from "../../simulator/stage/memory-machine.ts";
import type { Machine } from "../../src/core/ports.ts";
import { createSystemClock } from "../../src/io/clock.ts";
import { createMachine } from "../../src/io/machine.ts";

// Goal: the computer of the virtual world answers as the real one does. Method: the same questions
// to both, about a folder that is there and one that is not.

interface Choice {
  readonly name: string;
  readonly open: (isThere: boolean) => Machine;
}

const CHOICES: readonly Choice[] = [
  {
    name: "the real one",
    open(isThere) {
      const folder = mkdtempSync(join(tmpdir(), "cetakd-machine-"));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      return createMachine({ stateDir: isThere ? folder : join(folder, "gone") });
    },
  },
  {
    name: "the memory one",
    open(isThere) {
      const machine = createMemoryMachine(createSystemClock());
      if (!isThere) Object.assign(machine, { space: undefined, isWritable: false });
      return machine;
    },
  },
];

function answer<Answer>(ask: (done: (answer: Answer) => void) => void): Promise<Answer> {
  return new Promise((resolve) => ask(resolve));
}

describe.each(CHOICES)("$name", ({ open }) => {
  it("tells the room for the state, in whole bytes", async () => {
    const space = await answer((done: (space: unknown) => void) => open(true).disk(done));
    expect(space).toEqual({ freeBytes: expect.any(Number), totalBytes: expect.any(Number) });
    const { freeBytes, totalBytes } = space as { freeBytes: number; totalBytes: number };
    expect([freeBytes, totalBytes].every(Number.isSafeInteger)).toBe(true);
    expect(freeBytes).toBeLessThanOrEqual(totalBytes);
  });

  it("tells that the folder takes writes", async () => {
    expect(await answer((done: (is: boolean) => void) => open(true).writable(done))).toBe(true);
  });

  it("tells neither of a folder that is gone", async () => {
    const machine = open(false);
    expect(await answer((done: (is: unknown) => void) => machine.disk(done))).toBeUndefined();
    expect(await answer((done: (is: boolean) => void) => machine.writable(done))).toBe(false);
  });

  it("tells whether its clock is synchronised, or that it cannot tell", async () => {
    const is = await answer((done: (is: unknown) => void) => open(true).clockSynchronized(done));
    expect([true, false, undefined]).toContain(is);
  });

  it("answers after the call, never within it", async () => {
    let isWithin = true;
    const answered = answer<boolean>((done) => open(true).writable(() => done(isWithin)));
    isWithin = false;
    expect(await answered).toBe(false);
  });

  it("counts the time since its start, which goes on", async () => {
    const machine = open(true);
    const before = machine.uptimeMs();
    await answer<boolean>((done) => machine.writable(done));
    expect(machine.uptimeMs()).toBeGreaterThanOrEqual(before);
  });
});
