import { describe, expect, it } from "vitest";
import { createInstantFormat, createLocalDate } from "../../src/io/instant.ts";

describe("instant format", () => {
  it.each([
    ["UTC", "2021-01-04T01:00:00.000Z", "2021-01-04T01:00:00.000+00:00"],
    ["Asia/Jakarta", "2021-01-04T01:00:00.000Z", "2021-01-04T08:00:00.000+07:00"],
    ["Asia/Jayapura", "2021-12-31T15:00:00.007Z", "2022-01-01T00:00:00.007+09:00"],
    ["Asia/Kathmandu", "2021-01-04T00:00:00.000Z", "2021-01-04T05:45:00.000+05:45"],
    ["America/St_Johns", "2021-01-04T00:00:00.000Z", "2021-01-03T20:30:00.000-03:30"],
    ["Europe/Berlin", "2021-03-28T00:59:59.999Z", "2021-03-28T01:59:59.999+01:00"],
    ["Europe/Berlin", "2021-03-28T01:00:00.000Z", "2021-03-28T03:00:00.000+02:00"],
    ["Europe/Berlin", "2021-10-31T00:59:59.000Z", "2021-10-31T02:59:59.000+02:00"],
    ["Europe/Berlin", "2021-10-31T01:00:00.000Z", "2021-10-31T02:00:00.000+01:00"],
  ])("in %s writes %s as %s", (zone, instant, text) => {
    const wallMs = Date.parse(instant);
    expect(createInstantFormat(zone)(wallMs)).toBe(text);
    expect(Date.parse(text)).toBe(wallMs);
  });

  it("follows a zone from one offset to the other and back", () => {
    const format = createInstantFormat("Europe/Berlin");
    const changeMs = Date.parse("2021-03-28T01:00:00Z");
    expect([changeMs - 1, changeMs, changeMs - 1].map((ms) => format(ms).slice(-6))).toEqual([
      "+01:00",
      "+02:00",
      "+01:00",
    ]);
  });

  it("refuses a zone that does not exist", () => {
    expect(() => createInstantFormat("Asia/Nowhere")).toThrow(RangeError);
  });
});

describe("local date", () => {
  it.each([
    ["Asia/Jakarta", "2021-01-03T16:59:59.999Z", "2021-01-03"],
    ["Asia/Jakarta", "2021-01-03T17:00:00.000Z", "2021-01-04"],
    ["America/St_Johns", "2021-01-04T03:29:59.999Z", "2021-01-03"],
    ["UTC", "1969-12-31T23:59:59.999Z", "1969-12-31"],
  ])("in %s at %s is %s", (zone, instant, date) => {
    expect(createLocalDate(zone)(Date.parse(instant))).toBe(date);
  });
});
