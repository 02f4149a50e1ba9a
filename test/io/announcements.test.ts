import { describe, expect, it } from "vitest";
import { type HostEventDocument, hostEventSchema } from "../../protocols/host/state-documents.ts";
import type { Answer } from "../../src/core/orders.ts";
import type { HostEventBody, JobEventBody } from "../../src/core/state.ts";
import { hostEvent, jobAnswer, jobEvent } from "../../src/io/announcements.ts";
import { createInstantFormat } from "../../src/io/instant.ts";

const AT = Date.UTC(2021, 0, 4, 1);
const STORE = "0123456789abcdef0123456789abcdef";
const jakarta = createInstantFormat("Asia/Jakarta");
const local = "2021-01-04T08:00:00.000+07:00";

describe("host event", () => {
  const fault = { device: "printer1", condition: "media-empty", since: AT } as const;
  const byFault = { kind: "fault", device: "printer1", condition: "media-empty" } as const;
  const byPerson = { kind: "operator", by: "rina", reason: "lunch-break" } as const;
  const faultKeys = { condition: "media-empty", severity: "error", class: "upkeep", since: local };

  const cases: readonly {
    name: string;
    body: HostEventBody;
    document: Omit<HostEventDocument, "store" | "seq" | "at">;
  }[] = [
    {
      name: "a fault raised",
      body: { type: "fault-raised", fault },
      document: { type: "fault-raised", device: "printer1", ...faultKeys } as HostEventDocument,
    },
    {
      name: "a fault cleared, with the device's own code",
      body: { type: "fault-cleared", fault: { ...fault, raw: "NACK F" } },
      document: {
        type: "fault-cleared",
        device: "printer1",
        ...faultKeys,
        raw: "NACK F",
      } as HostEventDocument,
    },
    {
      name: "a hold placed for a fault",
      body: {
        type: "hold-placed",
        hold: { id: "1", scope: { kind: "printer", id: "printer1" }, cause: byFault, since: AT },
      },
      document: {
        type: "hold-placed",
        scope: "printer:printer1",
        cause: "fault",
        device: "printer1",
        condition: "media-empty",
        since: local,
        release: "fault-clears",
      } as HostEventDocument,
    },
    {
      name: "an operator's hold lifted",
      body: {
        type: "hold-lifted",
        hold: { id: "2", scope: { kind: "host" }, cause: byPerson, since: AT },
      },
      document: {
        type: "hold-lifted",
        scope: "host",
        cause: "operator",
        by: "rina",
        reason: "lunch-break",
        since: local,
        release: "operator",
      } as HostEventDocument,
    },
  ];
  it.each(cases)("tells of $name", ({ body, document }) => {
    const event = hostEvent({ stream: "event", seq: 7, at: AT, body }, STORE, jakarta);
    expect(event).toEqual({ store: STORE, seq: 7, at: local, ...document });
    expect(hostEventSchema.parse(event)).toEqual(event);
  });
});

describe("job event", () => {
  const body: JobEventBody = {
    jobId: "oku-2021-000123",
    state: "pending",
    previous: undefined,
    reasons: [],
  };

  it("says null for a job that had no state before", () => {
    const event = jobEvent({ stream: "job-event", seq: 1, at: AT, body }, STORE, jakarta);
    expect(event).toEqual({
      store: STORE,
      seq: 1,
      at: local,
      job_id: "oku-2021-000123",
      state: "pending",
      previous: null,
      reasons: [],
    });
  });

  it("carries the evidence in the keys of the contract", () => {
    const evidence = {
      outcome: "printed",
      detail: "counters-rose",
      cardsFed: 4_211,
      panelsPrinted: 21_055,
      cardInside: false,
    } as const;
    const printed = { ...body, state: "completed", previous: "processing", evidence } as const;
    const event = jobEvent({ stream: "job-event", seq: 3, at: AT, body: printed }, STORE, jakarta);
    expect(event.evidence).toEqual({
      outcome: "printed",
      detail: "counters-rose",
      cards_fed: 4_211,
      panels_printed: 21_055,
      card_inside: false,
    });
  });
});

describe("job answer", () => {
  const rejected = (code: Answer["code"]): Answer => ({
    jobId: undefined,
    result: "rejected",
    ...(code === undefined ? {} : { code }),
    at: AT,
  });

  it.each(["queue-full", "unavailable"] as const)("asks for the job again after %s", (code) => {
    expect(jobAnswer(rejected(code)).retry).toBe(true);
  });

  it.each(["malformed", "expired"] as const)("does not ask for it again after %s", (code) => {
    expect(jobAnswer(rejected(code))).not.toHaveProperty("retry");
  });

  it("says null for what a document without an id does not have", () => {
    expect(jobAnswer(rejected("malformed"), jakarta)).toEqual({
      job_id: null,
      result: "rejected",
      code: "malformed",
      state: null,
      hash: null,
      at: local,
    });
  });

  it("gives instants in UTC unless it is told a zone", () => {
    expect(jobAnswer(rejected("malformed")).at).toBe("2021-01-04T01:00:00.000Z");
  });
});
