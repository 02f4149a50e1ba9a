import type { FaultListDocument } from "../../protocols/host/state-documents.ts";
import { overrideOf } from "../core/overrides.ts";
import type { Fault, State } from "../core/state.ts";
import { faultDocument } from "../io/announcements.ts";
import type { InstantFormat } from "../io/instant.ts";
import type { StatusContext } from "./context.ts";
import { worstFirst } from "./worst-first.ts";

/** The document of `<base>/fault/<device>`. */
export function faultList(
  state: State,
  device: string,
  { instant }: Pick<StatusContext, "instant">,
): FaultListDocument {
  const faults = worstFirst(state, device).map((fault) => ({
    ...faultDocument(fault, instant),
    ...overridden(state, fault, instant),
  }));
  return { faults };
}

/** By whose word a fault does not hold; nothing: by nobody's. */
export function overridden(state: State, fault: Fault, instant: InstantFormat) {
  const override = overrideOf(state, fault);
  if (override === undefined) return {};
  const { by, until } = override;
  return {
    overridden_by: by,
    ...(until === undefined ? {} : { overridden_until: instant(until) }),
  };
}
