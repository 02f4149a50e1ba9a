/** The name that a table gives to a word of the wire, or `undefined`. */
export function nameOf<Name extends string>(
  table: Readonly<Record<Name, string | undefined>>,
  word: string | undefined,
): Name | undefined {
  return (Object.keys(table) as Name[]).find((name) => table[name] === word);
}
