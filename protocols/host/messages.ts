/** The documents that a host sends, in the keys of the contract (§3). */

export interface JobAnswer {
  readonly job_id: string | null;
  readonly result: "accepted" | "duplicate" | "conflict" | "rejected";
  readonly code?: string;
  readonly message?: string;
  readonly warnings?: readonly string[];
  readonly retry?: true;
  readonly state: string | null;
  readonly hash: string | null;
  readonly at: string;
}

export interface JobEvent {
  readonly store: string;
  readonly seq: number;
  readonly at: string;
  readonly job_id: string;
  readonly state: string;
  readonly previous: string | null;
  readonly reasons: readonly string[];
  readonly printer?: string;
  readonly attempt?: number;
  readonly evidence?: Readonly<Record<string, unknown>>;
  readonly reprint_of?: string;
}

/** RFC 3339 with the offset of UTC. */
export function encodeInstant(wallMs: number): string {
  return new Date(wallMs).toISOString();
}
