import type { FaultListDocument } from "../../protocols/host/state-documents.ts";
import type { State } from "../core/state.ts";
import { faultDocument } from "../io/announcements.ts";
import type { StatusContext } from "./context.ts";
import { worstFirst } from "./worst-first.ts";

/** The document of `<base>/fault/<device>`. */
export function faultList(
  state: State,
  device: string,
  { instant }: Pick<StatusContext, "instant">,
): FaultListDocument {
  return { faults: worstFirst(state, device).map((fault) => faultDocument(fault, instant)) };
}
