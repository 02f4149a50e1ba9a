import type { Database, RunResult } from "better-sqlite3";
import type { ChangeOf } from "../core/changes.ts";
import type { Override } from "../core/state.ts";

type OverrideChange = ChangeOf<"fault-overridden" | "override-ended">;

/** Writes what persons have decided to print in spite of. */
export function overrideWriter(db: Database): (change: OverrideChange) => RunResult {
  const add = db.prepare(
    `INSERT INTO overrides (device, condition, by, reason, since, until)
     VALUES (@device, @condition, @by, @reason, @since, @until)`,
  );
  const end = db.prepare(
    "UPDATE overrides SET ended_at = ? WHERE device = ? AND condition = ? AND ended_at IS NULL",
  );
  return (change) => {
    const { override } = change;
    switch (change.kind) {
      case "fault-overridden":
        return add.run({ until: null, ...override });
      case "override-ended":
        return end.run(change.at, override.device, override.condition);
    }
  };
}

/** Those in force, oldest first. */
export function loadOverrides(db: Database): readonly Override[] {
  type Row = Omit<Override, "until"> & { readonly until: number | null };
  const rows = db.prepare<[], Row>(
    `SELECT device, condition, by, reason, since, until FROM overrides
     WHERE ended_at IS NULL ORDER BY override`,
  );
  return rows.all().map(({ until, ...row }) => (until === null ? row : { ...row, until }));
}
