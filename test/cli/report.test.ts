import { describe, expect, it } from "vitest";
import { createShowTime } from "../../src/cli/local-time.ts";
import { reportText } from "../../src/cli/report-text.ts";
import { instantOfSince, isSince } from "../../src/cli/since.ts";
import { openCommandStand } from "./command-stand.ts";
import { REPORT } from "./sample-control-api.ts";

const ZONE = "Asia/Jakarta";

function textOf(language: "id" | "en", report = REPORT, width = 120): readonly string[] {
  return reportText(report, { language, showTime: createShowTime(language, ZONE) }, width);
}

describe("cetakd report", () => {
  it("asks for the device and the time that it is told", async () => {
    const stand = openCommandStand();
    const asked: object[] = [];
    await stand.serve({
      report(filter) {
        asked.push(filter);
        return REPORT;
      },
    });
    const args = ["report", "server1", "--since", "2021-01-04", "--json"];
    const { code, stdout } = await stand.cetakd(args);
    expect([code, JSON.parse(stdout)]).toEqual([0, REPORT]);
    // Midnight of the office.
    const sinceMs = Date.parse("2021-01-04T00:00:00+07:00");
    expect(asked).toEqual([{ device: "server1", sinceMs }]);
  });

  it("says that there is no such device, and what a date is", async () => {
    const stand = openCommandStand();
    await stand.serve({});
    expect(await stand.cetakd(["report", "server9"])).toMatchObject({ code: 1, stdout: "" });
    expect(await stand.cetakd(["report", "--since", "monday"])).toMatchObject({ code: 2 });
  });
});

describe("the text of a report", () => {
  it("has the verdict first, then the figures and every failure with its dates", () => {
    expect(textOf("id")).toEqual([
      "Semua kerusakan yang pernah dicatat",
      "",
      "server1: rusak lagi 3 hari setelah diperbaiki: jangan andalkan perbaikan ini",
      "Kerusakan 2, henti 2. Bekerja 3 hari di antara dua henti (MTBF), berhenti 40 hari (MTTR). Tersedia 10 % dari 30 hari",
      "  terakhir. Nilai 1743.",
      "RUSAK               PULIH               OLEH     KERUSAKAN",
      "17 Jan 2021, 09.00  26 Feb 2021, 09.00  petugas  Server terputus atau mati (server-offline)",
      "1 Mar 2021, 09.00   masih ada           -        Server terputus atau mati (server-offline) (kembali 1×)",
    ]);
  });

  it("says in English what there is to say of a device that is well, or proves itself", () => {
    const [device] = REPORT.devices;
    if (device === undefined) throw new Error("no sample");
    const well = { ...device, device: "printer1", incidents: [], verdict: null };
    const probation = { phase: "proving", step: 2, steps: 3, left: 13 };
    const proving = { ...device, mtbf_h: 30.04, mttr_h: null, verdict: null, probation };
    const lines = textOf("en", { ...REPORT, since: REPORT.at, devices: [well, proving] });
    expect(lines.slice(0, 3)).toEqual([
      "Failures since 2 Mar 2021, 09:15",
      "",
      "printer1: no failure",
    ]);
    expect(lines).toContain("server1: no relapse");
    expect(lines).toContain("Proves itself: step 2 of 3, 13 to go.");
    const stopped = { ...proving, probation: { ...probation, phase: "stopped" } };
    const standing = textOf("en", { ...REPORT, devices: [stopped] });
    expect(standing).toContain("Not repaired yet: it has to prove itself then, 13 to go.");
    expect(lines.join(" ")).toContain("Works 30 h between two outages (MTBF), is out for - (MTTR)");
  });

  it.each([
    ["id", "Bekerja 30,5 jam", "Tersedia 99,99 %"],
    ["en", "Works 30.5 h", "Available 99.99 %"],
  ] as const)("writes numbers as they are written in its language: %s", (language, ...said) => {
    const devices = REPORT.devices.map((device) => ({
      ...device,
      mtbf_h: 30.46,
      availability_30d_pct: 99.99,
    }));
    const text = textOf(language, { ...REPORT, devices }).join(" ");
    for (const words of said) expect(text).toContain(words);
  });
});

describe("since", () => {
  const now = { nowMs: Date.parse("2021-03-02T02:00:00Z"), timeZone: ZONE };

  it.each([
    ["2021-01-04", "2021-01-03T17:00:00.000Z"],
    ["30d", "2021-01-31T02:00:00.000Z"],
    ["2021-01-04T08:00:00+07:00", "2021-01-04T01:00:00.000Z"],
  ])("may be %s", (text, instant) => {
    expect([isSince(text), instantOfSince(text, now)]).toEqual([true, instant]);
  });

  it.each(["", "yesterday", "2021-13-01", "4.1.2021", "-30d"])("is not %j", (text) => {
    expect(isSince(text)).toBe(false);
  });
});
