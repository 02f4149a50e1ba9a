import type { Broker, BrokerMessage, Clock } from "../core/ports.ts";
import type { State } from "../core/state.ts";
import type { StatusContext } from "../status/context.ts";
import { deviceTopics, faultFilter, formerDevice } from "../status/device-topics.ts";
import { statusDocuments } from "../status/documents.ts";
import {
  type HomeAssistantPlace,
  homeAssistantBirthTopic,
  homeAssistantDocuments,
  homeAssistantTopic,
} from "../status/home-assistant.ts";
import { createPublisher } from "../status/publisher.ts";

export interface DashboardsParts {
  readonly state: State;
  readonly broker: Broker;
  readonly clock: Clock;
  readonly base: string;
  readonly context: (wallMs: number) => StatusContext;
  readonly homeAssistant: HomeAssistantPlace;
  /** Whether the devices are announced to Home Assistant; if not, they are taken back. */
  readonly announces: boolean;
  /** Between two looks at what dashboards are to see; absent: a second. */
  readonly pauseMs?: number;
}

/** What dashboards see of the host, kept as it should be at the broker. */
export interface Dashboards {
  readonly subscriptions: readonly string[];
  changed(): void;
  connected(): void;
  /** Before the connection is left on purpose. */
  lastWords(): void;
  closed(): void;
  receive(message: Pick<BrokerMessage, "topic" | "payload">): void;
}

export function createDashboards(parts: DashboardsParts): Dashboards {
  const { state, broker, clock, base, homeAssistant, announces } = parts;
  const context = () => parts.context(clock.wallMs());
  const devices = new Set([...state.printers.keys(), ...state.servers.keys()]);
  const status = createPublisher({
    broker,
    clock,
    documents: () => statusDocuments(state, base, context()),
    ...(parts.pauseMs === undefined ? {} : { pauseMs: parts.pauseMs }),
  });
  const announced = () => homeAssistantDocuments(state, homeAssistant, context());
  const announcer = createPublisher({ broker, clock, documents: announced });
  const birthTopic = homeAssistantBirthTopic(homeAssistant.prefix);

  function announce(): void {
    if (announces) announcer.connected();
    else announcer.remove([...announced().keys()]);
  }

  return {
    subscriptions: [faultFilter(base), birthTopic],
    changed() {
      status.changed();
      if (announces) announcer.changed();
    },
    connected() {
      status.connected();
      announce();
    },
    lastWords: status.lastWords,
    closed() {
      status.closed();
      announcer.closed();
    },
    receive({ topic, payload }) {
      if (topic === birthTopic) {
        // Home Assistant has started and knows nothing yet.
        if (new TextDecoder().decode(payload) === "online") announce();
        return;
      }
      const former = formerDevice({ base, topic, payload, devices });
      if (former === undefined) return;
      status.remove([...deviceTopics(base, former), homeAssistantTopic(homeAssistant, former)]);
    },
  };
}
