/** One verb at a time: the line carries one exchange. */
export interface Turns {
  /** Runs it when all before it have ended, however they ended. */
  take<T>(verb: () => Promise<T>): Promise<T>;
  /** Whether one is under way or waits. */
  busy(): boolean;
}

export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  let open = 0;
  return {
    take(verb) {
      open += 1;
      const result = last.then(verb).finally(() => {
        open -= 1;
      });
      last = result.catch(() => {});
      return result;
    },
    busy: () => open > 0,
  };
}
