import type { ServerStateDocument } from "../../protocols/host/state-documents.ts";
import type { Incident } from "../core/incidents.ts";
import { figuresOf, outagesOf } from "../core/incidents-figures.ts";
import { leftOf } from "../core/probation.ts";
import { devicePenalty, type Relapse, relapseOf } from "../core/relapse.ts";
import type { State } from "../core/state.ts";
import type { StatusContext } from "./context.ts";
import { TRUST_SENTENCES } from "./trust-sentences.ts";

type TrustKeys = Pick<ServerStateDocument, "probation_cards_left" | "relapse" | "penalty">;
type FigureKeys = Pick<ServerStateDocument, "availability_30d_pct" | "mtbf_h" | "mttr_h">;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How far a device is to be relied on. */
export function trustKeys(state: State, device: string, context: StatusContext): TrustKeys {
  const { wallMs: at, policy } = context;
  const probation = state.probations.get(device);
  const penalty = devicePenalty(state.incidents.values(), device, { at, rules: policy.relapse });
  return {
    probation_cards_left: probation === undefined ? 0 : leftOf(probation, policy.probation),
    relapse: relapseOf(state, device) !== undefined,
    penalty: Math.round(penalty),
  };
}

/** How reliable a device has been; `null` where nothing is known yet. */
export function figureKeys(
  incidents: Iterable<Incident>,
  device: string,
  wallMs: number,
): FigureKeys {
  const { availability, mtbfMs, mttrMs } = figuresOf(outagesOf(incidents, device), wallMs);
  return {
    availability_30d_pct: rounded(availability * 100),
    mtbf_h: mtbfMs === undefined ? null : rounded(mtbfMs / HOUR_MS),
    mttr_h: mttrMs === undefined ? null : rounded(mttrMs / HOUR_MS),
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

/** The first device that proves itself, in words; `undefined`: none does. */
export function provingWords(state: State, context: StatusContext): string | undefined {
  const proving = [...state.probations.values()].find(({ phase }) => phase !== "stopped");
  if (proving === undefined) return undefined;
  const { device, step } = proving;
  const steps = context.policy.probation.steps.length;
  return `${device}: ${TRUST_SENTENCES[context.language].proving(step, steps)}`;
}

/** What a device's relapse says to whoever relies on its repair; `undefined`: it has none. */
export function relapseWords(
  state: Pick<State, "relapses" | "incidents">,
  device: string,
  { language }: Pick<StatusContext, "language">,
): string | undefined {
  const relapse = relapseOf(state, device);
  if (relapse === undefined) return undefined;
  const failures = countedFailures(state.incidents.values(), relapse);
  const [first, last] = [failures[0], failures.at(-1)];
  const sentences = TRUST_SENTENCES[language];
  if (first?.clearedAt === undefined || last === undefined) return sentences.unreliable;
  const days = Math.max(1, Math.round((last.raisedAt - first.clearedAt) / DAY_MS));
  return sentences.relapse(failures.length, days);
}

/** Failures of a relapse's condition that were over at most a month before it, oldest first. */
function countedFailures(incidents: Iterable<Incident>, relapse: Relapse): readonly Incident[] {
  const { device, condition, since } = relapse;
  return [...incidents].filter(
    (incident) =>
      incident.device === device &&
      incident.condition === condition &&
      (incident.clearedAt ?? since) >= since - 30 * DAY_MS,
  );
}

/** The first device that relapses, in words; `undefined`: all can be relied on. */
export function relapsingWords(state: State, context: StatusContext): string | undefined {
  for (const { device } of state.relapses.values()) {
    const words = relapseWords(state, device, context);
    if (words !== undefined) return `${device}: ${words}`;
  }
  return undefined;
}
