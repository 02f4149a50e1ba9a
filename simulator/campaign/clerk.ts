import { RESOLUTIONS, type Resolution } from "../../protocols/words.ts";
import type { Attempt, Job } from "../../src/core/state.ts";
import { command } from "./desk.ts";
import { takeCard } from "./misfortunes.ts";
import type { Office } from "./office.ts";
import type { Station } from "./station.ts";

/** A job that waits for a person's word on its latest attempt. */
interface Doubt {
  readonly job: Job;
  /** Of a printer that is away and has not been asked yet. */
  readonly open: Attempt | undefined;
}

export function doubts({ world }: Office): readonly Doubt[] {
  const { jobs, attempts } = world.disk.load();
  return jobs.flatMap((job): Doubt[] => {
    const open = attempts.find(({ jobId }) => jobId === job.jobId);
    if (job.state === "in-doubt") return [{ job, open: undefined }];
    return open?.interrupted === undefined ? [] : [{ job, open }];
  });
}

/** Says what the cards say. Whoever sees that something still moves waits. */
export function answerRight(office: Office): void {
  const doubt = office.dice.any(doubts(office));
  if (doubt !== undefined) say(office, doubt);
}

export function say(office: Office, { job, open }: { job: Job; open: Attempt | undefined }): void {
  const station = stationOf(office, job);
  if (station === undefined) return;
  const { printer } = station;
  const { powered, plugged } = printer.state();
  if (!printer.mechanism.still) return;
  // While the host can ask the printer itself, nobody answers in its place.
  if (open !== undefined && powered && plugged) return;
  const isInside = printer.mechanism.card !== undefined;
  if (isInside && (open !== undefined || !takeCard(office, station))) return;
  send(office, { job, as: whatIsTrue(office, job, open === undefined), isRight: true });
}

/** Of the printer that made the latest attempt. */
function stationOf({ world, stations }: Office, { jobId }: Job): Station | undefined {
  const printer = world.disk.attempts(jobId).at(-1)?.printer;
  return stations.find(({ id }) => id === printer);
}

/** By the cards. A whole one that lies about may be handed over, or destroyed. */
function whatIsTrue({ truth, dice, world }: Office, job: Job, mayDestroy: boolean): Resolution {
  truth.lookAt(world.cards);
  const cards = truth.cardsOf(job.jobId, job.attempts);
  const good = cards.filter((card) => truth.isGood(card));
  const isLyingAbout = good.some(({ record }) => record.box === "removed");
  if (isLyingAbout && mayDestroy && dice.chance(0.5)) {
    for (const card of good) truth.destroy(card);
    return "spoiled";
  }
  if (good.length > 0) return "printed";
  return cards.length > 0 ? "spoiled" : "not-printed";
}

/** Says anything else, or speaks of another attempt, or of a job that nobody has asked about. */
export function answerWrong(office: Office): void {
  const { dice, world } = office;
  const asked = dice.any(doubts(office))?.job;
  const job = dice.chance(0.9) ? asked : dice.any(world.disk.load().jobs);
  if (job === undefined) return;
  const truth = whatIsTrue(office, job, false);
  const isOfAnother = dice.chance(0.3);
  const attempt = isOfAnother ? Math.max(1, job.attempts + dice.int(-1, 1)) : job.attempts;
  const others = RESOLUTIONS.filter((each) => each !== truth);
  const as = dice.any(isOfAnother ? RESOLUTIONS : others) ?? "spoiled";
  send(office, { job: { ...job, attempts: Math.max(1, attempt) }, as, isRight: false });
}

interface Word {
  readonly job: Job;
  readonly as: Resolution;
  readonly isRight: boolean;
}

function send(office: Office, { job, as, isRight }: Word): void {
  const { books, world } = office;
  const { jobId, attempts: attempt } = job;
  world.note(`step: ${isRight ? "right" : "wrong"} answer`);
  const id = command(office, { cmd: "resolve", job_id: jobId, attempt, as });
  books.answers.set(id, { id, jobId, attempt, as, isRight });
  if (isRight) books.figures.right += 1;
  else books.figures.wrong += 1;
}
