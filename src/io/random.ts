import { randomBytes } from "node:crypto";
import type { Random } from "../core/ports.ts";

/** Bytes of an id: 128 bits, written as 32 hexadecimal digits. */
const ID_BYTES = 16;

/** Chance from the system: ids are unguessable, jitter is merely uneven. */
export function createSystemRandom(): Random {
  return {
    id: () => randomBytes(ID_BYTES).toString("hex"),
    jitter: () => Math.random(),
  };
}
