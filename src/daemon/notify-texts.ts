import { FAULT_TEXTS, type Language } from "../../protocols/fault-texts.ts";
import type { Condition } from "../../protocols/faults.ts";
import type { NoticeEvent } from "../../protocols/words.ts";
import type { Notice, Problem } from "../core/notices-model.ts";

interface Words {
  readonly held: (scope: string, why: string) => string;
  readonly reasons: Readonly<Record<string, string>>;
  readonly relapse: (count: number) => string;
  readonly inDoubt: (jobId: string) => string;
  readonly decide: (jobId: string) => string;
  readonly look: string;
  readonly opening: Readonly<Record<NoticeEvent, string>>;
  readonly since: (time: string, times: number) => string;
  readonly span: (since: string, ended: string, times: number) => string;
  readonly test: string;
}

const WORDS: Readonly<Record<Language, Words>> = {
  id: {
    held: (scope, why) => `Kartu menunggu (${scope}): ${why}`,
    reasons: {
      operator: "ditahan oleh petugas",
      "card-spoiled": "kartunya rusak, petugas memutuskan apakah dicetak lagi",
      "attempts-exhausted": "terlalu banyak kartunya yang rusak",
      probation: "perangkat yang baru diperbaiki masih membuktikan diri",
    },
    relapse: (count) => `kambuh lagi, ke-${count}: jangan andalkan perbaikan ini`,
    inDoubt: (jobId) => `Pekerjaan ${jobId}: nasib kartunya belum diketahui`,
    decide: (jobId) => `Mohon periksa kartunya dan putuskan: cetakd job ${jobId}`,
    look: "Lihat: cetakd status",
    opening: { problem: "", repeat: "Masih: ", recovery: "Selesai: " },
    since: (time, times) => `sejak ${time}${times > 1 ? `, sudah ${times} kali` : ""}`,
    span: (since, ended, times) =>
      `dari ${since} sampai ${ended}${times > 1 ? `, ${times} kali` : ""}`,
    test: "Pesan uji: pemberitahuan cetakd sampai di sini.",
  },
  en: {
    held: (scope, why) => `Cards wait (${scope}): ${why}`,
    reasons: {
      operator: "held by an operator",
      "card-spoiled": "its card was spoiled, a person decides whether it is printed again",
      "attempts-exhausted": "too many of its cards were spoiled",
      probation: "the repaired device is still proving itself",
    },
    relapse: (count) => `relapse number ${count}: do not rely on this repair`,
    inDoubt: (jobId) => `Job ${jobId}: nobody knows yet what became of its card`,
    decide: (jobId) => `Please look for the card and decide: cetakd job ${jobId}`,
    look: "See: cetakd status",
    opening: { problem: "", repeat: "Still: ", recovery: "Over: " },
    since: (time, times) => `since ${time}${times > 1 ? `, ${times} times` : ""}`,
    span: (since, ended, times) =>
      `from ${since} to ${ended}${times > 1 ? `, ${times} times` : ""}`,
    test: "A test message: what cetakd tells arrives here.",
  },
};

export interface NoticeTexts {
  /** `<site>/<host>`. */
  readonly from: string;
  readonly language: Language;
  /** An instant as people read it. */
  readonly time: (wallMs: number) => string;
}

/** What a person reads in a message; ids of devices and jobs are all that it names. */
export function noticeText(notice: Notice, event: NoticeEvent, texts: NoticeTexts): string {
  const { from, language, time } = texts;
  const { problem, times, goneAt } = notice;
  const words = WORDS[language];
  const head = `[${from}] ${words.opening[event]}${titleOf(problem, language)}`;
  const since = time(problem.since);
  if (event === "recovery")
    return `${head}; ${words.span(since, time(goneAt ?? notice.openedAt), times)}.`;
  return `${head}; ${words.since(since, times)}. ${actionOf(problem, language)}`;
}

export function testText({ from, language }: NoticeTexts): string {
  return `[${from}] ${WORDS[language].test}`;
}

function titleOf(problem: Problem, language: Language): string {
  const { kind, device, condition, scope = "", reason = "", jobId = "", count = 1 } = problem;
  const words = WORDS[language];
  const fault = faultTitle(device, condition, language);
  switch (kind) {
    case "failure":
      return fault;
    case "hold":
      return words.held(scope, condition === undefined ? (words.reasons[reason] ?? reason) : fault);
    case "relapse":
      return `${fault}: ${words.relapse(count)}`;
    case "in-doubt":
      return words.inDoubt(jobId);
  }
}

function faultTitle(
  device: string | undefined,
  condition: Condition | undefined,
  language: Language,
) {
  const title = condition === undefined ? "" : FAULT_TEXTS[condition][language].title;
  return device === undefined || device === "host" ? title : `${device}: ${title}`;
}

function actionOf({ condition, jobId }: Problem, language: Language): string {
  const { decide, look } = WORDS[language];
  if (condition !== undefined) return FAULT_TEXTS[condition][language].action;
  return jobId === undefined ? look : decide(jobId);
}
