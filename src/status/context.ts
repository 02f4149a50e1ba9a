import type { Language } from "../../protocols/fault-texts.ts";
import { roundedEta } from "../core/eta.ts";
import type { Policy } from "../core/policy.ts";
import type { WhyPolicy } from "../core/why.ts";
import { createInstantFormat, createLocalDate, type InstantFormat } from "../io/instant.ts";

/** What a document needs beside the state. */
export interface StatusContext {
  readonly wallMs: number;
  /** When this process began. */
  readonly startedAtMs: number;
  readonly language: Language;
  /** Of the daemon. */
  readonly version: string;
  /** RFC 3339 with the offset of the configured zone. */
  readonly instant: InstantFormat;
  /** The day in the configured zone. */
  readonly localDate: (wallMs: number) => string;
  /** Cards that a full ribbon of this printer yields. */
  readonly ribbonCapacity: (printer: string) => number;
  /** When the office works, and what a card takes before it has been measured. */
  readonly policy: StatusPolicy;
}

/** Of the policy, what the documents need; also what failures weigh and how a device is proved. */
export type StatusPolicy = WhyPolicy & Pick<Policy, "relapse" | "probation">;

export interface StatusSettings {
  readonly zone: string;
  readonly language: Language;
  readonly version: string;
  readonly startedAtMs: number;
  readonly policy: StatusPolicy;
  /** By printer id, where it is not 200. */
  readonly ribbonCapacities?: Readonly<Record<string, number>>;
}

/** What a colour ribbon usually yields; the configuration knows better. */
const RIBBON_CAPACITY = 200;

/** The context of any moment of one process. Throws a `RangeError` for an unknown zone. */
export function createStatusContext(settings: StatusSettings): (wallMs: number) => StatusContext {
  const { zone, language, version, startedAtMs, policy, ribbonCapacities = {} } = settings;
  const lasting = {
    language,
    version,
    startedAtMs,
    policy,
    instant: createInstantFormat(zone),
    localDate: createLocalDate(zone),
    ribbonCapacity: (printer: string) => ribbonCapacities[printer] ?? RIBBON_CAPACITY,
  };
  return (wallMs) => ({ ...lasting, wallMs });
}

/** An instant, or `null` where nothing has happened yet. */
export function instantOrNull(
  wallMs: number | undefined,
  { instant }: Pick<StatusContext, "instant">,
): string | null {
  return wallMs === undefined ? null : instant(wallMs);
}

/** An expected time as it is shown, or `null` where nobody can say. */
export function etaOrNull(
  endsAt: number | undefined,
  context: Pick<StatusContext, "instant" | "wallMs">,
): string | null {
  return endsAt === undefined ? null : context.instant(roundedEta(endsAt, context.wallMs));
}

/** Devices are looked at this often, or more often. */
const CHECK_PERIOD_MS = 120_000;
const STALE_AFTER_MS = 3 * CHECK_PERIOD_MS;

/**
 * Whether what was observed then says little about now. An observation from a future that a
 * wrong clock showed is no better than one as far back.
 */
export function isStale(
  observedAt: number | undefined,
  { wallMs }: Pick<StatusContext, "wallMs">,
): boolean {
  return observedAt === undefined || Math.abs(wallMs - observedAt) > STALE_AFTER_MS;
}
