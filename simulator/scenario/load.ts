import { readFileSync } from "node:fs";
import { LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { MISSING, problemLines } from "../../config/problems.ts";
import { type Config, configSchema } from "../../config/schema.ts";
import { isCronExpression } from "../../src/io/schedule.ts";
import { PRINTER_CONDITIONS } from "../printer/conditions.ts";
import { SERVER_CONDITIONS } from "../server/conditions.ts";
import { SERVER_ACTIONS } from "../server/words.ts";
import { SITE } from "../stage/site.ts";
import { scenarioKeys } from "./keys.ts";
import { type ScenarioFile, scenarioSchema } from "./schema.ts";
import type { Statement } from "./sentence.ts";

/** A scenario that can be told: its file, or one of the variants in it. */
export interface Scenario extends Omit<ScenarioFile, "host" | "variants"> {
  /** Absent: the file has none. */
  readonly variant?: string;
  readonly config: Config;
  /** The same as it stands in a configuration file. */
  readonly hostKeys: Keys;
}

/** In real time some things cannot be. */
export type Time = "virtual" | "real";

/** The file is not what it should be; each problem stands on a line of its own, its path first. */
export class ScenarioError extends Error {
  readonly problems: readonly string[];

  constructor(path: string, problems: readonly string[], options?: ErrorOptions) {
    super(
      `${path} is no valid scenario:\n${problems.map((each) => `  ${each}`).join("\n")}`,
      options,
    );
    this.problems = problems;
  }
}

/** Reads a scenario file: one scenario, or as many as it has variants. Throws `ScenarioError`. */
export function loadScenarios(path: string, time: Time = "virtual"): readonly Scenario[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new ScenarioError(path, [(cause as Error).message], { cause });
  }
  return parseScenarios(text, path, time);
}

/** The same for a text. */
export function parseScenarios(
  text: string,
  path = "the text",
  time: Time = "virtual",
): readonly Scenario[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const flaws = [...document.errors, ...document.warnings];
  if (flaws.length > 0)
    throw new ScenarioError(
      path,
      flaws.map(({ message }) => message),
    );
  const problems = (issues: readonly z.core.$ZodIssue[]) =>
    new ScenarioError(path, problemLines(issues, { document, lines, keys: scenarioKeys() }));
  const parsed = scenarioSchema.safeParse(document.toJS(), {
    error: ({ input }) => (input === undefined ? MISSING : undefined),
  });
  if (!parsed.success) throw problems(parsed.error.issues);
  const { host, variants, ...file } = parsed.data;
  const named = variants === undefined ? [[undefined, {}] as const] : Object.entries(variants);
  return named.map(([variant, changes]) => {
    const hostKeys = withStage(changed(host, changes));
    const config = hostConfig(hostKeys);
    const at = variant === undefined ? ["host"] : ["variants", variant];
    if (!config.success) throw problems(under(at, config.error.issues));
    const scenario = {
      ...file,
      config: config.data,
      hostKeys,
      ...(variant === undefined ? {} : { variant }),
    };
    const wrong = [
      ...namesOfNobody(scenario),
      ...impossibleConditions(scenario),
      ...impossibleHands(scenario),
    ];
    if (time === "real") wrong.push(...clockSteps(scenario));
    if (wrong.length > 0) throw problems(wrong);
    return scenario;
  });
}

/** What the stage gives, so that a scenario need not. */
function withStage(host: Keys): Keys {
  const { printers } = host;
  const plugged = Array.isArray(printers)
    ? printers.map((each: unknown) => ({
        protocol: "evolis",
        line: { path: "/dev/null" },
        ...(each as object),
      }))
    : printers;
  return {
    timezone: "Asia/Jakarta",
    language: "en",
    commands: { mqtt: ["reprint", "resolve", "release", "adopt"] },
    ...host,
    printers: plugged,
    ...SITE,
    state_dir: "/nonexistent",
    mqtt: { url: "mqtt://127.0.0.1:1883" },
    http: false,
  };
}

function hostConfig(whole: Keys) {
  return configSchema({ isCron: isCronExpression, folder: "" }).safeParse(whole, {
    error: ({ input }) => (input === undefined ? MISSING : undefined),
  });
}

type Keys = Readonly<Record<string, unknown>>;

/** The configuration with other keys; those of a device stand under its id. */
function changed(host: Keys, changes: Keys): Keys {
  const own = { ...host };
  for (const [key, value] of Object.entries(changes)) {
    const list = (["printers", "servers"] as const).find((name) => deviceOf(host[name], key));
    if (list === undefined) own[key] = value;
    else
      own[list] = (own[list] as readonly Keys[]).map((each) =>
        each["id"] === key ? { ...each, ...(value as Keys) } : each,
      );
  }
  return own;
}

function deviceOf(list: unknown, id: string): boolean {
  return Array.isArray(list) && list.some((each: Keys) => each["id"] === id);
}

function under(
  path: readonly string[],
  issues: readonly z.core.$ZodIssue[],
): readonly z.core.$ZodIssue[] {
  return issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] }));
}

/** Devices that are spoken of and that the host does not have. */
function namesOfNobody({ config, devices, jobs, steps }: Scenario): readonly z.core.$ZodIssue[] {
  const printers = config.printers.map(({ id }) => id);
  const servers = config.servers.map(({ id }) => id);
  const all = [...printers, ...servers];
  const named: (readonly [
    path: readonly (string | number)[],
    id: string,
    known: readonly string[],
  ])[] = Object.keys(devices).map((id) => [["devices", id], id, all]);
  for (const [n, { from }] of jobs.entries()) {
    if (from !== undefined) named.push([["jobs", n, "from"], from, servers]);
  }
  for (const [n, { on, send, when, expect }] of steps.entries()) {
    const told = [...all, "host"];
    const about = (says: Statement) => ("device" in says ? (says.device ?? "host") : "host");
    if (when !== undefined) named.push([["steps", n, "when"], about(when.says), told]);
    for (const { says } of expect ?? []) named.push([["steps", n, "expect"], about(says), told]);
    if (on !== undefined) named.push([["steps", n, "on"], on, all]);
    if (send?.from !== undefined) named.push([["steps", n, "send", "from"], send.from, servers]);
  }
  return named
    .filter(([, id, known]) => !known.includes(id) && !id.startsWith("job:"))
    .map(([path, id, known]) => ({
      code: "custom",
      path: [...path],
      input: id,
      message: `there is no ${id}: expected one of ${known.join(", ") || "(no server is configured)"}`,
    }));
}

/** Nobody sets the clock of the machine that a story is told on. */
function clockSteps({ steps }: Scenario): readonly z.core.$ZodIssue[] {
  return steps.flatMap(({ clock }, n) => {
    if (clock === undefined) return [];
    const message = "in real time no clock is set: run this one without --real-time";
    return [{ code: "custom" as const, path: ["steps", n, "clock"], input: clock, message }];
  });
}

/** What can befall a device; `undefined`: there is none of this id. */
function conditionsOf(
  { printers, servers }: Config,
  device: string | undefined,
): readonly string[] | undefined {
  if (printers.some(({ id }) => id === device)) return PRINTER_CONDITIONS;
  return servers.some(({ id }) => id === device) ? SERVER_CONDITIONS : undefined;
}

/** A server has its power switch alone. */
function impossibleHands({ config, steps }: Scenario): readonly z.core.$ZodIssue[] {
  return steps.flatMap(({ on, hand }, n) => {
    const isServer = config.servers.some(({ id }) => id === on);
    const known: readonly string[] = SERVER_ACTIONS;
    if (hand === undefined || !isServer || known.includes(hand)) return [];
    const message = `${on} is a server: expected one of ${known.join(", ")}`;
    return [{ code: "custom" as const, path: ["steps", n, "hand"], input: hand, message }];
  });
}

/** Conditions that the device they are to befall cannot have. */
function impossibleConditions({ config, steps }: Scenario): readonly z.core.$ZodIssue[] {
  return steps.flatMap(({ on, ...step }, n) =>
    (["raise", "clear"] as const).flatMap((key) => {
      const condition = step[key];
      const known = conditionsOf(config, on);
      if (condition === undefined || known === undefined || known.includes(condition)) return [];
      const message = `${on} cannot have ${condition}: expected one of ${known.join(", ")}`;
      return [{ code: "custom" as const, path: ["steps", n, key], input: condition, message }];
    }),
  );
}
