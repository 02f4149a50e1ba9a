import { describe, expect, it } from "vitest";
import type { NewJob } from "../../src/core/events.ts";
import { isHeld } from "../../src/core/holds.ts";
import type { Scope } from "../../src/core/state.ts";
import {
  createStand,
  ONE_PRINTER,
  operatorHold,
  received,
  sessionOf,
  WELL,
} from "../support/core-fixtures.ts";

const first = sessionOf("printer1", 1);

describe("isHeld", () => {
  function held(more: Partial<NewJob>, ...scopes: readonly Scope[]): boolean {
    const stored = scopes.map((scope, n) => ({
      kind: "hold-placed" as const,
      hold: { ...operatorHold(scope), id: `${n}` },
    }));
    const stand = createStand({ stored });
    stand.post(received("J1", more));
    const job = stand.state.jobs.get("J1");
    if (job === undefined) throw new Error("the job is not there");
    return isHeld(stand.state, job);
  }
  const one: Scope = { kind: "printer", id: "printer1" };
  const other: Scope = { kind: "printer", id: "printer2" };

  it.each<[name: string, more: Partial<NewJob>, scopes: readonly Scope[], expected: boolean]>([
    ["no hold", {}, [], false],
    ["the host", {}, [{ kind: "host" }], true],
    ["its server", {}, [{ kind: "server", id: "server1" }], true],
    ["another server", {}, [{ kind: "server", id: "server2" }], false],
    ["itself", {}, [{ kind: "job", id: "J1" }], true],
    ["another job", {}, [{ kind: "job", id: "J2" }], false],
    ["one of two printers", {}, [one], false],
    ["both printers", {}, [one, other], true],
    ["its own printer of two", { printer: "printer1" }, [one], true],
    ["the printer that it may not have", { printer: "printer1" }, [other], false],
    ["no printer of its stock", { stock: "red" }, [one, other], false],
  ])("holds on %s", (_, more, scopes, expected) => {
    expect(held(more, ...scopes)).toBe(expected);
  });

  it("is true of a job that is no specimen, when all its printers are simulated (I11)", () => {
    const stand = createStand({ policy: ONE_PRINTER });
    stand.post(received("J1", { specimen: false }));
    const isIt = () => [...stand.state.jobs.values()].map((job) => isHeld(stand.state, job));
    expect(isIt()).toEqual([false]);
    stand.post(first.ready(WELL, true));
    expect(isIt()).toEqual([true]);
  });
});
