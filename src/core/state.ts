import type { Condition } from "../../protocols/faults.ts";
import type {
  AttemptOutcome,
  DutyReason,
  JobState,
  OldCard,
  Resolution,
} from "../../protocols/words.ts";
import type { Credit } from "./credit.ts";
import type { Incident } from "./incidents.ts";
import type { Notice, Notifying } from "./notices-model.ts";
import type { ServerPlan } from "./policy.ts";
import type { PrinterHealth, PrinterIdentity, PrinterReading, StoreFailure } from "./ports.ts";
import type { Probation } from "./probation.ts";
import type { Relapse } from "./relapse.ts";

/**
 * What the daemon knows. The durable part is loaded from the store and changes only by a `Change`
 * that has been committed; the rest (`printers`, `servers`, `returns`, `unmoved`, `cutShort`,
 * `watches`, `checks`, `passed`, `notifying`, `broker…`, `storeFail…`, `stopping`) is true for this
 * process only and changes by a `Note`.
 */
export interface State {
  /**
   * Made with the store; tells a reader of events whether the numbering is still the same one. A
   * restored store gets a new one when it is adopted.
   */
  storeId: string;
  /** Open jobs: pending, processing, in doubt. Ended ones are in the store alone. */
  readonly jobs: Map<string, Job>;
  /** Pending jobs in printing order: priority, then arrival. */
  readonly queue: Job[];
  /** Attempts that are armed and not yet ended, by job. */
  readonly attempts: Map<string, Attempt>;
  /** Raised faults by `faultKey`. */
  readonly faults: Map<string, Fault>;
  /** Holds in force, by id. */
  readonly holds: Map<string, Hold>;
  /** Faults that persons print in spite of, by `faultKey`, oldest first. */
  readonly overrides: Map<string, Override>;
  /** Highest arrival number given so far. */
  arrival: number;
  completedTotal: number;
  /** When jobs were completed, for the last day and a half, oldest first. */
  readonly completedAt: number[];
  /** The last whole cards of each printer, oldest first: how fast it is. */
  readonly lastCards: Map<string, readonly CardTime[]>;
  readonly streams: { readonly [Name in Stream]: StreamState<Name> };
  /** Other stores that have spoken under this host's name, by id (I12). */
  readonly twins: Map<string, Twin>;
  /** When each printer's cards ended, good or not, for the last day and a half, ascending. */
  readonly madeAt: Map<string, number[]>;
  /** Printers that have done what they may for now: what is known of their cards comes to it. */
  readonly rests: Map<string, Rest>;
  /** What each server's disks have last said of themselves, by its id. */
  readonly smart: Map<string, SmartValues>;
  /** Serial numbers of the printers that belong to this host, by the id of the printer. */
  readonly serials: Map<string, string>;
  /** Failures that stand or still weigh, by number, oldest first. */
  readonly incidents: Map<number, Incident>;
  /** The latest of each device and condition, by `faultKey`. */
  readonly relapses: Map<string, Relapse>;
  /** Devices that have failed and prove themselves, by id. */
  readonly probations: Map<string, Probation>;
  /** Problems that are being told to somebody outside, by key. */
  readonly notices: Map<string, Notice>;

  readonly printers: Map<string, Printer>;
  readonly servers: Map<string, Server>;
  /** Servers that have been asked for jobs. */
  readonly credits: Map<string, Credit>;
  /** How often a fault was raised since its device's last good card, by `faultKey`. */
  readonly returns: Map<string, number>;
  /** Cards in a row that a printer has refused before anything moved, since its last good one. */
  readonly unmoved: Map<string, number>;
  /** Cards of a printer that nobody saw end, since its last good one. */
  readonly cutShort: Map<string, number>;
  /** Checks in a row that went one way, by `faultKey`. */
  readonly watches: Map<string, Watch>;
  readonly checks: Map<string, Check>;
  /** Checks that a device has passed since its present step was done, by device. */
  readonly passed: Map<string, ReadonlySet<string>>;
  notifying: Notifying;
  brokerConnected: boolean;
  /** Since when there has been no connection; `undefined`: there is one. */
  brokerAwayAt: number | undefined;
  /** When it was back after it had been lost; 0: this process has not lost it yet. */
  brokerBackAt: number | undefined;
  hostHealth: HostHealth;
  /** The store takes no changes: nothing that would have to be recorded is done. */
  storeFailure: StoreFailure | undefined;
  /** Since when it has taken none. */
  storeFailedAt: number | undefined;
  /** No card is started any more; the process ends when the last one is done. */
  stopping: boolean;
  /** Wall time of the last tick, to notice a clock that was set. */
  tickedAt: number | undefined;
  /** What the other clocks said at the last tick. */
  tickedBy: ClockReadings;
  /** Wall time just after the clock last jumped; it is doubted for a while. */
  jumpedAt: number | undefined;
}

/** The part of the state that the store holds. */
export interface StoredState {
  readonly storeId: string;
  readonly jobs: readonly Job[];
  readonly attempts: readonly Attempt[];
  readonly faults: readonly Fault[];
  readonly holds: readonly Hold[];
  readonly overrides: readonly Override[];
  readonly arrival: number;
  readonly completedTotal: number;
  readonly completedAt: readonly number[];
  /** Of each printer the last ones, oldest first. */
  readonly lastCards: readonly (CardTime & { readonly printer: string })[];
  readonly streams: { readonly [Name in Stream]: StoredStream<Name> };
  readonly twins: readonly Twin[];
  readonly serials: Readonly<Record<string, string>>;
  readonly smart: Readonly<Record<string, SmartValues>>;
  readonly madeAt: Readonly<Record<string, readonly number[]>>;
  readonly incidents: readonly Incident[];
  readonly relapses: readonly Relapse[];
  readonly probations: readonly Probation[];
  readonly notices: readonly Notice[];
}

/** Who published a `state` under this host's name, and how far its numbering had come. */
export interface StateSeen {
  readonly store: string;
  readonly eventSeq: number;
  readonly jobEventSeq: number;
}

/** Another store of this name; under this store's own id, a later life of it. */
export interface Twin extends StateSeen {
  /** A person has decided that it is not this host: it is not asked about again. */
  readonly isDecided: boolean;
}

export interface StoredStream<Name extends Stream> {
  /** Highest number given so far, 0 for none. */
  readonly seq: number;
  /** Not yet acknowledged by the broker, in order. */
  readonly undelivered: readonly StreamEvent<Name>[];
}

export interface Job {
  readonly jobId: string;
  /** SHA-256 of the canonical document, hexadecimal. */
  readonly hash: string;
  readonly state: JobState;
  readonly reasons: readonly string[];
  readonly priority: number;
  /** Number of the job in the order of acceptance. */
  readonly arrival: number;
  readonly stock: string;
  /** The server it comes from; a hold on that server covers it. */
  readonly server?: string;
  /** The only printer that may print it; a test card has one. */
  readonly printer?: string;
  readonly specimen: boolean;
  readonly receivedAt: number;
  /** Wall time after which it is not printed any more. */
  readonly expiresAt?: number;
  /** When it was told that this job would expire soon. */
  readonly expiryToldAt?: number;
  /** The job whose card it replaces. */
  readonly reprintOf?: string;
  /** Of one that has ended. */
  readonly endedAt?: number;
  /** Attempts armed so far. */
  readonly attempts: number;
  /** Of these, how many have spoiled their card by the printer's evidence. */
  readonly spoiled: number;
  /** Of these, in how many nothing has moved: they count for nothing. Absent: in none. */
  readonly notPrinted?: number;
}

/** Written before the first byte that can move a card (I3). */
export interface Attempt {
  readonly jobId: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly printer: string;
  readonly armedAt: number;
  /** The printer's own words just before. */
  readonly before: PrinterReading;
  /** Panels that this card adds to the printer's counter. */
  readonly panels: number;
  /** SHA-256 of all bytes to be sent. */
  readonly payloadHash: string;
  /** What cut it short: from then on it waits to be settled by evidence. */
  readonly interrupted?: string;
  /** Written before the card inside is sent to the reject box: the reading that called for it. */
  readonly rejecting?: PrinterReading;
}

/** When an attempt that ran to a good end was armed, and when it ended. */
export interface CardTime {
  readonly armedAt: number;
  readonly endedAt: number;
}

/** Why an attempt is held to have ended so; kept with the attempt and sent with the event. */
export interface Evidence {
  readonly outcome: AttemptOutcome;
  readonly detail: string;
  /** What a person will most likely find, where the outcome is unknown. */
  readonly proposal?: Exclude<AttemptOutcome, "unknown">;
  /** What cut the attempt short; absent: it ran to its end. */
  readonly interrupted?: string;
  readonly cardsFed?: number;
  readonly panelsPrinted?: number;
  readonly cardInside?: boolean;
  /** Questions that this printer does not know. */
  readonly unanswered?: readonly "card_inside"[];
}

/** A condition that has been found and not yet found gone. */
export interface Fault {
  /** Id of a printer or server, or `host`. */
  readonly device: string;
  readonly condition: Condition;
  /** The device's own code, as it came. */
  readonly raw?: string;
  readonly since: number;
}

export function faultKey(device: string, condition: Condition): string {
  return `${device}/${condition}`;
}

/** What jobs a hold covers: all, those of a server, those that a printer would print, or one. */
export type Scope =
  | { readonly kind: "host" }
  | { readonly kind: "server" | "printer" | "job"; readonly id: string };

/** Why a hold is there; each cause has its release rule. */
export type HoldCause =
  /** Lifted when the fault is found gone. */
  | { readonly kind: "fault"; readonly device: string; readonly condition: Condition }
  /** Lifted by an operator. */
  | { readonly kind: "operator"; readonly by: string; readonly reason: string }
  /** Placed by a rule of the configuration; lifted by an operator, a decision or the clock. */
  | { readonly kind: "policy"; readonly reason: PolicyReason }
  /** A repaired device proves itself. An operator may lift it, too. */
  | {
      readonly kind: "probation";
      readonly device: string;
      /** Of `steps`, 1 for the first. */
      readonly step: number;
      readonly steps: number;
      readonly release: ProbationRelease;
    };

/**
 * What lifts a probation's hold: the whole check series of the device, a person who has looked at
 * the first card, or the end of the pause behind a failure on the way (`until`).
 */
export type ProbationRelease = "checks" | "look" | "pause";

/**
 * `card-spoiled`: a person is asked before the next attempt. `attempts-exhausted`: too many cards
 * were spoiled. `in-doubt`: nobody has looked yet at the card that came to an unknown end.
 * `nothing-moved`: a printer refuses cards before anything moves, and is left alone for a while.
 */
export type PolicyReason =
  | "card-spoiled"
  | "attempts-exhausted"
  | "in-doubt"
  | "nothing-moved"
  | DutyReason;

/** What a printer has to do in the hour or the day is done; it ends by itself. */
export interface Rest {
  readonly reason: DutyReason;
  /** When its last card ended. */
  readonly since: number;
  readonly until: number;
}

export interface Hold {
  readonly id: string;
  readonly scope: Scope;
  readonly cause: HoldCause;
  readonly since: number;
  /** When it is lifted by itself; an operator's hold or a probation's pause may have it. */
  readonly until?: number;
}

/**
 * A person's word to print in spite of a fault: it stays raised and does not hold before `until`,
 * or, without `until`, before it has once been clear.
 */
export interface Override {
  readonly device: string;
  readonly condition: Condition;
  /** Account and reason code of the person. */
  readonly by: string;
  readonly reason: string;
  readonly since: number;
  readonly until?: number;
}

/** Numbered messages that reach the broker at least once: `<base>/event` and `<base>/job/event`. */
export type Stream = "event" | "job-event";

export interface StreamState<Name extends Stream = Stream> {
  seq: number;
  readonly undelivered: Map<number, StreamEvent<Name>>;
}

/** A union over the streams: `stream` tells which body it is. */
export type StreamEvent<Name extends Stream = Stream> = {
  readonly [Each in Name]: {
    readonly stream: Each;
    readonly seq: number;
    readonly at: number;
    readonly body: StreamBodies[Each];
  };
}[Name];

export interface StreamBodies {
  readonly event: HostEventBody;
  readonly "job-event": JobEventBody;
}

export interface JobEventBody {
  readonly jobId: string;
  readonly state: JobState;
  readonly previous: JobState | undefined;
  readonly reasons: readonly string[];
  readonly printer?: string;
  readonly attempt?: number;
  readonly evidence?: Evidence;
  readonly reprintOf?: string;
}

export type HostEventBody =
  | { readonly type: "fault-raised" | "fault-cleared"; readonly fault: Fault }
  | { readonly type: "hold-placed" | "hold-lifted"; readonly hold: Hold; readonly by?: string }
  | { readonly type: "fault-overridden"; readonly override: Override }
  | {
      readonly type: "adopted";
      /** Account and reason code of the person who decided. */
      readonly by: string;
      readonly reason: string;
      /** Those decided against. */
      readonly stores: readonly string[];
    }
  | {
      readonly type: "printer-accepted";
      readonly printer: string;
      readonly serialNumber: string;
      /** The one that belonged to this id before. */
      readonly previous: string;
      readonly by: string;
      readonly reason: string;
    }
  | { readonly type: "job-expiring"; readonly jobId: string; readonly expiresAt: number }
  | TrustEventBody
  | OperatorEventBody;

/** How far a device that has failed is to be relied on. */
export type TrustEventBody =
  | {
      readonly type: "probation-started" | "probation-step";
      readonly device: string;
      /** The failure behind it. */
      readonly condition: Condition;
      readonly step: number;
      readonly steps: number;
      /** Cards or answers until it is free. */
      readonly left: number;
    }
  | { readonly type: "probation-ended"; readonly device: string }
  | {
      readonly type: "relapse" | "relapse-ended";
      readonly device: string;
      readonly condition: Condition;
      /** 1 for the first of this device and condition. */
      readonly count: number;
      readonly penalty: number;
    };

/** What people have decided or looked at. `id` is that of their command. */
export type OperatorEventBody =
  | {
      readonly type: "resolved";
      readonly id: string;
      readonly jobId: string;
      readonly attempt: number;
      readonly as: Resolution;
      readonly by: string;
      readonly reason: string;
    }
  | {
      readonly type: "resolve-undone";
      readonly id: string;
      readonly of: string;
      readonly jobId: string;
      readonly attempt: number;
      readonly by: string;
    }
  | {
      readonly type: "reprinted";
      readonly id: string;
      readonly jobId: string;
      readonly reprintOf: string;
      readonly oldCard: OldCard;
      readonly by: string;
      readonly reason: string;
    }
  | {
      readonly type: "card-shown";
      readonly id: string;
      readonly jobId: string;
      readonly by: string;
    };

/** A printer as configured and as its present session sees it. */
export interface Printer {
  readonly id: string;
  readonly stock: string;
  /** Number of the session; an answer of an earlier one is stale. */
  readonly session: number;
  readonly phase: PrinterPhase;
  readonly identity?: PrinterIdentity;
  readonly health?: PrinterHealth;
  /** When `health` was observed. */
  readonly observedAt?: number;
  /** It would not let go of a card: it is told again later. */
  readonly stuck?: { readonly since: number; readonly waitMs: number };
}

export type PrinterPhase =
  | { readonly kind: "offline" }
  | { readonly kind: "idle" }
  | { readonly kind: "preparing"; readonly jobId: string }
  | { readonly kind: "printing"; readonly jobId: string; readonly attempt: number }
  /** An interrupted attempt is being settled. */
  | { readonly kind: "settling"; readonly jobId: string; readonly attempt: number };

/** A server as configured and as it has been heard. */
export interface Server extends ServerPlan {
  /** What it last said of itself, or its will for it; `undefined`: nothing yet. */
  readonly availability?: "online" | "offline";
  /** When anything of it was last heard. */
  readonly lastSeenAt?: number;
  /** When it last answered or reported anew; its `online` may be one that the broker has kept. */
  readonly answeredAt?: number;
  /** When its last health report came. */
  readonly reportedAt?: number;
  /** The time that the report itself bears, by the server's clock: it tells one from another. */
  readonly reportSentAt?: number;
  readonly latencyMs?: number;
}

/** Raw values of attributes that foretell the end of a disk, by `sda 197`. */
export type SmartValues = Readonly<Record<string, SmartValue>>;

export interface SmartValue {
  readonly value: number;
  /** What it last grew from, and when; absent: it has stood ever since it was first seen. */
  readonly from?: number;
  readonly grewAt?: number;
}

/** Of the clocks that nobody sets, in milliseconds; absent: not read. */
export interface ClockReadings {
  /** It stands still while the host is suspended. */
  readonly monotonicMs?: number;
  /** It goes on then. */
  readonly uptimeMs?: number;
}

/** Checks in a row that found a condition, or found it absent. */
export interface Watch {
  readonly bad: number;
  readonly good: number;
  /** When the condition was last seen. */
  readonly seenAt: number;
  /** When the first good look of the present row was; absent: there is none. */
  readonly goodSince?: number;
}

export type CheckKind =
  | "printer-health"
  | "server-report"
  | "server-ping"
  | "server-probe"
  | "host-disk"
  | "host-store"
  | "host-broker"
  | "host-clock";

/** A check and when it is to run again. */
export interface Check {
  readonly id: string;
  readonly kind: CheckKind;
  /** Id of the printer or server, or `host`. */
  readonly device: string;
  /** Cron expression with seconds. */
  readonly expression: string;
  readonly rule?: CheckRuleParts;
  /** By its expression. */
  readonly dueAt: number;
  /** Its time has passed without it: it is made as soon as its device can be asked. */
  readonly overdue?: boolean;
  readonly running: boolean;
  /** Number of the run under way or last begun: the answer to an earlier one is stale. */
  readonly run?: number;
  readonly startedAt?: number;
  /** The same by the clock that nobody sets. */
  readonly startedMs?: number;
  /** When it last ended, unless it could not be made. */
  readonly endedAt?: number;
  /** What it last showed. */
  readonly last?: LastLook;
  /** Why the latest run came to nothing; absent: it was made. */
  readonly notMade?: { readonly at: number; readonly reason: MissReason };
  /** Runs that were not made when they were due, oldest first; a few. */
  readonly missed?: readonly MissedRuns[];
  /** A person has asked for it: so many runs back to back, and more until they decide. */
  readonly asked?: { readonly at: number; readonly rounds: number };
}

/** When a check counts; what is absent is the office's general rule. */
export interface CheckRule {
  /** Looks in a row without an answer that are a fault; a device's own word is one at once. */
  readonly bad: number;
  /** Looks in a row that show a condition absent before its fault is gone… */
  readonly good: number;
  /** …and so long at least from the first of them. */
  readonly clearAfterMs: number;
  /** A run that takes longer is ended as a bad one. */
  readonly timeoutMs: number;
}

export type CheckRuleParts = { readonly [Key in keyof CheckRule]?: CheckRule[Key] | undefined };

export interface LastLook {
  readonly startedAt: number;
  readonly endedAt: number;
  /** Unknown for a look that was no run of its own: a card begins with one. */
  readonly tookMs?: number;
  /** Conditions that it found. */
  readonly found: readonly Condition[];
  readonly timedOut?: boolean;
}

/**
 * `hours`: the device is off, as it may be now. `never-heard`: the server has not said a word yet.
 * `still-running`: the run before had not ended. `late`: this process did not get its turn.
 */
export type MissReason =
  | "device-busy"
  | "not-connected"
  | "hours"
  | "never-heard"
  | "broker-away"
  | "unknown"
  | "still-running"
  | "timed-out"
  | "clock-stepped"
  | "suspended"
  | "late";

/** Runs in a row that were missed for one reason. */
export interface MissedRuns {
  readonly reason: MissReason;
  /** When the first and the last of them were due. */
  readonly since: number;
  readonly until: number;
  readonly runs: number;
}

/** What the checks of this host have last seen of it. */
export interface HostHealth {
  readonly freeBytes?: number;
  readonly totalBytes?: number;
  /** Whether its clock follows a source of time; absent: it cannot tell. */
  readonly clockSynchronized?: boolean;
}
