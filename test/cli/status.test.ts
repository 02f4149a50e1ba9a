import { describe, expect, it } from "vitest";
import { openCommandStand } from "./command-stand.ts";
import { STATUS } from "./sample-control-api.ts";

describe("cetakd status", () => {
  it("shows one screen in the language and the time of the office", async () => {
    const stand = openCommandStand();
    await stand.serve();
    const { code, stdout, stderr } = await stand.cetakd(["status"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const [first, second] = stdout.split("\n");
    expect(first).toMatch(/^oku\/host1: Tertahan: /);
    expect(second).toBe("Keadaan pada 4 Jan 2021, 09.15");
    expect(stdout).toContain(
      "Tindakan: Silakan isi tempat kartu dengan kartu kosong yang bersih, lalu tutup kembali.",
    );
    expect(stdout).toContain("12 menunggu, 12 tertahan, 0 dicetak, 1 diragukan, 87 selesai");
  });

  it.each([
    { language: "id", first: /^oku\/host1: Tertahan: /, time: "Keadaan pada 4 Jan 2021, 11.15" },
    { language: "en", first: /^oku\/host1: Held: /, time: "As of 4 Jan 2021, 11:15" },
  ])("follows the configuration to $language and another zone", async (row) => {
    const stand = openCommandStand(`language: ${row.language}`, "timezone: Asia/Jayapura");
    await stand.serve();
    const { stdout } = await stand.cetakd(["status"]);
    const [first, second] = stdout.split("\n");
    expect(first).toMatch(row.first);
    expect(second).toBe(row.time);
  });

  it("prints the document of the daemon and nothing else with --json", async () => {
    const stand = openCommandStand();
    await stand.serve();
    const { code, stdout, stderr } = await stand.cetakd(["status", "--json"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual(STATUS);
  });

  it("fits a narrow terminal", async () => {
    const stand = openCommandStand();
    await stand.serve();
    const { stdout } = await stand.cetakd(["status"], { env: { COLUMNS: "40" } });
    expect(stdout.split("\n").filter((line) => line.length > 40)).toEqual([]);
  });

  it("lets no device steer the terminal", async () => {
    const stand = openCommandStand();
    const [fault] = STATUS.faults;
    if (fault === undefined) throw new Error("the sample has a fault");
    const faults = [{ ...fault, raw: "\u001b[2JGONE" }];
    await stand.serve({ status: () => ({ ...STATUS, faults }) });
    const { stdout } = await stand.cetakd(["status"]);
    expect(stdout).toContain("·[2JGONE");
    expect(stdout).not.toContain("\u001b");
  });
});
