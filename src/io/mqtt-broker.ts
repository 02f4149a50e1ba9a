import type { Broker, BrokerEvents, Cancel, Look } from "../core/ports.ts";
import { type ConnectionEnd, MqttConnection } from "./mqtt-connection.ts";
import { lookAt } from "./mqtt-look.ts";
import type { MqttBrokerOptions, MqttLevel } from "./mqtt-options.ts";

/**
 * The broker over MQTT.js, with a new client for every attempt.
 *
 * With `auto` a broker that refuses MQTT 5 or drops the line at it is asked once more, in 3.1.1,
 * within the same `connect`. Only a refusal in so many words is remembered: a dropped line may as
 * well be a broker that is just starting or a balancer without one, and a host that remembered it
 * would do without retain-as-published until its next start. It costs such a broker one
 * connection more at each reconnect.
 */
export function createMqttBroker(options: MqttBrokerOptions): Broker {
  let preferred: MqttLevel = options.version === "3.1.1" ? 4 : 5;
  let connection: MqttConnection | undefined;

  function attempt(level: MqttLevel, events: BrokerEvents): void {
    connection = new MqttConnection(options, level, {
      connected: (session) => events.connected(session),
      message: (message) => events.message(message),
      acked: (token) => events.acked(token),
      ended: (end) => ended(end, level, events),
    });
  }

  function ended({ kind, reason }: ConnectionEnd, level: MqttLevel, events: BrokerEvents): void {
    connection = undefined;
    if (isOlder(level, kind)) attempt(4, events);
    else events.closed(reason);
  }

  /** Whether the broker may be one that is to be asked in 3.1.1. */
  function isOlder(level: MqttLevel, kind: ConnectionEnd["kind"]): boolean {
    if (options.version !== "auto" || level === 4) return false;
    if (kind === "version-refused") preferred = 4;
    return kind === "version-refused" || kind === "dropped";
  }

  function look(topic: string, done: (look: Look) => void): Cancel {
    let cancel: Cancel = () => {};
    const at = (level: MqttLevel) => {
      cancel = lookAt({ options, level, topic }, (found, end) => {
        if (end !== undefined && isOlder(level, end)) at(4);
        else done(found);
      });
    };
    at(preferred);
    return () => cancel();
  }

  return {
    connect(events) {
      if (connection !== undefined) throw new Error("connect called before closed");
      attempt(preferred, events);
    },
    look,
    subscribe: (topics, qos) => connection?.subscribe(topics, qos),
    publish: (publication) => connection?.publish(publication),
    close: () => connection?.close(),
  };
}
