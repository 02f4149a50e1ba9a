import type { Database, RunResult } from "better-sqlite3";
import type { ChangeOf } from "../core/changes.ts";
import { INCIDENTS_KEPT_MS, type Incident } from "../core/incidents.ts";
import type { Probation } from "../core/probation.ts";
import type { Relapse } from "../core/relapse.ts";
import type { StoredState } from "../core/state.ts";

type TrustChange = ChangeOf<
  "incident-kept" | "relapse-kept" | "probation-kept" | "probation-ended"
>;

/** Writes what devices have done to the trust in them: one row of each, as it is now. */
export function trustWriter(db: Database): (change: TrustChange) => RunResult {
  const keepIncident = db.prepare(
    `INSERT INTO incidents VALUES (@incident, @device, @condition, @raisedAt, @clearedAt,
       @byPerson, @attended, @confirmed, @reopened)
     ON CONFLICT (incident) DO UPDATE SET cleared_at = excluded.cleared_at,
       by_person = excluded.by_person, attended = excluded.attended,
       confirmed = excluded.confirmed, reopened = excluded.reopened`,
  );
  const keepRelapse = db.prepare(
    `INSERT INTO relapses VALUES (@device, @condition, @count, @since, @endedAt)
     ON CONFLICT (device, condition, count) DO UPDATE SET ended_at = excluded.ended_at`,
  );
  const keepProbation = db.prepare(
    `INSERT INTO probations (device, condition, since, phase, step, confirmed, failures, factor)
     VALUES (@device, @condition, @since, @phase, @step, @confirmed, @failures, @factor)
     ON CONFLICT (device) WHERE ended_at IS NULL DO UPDATE SET condition = excluded.condition,
       phase = excluded.phase, step = excluded.step, confirmed = excluded.confirmed,
       failures = excluded.failures, factor = excluded.factor`,
  );
  const endProbation = db.prepare(
    "UPDATE probations SET ended_at = ? WHERE device = ? AND ended_at IS NULL",
  );
  return (change) => {
    switch (change.kind) {
      case "incident-kept":
        return keepIncident.run(rowOf(change.incident));
      case "relapse-kept":
        return keepRelapse.run({ endedAt: null, ...change.relapse });
      case "probation-kept":
        return keepProbation.run(change.probation);
      case "probation-ended":
        return endProbation.run(change.at, change.device);
    }
  };
}

interface IncidentRow extends Omit<Incident, "clearedAt" | "byPerson" | "attended" | "confirmed"> {
  readonly clearedAt: number | null;
  readonly byPerson: number | null;
  readonly attended: number;
  readonly confirmed: number;
}

function rowOf(incident: Incident): IncidentRow {
  const { clearedAt, byPerson, attended, confirmed } = incident;
  return {
    ...incident,
    clearedAt: clearedAt ?? null,
    byPerson: byPerson === undefined ? null : Number(byPerson),
    attended: Number(attended),
    confirmed: Number(confirmed),
  };
}

function incidentOf({ clearedAt, byPerson, ...row }: IncidentRow): Incident {
  return {
    ...row,
    attended: row.attended === 1,
    confirmed: row.confirmed === 1,
    ...(clearedAt === null ? {} : { clearedAt }),
    ...(byPerson === null ? {} : { byPerson: byPerson === 1 }),
  };
}

const INCIDENT_COLUMNS = `incident, device, condition, raised_at AS raisedAt,
  cleared_at AS clearedAt, by_person AS byPerson, attended, confirmed, reopened`;

/** What is still of weight, or under way. */
export function loadTrust(
  db: Database,
): Pick<StoredState, "incidents" | "relapses" | "probations"> {
  return {
    incidents: loadRemembered(db),
    relapses: loadRelapses(db),
    probations: db
      .prepare<[], Probation>(
        `SELECT device, condition, since, phase, step, confirmed, failures, factor
         FROM probations WHERE ended_at IS NULL ORDER BY device`,
      )
      .all(),
  };
}

/** Counted back from the newest, which is always one of them: the store knows no clock. */
function loadRemembered(db: Database): readonly Incident[] {
  const rows = db.prepare<[number], IncidentRow>(
    `SELECT ${INCIDENT_COLUMNS} FROM incidents, (
       SELECT incident AS newest, raised_at AS newest_at FROM incidents
       ORDER BY incident DESC LIMIT 1
     ) WHERE cleared_at IS NULL OR incident = newest OR cleared_at >= newest_at - ?
     ORDER BY incident`,
  );
  return rows.all(INCIDENTS_KEPT_MS).map(incidentOf);
}

/** Incidents that stood after an instant, or all, oldest first. */
export function loadIncidents(
  db: Database,
  { sinceMs = Number.MIN_SAFE_INTEGER }: { readonly sinceMs?: number },
): readonly Incident[] {
  const rows = db.prepare<[number], IncidentRow>(
    `SELECT ${INCIDENT_COLUMNS} FROM incidents
     WHERE cleared_at IS NULL OR cleared_at >= ? ORDER BY incident`,
  );
  return rows.all(sinceMs).map(incidentOf);
}

/** The latest of each device and condition. */
function loadRelapses(db: Database): readonly Relapse[] {
  type Row = Omit<Relapse, "endedAt"> & { readonly endedAt: number | null };
  const rows = db.prepare<[], Row>(
    `SELECT device, condition, max(count) AS count, since, ended_at AS endedAt
     FROM relapses GROUP BY device, condition ORDER BY device, condition`,
  );
  return rows.all().map(({ endedAt, ...row }) => (endedAt === null ? row : { ...row, endedAt }));
}
