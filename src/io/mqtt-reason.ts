import { ReasonCodes } from "mqtt";

/**
 * Why a connection ended, as a sentence for the log and for a person. It names the broker by host
 * and port alone: a URL, a user name or a payload is never in it.
 */

const UNAUTHORISED = "not authorised (user name, password or client certificate)";

/** Reason codes that say the same to a person, in either protocol version. */
const REFUSALS: Readonly<Record<number, string>> = {
  1: "it does not speak this version of MQTT",
  4: UNAUTHORISED,
  5: UNAUTHORISED,
  132: "it does not speak this version of MQTT",
  134: UNAUTHORISED,
  135: UNAUTHORISED,
};

const FAILURES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refused the connection: nothing listens there",
  ENOTFOUND: "was not found: its name is unknown",
  EAI_AGAIN: "was not found: the name service does not answer",
  EHOSTUNREACH: "cannot be reached: no route to it",
  ENETUNREACH: "cannot be reached: no network",
  ETIMEDOUT: "cannot be reached: no answer",
  ECONNRESET: "broke the connection off",
  EPIPE: "broke the connection off",
};

/** Messages of MQTT.js for waits of its own that ran out. */
const TIMEOUTS: Readonly<Record<string, string>> = {
  "connack timeout": "did not answer in time",
  "Keepalive timeout": "has fallen silent",
};

/** A reason code of MQTT 3.1.1 or 5 in words. */
export function codeText(code: number): string {
  const standard: Readonly<Record<number, string>> = ReasonCodes;
  return REFUSALS[code] ?? standard[code]?.toLowerCase() ?? `reason code ${code}`;
}

/** The reason code or system code that an error carries. */
export function codeOf(error: unknown): number | string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  const { code } = error;
  return typeof code === "number" || typeof code === "string" ? code : undefined;
}

/** `broker` is host and port; without an error the other side just closed the line. */
export function failureText(broker: string, error: Error | undefined): string {
  return `The broker ${broker} ${predicate(error)}.`;
}

function predicate(error: Error | undefined): string {
  if (error === undefined) return "closed the connection";
  const code = codeOf(error);
  if (typeof code === "number") return `refused the connection: ${codeText(code)}`;
  if (code === undefined) return TIMEOUTS[error.message] ?? "broke the rules of MQTT";
  return FAILURES[code] ?? systemText(code);
}

function systemText(code: string): string {
  if (/CERT|SIGNATURE|ISSUER/.test(code)) return `has a certificate that is not trusted (${code})`;
  if (/^ERR_(SSL|TLS)/.test(code)) return `does not speak TLS as expected (${code})`;
  return `cannot be talked to (${code})`;
}
