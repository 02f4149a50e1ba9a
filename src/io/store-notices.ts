import type { Database, RunResult } from "better-sqlite3";
import type { ChangeOf } from "../core/changes.ts";
import type { Notice } from "../core/notices-model.ts";

/** Writes what is being told to people: one row of each problem, as it is now. */
export function noticeWriter(
  db: Database,
): (change: ChangeOf<"notice-kept" | "notice-closed">) => RunResult {
  const keep = db.prepare(
    `INSERT INTO notices (problem, body) VALUES (?, ?)
     ON CONFLICT (problem) WHERE closed_at IS NULL DO UPDATE SET body = excluded.body`,
  );
  const close = db.prepare(
    "UPDATE notices SET closed_at = ? WHERE problem = ? AND closed_at IS NULL",
  );
  return (change) => {
    switch (change.kind) {
      case "notice-kept":
        return keep.run(change.notice.problem.key, JSON.stringify(change.notice));
      case "notice-closed":
        return close.run(change.at, change.problem);
    }
  };
}

/** Those whose end has not been told, oldest first. */
export function loadNotices(db: Database): readonly Notice[] {
  const rows = db.prepare<[], string>(
    "SELECT body FROM notices WHERE closed_at IS NULL ORDER BY notice",
  );
  return (rows.pluck().all() as string[]).map((body) => JSON.parse(body) as Notice);
}
