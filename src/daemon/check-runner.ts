import { DaemonError } from "../core/errors.ts";
import type { CheckResult, Event } from "../core/events.ts";
import type { Policy } from "../core/policy.ts";
import type { Clock } from "../core/ports.ts";
import { lookAtServer } from "../core/servers.ts";
import type { Check, State } from "../core/state.ts";
import type { PrinterLine } from "../drivers/printer-line.ts";
import type { ServerWatch } from "./server-watch.ts";

export interface CheckRunnerParts {
  readonly state: State;
  readonly policy: Policy;
  readonly clock: Clock;
  readonly lines: ReadonlyMap<string, PrinterLine>;
  readonly servers: ServerWatch;
  readonly post: (event: Event) => void;
  /** A programmer's error: the process must end. */
  readonly fatal: (error: unknown) => void;
}

const NOT_MADE: CheckResult = { kind: "not-made" };

/** Carries out a check that the core has ordered; its end is an event. */
export function createCheckRunner(parts: CheckRunnerParts): (check: Check) => void {
  const { state, policy, clock, lines, servers, post } = parts;

  async function askPrinter(device: string): Promise<CheckResult> {
    const session = state.printers.get(device)?.session ?? 0;
    const line = lines.get(device);
    const driver = line?.driver(session);
    if (line === undefined || driver === undefined || driver.busy()) return NOT_MADE;
    try {
      return { kind: "printer", session, health: await driver.check() };
    } catch (error) {
      if (!(error instanceof DaemonError)) throw error;
      line.fail(session, error);
      return NOT_MADE;
    }
  }

  return ({ id, kind, device }) => {
    const end = (result: CheckResult) => {
      post({ kind: "check-ended", at: clock.wallMs(), check: id, result });
    };
    switch (kind) {
      case "printer-health":
        void askPrinter(device).then(end).catch(parts.fatal);
        return;
      case "server-report": {
        const server = state.servers.get(device);
        end(server === undefined ? NOT_MADE : lookAtServer(server, { at: clock.wallMs(), policy }));
        return;
      }
      case "server-ping":
        // Nobody can answer over a broker that is away, nor a server that has never been there.
        if (state.brokerConnected && state.servers.get(device)?.availability === "online") {
          servers.ping(device, end);
        } else {
          end(NOT_MADE);
        }
        return;
      case "server-probe":
        servers.probe(device, end);
        return;
    }
  };
}
