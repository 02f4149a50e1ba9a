import type { Language } from "./texts.ts";

const LOCALES = { id: "id-ID", en: "en-GB" } as const satisfies Record<Language, string>;

/** Shows an instant of a document as a person's clock does; `-` for `null`. */
export type ShowTime = (instant: unknown) => string;

export function createShowTime(language: Language, timeZone: string): ShowTime {
  const format = new Intl.DateTimeFormat(LOCALES[language], {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone,
  });
  return (instant) => {
    const wallMs = typeof instant === "string" ? Date.parse(instant) : Number.NaN;
    return Number.isNaN(wallMs) ? "-" : format.format(wallMs);
  };
}
