import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JobAnswer } from "../../protocols/host/messages.ts";
import { mosquittoInstalled, startMosquitto } from "../../simulator/io/mosquitto.ts";
import type { RejectCode } from "../../src/core/events.ts";
import {
  barsPng,
  jobDocument,
  REFUSED,
  REFUSED_ID,
  readBars,
  TWO_SERVERS,
} from "../support/job-documents.ts";
import {
  cardFiles,
  isAnswer,
  isOnline,
  isState,
  type Listener,
  openStand,
  type Stand,
  topics,
} from "../support/processes.ts";

// Goal: every result and every code of the contract (§3), each from the message that causes it.
// Method: the real programs; one daemon a broker is sent the whole table, document by document,
// with a daemon of its own only for what needs a full queue or a store that cannot write. What was
// accepted is counted from the printer's records, where each card shows its number in bars.

interface BrokerRow {
  readonly name: string;
  readonly version: "auto" | "3.1.1" | "5";
  readonly kind: "mosquitto" | "embedded";
}

const BROKERS: readonly BrokerRow[] = [
  { name: "Mosquitto, MQTT 5", version: "5", kind: "mosquitto" },
  { name: "Mosquitto, MQTT 3.1.1", version: "3.1.1", kind: "mosquitto" },
  { name: "cetakd-sim broker, MQTT 3.1.1", version: "auto", kind: "embedded" },
];

const hasMosquitto = mosquittoInstalled();

/** Every code, each with whether its row is in the table of documents. Complete by its type. */
const CODES: Readonly<Record<RejectCode, unknown>> = {
  ...REFUSED,
  retained: "by how it is sent",
  "queue-full": "by a queue of one",
  unavailable: "by a store that cannot write",
};

const RESULTS: Readonly<Record<JobAnswer["result"], true>> = {
  accepted: true,
  duplicate: true,
  conflict: true,
  rejected: true,
};

const seenCodes = new Set<string>();
const seenResults = new Set<string>();

/** The answer, checked key by key; the codes and results that came are remembered. */
function expectAnswer(answer: JobAnswer, expected: Omit<JobAnswer, "at">): void {
  expect(answer).toEqual({ ...expected, at: expect.stringMatching(INSTANT) });
  seenResults.add(answer.result);
  if (answer.code !== undefined) seenCodes.add(answer.code);
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)$/;

function expectRefusal(
  answer: JobAnswer,
  expected: Pick<JobAnswer, "job_id" | "retry"> & { readonly code: RejectCode },
): void {
  const message = expect.any(String);
  expectAnswer(answer, { result: "rejected", message, state: null, hash: null, ...expected });
}

/** RFC 8785 for what these documents hold: names sorted, no white space. */
function hashOf(document: object): string {
  return createHash("sha256")
    .update(JSON.stringify(sorted(document)))
    .digest("hex");
}

function sorted(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([key, member]) => [key, sorted(member)]));
}

function reversed(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  const members = Object.entries(value).reverse();
  return Object.fromEntries(members.map(([key, member]) => [key, reversed(member)]));
}

function withBars(jobId: string, n: number, changes: object = {}) {
  return jobDocument(jobId, { card: { front: { image: barsPng(n) } }, ...changes });
}

async function startBroker(stand: Stand, kind: BrokerRow["kind"], cleanups: Cleanup[]) {
  if (kind === "embedded") return await stand.startBroker();
  const mosquitto = await startMosquitto();
  cleanups.push(() => mosquitto.stop());
  return `mqtt://127.0.0.1:${mosquitto.port}`;
}

type Cleanup = () => Promise<void>;

async function openOffice({ kind, version }: BrokerRow, cleanups: Cleanup[]) {
  const stand = openStand();
  cleanups.push(() => stand.close());
  const url = await startBroker(stand, kind, cleanups);
  const listener = await stand.listen(url);
  const mqtt = `{ url: "${url}", version: "${version}" }`;
  const printed = () =>
    cardFiles(stand.cards).map(({ image }) => readBars(readFileSync(join(stand.cards, image))));
  return { stand, listener, mqtt, printed };
}

describe.each(BROKERS)("$name", (row) => {
  const isMissing = row.kind === "mosquitto" && !hasMosquitto;
  const tellSkip = isMissing ? " (skipped: Mosquitto is not installed)" : "";

  describe.skipIf(isMissing)(`one daemon${tellSkip}`, () => {
    const cleanups: Cleanup[] = [];
    let office: Awaited<ReturnType<typeof openOffice>>;
    let listener: Listener;
    let asked = 0;

    function ask(document: object | string | Uint8Array): Promise<JobAnswer> {
      asked += 1;
      const isText = typeof document === "string" || document instanceof Uint8Array;
      return listener.ask(isText ? document : JSON.stringify(document));
    }

    beforeAll(async () => {
      office = await openOffice(row, cleanups);
      const { stand, mqtt } = office;
      listener = office.listener;
      const retained = JSON.stringify(withBars("retained-1", 255));
      await listener.client.publishAsync(topics.job, retained, { qos: 1, retain: true });
      await stand.startPrinter();
      stand.startDaemon(mqtt, { config: [...TWO_SERVERS, "http: false"] });
    });

    afterAll(async () => {
      for (const cleanup of cleanups) await cleanup();
    });

    it("rejects a document that was retained before it came", async () => {
      const { payload } = await listener.wait(isAnswer("retained-1", "rejected"));
      asked += 1;
      expectRefusal(JSON.parse(payload) as JobAnswer, { job_id: "retained-1", code: "retained" });
      // Clears it; an empty payload is not answered.
      await listener.client.publishAsync(topics.job, "", { qos: 1, retain: true });
    });

    it("accepts a document and prints it", async () => {
      const document = withBars("card-1", 1);
      const answer = await ask(document);
      const hash = hashOf(document);
      expectAnswer(answer, { job_id: "card-1", result: "accepted", state: "pending", hash });
      await listener.wait(isState("card-1", "completed"));
    });

    it("answers duplicate to the same values in another order, with their state", async () => {
      const document = withBars("card-1", 1);
      const text = JSON.stringify(reversed(document), undefined, 3);
      expect(text).not.toBe(JSON.stringify(document));
      const hash = hashOf(document);
      const expected = { job_id: "card-1", result: "duplicate", state: "completed", hash } as const;
      expectAnswer(await ask(text), expected);
    });

    it("answers conflict to other values, with the hash of what it has", async () => {
      const hash = hashOf(withBars("card-1", 1));
      const expected = { job_id: "card-1", result: "conflict", state: "completed", hash } as const;
      expectAnswer(await ask(withBars("card-1", 254)), expected);
      expectAnswer(await ask(withBars("card-1", 1, { priority: 51 })), expected);
    });

    it("accepts a job for real printers only, and says that it is held", async () => {
      const document = withBars("card-2", 253, { specimen: false });
      const known = { job_id: "card-2", state: "held", hash: hashOf(document) };
      expectAnswer(await ask(document), { ...known, result: "accepted" });
      expectAnswer(await ask(document), { ...known, result: "duplicate" });
    });

    it("accepts what is urgent and approved, and warns of unknown keys by name", async () => {
      const urgent = { reason: "hospital", approved_by: "desk2" };
      const document = withBars("card-3", 3, { priority: 91, urgent, colour: "KANARI" });
      const warnings = ["unknown key colour"];
      const hash = hashOf(document);
      const known = { job_id: "card-3", state: "pending", hash };
      expectAnswer(await ask(document), { ...known, result: "accepted", warnings });
    });

    const refused = Object.entries(REFUSED).flatMap(([code, documents]) =>
      documents.map((document) => ({ code: code as RejectCode, ...document })),
    );
    it.each(refused)("rejects with $code: $because", async (refusal) => {
      const { code, payload, jobId, names, value } = refusal;
      const answer = await ask(payload);
      expectRefusal(answer, { job_id: jobId, code });
      expect(answer.message).toContain(names);
      expect(answer.message).not.toContain(value);
    });

    it("leaves the id of a rejected document free", async () => {
      const document = withBars(REFUSED_ID, 4);
      const hash = hashOf(document);
      const known = { job_id: REFUSED_ID, state: "pending", hash };
      expectAnswer(await ask(document), { ...known, result: "accepted" });
    });

    it("has printed every accepted specimen once and nothing else", async () => {
      // By the time that it has come out, everything before it would have.
      await ask(withBars("card-5", 5, { priority: 1 }));
      await listener.wait(isState("card-5", "completed"));
      expect(office.printed()).toEqual([1, 3, 4, 5]);
    });

    it("has answered every document once", () => {
      expect(listener.heard.filter(({ topic }) => topic === topics.jobAck)).toHaveLength(asked);
    });
  });
});

const noPrlimit = spawnSync("prlimit", ["--version"]).error !== undefined;
const OWN_DAEMON = BROKERS.filter(({ kind }) => hasMosquitto || kind === "embedded");

/** From now on the process can write to no file, until the limit is lifted again. */
function limitFiles(pid: number | undefined, bytes: "0" | "unlimited"): void {
  execFileSync("prlimit", ["--pid", String(pid), `--fsize=${bytes}:`]);
}

describe.each(OWN_DAEMON)("$name, a daemon of its own", (row) => {
  const cleanups: Cleanup[] = [];
  afterAll(async () => {
    for (const cleanup of cleanups) await cleanup();
  });

  it("rejects with queue-full what is over queue_max, until there is room", async () => {
    const { stand, listener, mqtt, printed } = await openOffice(row, cleanups);
    stand.startDaemon(mqtt, { config: ["queue_max: 1", "http: false"] });
    await listener.wait(isOnline);
    const ask = (document: object) => listener.ask(JSON.stringify(document));
    const none = { server: undefined };
    const [first, second] = [withBars("card-1", 1, none), withBars("card-2", 2, none)];
    expect((await ask(first)).result).toBe("accepted");
    expectRefusal(await ask(second), { job_id: "card-2", code: "queue-full", retry: true });
    expect((await ask(first)).result).toBe("duplicate");
    await stand.startPrinter();
    await listener.wait(isState("card-1", "completed"));
    expect((await ask(second)).result).toBe("accepted");
    await listener.wait(isState("card-2", "completed"));
    expect(printed()).toEqual([1, 2]);
  });

  const tellSkip = noPrlimit ? " (skipped: prlimit, of util-linux, is not installed)" : "";
  const unavailable = `rejects with unavailable while the store cannot write${tellSkip}`;
  it.skipIf(noPrlimit)(`${unavailable}, and hears the document again`, async () => {
    const { stand, listener, mqtt, printed } = await openOffice(row, cleanups);
    await stand.startPrinter();
    const daemon = stand.startDaemon(mqtt);
    await listener.wait(isOnline);
    const [known, document] = [withBars("card-1", 1), withBars("card-2", 2)].map((each) =>
      JSON.stringify({ ...each, server: undefined }),
    );
    await listener.ask(known ?? "");
    await listener.wait(isState("card-1", "completed"));
    limitFiles(daemon.child.pid, "0");
    const refusal = await listener.ask(document ?? "");
    expectRefusal(refusal, { job_id: "card-2", code: "unavailable", retry: true });
    // Nobody sends it again but the broker, which got no PUBACK.
    const again = await listener.wait(isAnswer("card-2", "rejected"), listener.heard.length);
    expectRefusal(JSON.parse(again.payload) as JobAnswer, {
      job_id: "card-2",
      code: "unavailable",
      retry: true,
    });
    limitFiles(daemon.child.pid, "unlimited");
    await listener.wait(isAnswer("card-2", "accepted"));
    await listener.wait(isState("card-2", "completed"));
    expect(printed()).toEqual([1, 2]);
  });
});

it("has seen every result and every code of the contract", () => {
  const missing = noPrlimit ? ["unavailable"] : [];
  expect([...seenCodes, ...missing].sort()).toEqual(Object.keys(CODES).sort());
  expect([...seenResults].sort()).toEqual(Object.keys(RESULTS).sort());
});
