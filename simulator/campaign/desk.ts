import type { Office } from "./office.ts";
import { anyStation } from "./station.ts";

type Document = Readonly<Record<string, unknown>>;

/** Sends a command as a dashboard does; its id. */
export function command(office: Office, document: Document, how: { retain?: boolean } = {}) {
  const { world, books } = office;
  const id = `c-${books.commands.length + 1}`;
  const at = new Date(world.clock.wallMs()).toISOString();
  const payload = JSON.stringify({ id, at, by: "rina", reason: "seen", ...document });
  books.commands.push({ id, payload });
  publish(office, payload, how.retain);
  return id;
}

function publish({ world }: Office, payload: string, retain = false): void {
  world.note(`step: command ${payload}${retain ? ", retained" : ""}`);
  world.broker.publish(world.topics.cmd, payload, { from: "desk", retain });
}

/** Anything that people can ask for. */
export function anyCommand(office: Office): void {
  command(office, anyDocument(office));
}

function anyDocument(office: Office): Document {
  const { dice, books, world, setting } = office;
  const jobId = anyJob(office);
  const within = dice.int(5_000, 300_000);
  const until = { until: new Date(world.clock.wallMs() + within).toISOString() };
  const scope = dice.weighted([
    [2, "host"],
    [2, `printer:${anyStation(office).id}`],
    ...setting.servers.map(({ id }) => [1, `server:${id}`] as const),
    [4, `job:${jobId}`],
    [1, "printer:nobody"],
  ]);
  const old = dice.any(["destroyed", "rejected", "handed-over", "missing"]);
  const of = dice.any([...books.answers.keys()]) ?? "c-0";
  const stream = dice.any(["event", "job-event"]);
  return dice.weighted<Document>([
    [2, { cmd: "hold", scope }],
    [2, { cmd: "hold", scope, ...until }],
    [4, { cmd: "release", scope }],
    [2, { cmd: "release", scope: anyFaulty(office) ?? scope, override: true }],
    [1, { cmd: "release", scope: anyFaulty(office) ?? scope, override: true, ...until }],
    [2, { cmd: "cancel", job_id: jobId }],
    [4, { cmd: "reprint", job_id: jobId, old_card: old }],
    [4, { cmd: "undo", of }],
    [1, { cmd: "events", stream, from_seq: dice.int(1, 20) }],
    [1, { cmd: "check", ...(dice.chance(0.5) ? { device: anyStation(office).id } : {}) }],
    [1, { cmd: "why", job_id: jobId }],
    [1, { cmd: "adopt" }],
  ]);
}

/** The scope of a fault that stands. */
function anyFaulty({ dice, world, setting }: Office): string | undefined {
  const device = dice.any(world.disk.load().faults)?.device;
  if (device === undefined || device === "host") return device;
  const isServer = setting.servers.some(({ id }) => id === device);
  return `${isServer ? "server" : "printer"}:${device}`;
}

/** Mostly one of which something has just been heard; a reprint too. */
function anyJob({ dice, streams, books }: Office): string {
  const { jobEvents } = streams;
  const known = dice.any(dice.chance(0.6) ? jobEvents.slice(-5) : jobEvents)?.job_id;
  return known ?? dice.any(books.jobs)?.jobId ?? "nobody-1";
}

/** A command that was meant for another moment. */
export function staleCommand(office: Office): void {
  const { world, dice } = office;
  const lateMs = dice.int(60_001, 7_200_000);
  const at = new Date(world.clock.wallMs() - lateMs).toISOString();
  command(office, { ...anyDocument(office), at });
}

/** Against the contract: the broker keeps it, and delivers it at every connection. */
export function retainedCommand(office: Office): void {
  command(office, anyDocument(office), { retain: true });
}

/** The same document again, or another one under its id. */
export function repeatedCommand(office: Office): void {
  const known = office.dice.any(office.books.commands);
  if (known === undefined) return;
  if (office.dice.chance(0.7)) publish(office, known.payload);
  else {
    const at = new Date(office.world.clock.wallMs()).toISOString();
    const other = { ...anyDocument(office), id: known.id, at, by: "budi", reason: "seen" };
    publish(office, JSON.stringify(other));
  }
}

export function garbageCommand(office: Office): void {
  const payload = office.dice.any(["{}", "no JSON", `{"cmd":"dance","id":"c-x"}`]) ?? "";
  publish(office, payload);
}
