/**
 * Whether text reads as a NIK (the number of an Indonesian resident): `PPKKCC DDMMYY SSSS`, where
 * women have 40 added to the day. The century is not written: 29 February counts when either
 * century has one. Neither the region nor the agreement with other fields is looked at: a NIK is
 * kept for life through moves, splits of regions and corrections.
 */
export function isNik(text: string): boolean {
  const parts = /^\d{6}(\d\d)(\d\d)(\d\d)(\d{4})$/.exec(text);
  if (!parts || /^(\d)\1*$/.test(text) || parts[4] === "0000") return false;
  const [day, month, year] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  return isDay(day > 40 ? day - 40 : day, month, year);
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDay(day: number, month: number, yearOfCentury: number): boolean {
  // Of 1900 and 2000, which share the year 00, the latter was a leap year.
  const leapDays = month === 2 && yearOfCentury % 4 === 0 ? 1 : 0;
  return day >= 1 && day <= (MONTH_DAYS[month - 1] ?? 0) + leapDays;
}

/** Whether a text, such as an id, contains digits that read as a NIK. */
export function containsNik(text: string): boolean {
  return (text.match(/\d+/g) ?? []).some(holdsNik);
}

function holdsNik(digits: string): boolean {
  for (let at = 0; at + 16 <= digits.length; at += 1) {
    if (isNik(digits.slice(at, at + 16))) return true;
  }
  return false;
}
