import type { Duty } from "./duty.ts";
import type { NoticePlan } from "./notices-model.ts";
import type { ProbationRules } from "./probation.ts";
import type { RelapseRules } from "./relapse.ts";
import type { CheckKind, CheckRuleParts } from "./state.ts";

/** The configuration as the core needs it. */
export interface Policy {
  readonly printers: readonly PrinterPlan[];
  readonly servers: readonly ServerPlan[];
  readonly checks: readonly CheckPlan[];
  /** Jobs that may wait before new ones are refused as `queue-full`. */
  readonly queueMax: number;
  /** Bad checks in a row before a condition that is no explicit answer counts. */
  readonly badChecks: number;
  /** Good checks in a row before a fault counts as gone… */
  readonly goodChecks: number;
  /** …and so long at least from the first of them. */
  readonly clearAfterMs: number;
  /** A check that takes longer is ended as a bad one. */
  readonly checkTimeoutMs: number;
  readonly host: HostLimits;
  /** After evidence of a spoiled card: the next attempt, or a person is asked. */
  readonly spoiled: "auto" | "ask";
  /** Spoiled cards of one job after which it is held. */
  readonly attemptsMax: number;
  /** What a card in doubt holds until a person has decided: its own job, or its printer too. */
  readonly inDoubtHolds: "job" | "printer";
  /** What a device's failures weigh, and when it relapses. */
  readonly relapse: RelapseRules;
  /** How a repaired device proves itself. */
  readonly probation: ProbationRules;
  /** A report of this server that is older is stale. */
  readonly reportAgeMs: (server: string) => number;
  /** Commands that can make a card and are taken over MQTT all the same. */
  readonly mqttCommands: readonly string[];
  /** When what is told to somebody outside; absent: nobody is. */
  readonly notices?: NoticePlan | undefined;
  /** Between two looks at what is due, milliseconds; absent: a second. */
  readonly tickMs?: number;
  /** Pure, from the `Schedule` port: the first due time strictly after an instant. */
  readonly nextDue: (expression: string, afterMs: number) => number;
  /** Whether the office works at this instant; outside, a silent device is off, not at fault. */
  readonly isOfficeHour: (atMs: number) => boolean;
  /** So long after the office opens, and before it closes, a server may be off, not at fault. */
  readonly hoursMarginMs: number;
  /** The first stretch of office time that is not over at this instant. */
  readonly officePeriod: (atMs: number) => OfficePeriod;
}

/** Milliseconds since 1970; it begins at the instant asked about, or later. */
export interface OfficePeriod {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface PrinterPlan {
  readonly id: string;
  readonly stock: string;
  /** How much it may do before it rests; absent: as much as there is. */
  readonly duty?: Duty | undefined;
  /** Cards after which cleaning is due; absent: when the printer says so. */
  readonly cleaningCards?: number | undefined;
  /** What one card takes, until enough have been measured; absent: a minute and a half. */
  readonly cardMs?: number | undefined;
  /** Whether its counters settle interrupted attempts; absent: those of a simulated one do. */
  readonly counters?: Trust | undefined;
  /** Whether its word on a card inside does; absent: as its counters. */
  readonly cardPosition?: Trust | undefined;
}

export interface ServerPlan {
  readonly id: string;
  /** So long its jobs go on printing while it is down; absent: not at all. */
  readonly autonomyMs?: number;
  /** So long a growing SMART value is told; absent: 7 days. */
  readonly smartGrowthMs?: number;
  /** It is asked for as many jobs as can be printed in this time; absent: it is not asked. */
  readonly bufferMs?: number;
}

/** A real printer is trusted once it has been qualified; the procedure is in the docs. */
export type Trust = "trusted" | "untrusted";

/** By what the host's own checks judge it. */
export interface HostLimits {
  /** Less room for the state is too little. */
  readonly diskFreeMinBytes: number;
  /** A broker that is away for longer is missed. */
  readonly brokerAwayMs: number;
}

export interface CheckPlan {
  readonly id: string;
  readonly kind: CheckKind;
  readonly device: string;
  readonly expression: string;
  /** Where it differs from the rule for all. */
  readonly rule?: CheckRuleParts;
}
