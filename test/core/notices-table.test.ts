import { describe, expect, it } from "vitest";
import { lookAtNotice, noticeDelivered, openNotice } from "../../src/core/notices-machine.ts";
import type { Notice, Problem } from "../../src/core/notices-model.ts";
import { HOUR_MS, MINUTE_MS, MONDAY_MS } from "../support/core-fixtures.ts";

// Goal: what every look at a problem, and every answer, comes to in every state of its notice.
// Method: each state × each event; the machine is a checked-in text file.

const PLAN = { afterMs: 30 * MINUTE_MS, quietMs: 5 * MINUTE_MS, repeatMs: [HOUR_MS, 2 * HOUR_MS] };
const JAM: Problem = {
  key: "failure:printer1:media-jam",
  kind: "failure",
  since: MONDAY_MS,
  device: "printer1",
  condition: "media-jam",
};
/** Of the present. */
const NOW_MS = MONDAY_MS + 12 * HOUR_MS;
const SHORT_MS = MINUTE_MS;

const { waiting: _, ...opened } = openNotice(JAM, MONDAY_MS);
const told: Notice = { ...opened, told: 1, toldAt: NOW_MS - SHORT_MS };
const gone = { goneAt: NOW_MS - SHORT_MS };
const ended = { goneAt: NOW_MS - PLAN.quietMs };
const waits = (event: "problem" | "repeat" | "recovery") => ({
  waiting: { event, at: NOW_MS - SHORT_MS },
});

/** Named by what waits for the receiver and by whether the problem is there. */
const STATES: readonly { readonly name: string; readonly notice: Notice }[] = [
  { name: "problem waits", notice: { ...opened, ...waits("problem") } },
  { name: "problem waits, gone", notice: { ...opened, ...gone, ...waits("problem") } },
  { name: "problem waits, long gone", notice: { ...opened, ...ended, ...waits("problem") } },
  { name: "told", notice: told },
  { name: "told, long ago", notice: { ...told, toldAt: NOW_MS - HOUR_MS } },
  { name: "told twice, as long ago", notice: { ...told, told: 2, toldAt: NOW_MS - HOUR_MS } },
  { name: "told, in an hour to come", notice: { ...told, toldAt: NOW_MS + HOUR_MS } },
  { name: "told, in a day to come", notice: { ...told, toldAt: NOW_MS + 24 * HOUR_MS } },
  { name: "told, gone", notice: { ...told, ...gone } },
  { name: "told, long gone", notice: { ...told, ...ended } },
  { name: "repeat waits", notice: { ...told, ...waits("repeat") } },
  {
    name: "repeat waits, long since",
    notice: { ...told, toldAt: NOW_MS - 2 * HOUR_MS, ...waits("repeat") },
  },
  { name: "repeat waits, gone", notice: { ...told, ...gone, ...waits("repeat") } },
  { name: "repeat waits, long gone", notice: { ...told, ...ended, ...waits("repeat") } },
  { name: "recovery waits", notice: { ...told, ...ended, ...waits("recovery") } },
  { name: "closed", notice: { ...told, ...ended, closed: true } },
];

const look = { plan: PLAN, at: NOW_MS, isOfficeHour: true, isThere: true, isUnderWay: false };

const EVENTS: readonly { readonly name: string; readonly next: (notice: Notice) => Notice }[] = [
  { name: "there", next: (notice) => lookAtNotice(notice, look) },
  {
    name: "there, office closed",
    next: (notice) => lookAtNotice(notice, { ...look, isOfficeHour: false }),
  },
  {
    name: "there, message on its way",
    next: (notice) => lookAtNotice(notice, { ...look, isUnderWay: true }),
  },
  { name: "not there", next: (notice) => lookAtNotice(notice, { ...look, isThere: false }) },
  {
    name: "not there, message on its way",
    next: (notice) => lookAtNotice(notice, { ...look, isThere: false, isUnderWay: true }),
  },
  { name: "delivered", next: (notice) => noticeDelivered(notice, notice.message, NOW_MS) },
  {
    name: "an earlier one delivered",
    next: (notice) => noticeDelivered(notice, notice.message - 1, NOW_MS),
  },
];

function nameOf({ waiting, goneAt, closed, told: count }: Notice): string {
  if (closed === true) return "closed";
  const words = waiting === undefined ? `told ${count}×` : `${waiting.event} waits`;
  return goneAt === undefined ? words : `${words}, gone`;
}

function rowOf(before: Notice, name: string, after: Notice): string {
  const isNew = after.waiting !== undefined && after.message > before.message;
  const marks = [
    ...(isNew ? [`message ${after.message}: ${after.waiting?.event}`] : []),
    ...(after.times > before.times ? [`counted: ${after.times} times`] : []),
  ];
  return `  ${name.padEnd(32)} ${nameOf(after).padEnd(22)} ${marks.join("; ")}`.trimEnd();
}

const LEGEND = [
  "What each look at a problem, and each answer of the receiver, comes to: the next state of its",
  "notice, the message that is then to go out, and whether it was counted that it came back.",
  "Repeats are due 1 h and then every 2 h after a message was delivered; a problem is over when it",
  "has stayed away for 5 min (long gone). What is not in the table comes to nothing.",
];

describe("the notices", () => {
  it("are the machine in the table", async () => {
    const blocks = STATES.flatMap(({ name, notice }) => [
      "",
      `${name}:`,
      ...EVENTS.flatMap((event) => {
        const after = event.next(notice);
        return after === notice ? [] : [rowOf(notice, event.name, after)];
      }),
    ]);
    const text = [...LEGEND, ...blocks].join("\n");
    await expect(`${text}\n`).toMatchFileSnapshot("notices.table.txt");
  });

  it("repeat nothing where no pause is given", () => {
    const notice = { ...told, toldAt: NOW_MS - 1_000 * HOUR_MS };
    const plan = { ...PLAN, repeatMs: [] };
    expect(lookAtNotice(notice, { ...look, plan })).toBe(notice);
    const setBack = { ...told, toldAt: NOW_MS + 24 * HOUR_MS };
    expect(lookAtNotice(setBack, { ...look, plan })).toBe(setBack);
  });

  it("go on with the last pause for ever", () => {
    const long = { ...told, told: 50, toldAt: NOW_MS - 2 * HOUR_MS };
    expect(lookAtNotice(long, look).waiting?.event).toBe("repeat");
    expect(lookAtNotice({ ...long, toldAt: NOW_MS - 2 * HOUR_MS + 1 }, look).waiting).toBe(
      undefined,
    );
  });
});
