import { describe, expect, it } from "vitest";
import { isNik } from "../../../protocols/nik.ts";
import { fictitiousResident } from "../../../simulator/server/people.ts";

const RESIDENTS = Array.from({ length: 20_000 }, (_, n) => fictitiousResident(n));

describe("fictitiousResident", () => {
  it("gives each number the structure of a NIK, in a district that does not exist", () => {
    expect(RESIDENTS.filter(({ nik }) => !isNik(nik) || !nik.startsWith("160199"))).toEqual([]);
  });

  it("gives no number twice", () => {
    expect(new Set(RESIDENTS.map(({ nik }) => nik)).size).toBe(RESIDENTS.length);
  });

  it("writes date of birth and sex into the number", () => {
    for (const { nik, tanggal_lahir, jenis_kelamin } of RESIDENTS) {
      const [day = "", month = "", year = ""] = tanggal_lahir.split("-");
      const written = Number(day) + (jenis_kelamin === "PEREMPUAN" ? 40 : 0);
      const expected = `${String(written).padStart(2, "0")}${month}${year.slice(2)}`;
      expect(nik.slice(6, 12)).toBe(expected);
    }
  });

  it("has names of one word, of several, and of exactly 60 letters, and none longer", () => {
    const lengths = RESIDENTS.map(({ nama }) => nama.length);
    expect(Math.max(...lengths)).toBe(60);
    expect(RESIDENTS.some(({ nama }) => !nama.includes(" "))).toBe(true);
  });

  it("is the same at every call", () => {
    expect(fictitiousResident(123)).toEqual(fictitiousResident(123));
  });
});
