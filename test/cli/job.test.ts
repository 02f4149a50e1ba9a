import { describe, expect, it } from "vitest";
import { jobText } from "../../src/cli/job-text.ts";
import { createShowTime } from "../../src/cli/local-time.ts";
import { TEXTS } from "../../src/cli/texts.ts";
import { openCommandStand } from "./command-stand.ts";
import { JOB } from "./sample-control-api.ts";

describe("cetakd job", () => {
  it("shows the job and its attempts", async () => {
    const stand = openCommandStand();
    await stand.serve();
    const env = { COLUMNS: "88" };
    const { code, stdout, stderr } = await stand.cetakd(["job", JOB.job_id], { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatchInlineSnapshot(`
      "oku-2021-000123: diragukan
      diterima   4 Jan 2021, 08.00
      prioritas  50
      stok       wni
      spesimen   ya
      alasan     card-unverified

      PERCOBAAN  PRINTER   MULAI              AKHIR              HASIL            BUKTI
      1          printer1  4 Jan 2021, 09.01  4 Jan 2021, 09.02  tidak diketahui  line-lost

      PERCOBAAN  JAWABAN  OLEH  PADA               ALASAN          DITARIK KEMBALI
      1          rusak    rina  4 Jan 2021, 09.10  card-destroyed  rina, 4 Jan 2021, 09.11

      Diragukan: kartu oku-2021-000123, mulai di printer1 pada 4 Jan 2021, 09.01, mungkin
        sudah keluar, mungkin belum.
      Yang diketahui: sambungan ke printer terputus di tengah kartu (line-lost).
      Kartu sebelumnya:  oku-2021-000122, 4 Jan 2021, 09.00, tercetak
      Kartu sesudahnya:  tidak ada
      Rupa kartunya:
        cetakd job oku-2021-000123 --card oku-2021-000123.png

      Lihat di printer dan di kedua kotak, lalu ketik yang benar:

      Kartunya baik.
        cetakd resolve oku-2021-000123 --printed

      Kartunya rusak dan sudah dimusnahkan: cetak lagi.
        cetakd resolve oku-2021-000123 --spoiled

      Tidak ada kartu yang keluar: cetak lagi.
        cetakd resolve oku-2021-000123 --not-printed
      "
    `);
  });

  it("prints the document of the daemon with --json", async () => {
    const stand = openCommandStand();
    await stand.serve();
    const { stdout } = await stand.cetakd(["job", JOB.job_id, "--json"]);
    expect(JSON.parse(stdout)).toEqual(JOB);
  });

  it.each(["oku-1", "a/b", ".."])("fails with 1 on the unknown job %s", async (jobId) => {
    const stand = openCommandStand();
    await stand.serve();
    expect(await stand.cetakd(["job", jobId, "--json"])).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining("(unknown-job)"),
    });
  });
});

describe("jobText", () => {
  it("says in English how an attempt goes on", () => {
    const [made] = JOB.attempts_made;
    if (made === undefined) throw new Error("the sample has an attempt");
    const now = { ...made, ended_at: null, outcome: null, evidence: null };
    const job = { ...JOB, state: "processing", attempts_made: [now] };
    const view = { texts: TEXTS.en, showTime: createShowTime("en", "Asia/Jakarta") };
    const lines = jobText(job, view, Number.POSITIVE_INFINITY);
    expect(lines[0]).toBe("oku-2021-000123: printing");
    expect(lines.at(-1)).toMatch(/^1 +printer1 +4 Jan 2021, 09:01 +- +under way +-$/);
  });

  it("leaves the attempts out while there are none", () => {
    const view = { texts: TEXTS.en, showTime: createShowTime("en", "Asia/Jakarta") };
    const lines = jobText({ ...JOB, attempts_made: [] }, view, Number.POSITIVE_INFINITY);
    expect(lines).toHaveLength(6);
  });
});
