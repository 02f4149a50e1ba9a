import type { Database } from "better-sqlite3";
import type { CommandAnswer, CommandRecord, Request } from "../core/command.ts";
import type { KnownJob } from "../core/ports.ts";
import type { Stream, StreamEvent } from "../core/state.ts";

/** Writes a command with its first answer; an id that has one already fails the whole commit. */
export function commandWriter(db: Database): (record: CommandRecord) => void {
  const add = db.prepare(
    `INSERT INTO commands (id, at, sent_at, cmd, by, reason, note, job_id, request, answer)
     VALUES (@id, @at, @sentAt, @cmd, @by, @reason, @note, @jobId, @request, @answer)`,
  );
  return ({ command, jobId = null, at, answer }) => {
    const { id, at: sentAt = null, by, reason = null, note = null, request } = command;
    const texts = { request: JSON.stringify(request), answer: JSON.stringify(answer) };
    add.run({ id, at, sentAt, cmd: request.cmd, by, reason, note, jobId, ...texts });
  };
}

interface CommandRow {
  readonly at: number;
  readonly sentAt: number | null;
  readonly by: string;
  readonly reason: string | null;
  readonly note: string | null;
  readonly jobId: string | null;
  readonly request: string;
  readonly answer: string;
}

export function loadCommand(db: Database, id: string): CommandRecord | undefined {
  const row = db
    .prepare<[string], CommandRow>(
      `SELECT at, sent_at AS sentAt, by, reason, note, job_id AS jobId, request, answer
       FROM commands WHERE id = ?`,
    )
    .get(id);
  return row && commandRecordOf(id, row);
}

function commandRecordOf(id: string, row: CommandRow): CommandRecord {
  const { at, sentAt, by, reason, note, jobId, request, answer } = row;
  const command = {
    id,
    at: sentAt ?? undefined,
    by,
    ...(reason === null ? {} : { reason }),
    ...(note === null ? {} : { note }),
    request: JSON.parse(request) as Request,
  };
  return { command, jobId: jobId ?? undefined, at, answer: JSON.parse(answer) as CommandAnswer };
}

/** By the range of the key: ids have none of the characters that `GLOB` knows. */
export function loadReprints(db: Database, rootId: string): readonly KnownJob[] {
  const rows = db.prepare<{ readonly rootId: string }, KnownJob>(
    `SELECT job_id AS jobId, hash, state FROM jobs
     WHERE job_id > @rootId || '.r' AND job_id < @rootId || '.s'
       AND job_id GLOB @rootId || '.r[0-9]*' AND job_id NOT GLOB @rootId || '.r*[^0-9]*'
     ORDER BY arrival`,
  );
  return rows.all({ rootId });
}

export function loadEvents(
  db: Database,
  from: { readonly stream: Stream; readonly fromSeq: number; readonly limit: number },
): readonly StreamEvent[] {
  const rows = db.prepare<typeof from, { seq: number; at: number; body: string }>(
    `SELECT seq, at, body FROM events WHERE stream = @stream AND seq >= @fromSeq
     ORDER BY seq LIMIT @limit`,
  );
  const { stream } = from;
  return rows
    .all(from)
    .map((row) => ({ ...row, stream, body: JSON.parse(row.body) }) as StreamEvent);
}
