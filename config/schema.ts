import { z } from "zod";
import { type CheckConfig, hostChecks, hostThresholds } from "./check.ts";
import { duration } from "./duration.ts";
import { mqttSchema } from "./mqtt.ts";
import { notifySchema } from "./notify.ts";
import { printerSchema } from "./printer.ts";
import { probationSchema, relapseSchema } from "./recovery.ts";
import { serverSchema } from "./server.ts";
import { type ConfigContext, contextValues, hours, id, listen, timezone } from "./values.ts";

/** Commands of the contract (§6), as `commands.mqtt` names them. */
const COMMANDS = [
  "hold",
  "release",
  "cancel",
  "reprint",
  "resolve",
  "undo",
  "adopt",
  "events",
  "check",
  "why",
] as const;

/** The configuration file (contract §9), with defaults filled in and durations in milliseconds. */
export type Config = z.infer<ReturnType<typeof configSchema>>;
export type PrinterConfig = Config["printers"][number];

export function configSchema(context: ConfigContext) {
  const values = contextValues(context);
  return z
    .strictObject({
      site: id.describe("Id of the office, part of every topic."),
      host: id
        .refine((host) => host !== "server", "reserved id")
        .describe("Id of this print host, unique in the site; not `server`."),
      state_dir: values.path.describe("Folder of the store and the control socket."),
      mqtt: mqttSchema(values),
      printers: z.array(printerSchema(values)).min(1, "expected at least one printer"),
      servers: z.array(serverSchema(values)).default([]),
      http: http.prefault({}),
      language: z.enum(["id", "en"]).default("id").describe("Language of texts for people."),
      timezone: timezone.describe("What `today` and the hours follow; absent: the host's own."),
      hours: hours
        .prefault("always")
        .describe("When the devices are expected to be on; outside, a silent one is just off."),
      hours_margin: duration({ minMs: 0, maxMs: 4 * 3_600_000 })
        .prefault("30m")
        .describe(
          "So long after the office opens a server that has not been seen yet, and before it closes one that goes, is off, not at fault.",
        ),
      templates_dir: values.path.optional().describe("Folder of the office's own card templates."),
      queue_max: z
        .int()
        .positive()
        .default(100_000)
        .describe("Waiting jobs above which none is taken."),
      spoiled: z
        .enum(["auto", "ask"])
        .default("auto")
        .describe("After evidence of a spoiled card: the next attempt, or a person is asked."),
      attempts_max: z
        .int()
        .positive()
        .default(3)
        .describe("Spoiled cards of one job; after them it is held until an operator releases it."),
      in_doubt_holds: z
        .enum(["job", "printer"])
        .default("job")
        .describe("What waits for a decision about a card in doubt: its job, or its printer too."),
      proving: z
        .enum(["auto", "look"])
        .default("auto")
        .describe("After a printer's failure: cards alone prove it, or a person sees the first."),
      probation: probationSchema,
      relapse: relapseSchema,
      good_checks: z
        .int()
        .positive()
        .default(2)
        .describe("Good checks in a row that clear a fault."),
      bad_checks: z
        .int()
        .positive()
        .default(3)
        .describe(
          "Unanswered checks in a row that are a fault; what a device reports is one at once.",
        ),
      clear_after: duration({ minMs: 0 })
        .prefault("5s")
        .describe("So long at least a condition is absent before its fault is cleared."),
      check_timeout: duration({ maxMs: 300_000 })
        .prefault("30s")
        .describe("A check that takes longer is ended as a bad one."),
      checks: hostChecks(values).prefault({}),
      thresholds: hostThresholds.prefault({}),
      notify: notifySchema(values).prefault({}),
      commands: commands.prefault({}),
      home_assistant: homeAssistant.prefault({}),
    })
    .superRefine(refuseRepeatedIds, { when: () => true })
    .superRefine(refuseShortChecks);
}

const http = z.union(
  [
    z.literal(false),
    z.strictObject({
      listen: listen
        .prefault("127.0.0.1:8632")
        .describe("Where the console, metrics and API are served; with `http: false` nowhere."),
    }),
  ],
  { error: "expected false or { listen }" },
);

const commands = z.strictObject({
  mqtt: z
    .array(z.enum(COMMANDS))
    .default([])
    .describe(
      "What can make a card and is still taken over MQTT: of `reprint resolve adopt release`.",
    ),
});

const homeAssistant = z.union(
  [
    z.literal(false),
    z.strictObject({
      discovery: z.boolean().default(true).describe("Announces the devices to Home Assistant."),
      prefix: z
        .string()
        .regex(/^[^+#\s]+$/, "expected a topic without wildcards")
        .default("homeassistant")
        .describe("First part of the topics on which Home Assistant looks for devices."),
    }),
  ],
  { error: "expected false or { discovery, prefix }" },
);

/** Runs on a file with other problems too, so nothing about its devices is certain. */
function refuseRepeatedIds(config: unknown, context: z.RefinementCtx): void {
  const seen = new Set<string>();
  for (const { path, id } of deviceIds(config)) {
    if (seen.has(id)) context.addIssue({ code: "custom", path, message: "is taken already" });
    seen.add(id);
  }
}

interface Asking {
  readonly check_timeout: number;
  readonly servers: readonly {
    readonly thresholds: { readonly ping_timeout: number; readonly probe_timeout: number };
    /** Not there yet where the server has another problem. */
    readonly checks: Readonly<Partial<Record<"ping" | "probe", CheckConfig | false>>>;
  }[];
}

/** A check that ends before its question would leave it open, and ask the next one beside it. */
function refuseShortChecks({ servers, check_timeout: all }: Asking, context: z.RefinementCtx) {
  for (const [n, { checks, thresholds }] of servers.entries()) {
    for (const kind of ["ping", "probe"] as const) {
      const check = checks[kind];
      const key = `${kind}_timeout` as const;
      if (!check || thresholds[key] <= (check.timeout ?? all)) continue;
      const path = ["servers", n, "thresholds", key];
      const message = "is longer than the check may take (check_timeout)";
      context.addIssue({ code: "custom", path, message });
    }
  }
}

function deviceIds(config: unknown): { readonly path: (string | number)[]; readonly id: string }[] {
  const lists = z.looseObject({ printers: z.unknown(), servers: z.unknown() }).safeParse(config);
  const { printers, servers } = lists.data ?? {};
  return Object.entries({ printers, servers }).flatMap(([kind, devices]) =>
    (Array.isArray(devices) ? devices : []).flatMap((device: unknown, n) => {
      const { data } = named.safeParse(device);
      return data === undefined ? [] : [{ path: [kind, n, "id"], id: data.id }];
    }),
  );
}

const named = z.looseObject({ id: z.string() });
