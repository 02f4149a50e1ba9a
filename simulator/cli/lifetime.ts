/** Says on stdout, in one line of JSON, that a device is there and where. */
export function ready(facts: Readonly<Record<string, string | number>>): void {
  process.stdout.write(`${JSON.stringify({ ready: true, ...facts })}\n`);
}

/** Settles at SIGTERM or SIGINT. Until then the process lives, even if nothing else is open. */
export function stopSignal(): Promise<void> {
  const alive = setInterval(() => {}, TIMER_MS_MAX);
  return new Promise((resolve) => {
    const stop = () => {
      clearInterval(alive);
      resolve();
    };
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, stop);
  });
}

/** For work that ends by itself, unless SIGTERM or SIGINT end it before. */
export function stoppedBySignal(): { readonly signal: AbortSignal; readonly forget: () => void } {
  const controller = new AbortController();
  const stop = () => controller.abort();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, stop);
  return {
    signal: controller.signal,
    forget() {
      for (const signal of ["SIGTERM", "SIGINT"] as const) process.off(signal, stop);
    },
  };
}

const TIMER_MS_MAX = 2 ** 31 - 1;

/** Says on stderr what somebody should know; it goes on. */
export function warn(message: string): void {
  process.stderr.write(`cetakd-sim: ${message}\n`);
}

/** Says on stderr what went wrong; the process will end with 1, or with 2 for a wrong usage. */
export function complain(message: string, kind: "failure" | "usage" = "failure"): void {
  warn(message);
  process.exitCode = kind === "usage" ? 2 : 1;
}
