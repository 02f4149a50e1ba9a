import type { IClientOptions } from "mqtt";

/** What the broker says for the host when the connection is lost without a goodbye. */
export interface MqttWill {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

export interface MqttBrokerOptions {
  /** `mqtt://host:port` or `mqtts://host:port`, without a user name or password. */
  readonly url: string;
  readonly clientId: string;
  /** `auto` tries MQTT 5 and goes over to 3.1.1 with a broker that does not speak it. */
  readonly version: "auto" | "3.1.1" | "5";
  readonly will: MqttWill;
  readonly username?: string;
  readonly password?: string;
  /** 30 by default; a silent broker is given up after one and a half times this. */
  readonly keepaliveS?: number;
  /** How long a broker keeps the session of an absent host; MQTT 5 only. 14 days by default. */
  readonly sessionExpiryS?: number;
  /** Certificates (PEM) that are trusted instead of the system's; `mqtts:` only. */
  readonly ca?: string;
  /** The host's own certificate and key (PEM), where the broker asks for them. */
  readonly cert?: string;
  readonly key?: string;
}

/** MQTT protocol level: 4 is 3.1.1, 5 is 5. */
export type MqttLevel = 4 | 5;

/** A connection need not leave a will, and may want no session to be kept. */
export interface MqttConnectionOptions extends Omit<MqttBrokerOptions, "will"> {
  readonly will?: MqttWill;
  /** Nothing is kept of it at the broker; `false` by default. */
  readonly clean?: boolean;
}

const SESSION_EXPIRY_S = 14 * 24 * 3600;

/**
 * Messages are handled one at a time, so more of them on their way gain nothing, and each may be
 * a document of 2 MiB. MQTT 3.1.1 leaves this number to the broker (Mosquitto: 20).
 */
const RECEIVE_MAX = 8;

/**
 * The client that makes one attempt: it never connects again by itself and keeps nothing for
 * later, because what must arrive waits in the outbox.
 */
export function clientOptions(options: MqttConnectionOptions, level: MqttLevel): IClientOptions {
  const { url: _, version: __, will, clean = false, keepaliveS = 30, ...others } = options;
  const { sessionExpiryS = SESSION_EXPIRY_S, ...rest } = others;
  const expiry = clean ? 0 : sessionExpiryS;
  const properties = { sessionExpiryInterval: expiry, receiveMaximum: RECEIVE_MAX };
  return {
    ...rest,
    protocolVersion: level,
    clean,
    keepalive: keepaliveS,
    reconnectPeriod: 0,
    queueQoSZero: false,
    resubscribe: false,
    ...(will === undefined
      ? {}
      : { will: { ...will, payload: Buffer.from(will.payload), qos: 1 } }),
    ...(level === 5 ? { properties } : {}),
  };
}
