/**
 * The fault catalogue: the one place where a condition is defined. Drivers map a vendor's words
 * to these, the core holds and releases by them, dashboards show them. Names are IPP
 * `printer-state-reasons` without the severity (RFC 8011, PWG 5100.9) where one exists.
 * What a person reads and does stands in `fault-texts.ts`.
 */

export type DeviceKind = "printer" | "server" | "host";

/**
 * `upkeep`: an ordinary day; the queue goes on at once. `environment`: power, network, switched
 * off. `failure`: the device has to prove itself before it is trusted again.
 */
export type FaultClass = "upkeep" | "environment" | "failure";

/** As the suffix of an IPP reason. */
export type Severity = "report" | "warning" | "error";

/**
 * How a condition is found gone.
 *
 * - A look that shows it shows it no more, so many times in a row as its check asks for.
 * - `unshown`: no question shows it. The printer answers and holds no card, a while after it was
 *   last seen. So it is, too, for a printer that does not know the question of its look.
 * - `decision`: never by itself; a person adopts this host and its store.
 */
export type Clearing =
  | "printer-health"
  | "server-report"
  | "server-ping"
  | "server-probe"
  | "host-disk"
  | "host-store"
  | "host-broker"
  | "host-holds"
  | "host-clock"
  | "host-notify"
  | "unshown"
  | "decision";

export interface FaultRule {
  readonly device: DeviceKind;
  readonly class: FaultClass;
  readonly severity: Severity;
  /** Whether the jobs of the device wait while it lasts. */
  readonly holds: boolean;
  /**
   * What becomes of a card in progress: nothing, or it is made anew, or it may have come out, and
   * the printer is asked once it answers again.
   */
  readonly card: "goes-on" | "spoiled" | "settled";
  readonly clears: Clearing;
  /** The device does not answer, or has said good-bye: outside office hours it is just off. */
  readonly away: boolean;
  /** One look does not prove it: it takes several in a row. All else counts at once. */
  readonly unproven: boolean;
  /** Whether a person may print in spite of it. */
  readonly overridable: boolean;
  /**
   * Keyword of `printer-state-reasons` beside its own name: that of RFC 8011 is widely understood,
   * that of PWG 5100.9 closer to a card printer; for a condition that no standard knows, the
   * nearest. Source: the PWG registry of keywords.
   */
  readonly ipp?: string;
}

const spoken = { away: false, unproven: false } as const;
const silence = { away: true, unproven: true } as const;
const printer = {
  ...spoken,
  device: "printer",
  severity: "error",
  holds: true,
  card: "spoiled",
  clears: "printer-health",
  overridable: true,
} as const;
const unshown = { clears: "unshown" } as const;
const notice = { severity: "warning", holds: false, card: "goes-on" } as const;
const server = {
  ...spoken,
  device: "server",
  severity: "error",
  holds: true,
  card: "goes-on",
  clears: "server-report",
  overridable: true,
} as const;
/** Nothing is printed that could not be recorded, or that another host may print, too. */
const host = {
  ...spoken,
  device: "host",
  severity: "error",
  holds: true,
  card: "goes-on",
  clears: "decision",
  overridable: false,
} as const;

export const FAULTS = {
  /** Feeder empty, or a card was not fed. */
  "media-empty": { ...printer, class: "upkeep", card: "goes-on" },
  "media-low": { ...printer, ...notice, class: "upkeep" },
  /** A time-out of the mechanism: a card or the ribbon is stuck. */
  "media-jam": { ...printer, ...unshown, class: "failure", ipp: "media-path-jam" },
  /** A card of unknown origin lies in the printer. */
  "card-inside": {
    ...printer,
    class: "upkeep",
    card: "goes-on",
    overridable: false,
    ipp: "media-path-failure",
  },
  "cover-open": { ...printer, ...unshown, class: "upkeep" },
  /** Ribbon at its end, cut or stuck. */
  "marker-supply-empty": { ...printer, class: "upkeep", ipp: "marker-print-ribbon-empty" },
  "marker-supply-low": {
    ...printer,
    ...notice,
    class: "upkeep",
    ipp: "marker-print-ribbon-almost-empty",
  },
  /** More cards wait than the ribbons of their printers are good for. */
  "marker-supply-insufficient": {
    ...printer,
    ...notice,
    class: "upkeep",
    ipp: "marker-supply-low",
  },
  "cleaning-due": { ...printer, ...notice, class: "upkeep", ipp: "cleaner-life-almost-over" },
  /** Output or reject box full. */
  "output-area-full": { ...printer, ...unshown, class: "upkeep" },
  "marker-over-temperature": {
    ...printer,
    ...unshown,
    class: "environment",
    card: "goes-on",
  },
  /** No answer: line open, printer silent. */
  "timed-out": { ...printer, ...silence, class: "environment", card: "settled" },
  /** The line cannot be opened or was lost. */
  "connecting-to-device": { ...printer, ...silence, class: "environment", card: "settled" },
  /** The serial number is not the one seen before. */
  "device-changed": {
    ...printer,
    class: "failure",
    card: "settled",
    overridable: false,
    ipp: "configuration-change",
  },
  /** A command or its parameters were refused: the driver and this printer do not fit. */
  "command-refused": { ...printer, ...unshown, class: "failure", card: "goes-on", ipp: "other" },
  /** A code that nobody documented: an unknown state is not a healthy one. */
  other: { ...printer, ...unshown, class: "failure" },

  /** The server says `offline`, or its will does. */
  "server-offline": { ...server, class: "failure", away: true },
  /** No health report for too long. */
  "report-stale": { ...server, ...silence, class: "failure" },
  /** A ping was not answered. */
  "ping-unanswered": { ...server, ...silence, class: "failure", clears: "server-ping" },
  "ping-slow": { ...server, ...notice, class: "environment", clears: "server-ping" },
  /** The probe of a server that speaks no MQTT failed. */
  "probe-failed": { ...server, ...silence, class: "failure", clears: "server-probe" },
  /** A SMART attribute that foretells the end of a disk is not zero. */
  "disk-failing": { ...server, ...notice, class: "failure" },
  /** Such an attribute, not zero already, has grown of late. */
  "disk-worsening": { ...server, ...notice, class: "failure" },
  "disk-full": { ...server, ...notice, class: "upkeep" },
  "raid-degraded": { ...server, ...notice, class: "failure" },
  "raid-failed": { ...server, class: "failure" },
  "over-temperature": { ...server, ...notice, class: "environment" },
  "database-down": { ...server, class: "failure" },
  "on-battery": { ...server, ...notice, class: "environment" },
  "clock-skew": { ...server, ...notice, class: "environment" },
  /** One of the server's own checks says that it is not well. */
  "server-check-failed": { ...server, ...notice, class: "failure" },

  /** The store cannot take a change: no card is started that could not be recorded. */
  "store-failed": { ...host, class: "failure", clears: "host-store" },
  /** A corrupt store was kept aside and a new one begun; it stands until a person has decided. */
  "store-lost": { ...host, class: "failure" },
  /** The store is older than what this host has said of itself: a copy was put back. */
  "store-restored": { ...host, class: "failure" },
  /** Another store speaks under the name of this host. */
  "second-host": { ...host, class: "failure" },
  /** Disk space of the host is low: jobs are still taken, but not for long. */
  "spool-area-full": { ...host, ...notice, class: "upkeep", clears: "host-disk" },
  /** The broker cannot be reached: what may print goes on printing. */
  "broker-unreachable": { ...host, ...notice, class: "environment", clears: "host-broker" },
  /** A hold whose cause or device is not there any more: nothing else would lift it. */
  "hold-orphaned": { ...host, ...notice, class: "environment", clears: "host-holds" },
  /** Its clock follows no source of time, or has just jumped: nothing expires by it. */
  "clock-unsynchronized": {
    ...host,
    ...notice,
    class: "environment",
    clears: "host-clock",
    // That of a host that has just started may not have been set yet.
    unproven: true,
  },
  /** Messages for people outside the office do not arrive; printing goes on. */
  "notify-failed": { ...host, ...notice, class: "environment", clears: "host-notify" },
} as const satisfies Readonly<Record<string, FaultRule>>;

/** A condition of the catalogue. */
export type Condition = keyof typeof FAULTS;

export const CONDITIONS = Object.keys(FAULTS) as readonly Condition[];

export function faultRule(condition: Condition): FaultRule {
  return FAULTS[condition];
}
