/**
 * The canonical form of a JSON value (RFC 8785): no white space, keys sorted by their UTF-16 code
 * units, numbers and strings as ECMAScript writes them. Two documents with the same values have
 * the same form, however they were spaced or ordered.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}
