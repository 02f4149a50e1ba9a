import type { Plant } from "./plant.ts";

/** Mistakes in taking jobs and commands, and in telling of them. */
export const TAKING: readonly Plant[] = [
  {
    name: "a job is acknowledged before it is stored",
    breaks: "I5",
    file: "src/daemon.ts",
    find: "deliveries.receive({ payload, retained, answer, settle });",
    replace: `settle("ok"); deliveries.receive({ payload, retained, answer, settle: () => {} });`,
  },
  {
    name: "a message marked DUP is taken for a copy",
    breaks: "I5 I6",
    file: "src/daemon.ts",
    find: "// An empty payload clears a retained message: there is nothing to answer.",
    replace: "if ((message as { dup?: boolean }).dup === true) { settle('ok'); return; }",
  },
  {
    name: "orders go out before their commit",
    breaks: "I5",
    file: "src/core/loop.ts",
    find: "if (changes.length > 0 && !tryCommit(changes)) return false;",
    replace: `for (const order of (orders as Order[]).splice(0)) perform(order);
      if (changes.length > 0 && !tryCommit(changes)) return false;`,
  },
  {
    name: "what the store has refused is done all the same",
    breaks: "I3 I5",
    file: "src/core/loop.ts",
    find: "setFailure(failure, error as DaemonError);\n      return false;",
    replace: "setFailure(failure, error as DaemonError);\n      return true;",
  },
  {
    name: "a job is acknowledged that the store could not take",
    breaks: "I5",
    file: "src/core/loop.ts",
    find: `{ kind: "settle", delivery, verdict: "refuse" }`,
    replace: `{ kind: "settle", delivery, verdict: "ok" }`,
  },
  {
    name: "a job that has ended is taken once more",
    breaks: "idempotence",
    file: "src/core/intake.ts",
    find: "const known: KnownJob | undefined = state.jobs.get(jobId) ?? event.known;",
    replace: "const known: KnownJob | undefined = state.jobs.get(jobId);",
  },
  {
    name: "another document under a known id passes for a copy",
    breaks: "idempotence",
    file: "src/core/intake.ts",
    find: `known.hash === hash ? "duplicate" : "conflict"`,
    replace: `"duplicate"`,
  },
  {
    name: "a command that comes again is done again",
    breaks: "idempotence fatal",
    file: "src/daemon/command-facts.ts",
    find: "if (answered !== undefined) return { answered };",
    replace: "if (answered?.ok === false) return { answered };",
    also: [
      {
        file: "src/io/store-commands.ts",
        find: "`INSERT INTO commands",
        replace: "`INSERT OR REPLACE INTO commands",
      },
    ],
  },
  {
    name: "a late command is done",
    breaks: "a",
    file: "src/core/commands.ts",
    find: "const LATE_MS = 60_000;",
    replace: "const LATE_MS = 24 * 3_600_000;",
  },
  {
    name: "an event leaves the outbox before the broker has it",
    breaks: "I7",
    file: "src/daemon.ts",
    find: "broker.publish({ ...publicationOf(event), token: lastToken });",
    replace: `broker.publish({ ...publicationOf(event), token: lastToken });
      post({ kind: "event-delivered", at: clock.wallMs(), stream, seq });`,
  },
  {
    name: "what waited in the outbox is not sent at a connection",
    breaks: "I7 I6",
    file: "src/core/broker.ts",
    find: "for (const event of stream.undelivered.values())",
    replace: "for (const event of [...stream.undelivered.values()].slice(0, 0))",
  },
  {
    name: "a restart loads the outbox without its order",
    breaks: "I7",
    file: "src/io/store-load.ts",
    find: "WHERE stream = ? AND delivered = 0 ORDER BY seq",
    replace: "WHERE stream = ? AND delivered = 0 ORDER BY seq DESC",
  },
  {
    name: "a command is acknowledged before it is stored",
    breaks: "I5",
    file: "src/daemon.ts",
    find: `      settle("ok");
    };
    commands.receive(payload,`,
    replace: `    };
    settle("ok");
    commands.receive(payload,`,
  },
  {
    name: "a command is answered once more a moment later",
    breaks: "idempotence",
    file: "src/daemon.ts",
    find: "for (const each of answerPublications(topics.cmdRes, document, message)) broker.publish(each);",
    replace: `for (const each of answerPublications(topics.cmdRes, document, message)) {
        broker.publish(each);
        clock.timer(1, () => broker.publish(each));
      }`,
  },
  {
    name: "a job that cannot be read is not answered",
    breaks: "garbage",
    file: "src/daemon.ts",
    find: "broker.publish({ topic: topics.jobAck, payload: text, retain: false });",
    replace: `if (document.jobId !== undefined) {
        broker.publish({ topic: topics.jobAck, payload: text, retain: false });
      }`,
  },
];
