import { randomBytes } from "node:crypto";
import type { RunningServer, ServerOptions } from "../library.ts";
import { SERVER_CONDITIONS } from "../server/conditions.ts";
import { residentJobs } from "../server/documents.ts";
import type { ServerJob } from "../server/options.ts";
import { createSimulatedServer } from "../server/server.ts";
import { SERVER_ACTIONS } from "../server/words.ts";
import { type Door, openDoor } from "./door.ts";
import { known } from "./known.ts";
import { stoppableTime } from "./real-time.ts";
import { openServerLink } from "./server-link.ts";
import { createWaiting } from "./waiting.ts";

/** A server that may not have reached its broker yet. */
export interface OpenServer {
  readonly server: RunningServer;
  /** How many jobs it was given. */
  readonly jobs: number;
  /** Settles at its first connection; rejects with why there was none in so long. */
  untilConnected(timeoutMs?: number): Promise<void>;
}

const DEFAULT_ID = "server1";

/** A simulated server on a broker; what it does is told in `library.ts`. */
export async function openServer(options: ServerOptions): Promise<OpenServer> {
  const { url, site, host, id = DEFAULT_ID, probePort, waitsForCredit = false } = options;
  const { onNote = () => {} } = options;
  const time = stoppableTime();
  // Another for every server, also where several start at once.
  const run = `${time.wallMs().toString(36)}${randomBytes(2).toString("hex")}`;
  const jobs = jobsOf(options, { run, wallMs: time.wallMs() });
  const waiting = createWaiting();
  let door: Door | undefined;
  let isConnected = false;
  let isOver = jobs.length === 0;
  let failure = "no answer";
  let stopped: Promise<void> | undefined;
  const complain = onceAMinute(onNote);

  const server = createSimulatedServer({ site, host, id, waitsForCredit }, jobs, {
    clock: time,
    publish: (publication) => link.publish(publication),
    setPower: (isPowered) => link.setPower(isPowered && stopped === undefined),
    setDoor: (isOpen) => door?.setOpen(isOpen && stopped === undefined),
    note: onNote,
    allEnded() {
      isOver = true;
      waiting.look();
    },
  });
  const link = openServerLink({
    url,
    clientId: `cetakd-sim-${site}-${id}-${run}`,
    will: { topic: server.topics.own.availability, payload: "offline" },
    subscriptions: server.subscriptions,
    message: server.message.bind(server),
    lost: server.lost.bind(server),
    failed(message) {
      failure = message;
      complain(`the broker cannot be reached, trying on: ${message}`);
    },
    connected() {
      isConnected = true;
      server.connected();
      waiting.look();
    },
  });
  if (probePort !== undefined) {
    door = await openDoor(probePort).catch(async (error: unknown) => {
      time.stop();
      await link.close();
      throw error;
    });
  }

  async function stop(): Promise<void> {
    time.stop();
    door?.close();
    await link.close();
    waiting.end(`${id} was stopped before`);
  }

  const running: RunningServer = {
    id,
    conditions: SERVER_CONDITIONS,
    actions: SERVER_ACTIONS,
    get unanswered() {
      return server.unanswered;
    },
    raise: (condition) => server.raise(known("condition", condition, SERVER_CONDITIONS)),
    clear: (condition) => server.clear(known("condition", condition, SERVER_CONDITIONS)),
    hand: (action) => server.hand(known("action", action, SERVER_ACTIONS)),
    state: server.state.bind(server),
    add(jobs) {
      isOver &&= jobs.length === 0;
      server.add(jobs);
    },
    untilEnded: () => waiting.until(() => isOver),
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
  return {
    server: running,
    jobs: jobs.length,
    async untilConnected(timeoutMs) {
      const giveUp = () => waiting.end(`the broker could not be reached: ${failure}`);
      const cancel = timeoutMs === undefined ? () => {} : time.timer(timeoutMs, giveUp);
      await waiting.until(() => isConnected).finally(cancel);
    },
  };
}

function jobsOf(
  { jobs = 0, site, id }: ServerOptions,
  { run, wallMs }: { readonly run: string; readonly wallMs: number },
): readonly ServerJob[] {
  if (typeof jobs !== "number") return jobs;
  return residentJobs({ site, run, count: jobs, wallMs, ...(id !== undefined && { server: id }) });
}

const MINUTE_MS = 60_000;

/** The same complaint again and again helps nobody. */
function onceAMinute(run: (line: string) => void): (line: string) => void {
  let quietUntilMs = 0;
  return (line) => {
    if (performance.now() < quietUntilMs) return;
    quietUntilMs = performance.now() + MINUTE_MS;
    run(line);
  };
}
