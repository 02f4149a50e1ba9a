import { describe, expect, it } from "vitest";
import type { WhyDocument } from "../../protocols/host/why-document.ts";
import { createShowTime } from "../../src/cli/local-time.ts";
import { type Language, TEXTS } from "../../src/cli/texts.ts";
import { whyText } from "../../src/cli/why-text.ts";
import { openCommandStand } from "./command-stand.ts";
import { WHY } from "./sample-control-api.ts";

const UNLIMITED = Number.POSITIVE_INFINITY;

function say(why: WhyDocument, language: Language = "en"): readonly string[] {
  const showTime = createShowTime(language, "Asia/Jakarta");
  return whyText(why, { language, texts: TEXTS[language], showTime }, UNLIMITED);
}

const AT = "2021-01-04T09:00:00.000+07:00";
const ATTEMPT = {
  attempt: 2,
  printer: "printer1",
  armed_at: AT,
  ended_at: null,
  outcome: null,
  interrupted: null,
  detail: null,
  proposal: null,
  decided_by: null,
} as const;
const FREE: WhyDocument = { ...WHY, state: "pending", holds: [], reasons: [] };

describe("whyText", () => {
  it("says in Indonesian what holds a job, by what it is known, what ends it and who may", () => {
    expect(say(WHY, "id")).toMatchInlineSnapshot(`
      [
        "oku-2021-000124: tertahan",
        "",
        "Tertahan: printer:printer1 sejak 4 Jan 2021, 09.10, karena printer1: Kartu kosong habis (media-empty FEEDER EMPTY, terlihat 4 Jan 2021, 09.14)",
        "Tahanan ini lepas sendiri setelah gangguan hilang. Pemeriksaan berikutnya: 4 Jan 2021, 09.15.",
        "Petugas dapat tetap mencetak: cetakd release printer:printer1 --override --reason ALASAN",
      ]
    `);
  });

  it("says the same in English", () => {
    expect(say(WHY)).toMatchInlineSnapshot(`
      [
        "oku-2021-000124: held",
        "",
        "Held: printer:printer1 since 4 Jan 2021, 09:10, because of printer1: No blank cards left (media-empty FEEDER EMPTY, seen 4 Jan 2021, 09:14)",
        "It ends by itself when the fault is gone. Next check: 4 Jan 2021, 09:15.",
        "A person can print in spite of it: cetakd release printer:printer1 --override --reason REASON",
      ]
    `);
  });

  it.each<[situation: string, why: WhyDocument, said: string]>([
    ["its turn", { ...FREE, place: 3, expected_at: AT }, "Place in the queue: 3. Its card should"],
    [
      "a printer that is away",
      { ...FREE, place: 1, printers: { printer1: "not-connected" } },
      "Not connected: printer1.",
    ],
    ["another stock", { ...FREE, reasons: ["resources-are-not-supported"] }, "has the stock"],
    ["simulators alone", { ...FREE, state: "held", reasons: ["simulated-device"] }, "no specimen"],
    ["its card", { ...FREE, state: "processing", attempt: ATTEMPT }, "made on printer1 since"],
    [
      "its card, cut short",
      { ...FREE, state: "processing", attempt: { ...ATTEMPT, interrupted: "line-lost" } },
      "cut short on printer1 (line-lost)",
    ],
    ["a person", { ...FREE, state: "in-doubt" }, "See: cetakd job oku-2021-000124"],
    [
      "nothing: it is done",
      { ...FREE, state: "completed", ended_at: AT, attempt: { ...ATTEMPT, outcome: "printed" } },
      "Its card came out of printer1 at 4 Jan 2021, 09:00.",
    ],
    [
      "nothing: a person has said so",
      { ...FREE, state: "completed", ended_at: AT, attempt: { ...ATTEMPT, decided_by: "rina" } },
      "by the word of rina at 4 Jan 2021, 09:00",
    ],
    [
      "nothing: it was given up",
      { ...FREE, state: "canceled", ended_at: AT, reasons: ["job-canceled-by-operator"] },
      "It ended at 4 Jan 2021, 09:00: job-canceled-by-operator.",
    ],
  ])("says that it waits for %s", (_, why, said) => {
    expect(say(why).join("\n")).toContain(said);
  });

  it("says of every cause what it is", () => {
    const [hold] = WHY.holds;
    if (hold === undefined) throw new Error("the sample has a hold");
    const { device: _, condition: __, raw: ___, seen_at: ____, ...bare } = hold;
    const causes: WhyDocument["holds"] = [
      { ...bare, cause: "operator", by: "rina", reason: "lunch-break", until: AT },
      { ...bare, cause: "policy", reason: "attempts-exhausted" },
      { ...bare, cause: "probation", device: "printer1", step: 2, steps: 3 },
    ];
    const said = say({ ...WHY, holds: causes }).join("\n");
    expect(said).toContain("because of rina: lunch-break");
    expect(said).toContain("ends at 4 Jan 2021, 09:00");
    expect(said).toContain("too many of its cards were spoiled");
    expect(said).toContain("printer1 proves itself after a failure, step 2/3");
  });
});

describe("cetakd why", () => {
  it("asks the daemon, and prints its answer as it is with --json", async () => {
    const stand = openCommandStand();
    await stand.serve();
    const { code, stdout } = await stand.cetakd(["why", WHY.job_id]);
    expect([code, stdout]).toEqual([0, `${say(WHY, "id").join("\n")}\n`]);
    const json = await stand.cetakd(["why", WHY.job_id, "--json"]);
    expect(JSON.parse(json.stdout)).toEqual(WHY);
    const unknown = await stand.cetakd(["why", "oku-9"]);
    expect(unknown).toMatchObject({ code: 1, stdout: "" });
  });
});
