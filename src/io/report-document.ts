/** `GET /api/1/report`: what devices have done, for whoever decides on a replacement. */
export interface ReportDocument {
  readonly at: string;
  /** From when on failures are counted; `null`: all that were ever kept. */
  readonly since: string | null;
  readonly devices: readonly DeviceReport[];
}

export interface DeviceReport {
  readonly device: string;
  readonly kind: "printer" | "server" | "removed";
  /** Times in which failures kept it from its work. */
  readonly outages: number;
  /** Mean time of work between two of them; `null` with fewer than two. */
  readonly mtbf_h: number | null;
  /** Mean length of those that are over. */
  readonly mttr_h: number | null;
  /** Of the last 30 days, whatever `since` says. */
  readonly availability_30d_pct: number | null;
  readonly penalty: number;
  readonly relapse: boolean;
  /** The relapse in words, in the language of the configuration. */
  readonly verdict: string | null;
  readonly probation: {
    readonly phase: string;
    readonly step: number;
    readonly steps: number;
    /** Cards of a printer, or answers of a server, until it is trusted again. */
    readonly left: number;
  } | null;
  /** Oldest first. */
  readonly incidents: readonly IncidentRow[];
}

export interface IncidentRow {
  readonly incident: number;
  readonly condition: string;
  /** What it is, in the language of the configuration. */
  readonly text: string;
  readonly raised_at: string;
  /** `null`: it stands. */
  readonly cleared_at: string | null;
  /** Whether a person was needed. */
  readonly by_person: boolean | null;
  /** How often it was back before a card or an answer was confirmed. */
  readonly reopened: number;
}
