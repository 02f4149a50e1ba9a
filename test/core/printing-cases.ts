import type { Change } from "../../src/core/changes.ts";
import {
  AFTER,
  BEFORE,
  CARD_INSIDE,
  command,
  createStand,
  type EvidenceMore,
  type Happening,
  ill,
  LOST,
  ONE_PRINTER,
  operatorHold,
  PRINTED,
  received,
  refused,
  SILENT,
  type Stand,
  sessionOf,
  WELL,
} from "../support/core-fixtures.ts";

/** Session 2 is the present one. */
const earlier = sessionOf("printer1", 1);
const present = sessionOf("printer1", 2);
const later = sessionOf("printer1", 3);

export const PHASES = ["offline", "idle", "preparing", "printing", "settling"] as const;
export type Phase = (typeof PHASES)[number];

export interface Situation {
  readonly phase: Phase;
  readonly cardInside: boolean;
}

export interface Case {
  readonly name: string;
  readonly happening: Happening;
  /** What has happened to the job or its queue meanwhile. */
  readonly meanwhile?: Change;
}

const held: Change = { kind: "hold-placed", hold: operatorHold({ kind: "server", id: "server1" }) };
const gone: Change = { kind: "job-moved", jobId: "J1", state: "canceled", reasons: [], at: 0 };

/** Of another session or attempt than the present one. */
export const STALE: readonly Case[] = [
  { name: "printer-ready, earlier session", happening: earlier.ready() },
  { name: "printer-ready, same session", happening: present.ready() },
  { name: "printer-gone, earlier session", happening: earlier.gone("command-refused") },
  { name: "card-prepared, earlier session", happening: earlier.prepared("J1") },
  { name: "card-prepared, later session", happening: later.prepared("J1") },
  { name: "card-unprintable, earlier session", happening: earlier.unprintable("J1") },
  { name: "card-ended printed, earlier session", happening: earlier.ended("J1", PRINTED) },
  { name: "card-ended refused, earlier session", happening: earlier.ended("J1", refused("other")) },
  { name: "card-ended lost, earlier session", happening: earlier.ended("J1", LOST) },
  { name: "card-ended printed, attempt 2", happening: present.ended("J1", PRINTED, 2) },
  { name: "evidence, earlier session", happening: earlier.evidence("J1") },
  { name: "evidence, attempt 2", happening: present.evidence("J1", {}, 2) },
  { name: "reject-refused, earlier session", happening: earlier.stuck("J1", "media-jam") },
];

const fed = (reading: EvidenceMore["reading"], more: EvidenceMore = {}): Happening =>
  present.evidence("J1", { ...more, reading: { ...AFTER, ...reading } });

const endedWith = (after: Partial<typeof AFTER>): Happening =>
  present.ended("J1", { kind: "ended", after: { ...AFTER, ...after } });

export const CASES: readonly Case[] = [
  ...STALE,
  { name: "printer-ready", happening: later.ready() },
  { name: "printer-ready, card inside", happening: later.ready(CARD_INSIDE) },
  { name: "printer-ready, ribbon empty", happening: later.ready(ill("marker-supply-empty")) },
  { name: "printer-ready, ribbon low", happening: later.ready(ill("marker-supply-low")) },
  { name: "printer-gone", happening: present.gone() },
  { name: "printer-gone, timed-out", happening: present.gone("timed-out") },
  { name: "printer-gone, command-refused", happening: present.gone("command-refused") },
  { name: "printer-gone, later session", happening: later.gone("command-refused") },
  { name: "card-prepared", happening: present.prepared("J1") },
  { name: "card-prepared, of J2", happening: present.prepared("J2") },
  { name: "card-prepared, feeder empty", happening: present.prepared("J1", ill("media-empty")) },
  {
    name: "card-prepared, ribbon low",
    happening: present.prepared("J1", ill("marker-supply-low")),
  },
  { name: "card-prepared, card inside", happening: present.prepared("J1", CARD_INSIDE) },
  { name: "card-prepared, J1 held", happening: present.prepared("J1"), meanwhile: held },
  { name: "card-prepared, J1 gone", happening: present.prepared("J1"), meanwhile: gone },
  { name: "card-unprintable", happening: present.unprintable("J1") },
  { name: "card-unprintable, J1 gone", happening: present.unprintable("J1"), meanwhile: gone },
  { name: "card-ended printed", happening: present.ended("J1", PRINTED) },
  { name: "card-ended, no card fed", happening: endedWith(BEFORE) },
  { name: "card-ended, two cards fed", happening: endedWith({ cardsFed: 102 }) },
  { name: "card-ended, a panel short", happening: endedWith({ panelsPrinted: 403 }) },
  { name: "card-ended, card inside", happening: endedWith({ cardInside: true }) },
  { name: "card-ended, other printer", happening: endedWith({ serialNumber: "B" }) },
  { name: "card-ended refused, cover", happening: present.ended("J1", refused("cover-open")) },
  { name: "card-ended silent", happening: present.ended("J1", SILENT) },
  { name: "card-ended lost", happening: present.ended("J1", LOST) },
  { name: "evidence, nothing moved", happening: present.evidence("J1") },
  { name: "evidence, card out", happening: fed({}) },
  { name: "evidence, a panel short", happening: fed({ panelsPrinted: 403 }) },
  { name: "evidence, card inside", happening: fed({ cardInside: true }) },
  {
    name: "evidence, inside, no box",
    happening: fed({ cardInside: true }, { canReject: false }),
  },
  { name: "evidence, two cards fed", happening: fed({ cardsFed: 102 }) },
  { name: "evidence, other printer", happening: fed({ serialNumber: "B" }) },
  { name: "reject-refused, jam", happening: present.stuck("J1", "media-jam") },
];

/**
 * J1 is the job in hand and J2 waits behind it. Only a hold of an operator or a card inside keeps
 * a printer idle.
 */
export function standIn({ phase, cardInside }: Situation): Stand {
  const isHeld = phase === "idle" && !cardInside;
  const hold = { kind: "hold-placed", hold: operatorHold({ kind: "host" }) } as const;
  const stand = createStand({ policy: ONE_PRINTER, stored: isHeld ? [hold] : [] });
  const isEarly = phase === "offline" || phase === "idle";
  stand.post(present.ready(isEarly && cardInside ? CARD_INSIDE : WELL));
  if (phase === "offline") stand.post(present.gone());
  stand.post(received("J1"));
  stand.post(received("J2"));
  if (phase === "printing" || phase === "settling") stand.post(present.prepared("J1"));
  // The sequence ran to its end, and what the printer says of it does not fit.
  if (phase === "settling") stand.post(endedWith({ panelsPrinted: 403 }));
  if (!isEarly && cardInside) stand.post(present.checked(CARD_INSIDE));
  stand.record.length = 0;
  return stand;
}

/** What happened before the event; a job can be taken away only while it waits. */
export function pass(stand: Stand, { meanwhile }: Case): void {
  const isWaiting = stand.state.jobs.get("J1")?.state === "pending";
  if (meanwhile === undefined || (meanwhile.kind === "job-moved" && !isWaiting)) return;
  command(stand, meanwhile);
}

export function phaseOf({ state }: Stand): string {
  const phase = state.printers.get("printer1")?.phase;
  if (phase === undefined) return "unknown";
  return "jobId" in phase ? `${phase.kind} ${phase.jobId}` : phase.kind;
}
