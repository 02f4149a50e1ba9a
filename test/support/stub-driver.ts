import type {
  PreparedCard,
  PrinterDriver,
  PrinterHealth,
  PrinterIdentity,
} from "../../src/core/ports.ts";
import { AFTER, WELL } from "./core-fixtures.ts";

export const STUB_IDENTITY: PrinterIdentity = {
  model: "sample",
  firmware: "1",
  serialNumber: "A-0001",
  simulated: false,
};

export const STUB_CARD: PreparedCard = {
  panels: 1,
  commands: [{ step: "panel", bytes: Uint8Array.of(1, 2, 3) }],
};

export interface StubDriver extends PrinterDriver {
  /** What it was told and asked, in order. */
  readonly told: readonly string[];
}

/** A driver whose printer is always well and done at once, unless a test says otherwise. */
export function createStubDriver(more: Partial<PrinterDriver> = {}): StubDriver {
  const told: string[] = [];
  const health: PrinterHealth = WELL;
  const verbs: PrinterDriver = {
    start: async () => ({ identity: STUB_IDENTITY, health }),
    read: async () => health.reading,
    check: async () => health,
    busy: () => false,
    panels: () => ["k"],
    prepare: () => STUB_CARD,
    print: async () => ({ kind: "ended", after: AFTER }),
    evidence: async () => AFTER,
    canReject: true,
    reject: async () => ({ kind: "ended", after: AFTER }),
    receive: () => {},
    lost: () => {},
    ...more,
  };
  return {
    ...verbs,
    told,
    check() {
      told.push("check");
      return verbs.check();
    },
    print(card, waits) {
      told.push("print");
      return verbs.print(card, waits);
    },
    receive(chunk) {
      told.push(`receive ${Buffer.from(chunk).toString("latin1")}`);
      verbs.receive(chunk);
    },
    lost() {
      told.push("lost");
      verbs.lost();
    },
  };
}
