import { FAULT_TEXTS } from "../../protocols/fault-texts.ts";
import type { Incident } from "../core/incidents.ts";
import { figuresOf, outagesOf } from "../core/incidents-figures.ts";
import type { Store } from "../core/ports.ts";
import { leftOf } from "../core/probation.ts";
import type { State } from "../core/state.ts";
import type { DeviceReport, IncidentRow, ReportDocument } from "../io/report-document.ts";
import { instantOrNull, type StatusContext } from "../status/context.ts";
import { figureKeys, relapseWords, trustKeys } from "../status/trust.ts";

export interface ReportFilter {
  readonly device?: string;
  readonly sinceMs?: number;
}

/** The history of every device, or of one; `undefined`: no such device was ever known. */
export function reportDocument(
  { state, store }: { readonly state: State; readonly store: Pick<Store, "incidents"> },
  { device, sinceMs }: ReportFilter,
  context: StatusContext,
): ReportDocument | undefined {
  const incidents = store.incidents(sinceMs === undefined ? {} : { sinceMs });
  const known = new Set([
    ...state.printers.keys(),
    ...state.servers.keys(),
    ...incidents.map((incident) => incident.device),
  ]);
  if (device !== undefined && !known.has(device)) return undefined;
  return {
    at: context.instant(context.wallMs),
    since: instantOrNull(sinceMs, context),
    devices: (device === undefined ? [...known] : [device]).map((id) =>
      deviceReport(state, id, incidents, context),
    ),
  };
}

function deviceReport(
  state: State,
  device: string,
  incidents: readonly Incident[],
  context: StatusContext,
): DeviceReport {
  const { wallMs } = context;
  const own = incidents.filter((incident) => incident.device === device);
  const { penalty, relapse } = trustKeys(state, device, context);
  const { mtbf_h, mttr_h } = figureKeys(own, device, wallMs);
  return {
    device,
    kind: kindOf(state, device),
    outages: figuresOf(outagesOf(own, device), wallMs).count,
    mtbf_h,
    mttr_h,
    availability_30d_pct: figureKeys(state.incidents.values(), device, wallMs).availability_30d_pct,
    penalty,
    relapse,
    verdict: relapseWords(state, device, context) ?? null,
    probation: probationRow(state, device, context),
    incidents: own.map((incident) => incidentRow(incident, context)),
  };
}

function kindOf({ printers, servers }: State, device: string): DeviceReport["kind"] {
  if (printers.has(device)) return "printer";
  return servers.has(device) ? "server" : "removed";
}

function probationRow(
  { probations }: State,
  device: string,
  { policy: { probation: rules } }: StatusContext,
): DeviceReport["probation"] {
  const probation = probations.get(device);
  if (probation === undefined) return null;
  const { phase, step } = probation;
  return { phase, step, steps: rules.steps.length, left: leftOf(probation, rules) };
}

function incidentRow(
  { incident, condition, raisedAt, clearedAt, byPerson, reopened }: Incident,
  context: StatusContext,
): IncidentRow {
  return {
    incident,
    condition,
    text: FAULT_TEXTS[condition][context.language].title,
    raised_at: context.instant(raisedAt),
    cleared_at: instantOrNull(clearedAt, context),
    by_person: byPerson ?? null,
    reopened,
  };
}
