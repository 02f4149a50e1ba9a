/** Real time in the form that devices and lines take it. */
export const realTime = {
  now: () => performance.now(),
  timer(delayMs: number, run: () => void): () => void {
    const timeout = setTimeout(run, delayMs);
    return () => clearTimeout(timeout);
  },
};

/** Real time that ends with the device it is for: none of its timers fires after `stop`. */
export function stoppableTime() {
  const pending = new Set<() => void>();
  let isStopped = false;
  return {
    now: realTime.now,
    wallMs: () => Date.now(),
    timer(delayMs: number, run: () => void): () => void {
      if (isStopped) return () => {};
      const cancel = realTime.timer(delayMs, () => {
        pending.delete(cancel);
        run();
      });
      pending.add(cancel);
      return () => {
        pending.delete(cancel);
        cancel();
      };
    },
    stop(): void {
      isStopped = true;
      for (const cancel of pending) cancel();
      pending.clear();
    },
  };
}
