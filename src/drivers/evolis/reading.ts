import { decodeCardInside } from "../../../protocols/evolis/answers.ts";
import type { PrinterReading } from "../../core/ports.ts";
import { demandCounter, demandName, type Inquiry } from "./inquiry.ts";
import { replyError } from "./reply.ts";

/**
 * Serial number, counters and card position: what an attempt is judged by. A printer that does not
 * know the question for the position cannot tell it. Rejects with a `DaemonError`.
 */
export async function readPrinter(inquiry: Inquiry): Promise<PrinterReading> {
  const serialNumber = await demandName(inquiry, "read-serial-number");
  const cardsFed = await demandCounter(inquiry, "cards");
  const panelsPrinted = await demandCounter(inquiry, "panels");
  return { serialNumber, cardsFed, panelsPrinted, cardInside: await readCardInside(inquiry) };
}

async function readCardInside({ tryAsk }: Inquiry): Promise<boolean | undefined> {
  const command = { kind: "read-last-answer", about: "card" } as const;
  const finding = await tryAsk(command, decodeCardInside);
  switch (finding.kind) {
    case "answer":
      return finding.value;
    case "unknown":
      return undefined;
    case "refused":
      throw replyError(finding, command.kind);
  }
}
