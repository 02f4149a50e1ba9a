import { describe, expect, it } from "vitest";
import { answerPublications, commandAnswer } from "../../src/io/command-documents.ts";

const TOPIC = "cetak/1/oku/host1/cmd/res";
const ANSWER = { id: "c-1", ok: true } as const;

function topicsFor(responseTopic: string): readonly string[] {
  return answerPublications(TOPIC, ANSWER, { responseTopic }).map(({ topic }) => topic);
}

describe("commandAnswer", () => {
  it("has the keys of the contract", () => {
    const result = { jobId: "J1", state: "held", nextSeq: 4, lastSeq: 3, sent: 2 } as const;
    expect(commandAnswer({ id: "c-1", ok: true, result: { ...result, until: 0 } })).toEqual({
      id: "c-1",
      ok: true,
      result: {
        job_id: "J1",
        state: "held",
        next_seq: 4,
        last_seq: 3,
        sent: 2,
        until: "1970-01-01T00:00:00.000Z",
      },
    });
  });

  it("has null for an id that is not usable", () => {
    const answer = { id: undefined, ok: false, code: "malformed", message: "id" } as const;
    expect(commandAnswer(answer)).toEqual({
      id: null,
      ok: false,
      code: "malformed",
      message: "id",
    });
  });
});

describe("answerPublications", () => {
  it("answers where all answers go", () => {
    expect(answerPublications(TOPIC, ANSWER, {})).toEqual([
      { topic: TOPIC, payload: JSON.stringify(ANSWER), retain: false },
    ]);
  });

  it("answers where the sender asks for it too, with what he knows it by", () => {
    const correlationData = new Uint8Array([1, 2]);
    const asked = { responseTopic: "desk/answers", correlationData };
    const both = answerPublications(TOPIC, ANSWER, asked);
    expect(both.map(({ topic }) => topic)).toEqual([TOPIC, "desk/answers"]);
    expect(both.map(({ correlationData: known }) => known)).toEqual([
      correlationData,
      correlationData,
    ]);
  });

  it("answers once where both are the same", () => {
    expect(topicsFor(TOPIC)).toEqual([TOPIC]);
  });

  it.each([
    "cetak/1/oku/host2/job",
    "cetak/1/oku/host1/cmd",
    "job",
    "cmd",
    "desk/+",
    "desk/#",
    "$SYS/desk",
    "",
    "k".repeat(257),
  ])("does not answer on %s", (responseTopic) => {
    expect(topicsFor(responseTopic)).toEqual([TOPIC]);
  });

  it("answers on a topic that only looks like one of jobs", () => {
    expect(topicsFor("desk/my-job")).toEqual([TOPIC, "desk/my-job"]);
  });
});
