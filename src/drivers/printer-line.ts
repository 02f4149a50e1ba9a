import { backoff } from "../core/backoff.ts";
import { DaemonError } from "../core/errors.ts";
import type { Event } from "../core/events.ts";
import type { ByteLink, Cancel, Clock, Log, PrinterDriver, Random } from "../core/ports.ts";

/** Pauses between attempts to open the line, and how often an idle printer is read. */
const REOPEN = { firstMs: 500, longestMs: 30_000 };
const READ_EVERY_MS = 10_000;

export interface PrinterLineParts {
  readonly printer: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly openLink: () => ByteLink;
  readonly createDriver: (link: ByteLink) => PrinterDriver;
  readonly post: (event: Event) => void;
}

export interface PrinterLine {
  start(): void;
  /** The driver of a session, while that session lasts. */
  driver(session: number): PrinterDriver | undefined;
  /** Ends a session whose printer is in an unknown state; the next one asks it from the start. */
  restart(session: number): void;
  stop(): void;
}

interface Session {
  readonly number: number;
  readonly link: ByteLink;
  readonly driver: PrinterDriver;
  cancelRead: Cancel;
}

/** Keeps one printer's line open, for ever, and reports what becomes of it. */
export function createPrinterLine(parts: PrinterLineParts): PrinterLine {
  const { printer, clock, log, post } = parts;
  const facts = { printer };
  const pauses = backoff(REOPEN, parts.random);
  let lastSession = 0;
  let current: Session | undefined;
  let cancelReopen: Cancel = () => {};
  let stopped = false;

  function open(): void {
    lastSession += 1;
    const link = parts.openLink();
    const driver = parts.createDriver(link);
    const session: Session = { number: lastSession, link, driver, cancelRead: () => {} };
    current = session;
    link.open({
      opened: () => void start(session),
      bytes: (chunk) => driver.receive(chunk),
      closed: ({ kind, message }) => {
        log.write("warn", "printer line closed", { ...facts, kind, reason: message });
        end(session);
      },
    });
  }

  async function start(session: Session): Promise<void> {
    try {
      const { identity, reading } = await session.driver.start();
      if (current !== session) return;
      pauses.reset();
      log.write("info", "printer ready", { ...facts, model: identity.model });
      post({
        kind: "printer-ready",
        at: clock.wallMs(),
        printer,
        session: session.number,
        identity,
        reading,
      });
      readLater(session);
    } catch (error) {
      fail(session, error);
    }
  }

  function readLater(session: Session): void {
    session.cancelRead = clock.timer(READ_EVERY_MS, () => void readNow(session));
  }

  /** A busy driver is left alone: its own answers tell more than a question would. */
  async function readNow(session: Session): Promise<void> {
    try {
      if (!session.driver.busy()) {
        const reading = await session.driver.read();
        if (current !== session) return;
        const at = clock.wallMs();
        post({ kind: "printer-read", at, printer, session: session.number, reading });
      }
      readLater(session);
    } catch (error) {
      fail(session, error);
    }
  }

  function fail(session: Session, error: unknown): void {
    if (!(error instanceof DaemonError)) throw error;
    if (current !== session) return;
    log.write("warn", error.message, { ...facts, code: error.code, ...error.facts });
    session.link.close();
  }

  function end(session: Session): void {
    if (current !== session) return;
    current = undefined;
    session.cancelRead();
    session.driver.lost();
    post({ kind: "printer-gone", at: clock.wallMs(), printer, session: session.number });
    if (!stopped) cancelReopen = clock.timer(pauses.nextMs(), open);
  }

  return {
    start: open,
    driver: (session) => (current?.number === session ? current.driver : undefined),
    restart(session) {
      if (current?.number === session) current.link.close();
    },
    stop() {
      stopped = true;
      cancelReopen();
      current?.link.close();
    },
  };
}
