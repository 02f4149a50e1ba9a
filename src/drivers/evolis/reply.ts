import { DaemonError } from "../../core/errors.ts";
import { faultOf } from "./faults.ts";

/** How one command was answered. */
export type Reply = { readonly kind: "done"; readonly text: string } | Failure;

export type Failure =
  | { readonly kind: "refused"; readonly code: string }
  /** Nothing that ends an answer in time. */
  | { readonly kind: "silent"; readonly heard: Heard }
  | { readonly kind: "lost" };

/** What came instead of an answer: nothing, text that no ACK followed, or bytes of no meaning. */
export type Heard = "nothing" | "text" | "noise";

/** What a reply other than `done` means where only an answer will do. */
export function replyError(failure: Failure, step: string): DaemonError {
  switch (failure.kind) {
    case "refused": {
      const { condition } = faultOf(failure.code);
      const facts = { step, code: failure.code, condition };
      return new DaemonError("PRINTER_REFUSED", "the printer refused", facts);
    }
    case "silent": {
      const { heard } = failure;
      return new DaemonError("PRINTER_TIMEOUT", "the printer did not answer", { step, heard });
    }
    case "lost":
      return new DaemonError("LINK_CLOSED", "the line closed during an exchange", { step });
  }
}
