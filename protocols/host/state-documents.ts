import { z } from "zod";
import { CONDITIONS, type Condition } from "../faults.ts";
import { DUTY_REASONS, OLD_CARDS, RESOLUTIONS } from "../words.ts";
import { holdKeys } from "./hold-keys.ts";

/**
 * What a host says of itself and its devices: the retained documents of contract §5 and §1, and
 * what goes over `<base>/event`. Strict, as the host sends them; a reader ignores unknown keys.
 */

const instant = z.iso.datetime({ offset: true });
const count = z.int().min(0);
const condition = z.enum(CONDITIONS as readonly [Condition, ...Condition[]]);
const severity = z.enum(["report", "warning", "error"]);
const faultClass = z.enum(["upkeep", "environment", "failure"]);

export const HOST_STATES = ["starting", "idle", "printing", "held", "stopping"] as const;
export const PRINTER_STATES = ["idle", "processing", "stopped"] as const;
export const FEEDER_STATES = ["ok", "low", "empty", "unknown"] as const;
export const SERVER_STATES = ["up", "degraded", "down", "off", "unknown"] as const;

/** `<base>/state` */
export const hostStateSchema = z.strictObject({
  /** `held`: jobs wait and no printer may take one. */
  state: z.enum(HOST_STATES),
  /**
   * The most severe condition; `paused` for an operator's hold, `proving` while a repaired device
   * proves itself, the limit that lets a printer rest while cards wait, `relapse` when a device is
   * not to be relied on; `null`: nothing is wrong.
   */
  reason_code: z
    .union([condition, z.enum(["paused", "proving", "relapse"]), z.enum(DUTY_REASONS)])
    .nullable(),
  /** One line for a person, in the configured language. */
  reason: z.string(),
  pending: count,
  /** Of `pending`. */
  held: count,
  processing: count,
  in_doubt: count,
  completed_today: count,
  completed_total: count,
  oldest_job_at: instant.nullable(),
  drain_at: instant.nullable(),
  holds: count,
  /** Since when the oldest hold is there. */
  oldest_hold_at: instant.nullable(),
  faults: count,
  simulated: z.boolean().nullable(),
  store: z.string(),
  event_seq: count,
  job_event_seq: count,
  version: z.string(),
  observed_at: instant.nullable(),
});
export type HostStateDocument = Readonly<z.infer<typeof hostStateSchema>>;

/** What is known of how far a repaired device has proved itself. */
const trust = {
  /** 0: none. */
  probation_cards_left: count,
  relapse: z.boolean(),
  penalty: z.number().min(0),
};

/** `<base>/printer/<id>` */
export const printerStateSchema = z.strictObject({
  printer_state: z.enum(PRINTER_STATES),
  reasons: z.string(),
  connected: z.boolean(),
  job_id: z.string().nullable(),
  ribbon_left: count.nullable(),
  ribbon_capacity: count,
  feeder: z.enum(FEEDER_STATES),
  cards_total: count.nullable(),
  cards_since_cleaning: count.nullable(),
  ...trust,
  serial_number: z.string().nullable(),
  model: z.string().nullable(),
  firmware: z.string().nullable(),
  simulated: z.boolean().nullable(),
  stale: z.boolean(),
  observed_at: instant.nullable(),
});
export type PrinterStateDocument = Readonly<z.infer<typeof printerStateSchema>>;

/** `<base>/server/<id>` */
export const serverStateSchema = z.strictObject({
  server_state: z.enum(SERVER_STATES),
  reasons: z.string(),
  last_seen_at: instant.nullable(),
  latency_ms: z.number().min(0).nullable(),
  ...trust,
  availability_30d_pct: z.number().min(0).max(100).nullable(),
  mtbf_h: z.number().min(0).nullable(),
  mttr_h: z.number().min(0).nullable(),
  /** Its jobs that could be printed now, if its own holds were lifted. */
  printable_jobs: count,
  /** Hours for which its waiting jobs last at the printers' pace. */
  reach_h: z.number().min(0),
  /** While it is down and its jobs go on printing: when they will be held. */
  autonomy_until: instant.nullable(),
  stale: z.boolean(),
  observed_at: instant.nullable(),
});
export type ServerStateDocument = Readonly<z.infer<typeof serverStateSchema>>;

const fault = {
  condition,
  severity,
  class: faultClass,
  since: instant,
  raw: z.string().optional(),
};

const standingFault = {
  ...fault,
  /** Account of the person by whose word it does not hold, and until when at the latest. */
  overridden_by: z.string().optional(),
  overridden_until: instant.optional(),
};

/** `<base>/fault/<device>`: the worst first, empty when the device is well. */
export const faultListSchema = z.strictObject({ faults: z.array(z.strictObject(standingFault)) });
export type FaultListDocument = Readonly<z.infer<typeof faultListSchema>>;
export type FaultDocument = Readonly<FaultListDocument["faults"][number]>;

const numbered = { store: z.string(), seq: z.int().min(1), at: instant };

const decision = { id: z.string(), job_id: z.string(), by: z.string() };

/** `<base>/event` */
export const hostEventSchema = z.discriminatedUnion("type", [
  z.strictObject({
    ...numbered,
    type: z.enum(["fault-raised", "fault-cleared"]),
    /** Id of a printer or server, or `host`. */
    device: z.string(),
    ...fault,
  }),
  z.strictObject({
    ...numbered,
    type: z.enum(["hold-placed", "hold-lifted"]),
    ...holdKeys,
    /** Account of the operator who has lifted it. */
    lifted_by: z.string().optional(),
  }),
  z.strictObject({
    ...numbered,
    /** A person prints in spite of a fault, which stays raised and does not hold. */
    type: z.enum(["fault-overridden"]),
    device: z.string(),
    condition,
    /** Account and reason code of the person. */
    by: z.string(),
    reason: z.string(),
    /** When it may hold again; absent: when it has once been clear. */
    until: instant.optional(),
  }),
  z.strictObject({
    ...numbered,
    /** A person has decided that this host and its store are the ones of this name. */
    type: z.enum(["adopted"]),
    by: z.string(),
    reason: z.string(),
    /** Ids of the stores decided against. */
    stores: z.array(z.string()),
  }),
  z.strictObject({
    ...numbered,
    /** A person has accepted another printer in the place of one. */
    type: z.enum(["printer-accepted"]),
    printer: z.string(),
    serial_number: z.string(),
    /** Serial number of the printer before it. */
    previous: z.string(),
    by: z.string(),
    reason: z.string(),
  }),
  z.strictObject({
    ...numbered,
    /** Seven days before a waiting job expires. */
    type: z.enum(["job-expiring"]),
    job_id: z.string(),
    expires_at: instant,
  }),
  z.strictObject({
    ...numbered,
    /** A device that has failed proves itself: it begins, or has come to the next step. */
    type: z.enum(["probation-started", "probation-step"]),
    device: z.string(),
    condition,
    step: z.int().min(1),
    steps: z.int().min(1),
    /** Cards of a printer, or answers of a server, until it is trusted again. */
    left: count,
  }),
  z.strictObject({ ...numbered, type: z.enum(["probation-ended"]), device: z.string() }),
  z.strictObject({
    ...numbered,
    /** A device fails again and again: its repair is not to be relied on. */
    type: z.enum(["relapse", "relapse-ended"]),
    device: z.string(),
    condition,
    /** 1 for the first of this device and condition. */
    count: z.int().min(1),
    penalty: z.number().min(0),
  }),
  /** What people have decided; `id` is that of their command. */
  z.strictObject({
    ...numbered,
    type: z.enum(["resolved"]),
    ...decision,
    attempt: z.int().min(1),
    as: z.enum(RESOLUTIONS),
    reason: z.string(),
  }),
  z.strictObject({
    ...numbered,
    type: z.enum(["resolve-undone"]),
    ...decision,
    /** `id` of the `resolved` that is taken back. */
    of: z.string(),
    attempt: z.int().min(1),
  }),
  z.strictObject({
    ...numbered,
    type: z.enum(["reprinted"]),
    ...decision,
    reprint_of: z.string(),
    old_card: z.enum(OLD_CARDS),
    reason: z.string(),
  }),
  /** Somebody has looked at the picture of a card. */
  z.strictObject({ ...numbered, type: z.enum(["card-shown"]), ...decision }),
]);
export type HostEventDocument = Readonly<z.infer<typeof hostEventSchema>>;
