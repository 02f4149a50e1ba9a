/** What has to be closed in the end, the last opened first, each whatever becomes of the others. */
export class Closing {
  readonly #tasks: (() => void | Promise<void>)[] = [];

  add(close: () => void | Promise<void>): void {
    this.#tasks.push(close);
  }

  /** May be called again. Rejects with the first of the failures, after all have been tried. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (let close = this.#tasks.pop(); close !== undefined; close = this.#tasks.pop()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
