/** Real time in the form that devices and lines take it. */
export const realTime = {
  now: () => performance.now(),
  timer(delayMs: number, run: () => void): () => void {
    const timeout = setTimeout(run, delayMs);
    return () => clearTimeout(timeout);
  },
};
