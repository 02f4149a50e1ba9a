import type { Condition } from "../../protocols/faults.ts";
import type { Order, PrepareOrder, PrintOrder, SettleOrder } from "../../src/core/orders.ts";
import type { PrinterHealth, PrinterReading, PrintResult } from "../../src/core/ports.ts";
import type { StreamEvent } from "../../src/core/state.ts";
import {
  BEFORE,
  corePolicy,
  createStand,
  type Happening,
  PANELS,
  received,
  refused,
  reported,
  SILENT,
  type Stand,
  sessionOf,
  WELL,
} from "../support/core-fixtures.ts";
import { type OfficeStep, PRINTERS } from "./office-steps.ts";

type Look = "well" | "empty" | "low" | "card" | "unprintable";
const FAULT_OF: Readonly<Record<Look, readonly Condition[]>> = {
  well: [],
  unprintable: [],
  empty: ["media-empty"],
  low: ["marker-supply-low"],
  card: ["card-inside"],
};

/** One printer and its line as the core knows them: each order gets one answer, in its session. */
interface Device {
  session: number;
  connected: boolean;
  reading: PrinterReading;
  prepare: PrepareOrder | undefined;
  print: PrintOrder | undefined;
  settle: SettleOrder | undefined;
  /** A card that was cut short, and whose it is. */
  inside: { readonly jobId: string; readonly isWhole: boolean } | undefined;
}

/** How far a card has come when nobody looks. */
const FATES = ["nothing moved", "stuck half", "stuck whole", "out half", "out whole"] as const;

/** Two printers, a broker and a disk around the core, and what a witness has seen of them. */
export interface Office {
  readonly stand: Stand;
  /** Jobs that were answered `accepted`. */
  readonly accepted: ReadonlySet<string>;
  /** The jobs of the whole cards that have come out of the printers, whoever knows of them. */
  readonly good: readonly string[];
  readonly printed: readonly PrintOrder[];
  /** Every event that was committed, over all processes. */
  readonly events: readonly StreamEvent[];
  take(step: OfficeStep): void;
}

/** `watch` is called for each order, before the world does anything about it. */
export function createOffice(watch: (office: Office, order: Order) => void): Office {
  const devices = new Map<string, Device>();
  const accepted = new Set<string>();
  const good: string[] = [];
  let interruptions = 0;
  const printed: PrintOrder[] = [];
  const events: StreamEvent[] = [];
  let unacknowledged: StreamEvent[] = [];
  let stale: Happening[] = [];
  let delivery = 0;
  const policy = corePolicy({
    printers: PRINTERS.map((id) => ({ id, stock: "default", counters: "trusted" })),
  });
  let stand = begin(createStand({ policy }));

  /** A process begins: its lines count their sessions from one. */
  function begin(next: Stand): Stand {
    for (const id of PRINTERS) {
      cutShort(id);
      const { reading = { ...BEFORE, serialNumber: id }, inside } = devices.get(id) ?? {};
      const idle = { prepare: undefined, print: undefined, settle: undefined };
      devices.set(id, { session: 0, connected: false, reading, inside, ...idle });
    }
    unacknowledged = [];
    stale = [];
    next.perform = perform;
    return next;
  }

  const office: Office = {
    get stand() {
      return stand;
    },
    accepted,
    good,
    printed,
    events,
    take,
  };

  function device(id: string): Device {
    const found = devices.get(id);
    if (found === undefined) throw new Error("no such printer");
    return found;
  }

  function perform(order: Order): void {
    watch(office, order);
    if (order.kind === "answer-job" && order.answer.result === "accepted") {
      accepted.add(order.answer.jobId ?? "");
    }
    if (order.kind === "publish-event") unacknowledged.push(order.event);
    if (order.kind === "prepare-card") device(order.printer).prepare = order;
    if (order.kind === "print-card") {
      printed.push(order);
      device(order.printer).print = order;
    }
    if (order.kind === "settle-attempt" || order.kind === "reject-card") {
      device(order.printer).settle = order;
    }
    if (order.kind === "restart-session") lose(order.printer, undefined);
  }

  function connect(id: string, look: Look, simulated: boolean): void {
    const line = device(id);
    if (line.connected) return;
    Object.assign(line, { connected: true, session: line.session + 1 });
    post(sessionOf(id, line.session).ready(health(id, look), simulated));
  }

  function lose(id: string, fault: Condition | undefined): void {
    const { session, connected } = device(id);
    if (!connected) return;
    cutShort(id);
    Object.assign(device(id), { connected: false, prepare: undefined, settle: undefined });
    post(sessionOf(id, session).gone(fault));
  }

  /** The printer does with the card in hand what it likes. */
  function cutShort(id: string): void {
    const { print: order } = devices.get(id) ?? {};
    if (order === undefined) return;
    device(id).print = undefined;
    const fate = FATES[interruptions % FATES.length] ?? "nothing moved";
    interruptions += 1;
    if (fate === "nothing moved") return;
    const isWhole = fate.endsWith("whole");
    feed(id, isWhole ? PANELS : PANELS - 1);
    if (fate.startsWith("stuck")) device(id).inside = { jobId: order.jobId, isWhole };
    else if (isWhole) good.push(order.jobId);
  }

  function feed(id: string, panels: number): void {
    const { reading } = device(id);
    const cardsFed = reading.cardsFed + 1;
    device(id).reading = { ...reading, cardsFed, panelsPrinted: reading.panelsPrinted + panels };
  }

  function post(happening: Happening): void {
    if ("session" in happening) stale.push(happening);
    stand.post(happening);
  }

  function health(id: string, look: Look): PrinterHealth {
    const reading = now(id);
    const cardInside = reading.cardInside === true || look === "card";
    const faults = FAULT_OF[look].map((condition) => ({ condition }));
    return { ...WELL, reading: { ...reading, cardInside }, faults };
  }

  function endCard(id: string, result: string): void {
    const { print: order, connected, session } = device(id);
    if (order === undefined || !connected || order.session !== session) return;
    if (result === "printed" || result === "short") {
      device(id).print = undefined;
      feed(id, result === "printed" ? PANELS : PANELS - 1);
      if (result === "printed") good.push(order.jobId);
    } else cutShort(id);
    const ended = resultOf(result, device(id).reading);
    post(sessionOf(id, session).ended(order.jobId, ended, order.attempt));
  }

  function settle(id: string, result: string): void {
    const { settle: order, connected, session } = device(id);
    if (order === undefined || !connected || order.session !== session) return;
    device(id).settle = undefined;
    const line = sessionOf(id, session);
    if (order.kind === "settle-attempt") {
      post(line.evidence(order.jobId, { reading: now(id) }, order.attempt));
    } else if (result === "refused") {
      post({ ...line.stuck(order.jobId, "media-jam"), attempt: order.attempt } as Happening);
    } else if (result === "lost") {
      lose(id, undefined);
    } else {
      // It goes to the reject box, or, when nobody hears of it, wherever it likes.
      const { inside } = device(id);
      device(id).inside = undefined;
      const isSilent = result === "silent";
      if (isSilent && inside?.isWhole === true) good.push(inside.jobId);
      const rejected = isSilent ? "silent" : "acknowledged";
      post(line.evidence(order.jobId, { reading: now(id), rejected }, order.attempt));
    }
  }

  /**
   * Hands take the card out. Before the host has seen it, nothing tells them to destroy a whole
   * one: then it is in use.
   */
  function takeCard(id: string): void {
    const { inside } = device(id);
    device(id).inside = undefined;
    if (inside?.isWhole === true && !isRejecting(inside.jobId)) good.push(inside.jobId);
  }

  function isRejecting(jobId: string): boolean {
    return stand.state.attempts.get(jobId)?.rejecting !== undefined;
  }

  function now(id: string): PrinterReading {
    const { reading, inside } = device(id);
    return { ...reading, cardInside: inside !== undefined };
  }

  function prepareCard(id: string, look: Look): void {
    const { prepare: order, connected, session } = device(id);
    if (order === undefined || !connected || order.session !== session) return;
    device(id).prepare = undefined;
    const line = sessionOf(id, session);
    if (look === "unprintable") post(line.unprintable(order.jobId));
    else post(line.prepared(order.jobId, health(id, look)));
  }

  function take(each: OfficeStep): void {
    // A fault that comes back in the millisecond in which it first came is a defect with a test of
    // its own (observe.test.ts); here it would hide all others.
    stand.nowMs += 1;
    switch (each.kind) {
      case "deliver": {
        const { job: jobId, content: hash, specimen, priority, retained } = each;
        delivery += 1;
        const known = stand.store.job(jobId);
        const document = received(jobId, { hash, specimen, priority });
        post({ ...document, delivery, retained: retained && hash === "b", known });
        return;
      }
      case "ready":
        connect(each.printer, each.look as Look, each.simulated);
        return;
      case "gone":
        lose(each.printer, each.fault as Condition | undefined);
        return;
      // A printer that is asked for more than it has come to takes the step before it, so that
      // most histories come to a card.
      case "prepared":
        if (device(each.printer).connected) prepareCard(each.printer, each.look as Look);
        else connect(each.printer, "well", false);
        return;
      case "ended":
        if (device(each.printer).settle !== undefined) settle(each.printer, each.result);
        else if (device(each.printer).print === undefined) prepareCard(each.printer, "well");
        else endCard(each.printer, each.result);
        return;
      case "take-card":
        takeCard(each.printer);
        return;
      case "look": {
        const { connected, session } = device(each.printer);
        if (!connected) return;
        const look = health(each.printer, each.look as Look);
        stand.post(sessionOf(each.printer, session).checked(look));
        return;
      }
      case "report": {
        const present = each.bad ? [{ condition: "raid-failed" } as const] : [];
        post(reported(present, ["raid-failed"]));
        return;
      }
      case "again": {
        const old = stale[each.pick % Math.max(1, stale.length)];
        if (old !== undefined && isOver(old)) stand.post(old);
        return;
      }
      case "tick":
        stand.tick(each.afterMs);
        return;
      case "broker":
        post({ kind: each.connected ? "broker-connected" : "broker-closed" });
        return;
      case "ack": {
        const event = unacknowledged[each.pick % Math.max(1, unacknowledged.length)];
        if (event === undefined) return;
        post({ kind: "event-delivered", stream: event.stream, seq: event.seq });
        return;
      }
      case "disk":
        stand.failure = each.failure;
        return;
      case "crash": {
        keepEvents();
        stand = begin(stand.restart());
        return;
      }
    }
  }

  function isOver(old: Happening): boolean {
    if (!("session" in old)) return false;
    const { session, connected } = device(old.printer);
    return (
      old.session < session ||
      (old.session === session && !connected && old.kind === "printer-ready")
    );
  }

  function keepEvents(): void {
    events.push(...stand.changes("event-added").map(({ event }) => event));
  }

  return office;
}

function resultOf(result: string, after: PrinterReading): PrintResult {
  switch (result) {
    case "refused":
      return refused("media-jam");
    case "silent":
      return SILENT;
    case "lost":
      return { kind: "lost" };
    default:
      return { kind: "ended", after };
  }
}
