/** Called when all that a credit allows has been sent: how many that were. */
export type CreditSpent = (sent: number) => void;

/**
 * How many new jobs a server may send (contract §10). Before a host has ever asked there is no
 * limit: many never do. A request replaces what was left of the one before; it is answered after
 * the jobs, so that the host has them when it reads the answer. Jobs that come to the server later
 * may use what is left of the credit, without another word. A document that is sent again is not a
 * new job.
 */
export class Credit {
  #left: number;
  #sent = 0;
  #spent: CreditSpent | undefined;

  /** `granted`: how many may be sent before a host has asked. */
  constructor(granted = Number.POSITIVE_INFINITY) {
    this.#left = granted;
  }

  get isUsedUp(): boolean {
    return this.#left <= 0;
  }

  grant(credit: number, spent: CreditSpent): void {
    this.settle();
    this.#left = credit;
    this.#sent = 0;
    this.#spent = spent;
  }

  /** A new job has been sent. */
  use(): void {
    this.#left -= 1;
    this.#sent += 1;
  }

  /** Nothing more can be sent for now: the credit is used up, or there are no jobs. */
  settle(): void {
    const spent = this.#spent;
    this.#spent = undefined;
    spent?.(this.#sent);
  }

  /** The line is lost: nobody would hear the answer. */
  forget(): void {
    this.#spent = undefined;
  }
}
