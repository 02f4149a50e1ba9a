interface Waiter {
  readonly isSo: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Those who wait until something is so with a device. */
export interface Waiting {
  /** Settles at the first `look` after which it is so, at once if it is already. */
  until(isSo: () => boolean): Promise<void>;
  /** Something has changed. */
  look(): void;
  /** It will not come any more: rejects, now and from now on. */
  end(message: string): void;
}

export function createWaiting(): Waiting {
  const waiters = new Set<Waiter>();
  let ended: string | undefined;
  return {
    until(isSo) {
      if (isSo()) return Promise.resolve();
      if (ended !== undefined) return Promise.reject(new Error(ended));
      return new Promise((resolve, reject) => waiters.add({ isSo, resolve, reject }));
    },
    look() {
      for (const waiter of waiters) {
        if (!waiter.isSo()) continue;
        waiters.delete(waiter);
        waiter.resolve();
      }
    },
    end(message) {
      ended = message;
      for (const { reject } of waiters) reject(new Error(message));
      waiters.clear();
    },
  };
}
