import type { Language } from "../../protocols/fault-texts.ts";
import {
  FEEDER_STATES,
  HOST_STATES,
  PRINTER_STATES,
  SERVER_STATES,
} from "../../protocols/host/state-documents.ts";

/** One value of a flat document as Home Assistant shows it. */
export interface Entity {
  /** Part of its `unique_id`, for ever: it never changes. */
  readonly key: string;
  readonly name: Readonly<Record<Language, string>>;
  /** `p` and what goes with it, in the keys of Home Assistant. */
  readonly config: Readonly<Record<string, unknown>> & { readonly p: "sensor" | "binary_sensor" };
}

type Name = Entity["name"];

/** A number that goes up and down. */
function amount(key: string, name: Name, extra: object = {}): Entity {
  return sensor(key, name, { state_class: "measurement", ...extra });
}

/** A number that only grows, or begins anew. */
function total(key: string, name: Name): Entity {
  return sensor(key, name, { state_class: "total_increasing" });
}

function instant(key: string, name: Name): Entity {
  return sensor(key, name, { device_class: "timestamp" });
}

/** A longer state than 255 characters would be refused. */
function line(key: string, name: Name): Entity {
  const value_template = `{{ value_json.${key}[:255] }}`;
  return { key, name, config: { p: "sensor", value_template } };
}

/** A word of a list. `unknown` is what Home Assistant says itself of a sensor without a value. */
function word(key: string, name: Name, words: readonly string[]): Entity {
  const value_template = `{{ value_json.${key} if value_json.${key} != 'unknown' else None }}`;
  const options = words.filter((option) => option !== "unknown");
  return { key, name, config: { p: "sensor", device_class: "enum", options, value_template } };
}

function sensor(key: string, name: Name, config: object): Entity {
  return {
    key,
    name,
    config: { p: "sensor", value_template: `{{ value_json.${key} }}`, ...config },
  };
}

interface Flag {
  readonly deviceClass: "problem" | "connectivity";
  /** A condition over `value_json`. */
  readonly on: string;
}

function flag(key: string, name: Name, { deviceClass, on }: Flag): Entity {
  const value_template = `{{ 'ON' if ${on} else 'OFF' }}`;
  return { key, name, config: { p: "binary_sensor", device_class: deviceClass, value_template } };
}

const PROBLEM: Name = { id: "Gangguan", en: "Problem" };
const REASONS: Name = { id: "Penyebab", en: "Reasons" };
const HAS_REASONS: Flag = { deviceClass: "problem", on: "'-error' in value_json.reasons" };

export const HOST_ENTITIES: readonly Entity[] = [
  word("state", { id: "Keadaan", en: "State" }, HOST_STATES),
  flag("problem", PROBLEM, { deviceClass: "problem", on: "value_json.faults > 0" }),
  line("reason", { id: "Keterangan", en: "Reason" }),
  amount("pending", { id: "Antrean", en: "Queue length" }),
  amount("held", { id: "Tertahan", en: "Held" }),
  amount("in_doubt", { id: "Perlu diputuskan", en: "In doubt" }),
  total("completed_today", { id: "Kartu hari ini", en: "Cards today" }),
  total("completed_total", { id: "Kartu seluruhnya", en: "Cards in all" }),
  instant("oldest_job_at", { id: "Menunggu sejak", en: "Waiting since" }),
];

export const PRINTER_ENTITIES: readonly Entity[] = [
  word("printer_state", { id: "Keadaan", en: "State" }, PRINTER_STATES),
  flag("problem", PROBLEM, HAS_REASONS),
  flag(
    "connected",
    { id: "Terhubung", en: "Connected" },
    { deviceClass: "connectivity", on: "value_json.connected" },
  ),
  line("reasons", REASONS),
  amount("ribbon_left", { id: "Sisa pita (kartu)", en: "Ribbon left (cards)" }),
  word("feeder", { id: "Tempat kartu", en: "Feeder" }, FEEDER_STATES),
  total("cards_total", { id: "Kartu seluruhnya", en: "Cards in all" }),
  amount("cards_since_cleaning", {
    id: "Kartu sejak dibersihkan",
    en: "Cards since cleaning",
  }),
];

export const SERVER_ENTITIES: readonly Entity[] = [
  word("server_state", { id: "Keadaan", en: "State" }, SERVER_STATES),
  flag("problem", PROBLEM, HAS_REASONS),
  line("reasons", REASONS),
  amount(
    "latency_ms",
    { id: "Waktu jawab", en: "Latency" },
    { device_class: "duration", unit_of_measurement: "ms" },
  ),
  instant("last_seen_at", { id: "Terakhir terdengar", en: "Last seen" }),
];
