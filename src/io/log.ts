import { pino } from "pino";
import type { Log } from "../core/ports.ts";

/** JSON lines on stderr; `LOG_LEVEL` chooses from trace, debug, info, warn, error. */
export function createLog(): Log {
  const level = process.env["LOG_LEVEL"] ?? "info";
  const logger = pino({ level, base: null }, pino.destination({ dest: 2, sync: true }));
  return {
    write(entryLevel, message, facts = {}) {
      logger[entryLevel](facts, message);
    },
  };
}
