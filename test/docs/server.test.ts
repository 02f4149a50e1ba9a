import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../config/load.ts";
import { CARD_GEOMETRY } from "../../protocols/evolis/geometry.ts";
import { canonicalJson } from "../../protocols/host/canonical-json.ts";
import { decodeCommand } from "../../protocols/host/commands.ts";
import { decodeJobDocument, JOB_DOCUMENT_BYTES_MAX } from "../../protocols/host/job-document.ts";
import type { JobAnswer } from "../../protocols/host/messages.ts";
import { decodeReply, decodeServerReport } from "../../protocols/host/server-report.ts";
import { hostTopics } from "../../protocols/host/topics.ts";
import { JOB_STATES } from "../../protocols/words.ts";
import { createVirtualClock } from "../../simulator/stage/virtual-clock.ts";
import type { Event, RejectCode } from "../../src/core/events.ts";
import type { Publication } from "../../src/core/ports.ts";
import { createJobsAsker } from "../../src/daemon/credit.ts";
import { jobAnswer, jobEvent } from "../../src/io/announcements.ts";
import { commandAnswer } from "../../src/io/command-documents.ts";
import { createInstantFormat } from "../../src/io/instant.ts";
import { KTP_EL_FIELDS } from "../../src/render/fields.ts";
import { blocksOf, columnOf, page } from "./pages.ts";

// Goal: who builds on docs/server.md builds on what is true. Method: each of its examples goes
// through the reader or the writer that the programs have for it, each of its lists is compared.

const PAGE = page("docs/server.md");
const topics = hostTopics({ site: "oku", host: "host1" });
const instant = createInstantFormat("Asia/Jakarta");

function examples(name: string): readonly unknown[] {
  return blocksOf(PAGE)
    .filter(({ info }) => info === `json ${name}`)
    .map(({ code }) => JSON.parse(code));
}

function decoded(document: unknown) {
  return decodeJobDocument(new TextEncoder().encode(JSON.stringify(document)));
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

describe("the examples of docs/server.md", () => {
  it("are job documents that are taken without a warning", () => {
    expect(examples("job").map(decoded)).toEqual([
      expect.objectContaining({ ok: true, warnings: [] }),
      expect.objectContaining({ ok: true, warnings: [] }),
    ]);
  });

  it("are alike in README.md", () => {
    const [, json = ""] = /mosquitto_pub [^']*'([^']*)'/.exec(page("README.md").text) ?? [];
    expect(decoded(JSON.parse(json))).toMatchObject({ ok: true, warnings: [] });
  });

  it("are sides that are taken without a warning", () => {
    const [, least] = examples("job");
    const documents = examples("side").map((front) => ({ ...Object(least), card: { front } }));
    expect(documents).toHaveLength(2);
    for (const document of documents) {
      expect(decoded(document)).toMatchObject({ ok: true, warnings: [] });
    }
  });

  it("are the answer to the first job", () => {
    const [job] = examples("job");
    const at = Date.parse("2021-01-04T08:00:01+07:00");
    const [jobId, hash] = ["oku-2021-000123", sha256(canonicalJson(job))];
    const answer = jobAnswer({ jobId, result: "accepted", state: "pending", hash, at }, instant);
    expect(examples("ack")).toEqual([answer]);
  });

  it("are the last event of the first job", () => {
    const evidence = { outcome: "printed", detail: "counters-fit" } as const;
    const seen = { cardsFed: 1, panelsPrinted: 5, cardInside: false };
    const body = {
      jobId: "oku-2021-000123",
      state: "completed",
      previous: "processing",
      reasons: ["job-completed-successfully"],
      printer: "printer1",
      attempt: 1,
      evidence: { ...evidence, ...seen },
    } as const;
    const at = Date.parse("2021-01-04T08:00:31+07:00");
    const event = { stream: "job-event", seq: 3, at, body } as const;
    const store = "5ec1922ec82b79fd5329dd96003246b9";
    expect(examples("event")).toEqual([jobEvent(event, store, instant)]);
  });

  it("are a health report and a reply that the host understands", () => {
    const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
    expect(examples("health").map((value) => decodeServerReport(bytes(value)))).toEqual(
      examples("health"),
    );
    const [request] = examples("request");
    expect(request).toMatchObject({ request: "ping", reply_to: topics.reply });
    expect(examples("reply").map((value) => decodeReply(bytes(value)))).toEqual([
      Object(request).id,
    ]);
  });

  it("are a request for jobs as it is sent, and an answer that is understood", () => {
    const published: Publication[] = [];
    const posted: Event[] = [];
    const asker = createJobsAsker({
      serversTopic: topics.servers,
      replyTopic: topics.reply,
      clock: createVirtualClock({ startWallMs: 0 }),
      random: { id: () => "b3c2" },
      publish: (publication) => published.push(publication),
      post: (event) => posted.push(event),
    });
    asker.ask({ kind: "ask-jobs", server: "server1", ask: 1, credit: 640 });
    expect(examples("jobs-request")).toEqual(published.map(({ payload }) => JSON.parse(payload)));
    for (const reply of examples("jobs-reply")) {
      asker.receive(new TextEncoder().encode(JSON.stringify(reply)));
    }
    expect(posted).toMatchObject([{ kind: "jobs-answered", server: "server1", left: 0 }]);
  });

  it("are a command and the answer to it", () => {
    const [command] = examples("command");
    const payload = new TextEncoder().encode(JSON.stringify(command));
    expect(decodeCommand(payload)).toMatchObject({ ok: true, document: { cmd: "events" } });
    const result = { sent: 1_000, nextSeq: 13_001, lastSeq: 13_604 };
    const answer = commandAnswer({ id: String(Object(command).id), ok: true, result });
    expect(examples("command-answer")).toEqual([answer]);
  });

  it("are a configuration that is valid", () => {
    const [yaml] = blocksOf(PAGE).filter(({ info }) => info === "yaml");
    expect(parseConfig(yaml?.code ?? "")).toMatchObject({ site: "oku", host: "host1" });
  });
});

/** A code or result without its entry here does not compile. */
const CODES: Readonly<Record<RejectCode, true>> = {
  retained: true,
  expired: true,
  malformed: true,
  schema: true,
  invalid: true,
  fields: true,
  "job-id": true,
  "unknown-server": true,
  "unknown-template": true,
  "too-large": true,
  "not-ready": true,
  "image-size": true,
  "bad-image": true,
  "not-specimen": true,
  "urgent-unapproved": true,
  "queue-full": true,
  unavailable: true,
};
const RESULTS: Readonly<Record<JobAnswer["result"], true>> = {
  accepted: true,
  duplicate: true,
  conflict: true,
  rejected: true,
};

describe("the lists of docs/server.md", () => {
  it.each([
    { list: "results", heading: "| `result` | means | what to do |", words: Object.keys(RESULTS) },
    { list: "codes", heading: "| `code` | why | what to do |", words: Object.keys(CODES) },
    { list: "states", heading: "| `state` | means |", words: JOB_STATES },
  ])("have all $list and no others", ({ heading, words }) => {
    expect([...columnOf(PAGE, heading)].sort()).toEqual([...words].sort());
  });

  it("say which codes call for the same document again", () => {
    const { text } = PAGE;
    const again = Object.keys(CODES).filter((code) => {
      const answer = { jobId: "a", result: "rejected", code: code as RejectCode, at: 0 } as const;
      return jobAnswer(answer).retry === true;
    });
    const told = [...text.matchAll(/^\| `([a-z-]+)` \|.*`retry` is true/gm)].map(
      ([, code]) => code,
    );
    expect(told.sort()).toEqual(again.sort());
  });

  it("have the fields of the template, the size of the card and of a document", () => {
    const words = PAGE.text.replaceAll(/\s+/g, " ");
    expect(words).toContain(`\`${KTP_EL_FIELDS.join(" ")}\``);
    expect(words).toContain(`(${CARD_GEOMETRY.widthDots} × ${CARD_GEOMETRY.heightDots} dots)`);
    expect(words).toContain(`(${JOB_DOCUMENT_BYTES_MAX.toLocaleString("en")} bytes)`);
  });
});
