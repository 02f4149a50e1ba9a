import type { Condition, FAULTS } from "../../protocols/faults.ts";
import type { PrinterCondition } from "../../simulator/printer/conditions.ts";
import type { ServerCondition } from "../../simulator/server/words.ts";
import { Draft } from "../../src/core/draft.ts";
import { initialState } from "../../src/core/initial-state.ts";
import { loseStore } from "../../src/core/lost-store.ts";
import { TOLD_AS } from "../drivers/evolis/nack-faults.ts";
import type { FaultStage } from "./fault-stage.ts";

/**
 * How each condition of the catalogue is driven in the virtual world: what causes it, over the
 * line, the broker or a port of the host, and what a person or time does about it. A condition
 * without a drive does not compile.
 */
export interface Drive {
  readonly cause: (stage: FaultStage) => void;
  readonly mend: (stage: FaultStage) => void;
  /** Whose jobs wait; default: those of `server1`. */
  readonly server?: string;
  /** It is there when the daemon starts. */
  readonly isThereAtStart?: true;
  /** Cards that wait when it comes; default: one that is sent at once. */
  readonly cards?: number;
  /** This printer tells it in other words; what is driven here is what comes of it. */
  readonly seenAs?: Condition;
}

const MIB = 2 ** 20;

type HostCondition = {
  [Name in Condition]: (typeof FAULTS)[Name]["device"] extends "host" ? Name : never;
}[Condition];

function printer(condition: PrinterCondition, more: Partial<Drive> = {}): Drive {
  const seenAs = TOLD_AS[condition];
  return {
    cause: ({ world }) => world.printer.raise(condition),
    mend: ({ world }) => world.printer.clear(condition),
    ...(seenAs === undefined ? {} : { seenAs }),
    ...more,
  };
}

function server(condition: ServerCondition, name = "server1"): Drive {
  return {
    cause: ({ world }) => world.servers.get(name)?.raise(condition),
    mend: ({ world }) => world.servers.get(name)?.clear(condition),
    server: name,
  };
}

/** Somebody publishes a `state` under this host's name; a person adopts this one. */
function twin(store: (stage: FaultStage) => string): Drive {
  return {
    cause(stage) {
      const { broker, topics } = stage.world;
      const state = { store: store(stage), event_seq: 9_000, job_event_seq: 9_000 };
      broker.publish(topics.state, JSON.stringify(state), { retain: true });
    },
    mend: (stage) => stage.command("adopt"),
  };
}

const PRINTER_DRIVES: Readonly<Record<PrinterCondition, Drive>> = {
  "media-empty": printer("media-empty"),
  "media-low": printer("media-low"),
  "media-jam": printer("media-jam"),
  "card-inside": printer("card-inside"),
  "cover-open": printer("cover-open"),
  "marker-supply-empty": printer("marker-supply-empty"),
  "marker-supply-low": printer("marker-supply-low"),
  "marker-supply-insufficient": printer("marker-supply-insufficient", { cards: 30 }),
  "cleaning-due": printer("cleaning-due"),
  "output-area-full": printer("output-area-full"),
  "marker-over-temperature": printer("marker-over-temperature"),
  "timed-out": printer("timed-out"),
  "connecting-to-device": printer("connecting-to-device"),
  "device-changed": printer("device-changed"),
  "command-refused": printer("command-refused"),
  other: printer("other"),
};

const SERVER_DRIVES: Readonly<Record<ServerCondition, Drive>> = {
  "server-offline": server("server-offline"),
  "report-stale": server("report-stale"),
  "ping-unanswered": server("ping-unanswered"),
  "ping-slow": server("ping-slow"),
  "probe-failed": server("probe-failed", "server2"),
  "disk-failing": server("disk-failing"),
  "disk-worsening": server("disk-worsening"),
  "disk-full": server("disk-full"),
  "raid-degraded": server("raid-degraded"),
  "raid-failed": server("raid-failed"),
  "over-temperature": server("over-temperature"),
  "database-down": server("database-down"),
  "on-battery": server("on-battery"),
  "clock-skew": server("clock-skew"),
  "server-check-failed": server("server-check-failed"),
};

const HOST_DRIVES: Readonly<Record<HostCondition, Drive>> = {
  "store-failed": {
    cause(stage) {
      stage.isDiskFull = true;
    },
    mend(stage) {
      stage.isDiskFull = false;
    },
  },
  "store-lost": {
    isThereAtStart: true,
    cause({ world: { disk, clock } }) {
      disk.commit(loseStore(disk.load(), { at: clock.wallMs(), kept: "cetakd.db.corrupt" }));
    },
    mend: (stage) => stage.command("adopt"),
  },
  "store-restored": twin(({ world }) => world.disk.load().storeId),
  "second-host": twin(() => "0123456789abcdef0123456789abcdef"),
  "hold-orphaned": {
    isThereAtStart: true,
    cause({ world: { disk, clock } }) {
      const scope = { kind: "printer", id: "taken-away" } as const;
      const cause = { kind: "operator", by: "rina", reason: "repair" } as const;
      const since = clock.wallMs();
      const before = initialState(disk.load(), { printers: [], servers: [], checks: [] });
      const draft = new Draft(before, since);
      draft.placeHold({ id: "left-over", scope, cause, since });
      disk.commit(draft.changes);
    },
    mend: (stage) => stage.command("release", { scope: "printer:taken-away" }),
  },
  "spool-area-full": {
    cause({ world: { machine } }) {
      machine.space = { freeBytes: 100 * MIB, totalBytes: 4_096 * MIB };
    },
    mend({ world: { machine } }) {
      machine.space = { freeBytes: 2_000 * MIB, totalBytes: 4_096 * MIB };
    },
  },
  "clock-unsynchronized": {
    cause({ world: { machine } }) {
      machine.isSynchronized = false;
    },
    mend({ world: { machine } }) {
      machine.isSynchronized = true;
    },
  },
  "broker-unreachable": {
    cards: 3,
    cause: ({ world }) => world.broker.setReachable(false),
    mend: ({ world }) => world.broker.setReachable(true),
  },
  "notify-failed": {
    cause({ world: { receiver, servers } }) {
      receiver.mood = "refuses";
      // Something has to be told.
      servers.get("server1")?.raise("disk-failing");
    },
    mend({ world: { receiver, servers } }) {
      receiver.mood = "takes";
      servers.get("server1")?.clear("disk-failing");
    },
  },
};

export const DRIVES: Readonly<Record<Condition, Drive>> = {
  ...PRINTER_DRIVES,
  ...SERVER_DRIVES,
  ...HOST_DRIVES,
};
