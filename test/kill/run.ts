import type { Mosquitto } from "../../simulator/io/mosquitto.ts";
import { openStand, type Stand } from "../support/processes.ts";
import { readCardRecords } from "./card-records.ts";
import { openDesk } from "./desk.ts";
import { type JobStream, startJobStream } from "./job-stream.ts";
import { createKiller, type Kill, type Killer } from "./killer.ts";
import { createMoments } from "./moments.ts";
import type { Findings } from "./report.ts";
import { attemptOutcomes } from "./store-look.ts";

export interface RunOptions {
  readonly kills: number;
  readonly seed: number;
  readonly payloadTimeoutMs: number;
  /** Of the printer's line, in bits a second; 0 is unpaced. */
  readonly baud: number;
  /** What the daemon is told of it; in truth it acknowledges what is executed. */
  readonly ack: "executed" | "unknown";
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Times the real mechanical speed: a black card takes 8 s / 20. */
const SPEED = 20;
const MOVE_MS = 8_000 / SPEED;
/** Commands of a card with a pattern, in bits on the line; nothing in it is worth compressing. */
const CARD_BITS = 77_200 * 10;
/** Feeder and ribbon last: what runs out is another test's matter. */
const PLENTY = "50000";
/** The daemon waits so much longer than the printer before it takes the line to be quiet. */
const QUIET_MARGIN_MS = 1_000;
/** At most, also where a kill comes at the end of a long wait. */
const JOBS_PER_KILL = 10;

/** Without any news for so long, what is still open will never come to rest. */
const DRAIN_PATIENCE_MS = 60_000;

/** The programs under test. */
export interface Office {
  readonly stand: Stand;
  readonly url: string;
}

export async function openOffice(
  mosquitto: Mosquitto,
  { payloadTimeoutMs, baud }: RunOptions,
): Promise<Office> {
  const stand = openStand();
  const flags = ["--speed", String(SPEED), "--baud", String(baud)];
  const supplies = ["--feeder", PLENTY, "--ribbon", PLENTY, "--ribbon-kind", "k"];
  const timeout = ["--payload-timeout", `${payloadTimeoutMs}ms`];
  const printer = await stand.startPrinter(...flags, ...supplies, ...timeout);
  printer.child.stdout?.resume();
  return { stand, url: `mqtt://127.0.0.1:${mosquitto.port}` };
}

/** Kills, drains, and gathers what there is to be compared. */
export async function runKills(office: Office, options: RunOptions): Promise<Findings> {
  const { stand, url } = office;
  const { kills: count, say } = options;
  const listener = await stand.listen(url);
  const desk = openDesk(listener, stand);
  const stream = startJobStream(listener, jobIds(options));
  const killer = createKiller({
    ...stand,
    stream,
    nextMoment: moments(options),
    startDaemon() {
      options.signal.throwIfAborted();
      desk.restart();
      return stand.startDaemon(`{ url: "${url}" }`, settings(options));
    },
  });
  const kills: Kill[] = [];
  for (let n = 1; n <= count; n += 1) {
    const kill = await killer.kill(n);
    kills.push(kill);
    say(killLine(kill, options));
  }
  stream.end();
  const violations = await drain(stream, killer, say);
  stream.close();
  const cards = readCardRecords(stand.cards, sometimes(say));
  const { ledger, sent } = stream;
  return {
    kills,
    interrupted: killer.interrupted,
    outcomes: attemptOutcomes(stand.state),
    books: { sent, accepted: ledger.accepted, states: ledger.states, cards },
    taken: desk.taken,
    violations: [...ledger.violations, ...killer.violations, ...desk.failures, ...violations],
  };
}

/** One more life, until all is at rest or nothing happens any more. What went wrong, in words. */
async function drain(stream: JobStream, killer: Killer, say: (line: string) => void) {
  const daemon = killer.start();
  let { events } = stream.ledger;
  let isMoving = true;
  while (stream.open.length > 0 && isMoving) {
    say(`the last life: ${stream.open.length} of ${stream.sent.size} jobs are not at rest`);
    isMoving = await stream.until(
      () => stream.open.length === 0 || stream.ledger.events > events,
      DRAIN_PATIENCE_MS,
    );
    events = stream.ledger.events;
  }
  daemon.child.kill("SIGTERM");
  const code = await daemon.ended;
  return code === 0 ? [] : [`the last daemon ended with ${code}`];
}

function jobIds({ kills, seed }: RunOptions): readonly string[] {
  return Array.from({ length: (kills + 1) * JOBS_PER_KILL }, (_, n) => {
    return `kill-${seed}-${String(n + 1).padStart(6, "0")}`;
  });
}

function moments({ seed, payloadTimeoutMs, baud }: RunOptions) {
  const quietMs = payloadTimeoutMs + QUIET_MARGIN_MS;
  const sendMs = baud === 0 ? 0 : (CARD_BITS * 1_000) / baud;
  return createMoments(seed, { quietMs, sendMs, moveMs: MOVE_MS });
}

/**
 * Chance may interrupt one job often, and its card is to come out nevertheless; and a fault that
 * is gone is to be found gone soon.
 */
function settings({ payloadTimeoutMs, ack }: RunOptions) {
  const printer = [
    "ribbon: k",
    `settings: { payload_timeout: ${payloadTimeoutMs}ms, ack: ${ack} }`,
    'checks: { health: "* * * * * *" }',
  ];
  return { printer: printer.join(", "), config: ["http: false", "attempts_max: 1000"] };
}

function killLine({ n, phase, attempt }: Kill, { kills }: RunOptions): string {
  const what = attempt === undefined ? "" : `  ${attempt}`;
  return `kill ${String(n).padStart(String(kills).length)} of ${kills}  ${phase.padEnd(13)}${what}`;
}

/** A line for every hundredth card. */
function sometimes(say: (line: string) => void) {
  return (count: number, all: number) => {
    if (count % 100 === 0 || count === all) say(`${count} of ${all} cards read`);
  };
}
