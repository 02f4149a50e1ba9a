import { DaemonError } from "../core/errors.ts";
import type { CheckResult, Event } from "../core/events.ts";
import type { Policy } from "../core/policy.ts";
import type { Clock, Machine } from "../core/ports.ts";
import { isLookedAt, lookAtServer } from "../core/servers.ts";
import type { Check, CheckKind, State } from "../core/state.ts";
import type { PrinterLine } from "../drivers/printer-line.ts";
import type { ServerWatch } from "./server-watch.ts";

export interface CheckRunnerParts {
  readonly state: State;
  readonly policy: Policy;
  readonly clock: Clock;
  readonly machine: Machine;
  readonly lines: ReadonlyMap<string, PrinterLine>;
  readonly servers: ServerWatch;
  readonly post: (event: Event) => void;
  /** A programmer's error: the process must end. */
  readonly fatal: (error: unknown) => void;
}

export interface CheckRunner {
  /** Carries out a check that the core has ordered; its end is an event. */
  run(check: Check): void;
  /** Gives up what a check waits for; its answer would be stale. */
  stop(check: Check): void;
}

/** A good-bye outside office hours is none in them: without a look it would be missed for ever. */
const OFFLINE: CheckResult = {
  kind: "seen",
  present: [{ condition: "server-offline" }],
  checked: [],
};
const NOT_MADE: CheckResult = { kind: "not-made" };

export function createCheckRunner(parts: CheckRunnerParts): CheckRunner {
  const { state, policy, clock, machine, lines, servers, post } = parts;
  /** Sessions that are being asked, by check. */
  const asked = new Map<string, number>();

  async function askPrinter({ id, device }: Check): Promise<CheckResult> {
    const session = state.printers.get(device)?.session ?? 0;
    const line = lines.get(device);
    const driver = line?.driver(session);
    if (line === undefined || driver === undefined) return notMade("not-connected");
    if (driver.busy()) return notMade("device-busy");
    asked.set(id, session);
    try {
      return { kind: "printer", session, health: await driver.check() };
    } catch (error) {
      if (!(error instanceof DaemonError)) throw error;
      line.fail(session, error);
      return notMade("not-connected");
    }
  }

  /** While the broker is away no report can come: that is not the server's fault. */
  function lookAt(device: string): CheckResult {
    const server = state.servers.get(device);
    if (server === undefined) return NOT_MADE;
    if (!state.brokerConnected) return notMade("broker-away");
    return lookAtServer(server, { at: clock.wallMs(), policy, backAt: state.brokerBackAt });
  }

  /** Nobody can answer over a broker that is away, nor a server that has never been there. */
  function pingOf(device: string, end: (result: CheckResult) => void): void {
    const availability = state.servers.get(device)?.availability;
    if (!state.brokerConnected) end(notMade("broker-away"));
    else if (availability === "online") servers.ping(device, end);
    else if (availability === "offline" && !isLookedAt(policy, device)) end(OFFLINE);
    else end(notMade(availability === "offline" ? "not-connected" : "never-heard"));
  }

  const ways: Readonly<Record<CheckKind, (check: Check, end: (is: CheckResult) => void) => void>> =
    {
      "printer-health": (check, end) => void askPrinter(check).then(end).catch(parts.fatal),
      "server-report": ({ device }, end) => end(lookAt(device)),
      "server-ping": ({ device }, end) => pingOf(device, end),
      "server-probe": ({ device }, end) => servers.probe(device, end),
      "host-disk": (_, end) =>
        machine.disk((space) => end(space ? { kind: "host", of: "disk", ...space } : NOT_MADE)),
      "host-store": (_, end) =>
        machine.writable((writable) => end({ kind: "host", of: "store", writable })),
      "host-broker": (_, end) => end({ kind: "host", of: "broker" }),
      "host-clock": (_, end) =>
        machine.clockSynchronized((is) =>
          end(is === undefined ? NOT_MADE : { kind: "host", of: "clock", synchronized: is }),
        ),
    };

  return {
    run(check) {
      const startedMs = clock.monotonicMs();
      ways[check.kind](check, (result) => {
        const tookMs = clock.monotonicMs() - startedMs;
        const { id, run } = check;
        const of = run === undefined ? { check: id } : { check: id, run };
        post({ kind: "check-ended", at: clock.wallMs(), ...of, result, tookMs });
      });
    },
    stop({ id, device }) {
      const session = asked.get(id);
      if (session === undefined) return;
      lines.get(device)?.fail(session, new DaemonError("PRINTER_TIMEOUT", "a check took too long"));
    },
  };
}

function notMade(reason: "not-connected" | "device-busy" | "broker-away" | "never-heard") {
  return { kind: "not-made", reason } as const;
}
