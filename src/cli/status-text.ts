import { CONDITIONS, faultRule } from "../../protocols/faults.ts";
import type { StatusDocument } from "../io/control-api.ts";
import type { Desk } from "./desk.ts";
import { layTable, wrap } from "./layout.ts";
import { type StatusCounts, wordFor } from "./texts.ts";

type View = Pick<Desk, "hostName" | "texts" | "showTime">;
type Flat = Readonly<Record<string, unknown>>;

/** One screen: how the host is, what holds it and what to do, how much waits, every device. */
export function statusText(status: StatusDocument, view: View, width: number): readonly string[] {
  const paragraphs = [
    headline(status.state, view),
    status.faults.flatMap((fault) => faultText(fault, view)),
    [...status.holds.flatMap((hold) => holdText(hold, view)), ...oldestHold(status, view)],
    amounts(status, view),
  ].map((lines) => lines.flatMap((line) => wrap(line, width)));
  const printers = Object.entries(status.printers);
  const servers = Object.entries(status.servers);
  const tables = [
    { rows: printers.map(([id, printer]) => printerRow(id, printer, view)) },
    { rows: servers.map(([id, server]) => serverRow(id, server, view)) },
  ].map((table) => layTable(table, width));
  return [...paragraphs, ...tables]
    .filter((lines) => lines.length > 0)
    .flatMap((lines) => [...lines, ""])
    .slice(0, -1);
}

function headline(state: Flat, { hostName, texts, showTime }: View): string[] {
  const { state: name, reason_code: code, reason, observed_at: observedAt } = state;
  // Without a code nothing is wrong, and the reason says no more than the state.
  const why = typeof code === "string" ? ` ${show(reason, "")}` : "";
  return [`${hostName}: ${wordFor(texts.hostState, name)}${why}`, texts.asOf(showTime(observedAt))];
}

function faultText(fault: StatusDocument["faults"][number], { texts, showTime }: View): string[] {
  const { device, condition, since, text, action, raw } = fault;
  const code = raw === undefined ? condition : `${condition} ${raw}`;
  const head = `${device}: ${text} (${code}, ${texts.since(showTime(since))})`;
  const { overridden_by: by, overridden_until: until } = fault;
  const overridden = by === undefined ? [] : [texts.overridden(by, until && showTime(until))];
  return [head, ...(action === "" ? [] : [texts.toDo(action)]), ...overridden];
}

export function holdText(
  hold: StatusDocument["holds"][number],
  { texts, showTime }: View,
): string[] {
  const { scope, cause, until, printable_jobs: printable } = hold;
  // The command that lifts it names what it is on; without that it is the host.
  const what = hold.release === "operator" && scope !== "host" ? ` ${scope}` : "";
  const word = `${wordFor(texts.release, hold.release)}${what}`;
  const release = until === undefined ? word : texts.until(showTime(until));
  const line = texts.hold({ scope, cause, time: showTime(hold.since), release });
  return printable === undefined ? [line] : [line, texts.printable(printable, scope)];
}

/** One hold says by itself since when it is there. */
function oldestHold({ state, holds }: StatusDocument, { texts, showTime }: View): string[] {
  return holds.length > 1 ? [texts.oldestHold(showTime(state["oldest_hold_at"]))] : [];
}

export function amounts({ state, holds }: StatusDocument, { texts, showTime }: View): string[] {
  const counts: StatusCounts = {
    waiting: show(state["pending"]),
    held: show(state["held"]),
    printing: show(state["processing"]),
    inDoubt: show(state["in_doubt"]),
    doneToday: show(state["completed_today"]),
  };
  const drainAt = state["drain_at"];
  // A hold with an end is reckoned with.
  const apart = Number(state["held"]) > 0 && holds.some(({ until }) => until === undefined);
  const drain = typeof drainAt === "string" ? [texts.drain(showTime(drainAt), apart)] : [];
  return [texts.counts(counts), ...drain];
}

export function printerRow(id: string, printer: Flat, view: View): readonly string[] {
  const { texts } = view;
  const connected = printer["connected"] !== false;
  return [
    id,
    connected ? wordFor(texts.printerState, printer["printer_state"]) : texts.notConnected,
    texts.ribbon(`${show(printer["ribbon_left"])}/${show(printer["ribbon_capacity"])}`),
    texts.feederIs(wordFor(texts.feeder, printer["feeder"])),
    reasons(printer),
    show(printer["job_id"], ""),
    marks(printer, view),
  ];
}

export function serverRow(id: string, server: Flat, view: View): readonly string[] {
  const { texts, showTime } = view;
  const seen = texts.lastSeen(showTime(server["last_seen_at"]));
  const state = wordFor(texts.serverState, server["server_state"]);
  const { reach_h: hours, autonomy_until: until } = server;
  const reach = typeof hours === "number" && hours > 0 ? texts.reach(hours) : "";
  const autonomy = typeof until === "string" ? texts.printsOn(showTime(until)) : "";
  return [id, state, seen, reasons(server), reach, autonomy, marks(server, view)];
}

function reasons(device: Flat): string {
  const value = device["reasons"];
  return value === "none" ? "" : show(value, "");
}

/** Cards or answers until a device is trusted again; 0 while what has failed is not repaired. */
export function provingLeft({ probation_cards_left: left, reasons: shown }: Flat): number {
  const reasons = show(shown, "").split(",");
  const isBroken = FAILURES.some((condition) => reasons.includes(`${condition}-error`));
  return typeof left === "number" && !isBroken ? left : 0;
}

const FAILURES = CONDITIONS.filter((condition) => faultRule(condition).class === "failure");

/** What makes a reader doubt the line. */
function marks(device: Flat, { texts, showTime }: View): string {
  const left = provingLeft(device);
  const found = [
    device["simulated"] === true ? texts.simulated : undefined,
    left > 0 ? texts.proving(String(left)) : undefined,
    device["relapse"] === true ? texts.relapse : undefined,
    device["stale"] === true ? texts.stale(showTime(device["observed_at"])) : undefined,
  ].filter((mark) => mark !== undefined);
  return found.length === 0 ? "" : `[${found.join("; ")}]`;
}

function show(value: unknown, unknown = "-"): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : unknown;
}
