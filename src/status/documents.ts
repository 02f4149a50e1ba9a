import type { State } from "../core/state.ts";
import type { StatusContext } from "./context.ts";
import { faultTopic, HOST_DEVICE, printerTopic, serverTopic } from "./device-topics.ts";
import { faultList } from "./fault-list.ts";
import { hostState } from "./host-state.ts";
import { printerState } from "./printer-state.ts";
import type { RetainedDocuments } from "./publisher.ts";
import { serverState } from "./server-state.ts";

/** Every retained document of the host, by topic. */
export function statusDocuments(
  state: State,
  base: string,
  context: StatusContext,
): RetainedDocuments {
  const documents = new Map<string, Readonly<Record<string, unknown>>>();
  documents.set(`${base}/state`, hostState(state, context));
  documents.set(faultTopic(base, HOST_DEVICE), faultList(state, HOST_DEVICE, context));
  for (const printer of state.printers.values()) {
    documents.set(printerTopic(base, printer.id), printerState(state, printer, context));
    documents.set(faultTopic(base, printer.id), faultList(state, printer.id, context));
  }
  for (const server of state.servers.values()) {
    documents.set(serverTopic(base, server.id), serverState(state, server, context));
    documents.set(faultTopic(base, server.id), faultList(state, server.id, context));
  }
  return documents;
}
