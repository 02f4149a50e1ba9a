import type { KnownJob, PrinterIdentity, PrinterReading, PrintResult } from "./ports.ts";
import type { Stream } from "./state.ts";

/** A job document that is fit to be accepted; the core sees no card data. */
export interface NewJob {
  readonly jobId: string;
  readonly hash: string;
  readonly priority: number;
  readonly stock: string;
  readonly specimen: boolean;
}

/** Why a document is refused. Source: contract §3. */
export type RejectCode =
  | "retained"
  | "expired"
  | "malformed"
  | "schema"
  | "invalid"
  | "fields"
  | "job-id"
  | "unknown-server"
  | "unknown-template"
  | "too-large"
  | "not-ready"
  | "image-size"
  | "bad-image"
  | "not-specimen"
  | "urgent-unapproved"
  | "queue-full"
  | "unavailable";

export interface Rejection {
  /** `undefined`: the document has no usable id. */
  readonly jobId: string | undefined;
  readonly code: RejectCode;
  readonly message: string;
}

/** Everything that happens to the daemon. `at` is wall time in milliseconds. */
export type Event =
  | { readonly kind: "started"; readonly at: number }
  | {
      readonly kind: "job-received";
      readonly at: number;
      /** Names the delivery that is answered and settled. */
      readonly delivery: number;
      readonly job: NewJob;
      readonly document: string;
      /** Whether the broker marked the document as retained. */
      readonly retained: boolean;
      /** What the store knows of this id, read in the same turn. */
      readonly known: KnownJob | undefined;
      readonly warnings: readonly string[];
    }
  | {
      readonly kind: "job-refused";
      readonly at: number;
      readonly delivery: number;
      readonly rejection: Rejection;
    }
  | {
      readonly kind: "printer-ready";
      readonly at: number;
      readonly printer: string;
      readonly session: number;
      readonly identity: PrinterIdentity;
      readonly reading: PrinterReading;
    }
  | {
      readonly kind: "printer-gone";
      readonly at: number;
      readonly printer: string;
      readonly session: number;
    }
  | {
      readonly kind: "printer-read";
      readonly at: number;
      readonly printer: string;
      readonly session: number;
      readonly reading: PrinterReading;
    }
  | {
      readonly kind: "card-prepared";
      readonly at: number;
      readonly printer: string;
      readonly session: number;
      readonly jobId: string;
      readonly reading: PrinterReading;
      readonly panels: number;
      readonly payloadHash: string;
    }
  | {
      readonly kind: "card-unprintable";
      readonly at: number;
      readonly printer: string;
      readonly session: number;
      readonly jobId: string;
      readonly detail: string;
    }
  | {
      readonly kind: "card-ended";
      readonly at: number;
      readonly printer: string;
      readonly session: number;
      readonly jobId: string;
      readonly attempt: number;
      readonly result: PrintResult;
    }
  | { readonly kind: "broker-connected"; readonly at: number }
  | { readonly kind: "broker-closed"; readonly at: number }
  | {
      readonly kind: "event-delivered";
      readonly at: number;
      readonly stream: Stream;
      readonly seq: number;
    };
