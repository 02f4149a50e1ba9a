import { describe, expect, it } from "vitest";
import { type Condition, faultRule } from "../../protocols/faults.ts";
import type { Change } from "../../src/core/changes.ts";
import { faultKey } from "../../src/core/state.ts";
import { createCommandDesk } from "../support/command-desk.ts";
import {
  createStand,
  HOUR_MS,
  MINUTE_MS,
  ONE_PRINTER,
  received,
  type Stand,
  WELL,
} from "../support/core-fixtures.ts";
import { bad, good, look, printer } from "./looks.ts";

// Goal: from looks to faults, holds and overrides, and back. Method: every state × every event of
// one condition, for each way in which conditions are shown; the machine is a checked-in text file.

const SORTS: Readonly<Record<string, Condition>> = {
  "told in words": "media-empty",
  "a silence": "timed-out",
  "shown by no question": "cover-open",
  "a notice": "media-low",
};

type Step = (stand: Stand, condition: Condition) => void;

const seen: Step = (stand, condition) => look(stand, bad(condition));
/** A look at a printer without the question, which is well otherwise. */
const answered: Step = (stand) => look(stand, printer.checked({ ...WELL, checked: [] }));
const notSeen: Step = (stand, condition) =>
  faultRule(condition).clears === "unshown"
    ? answered(stand, condition)
    : look(stand, good(condition));
const later = (ms: number, step: Step): Step => {
  return (stand, condition) => {
    stand.nowMs += ms;
    step(stand, condition);
  };
};
const release = (more: object): Step => {
  return (stand) => {
    const { nowMs } = stand;
    const lasts = "untilMs" in more ? { until: new Date(nowMs + HOUR_MS).toISOString() } : {};
    const word = { cmd: "release", scope: "printer:printer1", override: true, ...lasts };
    createCommandDesk(stand).ask(word);
  };
};
const override = release({});
const overrideUntil = release({ untilMs: HOUR_MS });

const raised: readonly Step[] = [seen, seen, seen];

const STATES: Readonly<Record<string, readonly Step[]>> = {
  well: [],
  soft: [seen],
  "soft, the second time": [seen, seen],
  hard: raised,
  confirming: [...raised, later(MINUTE_MS, notSeen)],
  "hard, overridden": [...raised, override],
  "hard, overridden until": [...raised, overrideUntil],
  "confirming, overridden": [...raised, override, later(MINUTE_MS, notSeen)],
  "confirming, overridden until": [...raised, overrideUntil, later(MINUTE_MS, notSeen)],
  "well, overridden until": [...raised, overrideUntil, later(MINUTE_MS, notSeen), notSeen],
};

const EVENTS: Readonly<Record<string, Step>> = {
  seen,
  "not seen": notSeen,
  "not seen, a minute later": later(MINUTE_MS, notSeen),
  "answered, not asked for it": later(MINUTE_MS, answered),
  override,
  "override until": overrideUntil,
  "its time comes": (stand) => stand.tick(HOUR_MS),
};

function standIn(steps: readonly Step[], condition: Condition): Stand {
  const stand = createStand({ policy: ONE_PRINTER });
  stand.post(printer.ready());
  for (const step of steps) step(stand, condition);
  return stand;
}

const SOFTNESS = ["well", "soft", "soft, the second time"];

/** In the words of the table. */
function stateOf({ state }: Stand, condition: Condition): string {
  const key = faultKey("printer1", condition);
  const { bad: badOnes = 0, good: goodOnes = 0 } = state.watches.get(key) ?? {};
  const standing = goodOnes > 0 ? "confirming" : "hard";
  const found = state.faults.has(key) ? standing : (SOFTNESS[badOnes] ?? "well");
  const over = state.overrides.get(key);
  if (over === undefined) return found;
  return `${found}, overridden${over.until === undefined ? "" : " until"}`;
}

function rowOf(steps: readonly Step[], event: Step, condition: Condition): string {
  const stand = standIn(steps, condition);
  stand.post(received("J1"));
  const before = stateOf(stand, condition);
  stand.record.length = 0;
  event(stand, condition);
  const orders = stand.record.flatMap((step) =>
    step.kind === "order" && step.order.kind === "prepare-card" ? ["prepare-card"] : [],
  );
  const changes = stand.record.flatMap((step) => (step.kind === "commit" ? step.changes : []));
  const words = [...changes.flatMap(wordOf), ...orders].join(" ");
  const after = stateOf(stand, condition);
  return after === before && words === "" ? "" : `${after.padEnd(28)} ${words}`.trimEnd();
}

/** The changes that this machine is about. */
function wordOf({ kind }: Change): readonly string[] {
  return /^(fault|hold|override)/.test(kind) ? [kind] : [];
}

function blockOf(sort: string, condition: Condition): readonly string[] {
  const reached = new Set<string>();
  return Object.values(STATES).flatMap((steps) => {
    const name = stateOf(standIn(steps, condition), condition);
    if (reached.has(name)) return [];
    reached.add(name);
    const rows = Object.entries(EVENTS).flatMap(([event, step]) => {
      const row = rowOf(steps, step, condition);
      return row === "" ? [] : [`  ${event.padEnd(28)}${row}`];
    });
    return ["", `${sort}, ${name}:`, ...(rows.length === 0 ? ["  nothing"] : rows)];
  });
}

const LEGEND = [
  "What each event comes to for one condition of a printer, with a job that waits: its state, the",
  "changes and orders in order. Three silences in a row are hard here, what is said in words at",
  "once; two looks that would have shown it and did not are enough, and for what no question shows",
  "two answers, a while after it was last seen. An event that is not listed changes nothing.",
];

describe("the machine", () => {
  it("is the one in the table", async () => {
    const blocks = Object.entries(SORTS).flatMap(([sort, condition]) => blockOf(sort, condition));
    await expect(`${[...LEGEND, ...blocks].join("\n")}\n`).toMatchFileSnapshot("fault.table.txt");
  });
});

describe("in every state, at every event", () => {
  const cells = Object.entries(SORTS).flatMap(([sort, condition]) =>
    Object.entries(STATES).flatMap(([name, steps]) =>
      Object.entries(EVENTS).map(([event, step]) => {
        return { title: `${sort}, ${name}: ${event}`, condition, steps, step };
      }),
    ),
  );

  it.each(cells)(
    "$title: a hold stands exactly while its fault does and nobody overrides it",
    (cell) => {
      const { condition, steps, step } = cell;
      const stand = standIn(steps, condition);
      step(stand, condition);
      const key = faultKey("printer1", condition);
      const { faults, overrides, holds } = stand.state;
      const isHeld = faults.has(key) && !overrides.has(key) && faultRule(condition).holds;
      const held = [...holds.values()].filter(({ cause }) => cause.kind === "fault");
      expect(held).toHaveLength(isHeld ? 1 : 0);
    },
  );
});
