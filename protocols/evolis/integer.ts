/** The unsigned decimal number that a field is, or `undefined` if it is none or above `max`. */
export function decodeInteger(text: string | undefined, max: number): number | undefined {
  // Ten digits hold every 32-bit number; more would lose precision before the comparison.
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined;
  const value = Number(text);
  return value <= max ? value : undefined;
}
