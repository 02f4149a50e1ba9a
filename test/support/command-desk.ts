import type { CommandAnswer } from "../../src/core/command.ts";
import type { Stream } from "../../src/core/state.ts";
import { createCommands } from "../../src/daemon/commands.ts";
import { BEFORE, command, type Happening, PANELS, received, type Stand } from "./core-fixtures.ts";

/** Command documents on their way to the core of a stand, with what its store knows of them. */
export interface CommandDesk {
  /** Sends one with a new id, sent now by `rina`, unless it says otherwise. */
  ask(document: Readonly<Record<string, unknown>>, how?: HowSent): CommandAnswer;
}

export interface HowSent {
  readonly over?: "mqtt" | "socket";
  readonly retained?: boolean;
}

export function createCommandDesk(stand: Stand): CommandDesk {
  let sent = 0;
  const commands = createCommands({
    clock: { wallMs: () => stand.nowMs },
    random: { id: () => `made-${sent}` },
    store: stand.store,
    post: (event) => stand.post(event as Happening),
  });
  stand.perform = (order) => {
    if (order.kind === "answer-command") commands.answer(order.delivery, order.answer);
  };
  return {
    ask(document, { over = "socket", retained = false } = {}) {
      sent += 1;
      const at = new Date(stand.nowMs).toISOString();
      const whole = { id: `c-${sent}`, at, by: "rina", reason: "seen", ...document };
      const payload = new TextEncoder().encode(JSON.stringify(whole));
      const answers: CommandAnswer[] = [];
      commands.receive(payload, { over, retained, answer: (answer) => answers.push(answer) });
      const [answer, ...more] = answers;
      if (answer === undefined || more.length > 0) throw new Error("not answered once");
      return answer;
    },
  };
}

/** A job of which an attempt on printer1 has come to this end, however that came about. */
export function attempted(stand: Stand, jobId: string, outcome: "printed" | "unknown"): void {
  if (!stand.state.jobs.has(jobId)) stand.post(received(jobId));
  const before = stand.state.jobs.get(jobId);
  if (before === undefined) throw new Error("no such job");
  const [attempt, at] = [before.attempts + 1, stand.nowMs];
  const evidence = { outcome, detail: "sample" } as const;
  const armed = { jobId, attempt, printer: "printer1", armedAt: at, before: BEFORE };
  const state = outcome === "printed" ? "completed" : "in-doubt";
  command(
    stand,
    { kind: "attempt-armed", attempt: { ...armed, panels: PANELS, payloadHash: "f00d" } },
    { kind: "job-moved", jobId, state: "processing", reasons: [], at },
    { kind: "attempt-ended", jobId, attempt, at, evidence },
    { kind: "job-moved", jobId, state, reasons: [], at },
  );
}

/** The bodies of what has been announced on a stream, oldest first. */
export function told<Name extends Stream>(stand: Stand, stream: Name): readonly object[] {
  return stand.store.events(stream, 1, 1_000).map(({ body }) => body);
}
