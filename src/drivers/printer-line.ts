import type { Condition } from "../../protocols/faults.ts";
import { backoff } from "../core/backoff.ts";
import { DaemonError } from "../core/errors.ts";
import type { Event } from "../core/events.ts";
import type {
  ByteLink,
  Cancel,
  Clock,
  DeviceFault,
  Log,
  PrinterDriver,
  Random,
} from "../core/ports.ts";

/** Pauses between attempts to open the line: with its start a printer is tried every 10 s. */
const REOPEN = { firstMs: 500, longestMs: 8_000 };

export interface PrinterLineParts {
  readonly printer: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly openLink: () => ByteLink;
  readonly createDriver: (link: ByteLink) => PrinterDriver;
  readonly post: (event: Event) => void;
  /** A programmer's error: the process must end. */
  readonly fatal: (error: unknown) => void;
}

export interface PrinterLine {
  start(): void;
  /** The driver of a session, while that session lasts. */
  driver(session: number): PrinterDriver | undefined;
  /** Ends a session whose printer is in an unknown state; the next one asks it from the start. */
  restart(session: number): void;
  /** The same, because the printer did not answer as it should. */
  fail(session: number, error: DaemonError): void;
  stop(): void;
}

interface Session {
  readonly number: number;
  readonly link: ByteLink;
  readonly driver: PrinterDriver;
  /** Why it is ended, where the line itself is not the reason. */
  fault: DeviceFault | "on-purpose" | undefined;
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
    const session: Session = { number: lastSession, link, driver, fault: undefined };
    current = session;
    link.open({
      opened: () => void start(session).catch(parts.fatal),
      bytes: (chunk) => driver.receive(chunk),
      closed: ({ kind, message }) => {
        log.write(kind === "closed" ? "debug" : "warn", "printer line closed", {
          ...facts,
          reason: message,
        });
        end(session);
      },
    });
  }

  async function start(session: Session): Promise<void> {
    try {
      const { identity, health } = await session.driver.start();
      if (current !== session) return;
      pauses.reset();
      const { model, firmware, serialNumber } = identity;
      log.write("info", "printer ready", { ...facts, model, firmware, serialNumber });
      const at = clock.wallMs();
      post({ kind: "printer-ready", at, printer, session: session.number, identity, health });
    } catch (error) {
      if (!(error instanceof DaemonError)) throw error;
      fail(session, error);
    }
  }

  function fail(session: Session, error: DaemonError): void {
    if (current !== session) return;
    log.write("warn", error.message, { ...facts, code: error.code, ...error.facts });
    session.fault = faultOf(error);
    session.link.close();
  }

  function end(session: Session): void {
    if (current !== session) return;
    current = undefined;
    session.driver.lost();
    const at = clock.wallMs();
    const { number, fault = { condition: "connecting-to-device" } } = session;
    const why = fault === "on-purpose" ? {} : { fault };
    post({ kind: "printer-gone", at, printer, session: number, ...why });
    if (!stopped) cancelReopen = clock.timer(pauses.nextMs(), open);
  }

  function ofNumber(number: number): Session | undefined {
    return current?.number === number ? current : undefined;
  }

  return {
    start: open,
    driver: (number) => ofNumber(number)?.driver,
    restart(number) {
      const session = ofNumber(number);
      if (session === undefined) return;
      session.fault = "on-purpose";
      session.link.close();
    },
    fail(number, error) {
      const session = ofNumber(number);
      if (session !== undefined) fail(session, error);
    },
    stop() {
      stopped = true;
      cancelReopen();
      if (current === undefined) return;
      current.fault = "on-purpose";
      current.link.close();
    },
  };
}

/** The condition behind an error of a driver; the line itself is looked after by the link. */
function faultOf({ code, facts }: DaemonError): DeviceFault {
  switch (code) {
    case "PRINTER_REFUSED": {
      const { condition = "command-refused", code: raw } = facts;
      return {
        condition: condition as Condition,
        ...(raw === undefined ? {} : { raw: String(raw) }),
      };
    }
    case "PRINTER_GARBLED":
      return { condition: "other", raw: "garbled" };
    default:
      return { condition: "timed-out" };
  }
}
