/** Time as the server needs it. */
export interface ServerClock {
  /** Milliseconds since 1970. */
  wallMs(): number;
  timer(delayMs: number, run: () => void): () => void;
}

export interface ServerSettings {
  readonly site: string;
  readonly host: string;
  readonly id: string;
  /** Sends no new job before the host has asked; else it sends as it likes until then. */
  readonly waitsForCredit?: boolean;
}

/** A document that is to be sent, as it goes over the wire. */
export interface ServerJob {
  readonly jobId: string;
  readonly payload: string;
}

export interface ServerPublication {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}
