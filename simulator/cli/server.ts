import { openControlSocket } from "../io/control-socket.ts";
import { openDoor } from "../io/door.ts";
import { openServerLink } from "../io/server-link.ts";
import { SERVER_CONDITIONS } from "../server/conditions.ts";
import { residentJobs } from "../server/documents.ts";
import type { ServerJob } from "../server/options.ts";
import { createSimulatedServer, SERVER_ACTIONS, type SimulatedServer } from "../server/server.ts";
import { readJobFiles } from "./job-files.ts";
import { complain, ready, stopSignal } from "./lifetime.ts";
import { realTime } from "./real-time.ts";

export interface ServerFlags {
  readonly mqtt: string;
  readonly site: string;
  readonly host: string;
  readonly id?: string;
  readonly jobs?: string;
  readonly count?: number;
  readonly credit?: true;
  readonly timeout?: number;
  readonly probePort?: number;
}

const DEFAULT_ID = "server1";

/** A simulated server until its jobs are final, its time is over or SIGTERM. */
export async function runServer(flags: ServerFlags): Promise<void> {
  const { site, host, id = DEFAULT_ID } = flags;
  const startedMs = Date.now();
  const jobs = jobsOf(flags, startedMs);
  const ended = withResolve<"all-final">();
  const door = flags.probePort === undefined ? undefined : await openDoor(flags.probePort);
  const server = createSimulatedServer(
    { site, host, id, waitsForCredit: flags.credit === true },
    jobs,
    {
      clock: { ...realTime, wallMs: () => Date.now() },
      publish: (publication) => link.publish(publication),
      setPower: (isPowered) => link.setPower(isPowered),
      setDoor: (isOpen) => door?.setOpen(isOpen),
      note: say,
      allEnded: () => ended.resolve("all-final"),
    },
  );
  const control = await openControlSocket({
    name: id,
    isGiven: false,
    device: controlled(server),
  });
  const first = withResolve<"connected">();
  const link = openServerLink({
    url: flags.mqtt,
    clientId: `cetakd-sim-${site}-${id}-${startedMs.toString(36)}`,
    will: { topic: server.topics.own.availability, payload: "offline" },
    subscriptions: server.subscriptions,
    message: server.message.bind(server),
    lost: server.lost.bind(server),
    failed: onceAMinute(say),
    connected() {
      server.connected();
      first.resolve("connected");
    },
  });
  void first.promise.then(() => ready({ device: control.name, site, host, jobs: jobs.length }));

  const deadline = withResolve<"too-late">();
  const { timeout } = flags;
  const cancel =
    timeout === undefined ? () => {} : realTime.timer(timeout, () => deadline.resolve("too-late"));
  const stopped = stopSignal().then(() => "stopped" as const);
  const how = await Promise.race([ended.promise, deadline.promise, stopped]);
  cancel();
  control.close();
  door?.close();
  await link.close();
  tell(server, how);
  // Timers for answers that nobody waits for any more.
  process.exit();
}

function jobsOf(flags: ServerFlags, wallMs: number): readonly ServerJob[] {
  const { site, id: server, count = 0, jobs } = flags;
  if (jobs !== undefined) return readJobFiles(jobs);
  const run = wallMs.toString(36);
  return residentJobs({ site, run, count, wallMs, ...(server !== undefined && { server }) });
}

/** The last words, and the exit code: 0 only if nothing is left to be said. */
function tell(server: SimulatedServer, how: "all-final" | "too-late" | "stopped"): void {
  const { ended, violations } = server.state();
  say(`jobs by their end: ${JSON.stringify(ended)}`);
  if (violations.length > 0) complain(`the host broke the contract ${violations.length} times`);
  if (how === "stopped") return;
  if (ended["refused"] !== undefined) complain(`${ended["refused"]} documents were refused`);
  if (how === "all-final") return;
  const { unanswered } = server;
  if (unanswered.length > 0) complain(`no answer for ${unanswered.join(", ")}`);
  complain("not all jobs are final in time");
}

function say(line: string): void {
  process.stderr.write(`cetakd-sim: ${line}\n`);
}

/** The same complaint again and again helps nobody. */
function onceAMinute(run: (line: string) => void): (line: string) => void {
  let quietUntilMs = 0;
  return (line) => {
    if (realTime.now() < quietUntilMs) return;
    quietUntilMs = realTime.now() + 60_000;
    run(`the broker cannot be reached, trying on: ${line}`);
  };
}

function withResolve<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

function controlled(server: SimulatedServer) {
  return {
    conditions: SERVER_CONDITIONS,
    actions: SERVER_ACTIONS,
    raise: server.raise.bind(server),
    clear: server.clear.bind(server),
    hand: server.hand.bind(server),
    state: server.state.bind(server),
  };
}
