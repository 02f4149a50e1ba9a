/** Small numbers side by side in bytes, most significant bit first; 0 fills the last byte. */

/** `bits` is 1 to 8; of a larger value only the lower bits are packed. */
export function packBits(values: Uint8Array, bits: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((values.length * bits) / 8));
  const mask = (1 << bits) - 1;
  let pending = 0;
  let pendingBits = 0;
  let at = 0;
  for (const value of values) {
    pending = ((pending << bits) | (value & mask)) & 0xffff;
    pendingBits += bits;
    if (pendingBits >= 8) {
      pendingBits -= 8;
      bytes[at++] = pending >> pendingBits;
    }
  }
  if (pendingBits > 0) bytes[at] = pending << (8 - pendingBits);
  return bytes;
}

/** The first `count` values; bytes that are missing read as 0. */
export function unpackBits(bytes: Uint8Array, bits: number, count: number): Uint8Array {
  const values = new Uint8Array(count);
  const mask = (1 << bits) - 1;
  let pending = 0;
  let pendingBits = 0;
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (pendingBits < bits) {
      pending = ((pending << 8) | (bytes[at++] ?? 0)) & 0xffff;
      pendingBits += 8;
    }
    pendingBits -= bits;
    values[i] = (pending >> pendingBits) & mask;
  }
  return values;
}
