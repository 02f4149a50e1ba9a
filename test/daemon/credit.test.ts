import { describe, expect, it } from "vitest";
import { createVirtualClock } from "../../simulator/stage/virtual-clock.ts";
import type { Event } from "../../src/core/events.ts";
import type { Publication } from "../../src/core/ports.ts";
import { createJobsAsker } from "../../src/daemon/credit.ts";

// Goal: a request for jobs goes to the one server that is meant, and its answer is told from
// everything else that comes on the reply topic. Method: virtual time, and servers that the test
// plays.

const REPLY = "cetak/1/oku/host1/reply";
const NOW = Date.UTC(2021, 0, 4, 3);

function setUp() {
  const clock = createVirtualClock({ startWallMs: NOW });
  const posted: Event[] = [];
  const published: Publication[] = [];
  let ids = 0;
  const asker = createJobsAsker({
    serversTopic: "cetak/1/oku/server",
    replyTopic: REPLY,
    clock,
    random: {
      id() {
        ids += 1;
        return `ask-${ids}`;
      },
    },
    publish: (publication) => published.push(publication),
    post: (event) => posted.push(event),
  });
  const ask = (server: string, n: number) =>
    asker.ask({ kind: "ask-jobs", server, ask: n, credit: 40 });
  const reply = (document: object) =>
    asker.receive(new TextEncoder().encode(JSON.stringify(document)));
  return { clock, posted, published, asker, ask, reply };
}

describe("a request for jobs", () => {
  it("is the one of the contract", () => {
    const { published, ask } = setUp();
    ask("server1", 1);
    expect(published.map(({ topic, retain }) => ({ topic, retain }))).toEqual([
      { topic: "cetak/1/oku/server/server1/request", retain: false },
    ]);
    expect(published.map(({ payload }) => JSON.parse(payload))).toEqual([
      { id: "ask-1", request: "jobs", credit: 40, reply_to: REPLY },
    ]);
  });

  it("is answered by its id, of two servers at once", async () => {
    const { clock, posted, ask, reply } = setUp();
    ask("server1", 1);
    ask("server2", 7);
    expect(reply({ id: "ask-2", sent: 40, left: 3 })).toBe(true);
    expect(reply({ id: "ask-1", sent: 0, left: 0 })).toBe(true);
    await clock.runUntil(10 * 60_000);
    expect(posted).toEqual([
      { kind: "jobs-answered", at: NOW, server: "server2", ask: 7, left: 3 },
      { kind: "jobs-answered", at: NOW, server: "server1", ask: 1, left: 0 },
    ]);
  });

  it("is missed after two minutes, and answered all the same when the answer comes late", async () => {
    const { clock, posted, ask, reply } = setUp();
    ask("server1", 1);
    await clock.runUntil(120_000 - 1);
    expect(posted).toEqual([]);
    await clock.runUntil(120_000);
    reply({ id: "ask-1", sent: 40, left: 3 });
    expect(posted.map(({ kind }) => kind)).toEqual(["jobs-unanswered", "jobs-answered"]);
  });

  it("is forgotten for a later one, and when the connection is gone", async () => {
    const { clock, posted, asker, ask, reply } = setUp();
    ask("server1", 1);
    ask("server1", 2);
    expect(reply({ id: "ask-1", sent: 40, left: 3 })).toBe(false);
    asker.closed();
    expect(reply({ id: "ask-2", sent: 40, left: 3 })).toBe(false);
    await clock.runUntil(10 * 60_000);
    expect(posted).toEqual([]);
  });

  it.each([
    ["a ping's answer", { id: "ask-1", at: "2021-01-04T10:00:01+07:00" }],
    ["an answer to nothing", { id: "ask-9", sent: 1, left: 0 }],
    ["one without its numbers", { id: "ask-1", sent: -1, left: "many" }],
  ])("is not answered by %s", (_, document) => {
    const { posted, ask, reply } = setUp();
    ask("server1", 1);
    expect(reply(document)).toBe(false);
    expect(posted).toEqual([]);
  });
});
