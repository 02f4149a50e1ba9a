import { describe, expect, it } from "vitest";
import type { Policy } from "../../src/core/policy.ts";
import { corePolicy, createStand, received, sessionOf, WELL } from "../support/core-fixtures.ts";

// Goal: that the ribbon will not last for what waits is told at once, holds nothing, and is over
// with a new ribbon or a shorter queue.
// Method: the core alone, two printers of one stock; time passes by ticks.

const CONDITION = "marker-supply-insufficient";

/** Two printers that have no card in common. */
const TWO_STOCKS = corePolicy({
  printers: [
    { id: "printer1", stock: "default" },
    { id: "printer2", stock: "blue" },
  ],
});

function setUp(...left: readonly (number | undefined)[]) {
  return setUpWith(corePolicy(), ...left);
}

function setUpWith(policy: Policy, ...left: readonly (number | undefined)[]) {
  const stand = createStand({ policy });
  for (const [n, ribbonLeft] of left.entries()) {
    stand.post(sessionOf(`printer${n + 1}`, 1).ready({ ...WELL, ribbonLeft }));
  }
  let jobs = 0;
  const wait = (count: number, more: object = {}) => {
    for (let n = 0; n < count; n += 1) {
      jobs += 1;
      stand.post(received(`J${jobs}`, more));
    }
    stand.tick();
  };
  const short = () =>
    [...stand.state.faults.values()]
      .filter(({ condition }) => condition === CONDITION)
      .map(({ device, raw }) => `${device} ${raw}`);
  return { stand, wait, short };
}

describe("a ribbon", () => {
  it("is enough for as many cards as it is good for, and not for one more", () => {
    const { wait, short, stand } = setUp(25);
    wait(25);
    expect(short()).toEqual([]);
    wait(1);
    expect(short()).toEqual(["printer1 left=25 waiting=26"]);
    expect([...stand.state.holds]).toEqual([]);
  });

  it("counts together with the others of its stock", () => {
    const { wait, short } = setUp(25, 10);
    wait(35);
    expect(short()).toEqual([]);
    wait(1);
    expect(short()).toHaveLength(2);
  });

  it("counts for the cards of its own stock alone", () => {
    const { wait, short } = setUpWith(TWO_STOCKS, 1, 10);
    wait(2);
    expect(short()).toEqual(["printer1 left=1 waiting=2"]);
  });

  it("has to be enough for the card under way, too, of its own stock", () => {
    const { stand, wait, short } = setUpWith(TWO_STOCKS, 1, 0);
    wait(1);
    stand.post(sessionOf("printer1", 1).prepared("J1", { ...WELL, ribbonLeft: 1 }));
    stand.tick();
    expect([stand.state.queue.length, short()]).toEqual([0, []]);
    wait(1);
    expect(short()).toEqual(["printer1 left=1 waiting=2"]);
  });

  it("of a printer that is away is none", () => {
    const { stand, wait, short } = setUp(25, 10);
    stand.post(sessionOf("printer2", 1).gone());
    wait(26);
    expect(short()).toEqual(["printer1 left=25 waiting=26"]);
  });

  it.each([
    ["jobs of another stock", { stock: "blue" }, 25],
    ["a printer that tells of no ribbon", {}, undefined],
  ])("is never too short for %s", (_, more, left) => {
    const { wait, short } = setUp(left);
    wait(40, more);
    expect(short()).toEqual([]);
  });

  it("that is new is enough again, after so many looks as any fault takes", () => {
    const { stand, wait, short } = setUp(5);
    wait(6);
    stand.post(sessionOf("printer1", 1).checked({ ...WELL, ribbonLeft: 200 }));
    for (let look = 0; look < stand.policy.goodChecks; look += 1) {
      expect(short()).toHaveLength(1);
      stand.tick();
    }
    expect(short()).toEqual([]);
  });

  it("that is short is written once, however long", () => {
    const { stand, wait } = setUp(5);
    wait(6);
    stand.record.length = 0;
    for (let n = 0; n < 30; n += 1) stand.tick();
    expect(stand.changes("fault-raised")).toEqual([]);
  });
});
