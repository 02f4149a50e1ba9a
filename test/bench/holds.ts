import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { parseConfig } from "../../config/load.ts";
import type { Change } from "../../src/core/changes.ts";
import type { Request } from "../../src/core/command.ts";
import type { Event } from "../../src/core/events.ts";
import { initialState } from "../../src/core/initial-state.ts";
import { createLoop } from "../../src/core/loop.ts";
import type { PrinterHealth, Store } from "../../src/core/ports.ts";
import { policyOf } from "../../src/daemon/policy.ts";
import { createSchedule, isCronExpression } from "../../src/io/schedule.ts";
import { openStore } from "../../src/io/store.ts";

/**
 * How long a hold and its release take, commit on disk included, with one job in the queue and
 * with 100,000: shown, never judged, since a clock says as much of the machine as of the program.
 */

const ROUNDS = 50;
const AT = Date.UTC(2021, 0, 4, 1);
const OFFICE = `
site: oku
host: host1
state_dir: ./state
mqtt: { url: mqtt://127.0.0.1:1883 }
printers: [{ id: printer1, protocol: evolis, line: { path: /dev/null } }]
servers: [{ id: server1 }]
`;
const POLICY = policyOf(parseConfig(OFFICE, { isCron: isCronExpression }), createSchedule());

const identity = { model: "bench", firmware: "1", serialNumber: "B-1", simulated: false };
const reading = { serialNumber: "B-1", cardsFed: 0, panelsPrinted: 0, cardInside: false };
const health: PrinterHealth = {
  ...{ reading, faults: [], checked: [], ribbonLeft: undefined },
  ...{ feeder: "ok", cardsSinceCleaning: undefined },
};

function fill(store: Store, jobs: number): void {
  const added = (n: number): Change => ({
    kind: "job-added",
    document: "{}",
    job: {
      ...{ jobId: `J${n}`, hash: String(n), state: "pending", reasons: [], priority: 50 },
      ...{ arrival: n, stock: "default", server: "server1", specimen: true },
      ...{ receivedAt: AT, attempts: 0, spoiled: 0 },
    },
  });
  store.commit(Array.from({ length: jobs }, (_, n) => added(n + 1)));
}

interface Took {
  /** The command itself: decided, written, and the queue looked at. */
  readonly hold: number;
  /** Then a printer that is ready and finds its whole queue held. */
  readonly turn: number;
}

function measure(store: Store, scope: string): readonly Took[] {
  const state = initialState(store.load(), POLICY);
  const parts = { state, policy: POLICY, store, clock: { wallMs: () => AT } };
  const loop = createLoop({ ...parts, perform: () => {} });
  const timed = (event: Event) => {
    const begun = performance.now();
    loop.post(event);
    return performance.now() - begun;
  };
  const command = (id: string, request: Request): Event => ({
    ...{ kind: "command-received", at: AT, delivery: 1, over: "socket", retained: false },
    ...{ command: { id, at: AT, by: "bench", request }, facts: {} },
  });
  const of = { at: AT, printer: "printer1" };
  return Array.from({ length: ROUNDS }, (_, session) => {
    const hold = timed(command(`${scope}-${session}-hold`, { cmd: "hold", scope }));
    const turn = timed({ kind: "printer-ready", ...of, session: session + 1, identity, health });
    loop.post({ kind: "printer-gone", ...of, session: session + 1 });
    loop.post(command(`${scope}-${session}-end`, { cmd: "release", scope, override: false }));
    return { hold, turn };
  });
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

const folder = mkdtempSync(join(tmpdir(), "cetakd-bench-"));
process.stdout.write(`${ROUNDS} times each, median in ms; turn: of a printer under the hold\n`);
for (const jobs of [1, 100_000]) {
  const store = openStore({ path: join(folder, `${jobs}.db`), random: { id: () => "bench" } });
  fill(store, jobs);
  for (const scope of ["job:J1", "server:server1", "printer:printer1", "host"]) {
    const took = measure(store, scope);
    const ms = (key: keyof Took) =>
      median(took.map((each) => each[key]))
        .toFixed(2)
        .padStart(8);
    const name = `${String(jobs).padStart(7)} waiting  ${scope.padEnd(18)}`;
    process.stdout.write(`${name} hold${ms("hold")}  turn${ms("turn")}\n`);
  }
  store.close();
}
rmSync(folder, { recursive: true });
