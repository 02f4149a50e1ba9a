import type { Cancel, Look } from "../core/ports.ts";
import { type ConnectionEnd, MqttConnection } from "./mqtt-connection.ts";
import type { MqttBrokerOptions, MqttLevel } from "./mqtt-options.ts";

export interface LookParts {
  readonly options: MqttBrokerOptions;
  readonly level: MqttLevel;
  /** Without wildcards. */
  readonly topic: string;
}

/**
 * Reads what a topic retains, with a client id and a session of its own that ends with it. The
 * kept session would not do: MQTT.js takes one message at a time, so job documents that the broker
 * has kept would stand before the answer, and a refused one would end the connection each time.
 *
 * MQTT has no word for "nothing is retained". Mosquitto writes the retained message right before
 * or right after the SUBACK and takes up the next packet only then; aedes writes it in a turn of
 * its own before that of the next new subscription. With both, what has not come by the answer to
 * a second subscription does not come. A broker that sends it later is heard by the subscription
 * that the host keeps. `end` says how the connection ended, if it ended by itself.
 */
export function lookAt(
  { options, level, topic }: LookParts,
  done: (look: Look, end?: ConnectionEnd["kind"]) => void,
): Cancel {
  const { will: _, ...rest } = options;
  const own = { ...rest, clientId: `${options.clientId}-look`, clean: true };
  let payload: Uint8Array | undefined;
  let isOver = false;

  function answer(look: Look, end?: ConnectionEnd["kind"]): void {
    if (isOver) return;
    isOver = true;
    done(look, end);
  }

  const connection = new MqttConnection(own, level, {
    connected() {
      connection.subscribe([topic], 1, () => {
        // Nothing is ever published there.
        connection.subscribe([`${topic}/look`], 1, () => {
          connection.close();
          answer({ kind: "read", payload });
        });
      });
    },
    message(message) {
      if (message.topic === topic && message.payload.length > 0) payload = message.payload;
      message.settle("ok");
    },
    acked() {},
    ended({ kind, reason }) {
      answer({ kind: kind === "refused" ? kind : "failed", reason }, kind);
    },
  });

  return () => {
    isOver = true;
    connection.close();
  };
}
