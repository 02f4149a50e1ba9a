import type { Draft } from "./draft.ts";
import type { HostLook } from "./events.ts";
import { isDoubted } from "./expiry.ts";
import { type Observation, observe } from "./observe.ts";
import type { Policy } from "./policy.ts";
import type { DeviceFault } from "./ports.ts";
import type { State } from "./state.ts";

const MIB = 2 ** 20;

/** What a check of this host has read, for its faults. */
export function takeHostLook(draft: Draft, state: State, policy: Policy, look: HostLook): void {
  switch (look.of) {
    case "disk": {
      const { freeBytes, totalBytes } = look;
      draft.note({ kind: "host-health", health: { freeBytes, totalBytes } });
      const isFull = freeBytes < policy.host.diskFreeMinBytes;
      const raw = `${Math.floor(freeBytes / MIB)} MiB free`;
      see(isFull ? [{ condition: "spool-area-full", raw }] : [], ["spool-area-full"]);
      return;
    }
    case "store":
      // Only a write shows how a store fails, and one that can be written is not written to.
      if (!look.writable && state.storeFailure === undefined) {
        draft.change({ kind: "store-probed", at: draft.at });
      }
      return;
    case "broker":
      if (state.brokerConnected) see([], ["broker-unreachable"]);
      else if (isAwayTooLong(state, policy, draft.at)) {
        see([{ condition: "broker-unreachable" }], []);
      }
      return;
    case "clock": {
      const { synchronized } = look;
      draft.note({ kind: "host-health", health: { clockSynchronized: synchronized } });
      const why = clockFault(state, synchronized, draft.at);
      see(why === undefined ? [] : [why], ["clock-unsynchronized"]);
      return;
    }
  }

  function see(present: readonly DeviceFault[], checked: Observation["checked"]): void {
    observe(draft, state, policy, { device: "host", present, checked });
  }
}

function isAwayTooLong({ brokerAwayAt }: State, { host }: Policy, at: number): boolean {
  return brokerAwayAt !== undefined && Math.abs(at - brokerAwayAt) >= host.brokerAwayMs;
}

function clockFault(state: State, synchronized: boolean, at: number): DeviceFault | undefined {
  if (!synchronized) return { condition: "clock-unsynchronized", raw: "not-synchronized" };
  return isDoubted(state, at) ? { condition: "clock-unsynchronized", raw: "jumped" } : undefined;
}
