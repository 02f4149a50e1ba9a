import { once } from "node:events";
import { openControlSocket } from "../io/control-socket.ts";
import { realTime } from "../io/real-time.ts";
import { openServer } from "../io/running-server.ts";
import type { RunningServer } from "../library.ts";
import { readJobFiles } from "./job-files.ts";
import { complain, ready, stoppedBySignal } from "./lifetime.ts";

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

/** A simulated server until its jobs are final, its time is over or SIGTERM. */
export async function runServer(flags: ServerFlags): Promise<void> {
  const { mqtt, jobs: folder, count = 0, credit, timeout, ...same } = flags;
  const { server, jobs, untilConnected } = await openServer({
    ...same,
    url: mqtt,
    jobs: folder === undefined ? count : readJobFiles(folder),
    waitsForCredit: credit === true,
    onNote: say,
  });
  try {
    const control = await openControlSocket({ name: server.id, isGiven: false, device: server });
    const { site, host } = flags;
    void untilConnected().then(
      () => ready({ device: control.name, site, host, jobs }),
      () => {},
    );
    tell(server, await howItEnds(server, { jobs, timeout }));
    control.close();
  } finally {
    await server.stop();
  }
}

type End = "all-final" | "too-late" | "stopped";

/** Without jobs it lives until it is stopped. */
async function howItEnds(
  server: RunningServer,
  { jobs, timeout }: { readonly jobs: number; readonly timeout: number | undefined },
): Promise<End> {
  let cancel = () => {};
  const { signal, forget } = stoppedBySignal();
  const stopped = once(signal, "abort").then((): End => "stopped");
  const isOver = server
    .untilEnded()
    .then((): Promise<End> | End => (jobs === 0 ? stopped : "all-final"));
  const isLate = new Promise<End>((resolve) => {
    if (timeout !== undefined) cancel = realTime.timer(timeout, () => resolve("too-late"));
  });
  const end = await Promise.race([isOver, isLate, stopped]);
  cancel();
  forget();
  return end;
}

/** The last words, and the exit code: 0 only if nothing is left to be said. */
function tell(server: RunningServer, how: End): void {
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
