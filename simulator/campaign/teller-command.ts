/** What the same program does in a process of its own, for another one that counts. */
export const TELLER_COMMAND = "campaign-teller";
