import { faultRule } from "../../protocols/faults.ts";
import { type Fault, faultKey, type Override, type State } from "./state.ts";

type OfDevice = Pick<Fault, "device" | "condition">;

/** The word of a person by which a fault does not hold; the later of two. */
export function overrideOf({ overrides }: State, fault: OfDevice): Override | undefined {
  const own = overrides.get(faultKey(fault.device, fault.condition));
  if (own !== undefined) return own;
  return [...overrides.values()].findLast((override) => isOf(override, fault));
}

export function isOverridden(state: State, fault: OfDevice): boolean {
  return overrideOf(state, fault) !== undefined;
}

/** Whether jobs wait for a fault: the catalogue says so, and no person prints in spite of it. */
export function isHolding(state: State, fault: OfDevice): boolean {
  return faultRule(fault.condition).holds && !isOverridden(state, fault);
}

/**
 * One of the ways in which a server is found to be away. They come one after the other: who prints
 * in spite of the first means the others, too.
 */
function isAway({ condition }: Pick<OfDevice, "condition">): boolean {
  const { device, away } = faultRule(condition);
  return device === "server" && away;
}

/** Whether an override is meant for this fault. */
function isOf(override: OfDevice, { device, condition }: OfDevice): boolean {
  if (override.device !== device) return false;
  return override.condition === condition || (isAway(override) && isAway({ condition }));
}

/**
 * Overrides without a time whose end it is that these faults are left: what they were meant for has
 * once been clear.
 */
export function endedWith(
  state: State,
  cleared: OfDevice,
  left: readonly Fault[],
): readonly Override[] {
  return [...state.overrides.values()].filter(
    (override) =>
      override.until === undefined &&
      isOf(override, cleared) &&
      !left.some((fault) => isOf(override, fault)),
  );
}
