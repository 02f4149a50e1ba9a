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

/** How one attempt at a card ended. `unknown` is what a person decides about. */
export const ATTEMPT_OUTCOMES = ["printed", "not-printed", "spoiled", "unknown"] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

/** Ribbon panels by their usual letters: yellow, magenta, cyan, black resin, overlay (varnish). */
export const PANELS = ["y", "m", "c", "k", "o"] as const;
export type Panel = (typeof PANELS)[number];

/** A `job_id`, and ids made from it by `reprint`, which may be longer. */
export const JOB_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** Ids of sites, hosts and devices: one level of a topic, one path segment, one label. */
export const DEVICE_ID = /^[a-z0-9-]{1,32}$/;
