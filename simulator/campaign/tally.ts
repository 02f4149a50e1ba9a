/** Names in a group, and how often each was seen: `raised` `media-jam` 12. */
export type Counted = readonly [group: string, name: string, count: number];

/** Counts what happened, by group and name; many of them add up. */
export interface Tally {
  add(group: string, name: string, times?: number): void;
  /** All of another one, or of one that came from another process. */
  take(counted: readonly Counted[]): void;
  of(group: string): ReadonlyMap<string, number>;
  all(): readonly Counted[];
}

export function createTally(): Tally {
  const groups = new Map<string, Map<string, number>>();

  function groupOf(name: string): Map<string, number> {
    const known = groups.get(name) ?? new Map<string, number>();
    groups.set(name, known);
    return known;
  }

  const tally: Tally = {
    add(group, name, times = 1) {
      const counts = groupOf(group);
      counts.set(name, (counts.get(name) ?? 0) + times);
    },
    take(counted) {
      for (const [group, name, count] of counted) tally.add(group, name, count);
    },
    of: (group) => groups.get(group) ?? new Map(),
    all: () =>
      [...groups].flatMap(([group, counts]) =>
        [...counts].map(([name, count]): Counted => [group, name, count]),
      ),
  };
  return tally;
}
