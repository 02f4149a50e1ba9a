import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { noticeSchema } from "../../protocols/host/notice.ts";
import { createMemoryReceiver } from "../../simulator/stage/memory-receiver.ts";
import { createVirtualClock } from "../../simulator/stage/virtual-clock.ts";
import type { Event } from "../../src/core/events.ts";
import { openNotice } from "../../src/core/notices-machine.ts";
import type { Notice, Problem } from "../../src/core/notices-model.ts";
import { createNotifier, noticeDocument } from "../../src/daemon/notify.ts";
import { contextAt, STORE } from "../status/sample-state.ts";

// Goal: what a receiver gets is what docs/admin.md shows, says what happened in both languages, and
// its answer comes back. Method: notices of each kind; a receiver in virtual time.

const AT = Date.UTC(2021, 0, 4, 1, 12);
const HOUR_MS = 3_600_000;

const JAM: Problem = {
  key: "failure:printer1:media-jam",
  kind: "failure",
  since: AT,
  device: "printer1",
  condition: "media-jam",
};

function setUp(language: "id" | "en" = "en") {
  const clock = createVirtualClock({ startWallMs: AT });
  const receiver = createMemoryReceiver({ clock });
  const posted: Event[] = [];
  const logged: string[] = [];
  const parts = {
    ...{ site: "oku", host: "host1", state: { storeId: STORE }, clock },
    notify: receiver,
    random: { id: () => "f00d" },
    log: { write: (level: string, text: string) => logged.push(`${level} ${text}`) },
    context: (wallMs: number) => contextAt(wallMs, language),
    post: (event: Event) => posted.push(event),
  };
  const pass = () => clock.runUntilIdle({ maxTurns: 100 });
  return { ...parts, parts, receiver, posted, logged, pass, notifier: createNotifier(parts) };
}

function recovery(problem: Problem, more: Partial<Notice> = {}): Notice {
  const waiting = { event: "recovery", at: AT + HOUR_MS } as const;
  return { ...openNotice(problem, AT), goneAt: AT + HOUR_MS, message: 2, waiting, ...more };
}

function textOf(notice: Notice, language: "id" | "en"): string {
  const document = noticeDocument(notice, setUp(language).parts);
  expect(noticeSchema.parse(document)).toEqual(document);
  return document.text;
}

describe("a message", () => {
  it("is the one that docs/admin.md shows", () => {
    const page = readFileSync("docs/admin.md", "utf8");
    const [, shown = ""] = /```json notice\n(.*?)```/s.exec(page) ?? [];
    const { parts } = setUp();
    expect(JSON.parse(shown)).toEqual(noticeDocument(recovery(JAM, { times: 3 }), parts));
  });

  const hold = { key: "hold:x", kind: "hold", since: AT } as const;
  it.each<[Problem, string, string]>([
    [JAM, "printer1: A card or the ribbon is stuck; since", "tersangkut; sejak 2021-01-04 08:12. "],
    [
      { ...JAM, device: "host", condition: "store-failed" },
      "[oku/host1] The print computer cannot save its records; since",
      "Komputer cetak tidak dapat",
    ],
    [
      { ...hold, scope: "printer:printer1", device: "printer1", condition: "media-empty" },
      "Cards wait (printer:printer1): printer1: No blank cards left; since",
      "Kartu menunggu (printer:printer1): printer1: Kartu kosong habis",
    ],
    [{ ...hold, scope: "host", reason: "operator" }, "(host): held by an operator", "petugas"],
    [{ ...hold, scope: "job:J1", reason: "card-spoiled" }, "card was spoiled", "rusak"],
    [{ ...hold, scope: "job:J1", reason: "attempts-exhausted" }, "too many", "terlalu banyak"],
    [{ ...hold, scope: "printer:p", reason: "probation" }, "proving itself", "membuktikan"],
    [{ ...JAM, kind: "relapse", count: 2 }, "relapse number 2: do not", "kambuh lagi, ke-2"],
    [
      { key: "in-doubt:J1", kind: "in-doubt", since: AT, jobId: "J1" },
      "Job J1: nobody knows yet what became of its card; since 2021-01-04 08:12. Please look",
      "putuskan: cetakd job J1",
    ],
  ])("says in both languages what %j is", (problem, english, indonesian) => {
    expect(textOf(openNotice(problem, AT), "en")).toContain(english);
    expect(textOf(openNotice(problem, AT), "id")).toContain(indonesian);
  });

  it("says that something lasts, has come back, and is over", () => {
    const waiting = { event: "repeat", at: AT } as const;
    const back = { ...openNotice(JAM, AT), times: 4, waiting };
    expect(textOf(back, "en")).toContain("Still: printer1: A card");
    expect(textOf(back, "en")).toContain("since 2021-01-04 08:12, 4 times.");
    expect(textOf(back, "id")).toContain("Masih: printer1: Kartu");
    expect(textOf(recovery(JAM), "en")).toBe(
      "[oku/host1] Over: printer1: A card or the ribbon is stuck; " +
        "from 2021-01-04 08:12 to 2021-01-04 09:12.",
    );
    expect(textOf(recovery(JAM), "id")).toContain("dari 2021-01-04 08:12 sampai 2021-01-04 09:12.");
  });

  it("has the same id whenever it is sent again, and another one than any other", () => {
    const { parts } = setUp();
    const idOf = (notice: Notice) => noticeDocument(notice, parts).id;
    expect(idOf(recovery(JAM))).toBe(idOf(recovery(JAM, { times: 2 })));
    const others = [recovery(JAM, { message: 3 }), recovery(JAM, { openedAt: AT + 1 })];
    expect(new Set([recovery(JAM), ...others].map(idOf)).size).toBe(3);
  });

  it("uses no key that chats have a meaning for", () => {
    const keys = Object.keys(noticeDocument(recovery(JAM), setUp().parts));
    const taken = ["type", "username", "channel", "attachments", "blocks", "props", "priority"];
    expect(keys.filter((key) => taken.includes(key))).toEqual([]);
  });
});

describe("the notifier", () => {
  it("sends a message, and its answer is an event", async () => {
    const { notifier, posted, receiver, pass } = setUp();
    notifier.send(openNotice(JAM, AT));
    await pass();
    expect(posted).toMatchObject([
      { kind: "notice-answered", problem: JAM.key, message: 1, result: { ok: true } },
    ]);
    expect(JSON.parse(receiver.taken[0]?.body ?? "")).toMatchObject({ event: "problem" });
  });

  it("logs a message that did not arrive, without its text", async () => {
    const { notifier, posted, receiver, logged, pass } = setUp();
    receiver.mood = "refuses";
    notifier.send(openNotice(JAM, AT));
    await pass();
    expect(posted).toMatchObject([{ result: { ok: false, reason: "refused" } }]);
    expect(logged).toEqual(["warn a message to the webhook was not delivered"]);
  });

  it("sends a test message and says what was answered, or that nobody is there", async () => {
    const { notifier, receiver, pass, parts } = setUp();
    const answer = notifier.test();
    await pass();
    expect(await answer).toEqual({ ok: true, status: 200, answer: "ok" });
    const [sent] = receiver.taken;
    expect(noticeSchema.parse(JSON.parse(sent?.body ?? ""))).toMatchObject({
      event: "test",
      text: "[oku/host1] A test message: what cetakd tells arrives here.",
    });
    expect(await createNotifier({ ...parts, notify: undefined }).test()).toBeUndefined();
  });

  it("is at rest when no message is on its way any more", async () => {
    const { notifier, pass } = setUp();
    let isAtRest = false;
    await notifier.rested();
    notifier.send(openNotice(JAM, AT));
    const rested = notifier.rested().then(() => {
      isAtRest = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isAtRest).toBe(false);
    await pass();
    await rested;
  });
});
