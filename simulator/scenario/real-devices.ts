import { freePort } from "../io/free-port.ts";
import { openPrinter } from "../io/running-printer.ts";
import { openServer } from "../io/running-server.ts";
import type { RunningPrinter, RunningServer } from "../library.ts";
import type { CardRecord } from "../printer/card.ts";
import type { Closing } from "./closing.ts";
import type { Scenario } from "./load.ts";
import { printerSettings } from "./settings.ts";

export interface RealPrintersOptions {
  /** How many times as fast as the scenario says its printers are. */
  readonly speed: number;
  readonly linkOf: (printer: string) => string;
  readonly cardOut: (printer: string, card: CardRecord) => void;
  readonly closing: Closing;
}

/** The printers of a scenario on pseudo-terminals, by id; their lines are unpaced. */
export function openRealPrinters(
  { config, devices, seed }: Scenario,
  { speed, linkOf, cardOut, closing }: RealPrintersOptions,
): ReadonlyMap<string, RunningPrinter> {
  const printers = config.printers.map((each) => {
    const simulated = printerSettings(devices[each.id], each);
    const printer = openPrinter({
      ...simulated,
      link: linkOf(each.id),
      seed,
      speed: (simulated.speed ?? 1) * speed,
      payloadTimeoutMs: each.settings.payload_timeout,
      onCard: (card) => cardOut(each.id, card),
    });
    closing.add(printer.stop);
    return [each.id, printer] as const;
  });
  return new Map(printers);
}

export interface RealServersOptions {
  readonly url: string;
  readonly probePorts: ReadonlyMap<string, number>;
  readonly closing: Closing;
}

/** Its servers, by id; they come to the broker as soon as they can. */
export async function openRealServers(
  { config, devices }: Scenario,
  { url, probePorts, closing }: RealServersOptions,
): Promise<ReadonlyMap<string, RunningServer>> {
  const servers = new Map<string, RunningServer>();
  const { site, host } = config;
  for (const { id } of config.servers) {
    const waitsForCredit = devices[id]?.waits_for_credit === true;
    const probePort = probePorts.get(id);
    const probed = probePort === undefined ? {} : { probePort };
    const { server } = await openServer({ url, site, host, id, waitsForCredit, ...probed });
    closing.add(server.stop);
    servers.set(id, server);
  }
  return servers;
}

/** A port for each server that is probed: where its configuration says it is, it is not. */
export async function probePortsOf({ config }: Scenario): Promise<ReadonlyMap<string, number>> {
  const ports = new Map<string, number>();
  for (const { id, probe } of config.servers) {
    if (probe !== undefined) ports.set(id, await freePort());
  }
  return ports;
}
