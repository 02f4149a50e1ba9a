import type { SentJob } from "./books.ts";
import type { Office } from "./office.ts";
import { anyStation } from "./station.ts";

interface Wish {
  readonly jobId: string;
  readonly expiresInMs?: number;
  readonly retain?: boolean;
  readonly specimen?: boolean;
  /** Default: that of one of the printers. */
  readonly stock?: string;
}

/** A stock that no printer has. */
export const NOBODYS = "gold";
const HOUR_MS = 3_600_000;

export function sendNew(office: Office): void {
  const { dice } = office;
  const expires = dice.chance(0.2) ? { expiresInMs: dice.int(5_000, 200_000) } : {};
  send(office, { jobId: newId(office), ...expires });
}

/** One of this stock. */
export function sendFor(office: Office, stock: string): void {
  send(office, { jobId: newId(office), stock });
}

/** One that this office can never print: another stock, or no specimen (I11). */
export function sendUnprintable(office: Office): void {
  const how = office.dice.chance(0.5) ? { specimen: false } : { stock: NOBODYS };
  send(office, { jobId: newId(office), ...how });
}

export function sendExpired(office: Office): void {
  send(office, { jobId: newId(office), expiresInMs: -office.dice.int(1, HOUR_MS) });
}

/** Against the contract: the broker keeps it, and delivers it at every connection. */
export function sendRetained(office: Office): void {
  send(office, { jobId: newId(office), retain: true });
}

/** The same document, byte for byte. */
export function sendKnown(office: Office): void {
  const job = office.dice.any(office.books.jobs);
  if (job !== undefined) publish(office, job, office.dice.chance(0.05));
}

/** Another document under an id that has been used. */
export function sendOther(office: Office): void {
  const job = office.dice.any(office.books.jobs);
  if (job !== undefined) send(office, { jobId: job.jobId });
}

export function sendGarbage({ world, dice }: Office): void {
  const payload = dice.any(["no JSON at all", "", "[]"]) ?? "";
  world.note(`step: garbage as a job: ${payload}`);
  world.broker.publish(world.topics.job, payload, { from: "server1" });
}

/** Point 1 of what a server must do: it sends what has not been answered again. */
export function sendUnanswered(office: Office): void {
  for (const job of office.books.jobs) if (!job.isAnswered) publish(office, job, false);
}

function newId({ books }: Office): string {
  return `oku-2021-${String(books.jobs.length + 1).padStart(6, "0")}`;
}

function send(office: Office, wish: Wish): void {
  const { dice, world, books, truth, setting } = office;
  const { jobId, expiresInMs, retain = false, specimen = true } = wish;
  const stock = wish.stock ?? anyStation(office).stock;
  const server = dice.any(setting.servers)?.id;
  // Of no two documents the pictures are the same.
  const name = String(books.jobs.length + 1);
  const images = [`${name} front`, ...(dice.chance(0.4) ? [`${name} back`] : [])];
  const [front = "", back] = images;
  const priority = dice.weighted([
    [3, 50],
    [2, dice.int(1, 100)],
  ]);
  const document = {
    schema: 1,
    job_id: jobId,
    specimen,
    priority,
    ...(priority > 90 ? { urgent: { reason: "travels", approved_by: "head" } } : {}),
    reason: "first",
    requested_at: "2021-01-04T08:00:00+07:00",
    ...(expiresInMs === undefined
      ? {}
      : { expires_at: instant(world.clock.wallMs(), expiresInMs) }),
    ...(stock === "default" ? {} : { stock }),
    ...(server === undefined ? {} : { server }),
    card: { front: { image: front }, ...(back === undefined ? {} : { back: { image: back } }) },
  };
  truth.expect(jobId, images);
  const isPrintable = specimen && stock !== NOBODYS;
  const payload = JSON.stringify(document);
  const job: SentJob = { jobId, payload, isPrintable, isAnswered: false };
  books.jobs.push(job);
  publish(office, job, retain);
}

function publish({ world }: Office, { jobId, payload }: SentJob, retain: boolean): void {
  world.note(`step: job ${jobId}${retain ? ", retained" : ""}`);
  world.broker.publish(world.topics.job, payload, { from: "server1", retain });
}

function instant(wallMs: number, inMs: number): string {
  return new Date(wallMs + inMs).toISOString();
}
