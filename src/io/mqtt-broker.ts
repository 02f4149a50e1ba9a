import type { Broker, BrokerEvents } from "../core/ports.ts";
import { type ConnectionEnd, MqttConnection } from "./mqtt-connection.ts";
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
    if (options.version === "auto" && level === 5 && kind !== "other") {
      if (kind === "version-refused") preferred = 4;
      attempt(4, events);
    } else {
      events.closed(reason);
    }
  }

  return {
    connect(events) {
      if (connection !== undefined) throw new Error("connect called before closed");
      attempt(preferred, events);
    },
    subscribe: (topics) => connection?.subscribe(topics),
    publish: (publication) => connection?.publish(publication),
    close: () => connection?.close(),
  };
}
