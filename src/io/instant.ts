import { rememberByQuarter } from "./by-quarter.ts";

/** Instants as clocks in a zone show them. */

/** RFC 3339 with milliseconds and offset, as `2021-01-04T08:00:00.000+07:00`. */
export type InstantFormat = (wallMs: number) => string;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Throws a `RangeError` for an unknown zone. */
export function createInstantFormat(zone: string): InstantFormat {
  const offsetMs = createOffset(zone);
  return (wallMs) => {
    const offset = offsetMs(wallMs);
    return new Date(wallMs + offset).toISOString().slice(0, -1) + encodeOffset(offset);
  };
}

/** The day in a zone, as `2021-01-04`. Throws a `RangeError` for an unknown zone. */
export function createLocalDate(zone: string): (wallMs: number) => string {
  const offsetMs = createOffset(zone);
  let known = { day: Number.NaN, date: "" };
  return (wallMs) => {
    const day = Math.floor((wallMs + offsetMs(wallMs)) / DAY_MS);
    if (day !== known.day) {
      known = { day, date: new Date(day * DAY_MS).toISOString().slice(0, 10) };
    }
    return known.date;
  };
}

/** Milliseconds to add to UTC, in whole minutes: RFC 3339 knows no seconds in an offset. */
function createOffset(zone: string): (wallMs: number) => number {
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
  return rememberByQuarter((wallMs) => {
    const name = format.formatToParts(wallMs).find(({ type }) => type === "timeZoneName");
    return decodeOffset(name?.value ?? "");
  });
}

/** From `GMT+07:00`; plain `GMT` is 0. */
function decodeOffset(name: string): number {
  const [, sign, hours, minutes] = /^GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  const offset = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * MINUTE_MS;
  return sign === "-" ? -offset : offset;
}

function encodeOffset(offset: number): string {
  const minutes = Math.abs(offset) / MINUTE_MS;
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  return `${offset < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}
