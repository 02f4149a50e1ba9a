import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Daemon } from "../support/processes.ts";
import type { JobStream } from "./job-stream.ts";
import type { Moment } from "./moments.ts";
import { lookAtPrinter, type Phase, phaseOf } from "./phase.ts";
import { attemptKey, copyStore, openAttempts } from "./store-look.ts";

/** A card that does not come within this time is not waited for: the kill comes now. */
const CARD_PATIENCE_MS = 30_000;

export interface Kill {
  readonly n: number;
  readonly moment: Moment;
  readonly phase: Phase;
  /** Key of the attempt that it interrupted, or that an earlier kill did and is still open. */
  readonly attempt: string | undefined;
}

export interface KillerParts {
  readonly folder: string;
  /** Folders of the daemon's store and of the printer's cards. */
  readonly state: string;
  readonly cards: string;
  readonly stream: JobStream;
  readonly nextMoment: () => Moment;
  readonly startDaemon: () => Daemon;
}

/** Starts the daemon and kills it, again and again: the next life begins at once. */
export interface Killer {
  /** Attempts that were under way at a kill, by key. */
  readonly interrupted: ReadonlySet<string>;
  /** Ends of the daemon that were not its killer's doing. */
  readonly violations: readonly string[];
  kill(n: number): Promise<Kill>;
  /** The life that nobody ends. */
  start(): Daemon;
}

export function createKiller(parts: KillerParts): Killer {
  const { folder, state, cards, stream } = parts;
  const interrupted = new Set<string>();
  const violations: string[] = [];
  const logs = join(folder, "logs");
  mkdirSync(logs);
  let lives = 0;

  function start(): Daemon {
    const daemon = parts.startDaemon();
    lives += 1;
    const log = join(logs, `${String(lives).padStart(5, "0")}.log`);
    void daemon.written.then(({ stderr }) => writeFileSync(log, stderr));
    return daemon;
  }

  /** Whether an attempt was open tells its store; the printer may have moved on by a few ms. */
  function lookAtDeath(wasOnline: boolean): Pick<Kill, "phase" | "attempt"> {
    const copy = join(folder, "store-at-kill");
    copyStore(state, copy);
    const [open] = openAttempts(copy);
    const attempt = open && attemptKey(open);
    const wasOpenBefore = attempt !== undefined && interrupted.has(attempt);
    if (attempt !== undefined) interrupted.add(attempt);
    const printer = lookAtPrinter(cards);
    return { phase: phaseOf({ wasOnline, open, wasOpenBefore, printer }), attempt };
  }

  return {
    interrupted,
    violations,
    start,
    async kill(n) {
      const moment = parts.nextMoment();
      const { onlineCount } = stream.ledger;
      const daemon = start();
      await Promise.race([waitFor(stream, moment), daemon.ended]);
      const wasOnline = stream.ledger.onlineCount > onlineCount;
      const code = await killNow(daemon);
      if (code !== "SIGKILL") violations.push(`at kill ${n} the daemon had ended itself: ${code}`);
      return { n, moment, ...lookAtDeath(wasOnline) };
    },
  };
}

async function waitFor(stream: JobStream, { after, skip, delayMs }: Moment): Promise<void> {
  if (after !== "start") {
    for (let passed = 0; passed <= skip; passed += 1) await stream.heard(after, CARD_PATIENCE_MS);
  }
  await sleep(delayMs);
}

/** What ended the process: the signal, unless it was quicker. */
async function killNow({ child }: Daemon): Promise<string> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  }
  return child.signalCode ?? `code ${child.exitCode}`;
}
