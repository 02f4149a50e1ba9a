import type { Store } from "../../src/core/ports.ts";
import { rootOf } from "../../src/core/reprint.ts";
import { wireForm } from "../office/small-world.ts";
import type { CardRecord } from "../printer/card.ts";

/** A card that has left the printer, and the attempt that made it. */
export interface TrueCard {
  readonly record: CardRecord;
  readonly jobId: string;
  readonly attempt: number;
  /** Whether all of its job's picture is on it, and nothing else. */
  readonly isWhole: boolean;
}

/** What really lies where: the printer's cards, told apart by what is printed on them. */
export interface Truth {
  /** Every card that bears anything, in the order they came out. */
  readonly cards: readonly TrueCard[];
  /** Cards that cannot be. */
  readonly violations: readonly string[];
  /** From now on a panel with this picture belongs to a job. */
  expect(jobId: string, images: readonly string[]): void;
  /** Takes in what has come out. To be called before the next attempt is armed. */
  lookAt(cards: readonly CardRecord[]): void;
  cardsOf(jobId: string, attempt: number): readonly TrueCard[];
  cardsOfJob(jobId: string): readonly TrueCard[];
  /** The job whose picture is on these panels. */
  jobOn(panels: CardRecord["panels"]): string | undefined;
  /** Somebody destroys a card. */
  destroy(card: TrueCard): void;
  /** Whether a person could hand it over: whole, not in the reject box, not destroyed. */
  isGood(card: TrueCard): boolean;
}

/** The attempt is the latest one that is on disk: an earlier one has no card to come any more. */
export function createTruth(
  disk: Store,
  printerOf: (card: CardRecord) => string | undefined,
): Truth {
  const owners = new Map<string, string>();
  const cards: TrueCard[] = [];
  const byJob = new Map<string, readonly TrueCard[]>();
  const violations: string[] = [];
  const destroyed = new Set<CardRecord>();
  let seen = 0;

  function jobsOn(panels: CardRecord["panels"]): ReadonlySet<string | undefined> {
    return new Set(panels.map(({ bytes }) => owners.get(hex(bytes))));
  }

  function take(record: CardRecord): void {
    if (record.panels.length === 0) return;
    const [jobId, ...others] = jobsOn(record.panels);
    const made = jobId === undefined ? undefined : latestAttempt(disk, jobId, printerOf(record));
    if (made === undefined || others.length > 0) {
      const name = `${record.n} of ${record.serialNumber}`;
      violations.push(`I2 card ${name} bears what no attempt asked for`);
      return;
    }
    const wanted = picturesOf(disk, made.jobId).join();
    const isWhole = record.panels.map(({ bytes }) => hex(bytes)).join() === wanted;
    const card = { record, ...made, isWhole };
    cards.push(card);
    byJob.set(made.jobId, [...(byJob.get(made.jobId) ?? []), card]);
  }

  return {
    cards,
    violations,
    expect(jobId, images) {
      for (const image of images) owners.set(wireForm(image), jobId);
    },
    lookAt(records) {
      for (; seen < records.length; seen += 1) {
        const record = records[seen];
        if (record !== undefined) take(record);
      }
    },
    cardsOfJob: (jobId) => byJob.get(jobId) ?? [],
    cardsOf: (jobId, attempt) =>
      (byJob.get(jobId) ?? []).filter((card) => card.attempt === attempt),
    jobOn: (panels) => [...jobsOn(panels)][0],
    destroy: ({ record }) => void destroyed.add(record),
    isGood: (card) => isGoodCard(card) && !destroyed.has(card.record),
  };
}

/** As it left the printer, whatever somebody did to it later. */
export function isGoodCard({ isWhole, record }: TrueCard): boolean {
  return isWhole && record.box !== "reject";
}

/** A reprint bears the picture of the first card, and is made when that one has been printed. */
function latestAttempt(disk: Store, jobId: string, printer: string | undefined) {
  const family = [rootOf(jobId), ...disk.reprints(rootOf(jobId)).map((job) => job.jobId)];
  const made = family
    .flatMap((each) => disk.attempts(each))
    .filter((attempt) => attempt.printer === printer);
  const last = made.at(-1);
  return last && { jobId: last.jobId, attempt: last.attempt };
}

function picturesOf(disk: Store, jobId: string): readonly string[] {
  const { card } = JSON.parse(disk.document(jobId) ?? "{}") as {
    readonly card: { readonly front: { image: string }; readonly back?: { image: string } };
  };
  return [card.front, ...(card.back === undefined ? [] : [card.back])].map(({ image }) =>
    wireForm(image),
  );
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
