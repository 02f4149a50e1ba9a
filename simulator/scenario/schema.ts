import { z } from "zod";
import { duration, parseDuration } from "../../config/duration.ts";
import { stock } from "../../config/values.ts";
import { CONDITIONS } from "../../protocols/faults.ts";
import { DEVICE_ID, JOB_ID, RESOLUTIONS } from "../../protocols/words.ts";
import { HAND_ACTIONS } from "../printer/hands.ts";
import { RIBBON_KINDS } from "../printer/ribbon.ts";
import { parseSentence, type Statement, sentenceHelp } from "./sentence.ts";

const device = z.string().regex(DEVICE_ID, "expected the id of a device");
const count = z.int().min(0).max(1_000_000);
const time = duration({ minMs: 0 });

/** What the host has told, or what is seen at a printer. */
const sentence = z
  .string()
  .transform((text, context): { readonly text: string; readonly says: Statement } => {
    const says = parseSentence(text);
    if (says !== undefined) return { text, says };
    context.addIssue({ code: "custom", message: sentenceHelp(text) });
    return z.NEVER;
  })
  .meta({ title: "sentence" });
export type Sentence = z.infer<typeof sentence>;

const simulation = z.strictObject({
  ack: z
    .enum(["executed", "received"])
    .optional()
    .describe("Printer: when a command is acknowledged; absent: `executed`."),
  speed: z
    .number()
    .min(0)
    .optional()
    .describe("Printer: pace of the mechanism; 1 as a real one, 0 takes no time; absent: 1."),
  feeder: count.optional().describe("Printer: blank cards in the feeder; absent: 100."),
  feeder_capacity: count.optional().describe("Printer: what `refill` fills up to; absent: 100."),
  ribbon: count.optional().describe("Printer: cards the ribbon is good for; absent: a new one."),
  ribbon_kind: z
    .enum(RIBBON_KINDS)
    .optional()
    .describe("Printer: the ribbon fitted; absent: the one of the configuration."),
  output_capacity: count.optional().describe("Printer: absent: somebody takes the cards at once."),
  reject_capacity: count.optional().describe("Printer: cards in the reject box; absent: 100."),
  attended: time
    .optional()
    .describe(
      "Printer: in office hours somebody refills, changes the ribbon and empties the boxes so long after it is needed; absent: nobody does.",
    ),
  waits_for_credit: z
    .boolean()
    .optional()
    .describe("Server: sends no job before the host asks; absent: it sends as it likes."),
});
export type Simulation = z.infer<typeof simulation>;

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const jobDetails = {
  from: device.optional().describe("The server that sends it; absent: the first one."),
  priority: z.int().min(1).max(100).optional().describe("1 to 100; absent: 50."),
  stock: stock.optional().describe("Cards it needs; absent: the default ones."),
  expires: time
    .optional()
    .describe("So long after it is recorded it must not be printed any more."),
};

const arrival = z.strictObject({
  ...jobDetails,
  count: count.min(1).optional().describe("So many at once; instead of `ids` or `per_day`."),
  ids: z.array(z.string().regex(JOB_ID)).min(1).optional().describe("Jobs of these ids, at once."),
  at: time.optional().describe("When, from the beginning; absent: at once."),
  per_day: count.min(1).optional().describe("So many on each of `days`, evenly between `hours`."),
  days: z.array(z.enum(DAYS)).optional().describe("Absent: `[mon, tue, wed, thu, fri]`."),
  hours: z
    .string()
    .regex(/^\d\d:\d\d-\d\d:\d\d$/, "expected hours like 08:00-15:00")
    .optional()
    .describe("Of the host's time zone; absent: `08:00-15:00`."),
  until: time.optional().describe("No more after so long from the beginning; absent: to the end."),
});
export type Arrival = z.infer<typeof arrival>;

/** Each of them is done; a step has exactly one. */
export const ACTIONS = {
  raise: z
    .enum(CONDITIONS)
    .optional()
    .describe("A fault of the catalogue befalls the device `on`."),
  clear: z.enum(CONDITIONS).optional().describe("The fault of the device `on` is over."),
  hand: z
    .enum(HAND_ACTIONS)
    .optional()
    .describe("What a person does at the device `on`; a server has only its power switch."),
  send: arrival
    .optional()
    .meta({ title: "keys of `jobs[]`", description: "Jobs as under `jobs`, from now on." }),
  daemon: z
    .enum(["kill"])
    .optional()
    .describe("`kill`: the daemon dies at once (SIGKILL); its supervisor starts it again."),
  power: z
    .enum(["cut", "back"])
    .optional()
    .describe("Of the office: the host and its printers die, and come again."),
  broker: z
    .enum(["stop", "start", "empty", "drop"])
    .optional()
    .describe(
      "`stop`: nobody reaches it until `start`. `empty`: it starts again without its memory. `drop`: the host loses its connection once.",
    ),
  clock: z
    .string()
    .regex(/^[+-]\d/, "expected a step like +3h or -90s")
    .transform((text, context) => {
      const ms = parseDuration(text.slice(1));
      if (ms !== undefined) return text.startsWith("-") ? -ms : ms;
      context.addIssue({ code: "custom", message: "expected a step like +3h or -90s" });
      return z.NEVER;
    })
    .optional()
    .describe("The clock of the host is set by so much. In virtual time only."),
  command: z.looseObject({ cmd: z.string() }).optional().meta({
    title: "object",
    description:
      "A command as in docs/topics.md; `id`, `at`, `by`, `reason` and `attempt` are filled in.",
  }),
  answer: z
    .enum(["right", ...RESOLUTIONS])
    .optional()
    .describe(
      "An operator answers for every card in doubt, or for that of the job `job`; `right`: by where the card really lies.",
    ),
  expect: z
    .preprocess(
      (one) => (one === undefined || Array.isArray(one) ? one : [one]),
      z.array(sentence).min(1).optional(),
    )
    .meta({
      title: "sentence, list of sentence",
      description: "What has to be so: now, or by the end of `within`, and then for `for`.",
    }),
  note: z.string().optional().describe("A line of the timeline."),
} as const;
export type ActionName = keyof typeof ACTIONS;
const ACTION_NAMES = Object.keys(ACTIONS) as readonly ActionName[];

const step = z
  .strictObject({
    at: time.optional().describe("So long after the beginning."),
    after: z
      .string()
      .transform((text, context): { readonly cards: number } | { readonly ms: number } => {
        const cards = /^(\d{1,6}) cards?$/.exec(text)?.[1];
        if (cards !== undefined) return { cards: Number(cards) };
        const ms = parseDuration(text);
        if (ms !== undefined) return { ms };
        context.addIssue({
          code: "custom",
          message: "expected a duration, or a number of cards like 3 cards",
        });
        return z.NEVER;
      })
      .optional()
      .describe("So long, or so many more good cards, after the step before."),
    when: sentence.optional().describe("As soon as it is so."),
    within: time
      .optional()
      .describe(
        "`when` and `after`: fails if it takes longer; absent: 1 day. `expect`: see there.",
      ),
    on: device.optional().describe("The device that `raise`, `clear` and `hand` are about."),
    next_step: z
      .boolean()
      .optional()
      .describe("`raise`: not at once but in the midst of the printer's next movement."),
    job: z.string().regex(JOB_ID).optional().describe("`answer`: for this job alone."),
    retain: z
      .boolean()
      .optional()
      .describe("`command`: the broker keeps it and hands it out again, as it should not be sent."),
    for: time.optional().describe("`expect`: it has to stay so for so long."),
    ...ACTIONS,
  })
  .superRefine((value, context) => {
    const actions = ACTION_NAMES.filter((name) => value[name] !== undefined);
    if (actions.length !== 1) {
      const found = actions.length === 0 ? "none" : actions.join(" and ");
      const message = `a step does one thing: one of ${ACTION_NAMES.join(", ")}; here ${found}`;
      context.addIssue({ code: "custom", message });
    }
    const triggers = (["at", "after", "when"] as const).filter((name) => value[name] !== undefined);
    if (triggers.length > 1) {
      context.addIssue({ code: "custom", message: `${triggers.join(" and ")} exclude each other` });
    }
    for (const name of ["raise", "clear", "hand"] as const) {
      if (value[name] === undefined || value.on !== undefined) continue;
      context.addIssue({ code: "custom", path: ["on"], message: "is missing: which device" });
    }
  });
export type Step = z.infer<typeof step>;

/** A scenario file, with durations in milliseconds and sentences understood. */
export const scenarioSchema = z.strictObject({
  scenario: z
    .string()
    .regex(/^[a-z0-9-]{1,64}$/, "expected a name of a-z 0-9 -")
    .describe("Its name."),
  story: z.string().min(1).describe("What it tells, for people."),
  source: z.string().optional().describe("Where it really happened."),
  start: z.iso
    .datetime({ offset: true })
    .default("2021-01-04T08:00:00+07:00")
    .describe("When it begins. In virtual time only."),
  seed: z.int().min(0).default(1).describe("Fixes what is left to chance."),
  tick: duration({ maxMs: 600_000 })
    .prefault("1s")
    .describe(
      "How often the daemon looks at what is due; more seldom makes long stories cheap. In virtual time only.",
    ),
  host: z
    .record(z.string(), z.unknown())
    .describe(
      "The configuration of the daemon (docs/configuration.md); `site`, `host`, `state_dir`, `mqtt`, `http` and the lines of the printers are given by the stage.",
    ),
  devices: z
    .record(device, simulation)
    .default({})
    .describe("How its printers and servers are simulated, by id; absent: with the defaults."),
  jobs: z.array(arrival).default([]).describe("What the servers have to have printed."),
  steps: z
    .array(step)
    .min(1, "expected at least one step")
    .describe("What happens, in this order."),
  variants: z
    .record(z.string().regex(/^[a-z0-9-]{1,40}$/), z.record(z.string(), z.unknown()))
    .optional()
    .describe(
      "The same story with other keys of `host`, by name; keys of devices stand under their id. Each is told on its own.",
    ),
  late_after: duration()
    .optional()
    .describe(
      "Cards that come out longer after they were recorded are late; the report counts them.",
    ),
});
export type ScenarioFile = z.infer<typeof scenarioSchema>;
