import { describe, expect, it, onTestFinished } from "vitest";
import { DaemonError } from "../../src/core/errors.ts";
import type { Store } from "../../src/core/ports.ts";
import { stopOnCorruption } from "../../src/daemon/corrupt-store.ts";
import { openStore } from "../../src/io/store.ts";

/** Every question of a store, asked. */
const QUESTIONS: Readonly<Record<Exclude<keyof Store, "failure">, (store: Store) => unknown>> = {
  load: (store) => store.load(),
  commit: (store) => store.commit([]),
  job: (store) => store.job("J1"),
  wholeJob: (store) => store.wholeJob("J1"),
  endedJobs: (store) => store.endedJobs({ limit: 1 }),
  attempts: (store) => store.attempts("J1"),
  document: (store) => store.document("J1"),
  command: (store) => store.command("C1"),
  reprints: (store) => store.reprints("J1"),
  events: (store) => store.events("event", 1, 1),
  incidents: (store) => store.incidents({}),
  neighbours: (store) => store.neighbours({ jobId: "J1", attempt: 1 }),
  close: (store) => store.close(),
};

function failing(failure: string): { store: Store; error: DaemonError; ends: unknown[] } {
  const error = new DaemonError("STORE_FAILED", "planted", { failure });
  const refuse = () => {
    throw error;
  };
  const ends: unknown[] = [];
  const names = Object.keys(QUESTIONS).filter((name) => name !== "close");
  const broken = Object.fromEntries(names.map((name) => [name, refuse]));
  const store = { ...broken, close: () => {} } as unknown as Store;
  return { store: stopOnCorruption(store, (why) => ends.push(why)), error, ends };
}

const ASKED = Object.entries(QUESTIONS).filter(([name]) => name !== "close");

describe.each(ASKED)("a store asked to %s", (_name, ask) => {
  it("ends the process when it proves corrupt", () => {
    const { store, error, ends } = failing("corrupt");
    expect(() => ask(store)).toThrow(error);
    expect(ends).toEqual([error]);
  });

  it.each(["full", "readonly", "failed"])("goes on failing when it is %s", (failure) => {
    const { store, error, ends } = failing(failure);
    expect(() => ask(store)).toThrow(error);
    expect(ends).toEqual([]);
  });
});

it("answers as before while it is well", () => {
  const store = openStore({ path: ":memory:", random: { id: () => "store" } });
  onTestFinished(() => store.close());
  const watched = stopOnCorruption(store, () => {});
  expect(watched.load()).toEqual(store.load());
  expect([watched.job("J1"), watched.document("J1"), watched.failure]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
