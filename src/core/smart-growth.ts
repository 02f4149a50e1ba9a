import type { Condition } from "../../protocols/faults.ts";
import type { Draft } from "./draft.ts";
import type { Policy } from "./policy.ts";
import type { DeviceFault } from "./ports.ts";
import type { SmartValue, SmartValues, State } from "./state.ts";

/** What a report says of each disk's attributes, by `sda 197`. */
export type SmartReport = Readonly<Record<string, number>>;

/** So long a growth is told, where nothing else is configured. */
const TOLD_MS = 7 * 24 * 3_600_000;

/**
 * What the values of a report come to beside those of the reports before it, which the store keeps:
 * a disk that grew worse while nobody listened is told as well. A value that stands is told by
 * `disk-failing` alone; one that has grown, from whatever it was but zero, is told for some days.
 * A value that goes back is that of another disk.
 */
export function followSmart(
  draft: Draft,
  state: State,
  { servers }: Pick<Policy, "servers">,
  { server, smart }: { readonly server: string; readonly smart: SmartReport },
): { readonly present: readonly DeviceFault[]; readonly checked: readonly Condition[] } {
  const { at } = draft;
  const before = state.smart.get(server) ?? {};
  const values = followed(before, smart, at);
  if (JSON.stringify(values) !== JSON.stringify(before)) {
    draft.change({ kind: "smart-seen", server, values });
  }
  const toldMs = servers.find(({ id }) => id === server)?.smartGrowthMs ?? TOLD_MS;
  const grown = Object.entries(values).filter(([, { grewAt }]) => isRecent(grewAt, at, toldMs));
  const raw = grown.map(([name, { value, from }]) => `${name}: ${from}->${value}`).join(", ");
  return {
    present: grown.length === 0 ? [] : [{ condition: "disk-worsening", raw }],
    checked: ["disk-worsening"],
  };
}

/** Attributes that are reported no more are forgotten with their disk. */
function followed(before: SmartValues, smart: SmartReport, at: number): SmartValues {
  const names = Object.keys(smart).toSorted();
  return Object.fromEntries(
    names.map((name) => [name, next(before[name], smart[name] ?? 0, at)] as const),
  );
}

function next(known: SmartValue | undefined, value: number, at: number): SmartValue {
  if (known === undefined || value < known.value) return { value };
  if (value === known.value) return known;
  return known.value === 0 ? { value } : { value, from: known.value, grewAt: at };
}

function isRecent(grewAt: number | undefined, at: number, toldMs: number): boolean {
  return grewAt !== undefined && Math.abs(at - grewAt) < toldMs;
}
