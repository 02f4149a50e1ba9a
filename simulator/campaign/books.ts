import type { Resolution } from "../../protocols/words.ts";

/** A job document as a server sends it, as often as it takes. */
export interface SentJob {
  readonly jobId: string;
  readonly payload: string;
  /** Whether it can be printed in this office. */
  readonly isPrintable: boolean;
  /** The server keeps it until it is answered for good. */
  isAnswered: boolean;
}

export interface SentCommand {
  readonly id: string;
  readonly payload: string;
}

/** A person's word on an attempt, as it was sent. */
export interface Answer {
  readonly id: string;
  readonly jobId: string;
  readonly attempt: number;
  readonly as: Resolution;
  /** Whether that is what the cards say. */
  readonly isRight: boolean;
}

/** What everybody outside the host knows that he has done. */
export interface Books {
  readonly jobs: SentJob[];
  readonly commands: SentCommand[];
  /** By the id of the command. */
  readonly answers: Map<string, Answer>;
  /**
   * Scopes whose hold has been answered and that nobody has begun to release, and the wall time to
   * which they are held.
   */
  readonly held: Map<string, number>;
  readonly figures: Figures;
}

/** How much has happened. */
export interface Figures {
  steps: number;
  cuts: number;
  powerCuts: number;
  brokerLosses: number;
  right: number;
  wrong: number;
  otherHosts: number;
}

export function createBooks(): Books {
  const figures = {
    steps: 0,
    cuts: 0,
    powerCuts: 0,
    brokerLosses: 0,
    right: 0,
    wrong: 0,
    otherHosts: 0,
  };
  return { jobs: [], commands: [], answers: new Map(), held: new Map(), figures };
}

/** Takes out what is held no longer: its time has once come. */
export function endHeld({ held }: Pick<Books, "held">, wallMs: number): void {
  for (const [scope, until] of held) if (until <= wallMs) held.delete(scope);
}
