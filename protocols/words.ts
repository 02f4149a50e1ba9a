/** The words that the MQTT contract, the core and every driver share. */

/** IPP job states as the contract uses them. `held` is derived and never stored. */
export const JOB_STATES = [
  "pending",
  "processing",
  "in-doubt",
  "completed",
  "canceled",
  "aborted",
  "expired",
] as const;
export type JobState = (typeof JOB_STATES)[number];

/** States from which a job goes nowhere (contract §3). */
export const FINAL_STATES: ReadonlySet<string> = new Set<JobState>([
  "completed",
  "canceled",
  "aborted",
  "expired",
]);

/** How one attempt at a card ended. `unknown` is what a person decides about. */
export const ATTEMPT_OUTCOMES = ["printed", "not-printed", "spoiled", "unknown"] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

/** Ribbon panels by their usual letters: yellow, magenta, cyan, black resin, overlay (varnish). */
export const PANELS = ["y", "m", "c", "k", "o"] as const;
export type Panel = (typeof PANELS)[number];

/** A `job_id` as a server gives it. */
export const JOB_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** Any `job_id`: those that `reprint` makes are longer. */
export const ANY_JOB_ID = /^[A-Za-z0-9._-]{1,72}$/;

/** What a command names its sender and its reason by. */
export const ACCOUNT = /^[a-z0-9._-]{1,32}$/;
export const REASON_CODE = /^[a-z0-9-]{1,40}$/;

/** Where the card of the job that is printed again is now. */
export const OLD_CARDS = ["destroyed", "rejected", "handed-over", "missing"] as const;
export type OldCard = (typeof OLD_CARDS)[number];

/** A person's answer about a job in doubt. */
export const RESOLUTIONS = ["printed", "spoiled", "not-printed"] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** Ids of sites, hosts and devices: one level of a topic, one path segment, one label. */
export const DEVICE_ID = /^[a-z0-9-]{1,32}$/;

/**
 * What ends a hold, for each of its causes: its fault is found gone; a person adopts this host;
 * a person decides about the card in doubt; a person releases it; its time comes;
 * of a device that proves itself: its checks are good, a person has looked at the first card, the
 * pause behind a failure is over.
 */
export const RELEASE_RULES = [
  "fault-clears",
  "adopt",
  "decision",
  "operator",
  "until",
  "probation-checks",
  "probation-look",
  "probation-pause",
] as const;
export type ReleaseRule = (typeof RELEASE_RULES)[number];

/** Limits of the configuration after which a printer rests. */
export const DUTY_REASONS = ["duty-per-hour", "duty-per-day"] as const;
export type DutyReason = (typeof DUTY_REASONS)[number];

/** What is told to people outside the office, and the messages about one such problem. */
export const PROBLEM_KINDS = ["failure", "hold", "relapse", "in-doubt"] as const;
export type ProblemKind = (typeof PROBLEM_KINDS)[number];
export const NOTICE_EVENTS = ["problem", "repeat", "recovery"] as const;
export type NoticeEvent = (typeof NOTICE_EVENTS)[number];
