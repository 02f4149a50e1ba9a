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
