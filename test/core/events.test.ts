import { describe, expect, it } from "vitest";
import type { Order } from "../../src/core/orders.ts";
import type { Stream, StreamEvent } from "../../src/core/state.ts";
import {
  AFTER,
  createStand,
  ONE_PRINTER,
  PRINTED,
  received,
  refused,
  type Stand,
  sessionOf,
} from "../support/core-fixtures.ts";

// Goal: every event reaches the broker, in order, with numbers without a gap (I7). Method: turns
// that write to both streams; what is published and acknowledged, over connections and processes.

const printer = sessionOf("printer1", 1);
const next = sessionOf("printer1", 2);

/** Two jobs, a card that ends in doubt after a jam, with its fault and its hold: both streams. */
function withEvents(stand = createStand({ policy: ONE_PRINTER })): Stand {
  stand.post(received("J1"));
  stand.post(received("J2"));
  stand.post(printer.ready());
  stand.post(printer.prepared("J1"));
  stand.post(printer.ended("J1", refused("media-jam")));
  stand.post(printer.gone());
  stand.post(next.ready());
  stand.post(next.evidence("J1", { reading: { ...AFTER, panelsPrinted: 403 } }));
  return stand;
}

function numbers(events: readonly StreamEvent[], stream: Stream): readonly number[] {
  return events.filter((event) => event.stream === stream).map(({ seq }) => seq);
}

function added(stand: Stand): readonly StreamEvent[] {
  return stand.changes("event-added").map(({ event }) => event);
}

function published(stand: Stand): readonly StreamEvent[] {
  return stand.orders("publish-event").map(({ event }) => event);
}

function undelivered({ state }: Stand, stream: Stream): readonly number[] {
  return [...state.streams[stream].undelivered.keys()];
}

describe("the numbers of events (I7)", () => {
  it("run without a gap in each stream, also when one turn writes to both", () => {
    const stand = withEvents();
    expect([numbers(added(stand), "job-event"), numbers(added(stand), "event")]).toEqual([
      [1, 2, 3, 4],
      [1, 2],
    ]);
  });

  it("go on after a restart, also when all were delivered", () => {
    const stand = withEvents();
    for (const { stream, seq } of added(stand))
      stand.post({ kind: "event-delivered", stream, seq });
    const restarted = stand.restart();
    restarted.post(received("J3"));
    restarted.post(printer.ready());
    restarted.post(printer.gone("command-refused"));
    expect([numbers(added(restarted), "job-event"), numbers(added(restarted), "event")]).toEqual([
      [5],
      [3, 4],
    ]);
  });

  it("are those that the store has given", () => {
    const { state, store } = withEvents();
    const { streams } = store.load();
    expect([streams.event.seq, streams["job-event"].seq]).toEqual([
      state.streams.event.seq,
      state.streams["job-event"].seq,
    ]);
  });
});

describe("without a connection", () => {
  it("nothing is published, and all waits in order", () => {
    const stand = withEvents();
    expect(published(stand)).toEqual([]);
    expect(undelivered(stand, "job-event")).toEqual([1, 2, 3, 4]);
  });

  it("nothing is published after the connection was closed", () => {
    const stand = createStand();
    stand.post({ kind: "broker-connected" });
    stand.post({ kind: "broker-closed" });
    stand.post(received("J1"));
    expect([published(stand), undelivered(stand, "job-event")]).toEqual([[], [1]]);
  });
});

describe("with a connection", () => {
  it("an event is published after it is on disk, in order", () => {
    const stand = createStand({ policy: ONE_PRINTER });
    stand.post({ kind: "broker-connected" });
    const onDisk: boolean[] = [];
    stand.perform = (order: Order) => {
      if (order.kind !== "publish-event") return;
      const { stream, seq } = order.event;
      onDisk.push(stand.store.load().streams[stream].undelivered.some((e) => e.seq === seq));
    };
    withEvents(stand);
    expect(published(stand)).toEqual(added(stand));
    expect(onDisk).toEqual([true, true, true, true, true, true]);
  });

  it("all that is undelivered is sent when it stands, in order, each stream from its first", () => {
    const stand = withEvents();
    stand.post({ kind: "event-delivered", stream: "job-event", seq: 1 });
    stand.post({ kind: "broker-connected" });
    expect(numbers(published(stand), "job-event")).toEqual([2, 3, 4]);
    expect(numbers(published(stand), "event")).toEqual([1, 2]);
  });

  it("what was published and not acknowledged is sent again by the next one", () => {
    const stand = createStand({ policy: ONE_PRINTER });
    stand.post({ kind: "broker-connected" });
    withEvents(stand);
    stand.post({ kind: "event-delivered", stream: "job-event", seq: 2 });
    stand.post({ kind: "broker-closed" });
    stand.record.length = 0;
    stand.post({ kind: "broker-connected" });
    expect(numbers(published(stand), "job-event")).toEqual([1, 3, 4]);
  });

  it("a new process sends them too, as they were", () => {
    const stand = withEvents();
    const before = added(stand);
    const restarted = stand.restart();
    restarted.post({ kind: "broker-connected" });
    const sent = published(restarted).toSorted((a, b) => a.stream.localeCompare(b.stream));
    expect(sent).toEqual(before.toSorted((a, b) => a.stream.localeCompare(b.stream)));
  });
});

describe("an acknowledgement", () => {
  it("takes the event out of memory and of what the store has left to send", () => {
    const stand = withEvents();
    stand.post({ kind: "event-delivered", stream: "job-event", seq: 3 });
    expect(undelivered(stand, "job-event")).toEqual([1, 2, 4]);
    const { undelivered: stored } = stand.store.load().streams["job-event"];
    expect(stored.map(({ seq }) => seq)).toEqual([1, 2, 4]);
  });

  it.each<[name: string, stream: Stream, seq: number]>([
    ["of an event that has one already", "job-event", 1],
    ["of a number that was never given", "event", 99],
  ])("%s changes nothing", (_, stream, seq) => {
    const stand = withEvents();
    stand.post({ kind: "event-delivered", stream: "job-event", seq: 1 });
    stand.record.length = 0;
    stand.post({ kind: "event-delivered", stream, seq });
    expect(stand.record).toEqual([]);
  });
});

describe("a job's events", () => {
  it("tell its whole life, with what was found", () => {
    const stand = createStand({ policy: ONE_PRINTER });
    stand.post(received("J1"));
    stand.post(printer.ready());
    stand.post(printer.prepared("J1"));
    stand.post(printer.ended("J1", PRINTED));
    const made = { printer: "printer1", attempt: 1 };
    expect(added(stand).map(({ body }) => body)).toEqual([
      { jobId: "J1", state: "pending", previous: undefined, reasons: [] },
      {
        jobId: "J1",
        state: "processing",
        previous: "pending",
        reasons: ["job-printing"],
        ...made,
      },
      {
        jobId: "J1",
        state: "completed",
        previous: "processing",
        reasons: ["job-completed-successfully"],
        ...made,
        evidence: {
          outcome: "printed",
          detail: "counters-fit",
          cardsFed: 1,
          panelsPrinted: 4,
          cardInside: false,
        },
      },
    ]);
  });
});
