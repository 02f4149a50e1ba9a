import { z } from "zod";
import { RIBBONS } from "../protocols/evolis/command-words.ts";
import { COLOUR_LEVELS } from "../protocols/evolis/geometry.ts";
import { checkSchema } from "./check.ts";
import { duration } from "./duration.ts";
import { type ContextValues, deviceId, stock } from "./values.ts";

const HEALTH_CHECK = "*/30 * * * * *";

const trust = z.enum(["trusted", "untrusted"]);

export function printerSchema(values: ContextValues) {
  const { path } = values;
  return z.strictObject({
    id: deviceId.describe("Id of the printer, unique among printers and servers; not `host`."),
    protocol: z.enum(["evolis"]).describe("Language of the printer."),
    line: z.strictObject({
      path: path.describe("Serial device; take a name that stays, from `/dev/serial/by-id/`."),
      baud_rate: z.int().positive().default(115_200).describe("Speed of the line."),
    }),
    stock: stock.default("default").describe("Cards in its feeder; jobs ask for a stock by name."),
    ribbon: ribbon.default("ymcko").describe("Ribbon in the printer."),
    colour_levels: z
      .literal(COLOUR_LEVELS)
      .default(64)
      .describe("Amounts of dye a colour dot can have; more take longer to send."),
    varnish: z.boolean().default(true).describe("Prints the overlay panel if the ribbon has one."),
    card_time: duration()
      .prefault("90s")
      .describe("What one card takes, for the ETA, until three have been measured."),
    counters: trust
      .optional()
      .describe(
        "Whether its counters settle an interrupted card; absent: only if it is simulated.",
      ),
    settings: settings.prefault({}),
    checks: z
      .strictObject({
        health: checkSchema(values)
          .prefault(HEALTH_CHECK)
          .transform((check) => ({ ...check, cron: check.cron ?? HEALTH_CHECK }))
          .describe("When it is asked how it is."),
      })
      .prefault({}),
    duty: z
      .strictObject({
        per_hour: z
          .int()
          .positive()
          .optional()
          .describe("Cards within any 60 minutes, after which it rests; absent: no limit."),
        per_day: z
          .int()
          .positive()
          .optional()
          .describe("Cards of one day, after which it rests until midnight; absent: no limit."),
      })
      .prefault({}),
    record: z
      .strictObject({
        file: path.describe("File to which what crosses the line is added (docs/recordings.md)."),
        data: z
          .boolean()
          .default(false)
          .describe("Keeps images and fields too: personal data, unsealed."),
        limit_mb: z
          .int()
          .positive()
          .default(100)
          .describe("Size at which the recording ends, in MB; printing goes on."),
      })
      .optional(),
    thresholds: z
      .strictObject({
        ribbon_low: z.int().min(0).default(20).describe("Cards left on the ribbon that are few."),
        cleaning: z
          .int()
          .positive()
          .optional()
          .describe("Cards after which cleaning is due; absent: when the printer says so."),
      })
      .prefault({}),
  });
}

/** Without those whose panels the guide does not name: nobody could print with them. */
const ribbon = z.enum(RIBBONS).exclude(["ymckos", "h", "ho"]);

/** What the A5013 guide leaves open about a printer. */
const settings = z.strictObject({
  answer_terminator: z
    .enum(["auto", "cr", "crlf", "nul"])
    .default("auto")
    .describe("What ends a text answer."),
  ack: z
    .enum(["unknown", "executed", "received"])
    .default("unknown")
    .describe("What an acknowledged command is; `unknown` is right with both, and waits longer."),
  card_position: trust
    .optional()
    .describe("Whether its word on a card inside is taken; absent: as `counters`."),
  reject_box: z
    .enum(["output", "feeder", "none"])
    .default("output")
    .describe("Where a rejected card goes; `none`: it is never moved."),
  payload_timeout: duration()
    .prefault("5s")
    .describe("After so long without a byte the printer drops a card that was cut off."),
});
