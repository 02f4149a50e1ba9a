import type { Broker } from "../../src/core/ports.ts";

/** The way to the broker: it can break without either end noticing at once. */
export interface DeafLine {
  /** What the daemon sends is lost until the connection is seen to have ended. */
  isDeaf: boolean;
  broker(broker: Broker): Broker;
}

/** As with TCP: what was written into a connection that is dead already reaches nobody. */
export function createDeafLine(): DeafLine {
  const line: DeafLine = {
    isDeaf: false,
    broker(broker) {
      // A new process has a new connection.
      line.isDeaf = false;
      return {
        ...broker,
        connect: (events) =>
          broker.connect({
            ...events,
            connected(session) {
              line.isDeaf = false;
              events.connected(session);
            },
            message(message) {
              // The PUBACK as well: the broker delivers the message again.
              const settle: typeof message.settle = (verdict) => {
                if (!line.isDeaf) message.settle(verdict);
              };
              events.message({ ...message, settle });
            },
            closed(reason) {
              line.isDeaf = false;
              events.closed(reason);
            },
          }),
        publish(publication) {
          if (!line.isDeaf) broker.publish(publication);
        },
      };
    },
  };
  return line;
}
