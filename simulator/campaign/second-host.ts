import type { Change } from "../../src/core/changes.ts";
import type { Office } from "./office.ts";

/** Another host speaks under this one's name: it has made less than this one so far. */
export function otherHost({ world, dice, books, tally }: Office): void {
  const { event, "job-event": jobEvent } = world.disk.load().streams;
  books.figures.otherHosts += 1;
  tally.add("injected", "state of another host");
  const state = {
    store: `other-${books.figures.otherHosts}`,
    event_seq: dice.int(0, event.seq),
    job_event_seq: dice.int(0, jobEvent.seq),
  };
  world.note(`step: another host of this name: ${state.store}`);
  world.broker.publish(world.topics.state, JSON.stringify(state), { from: "twin", retain: true });
}

export interface TwinWatch {
  /** Broken promises so far. */
  readonly violations: readonly string[];
  /** After a commit. */
  committed(changes: readonly Change[]): void;
}

/** Once a host knows that there is another one of its name, a person has to decide (I12). */
export function createTwinWatch(): TwinWatch {
  const violations: string[] = [];
  const undecided = new Set<string>();

  function take(change: Change): void {
    if (change.kind === "twin-seen") {
      const { store, isDecided } = change.twin;
      if (isDecided) undecided.delete(store);
      else undecided.add(store);
    } else if (change.kind === "attempt-armed" && undecided.size > 0) {
      const { jobId } = change.attempt;
      violations.push(
        `I12 ${jobId} starts while ${[...undecided].join(" and ")} may print as well`,
      );
    }
  }

  return {
    violations,
    committed(changes) {
      for (const change of changes) take(change);
    },
  };
}
