/** Says on stdout, in one line of JSON, that a device is there and where. */
export function ready(facts: Readonly<Record<string, string | number>>): void {
  process.stdout.write(`${JSON.stringify({ ready: true, ...facts })}\n`);
}

/** Settles at SIGTERM or SIGINT. */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
  });
}
