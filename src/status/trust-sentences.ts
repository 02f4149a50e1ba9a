import type { Language } from "../../protocols/fault-texts.ts";

/** How far a device is to be relied on, for the people at the print desk. */
export interface TrustSentences {
  /** It has come to a step of its probation. */
  readonly proving: (step: number, steps: number) => string;
  /** So many failures, the last so many days after the repair of the first. */
  readonly relapse: (failures: number, days: number) => string;
  readonly unreliable: string;
}

const NTH = ["", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"];

export const TRUST_SENTENCES: Readonly<Record<Language, TrustSentences>> = {
  id: {
    proving: (step, steps) =>
      `sudah diperbaiki, sedang membuktikan diri, tahap ${step} dari ${steps}`,
    relapse: (failures, days) =>
      failures < 3
        ? `rusak lagi ${days} hari setelah diperbaiki: jangan andalkan perbaikan ini`
        : `kerusakan ke-${failures} dalam ${days} hari: jangan andalkan perbaikan ini`,
    unreliable: "jangan andalkan perbaikan ini",
  },
  en: {
    proving: (step, steps) => `repaired, proving itself, ${step} of ${steps}`,
    relapse: (failures, days) => {
      const time = days === 1 ? "a day" : `${days} days`;
      return failures < 3
        ? `failed again within ${time} of its repair: do not rely on this repair`
        : `${NTH[failures] ?? `${failures}th`} failure in ${time}: do not rely on this repair`;
    },
    unreliable: "do not rely on this repair",
  },
};
