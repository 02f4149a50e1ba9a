/** When a check is due. Pure: the same answer for the same question. */
export interface Schedule {
  /**
   * The first instant strictly after `wallMs` (milliseconds since 1970) whose local time in `zone`
   * matches the cron expression, seconds first; `Infinity` when none comes within 40 years. Throws
   * nothing for an expression and a zone that the configuration has accepted.
   */
  nextAfter(expression: string, zone: string, wallMs: number): number;
}
