import type { Language } from "./texts.ts";

const LOCALES = { id: "id-ID", en: "en-GB" } as const satisfies Record<Language, string>;

/** A number as people of that language write it, with so many decimals at most. */
export function showNumber(language: Language, value: number, decimals: number): string {
  return value.toLocaleString(LOCALES[language], { maximumFractionDigits: decimals });
}

/** Shows an instant of a document as a person's clock does; `-` for `null`. */
export type ShowTime = (instant: unknown) => string;

export function createShowTime(
  language: Language,
  timeZone: string,
  timeStyle: "short" | "medium" = "short",
): ShowTime {
  const format = new Intl.DateTimeFormat(LOCALES[language], {
    dateStyle: "medium",
    timeStyle,
    timeZone,
  });
  return (instant) => {
    const wallMs = typeof instant === "string" ? Date.parse(instant) : Number.NaN;
    return Number.isNaN(wallMs) ? "-" : format.format(wallMs);
  };
}

/** The same for a screen of today: the hour alone, and the day with it on any other day. */
export function createShowClock(
  { language, timeZone }: { readonly language: Language; readonly timeZone: string },
  now: string | undefined,
): ShowTime {
  const locale = LOCALES[language];
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: "short", timeZone });
  const day = new Intl.DateTimeFormat(locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone,
  });
  const today = now === undefined ? undefined : day.format(Date.parse(now));
  return (instant) => {
    const wallMs = typeof instant === "string" ? Date.parse(instant) : Number.NaN;
    if (Number.isNaN(wallMs)) return "-";
    const date = day.format(wallMs);
    return date === today ? clock.format(wallMs) : `${date} ${clock.format(wallMs)}`;
  };
}
