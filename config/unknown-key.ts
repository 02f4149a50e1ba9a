import { type ConfigKey, configKeys } from "./keys.ts";

const SECRET = /^(pass|secret|token)(?!.*_file$)/i;

/** What to say of a key that the file may not have at this place, with the key that was meant. */
export function unknownKey(
  parent: readonly PropertyKey[],
  key: string,
  keys: readonly Pick<ConfigKey, "path">[] = configKeys(),
): string {
  if (SECRET.test(key)) return "secrets are never in this file: name a file in password_file";
  const meant = nearest(key, keysUnder(parent, keys));
  return meant === undefined ? "unknown key" : `unknown key, did you mean ${meant}?`;
}

/**
 * The keys known under a path: `printers`, 0, `line` has `path` and `baud_rate`. Where a path says
 * `<name>` a file may have any.
 */
function keysUnder(
  parent: readonly PropertyKey[],
  keys: readonly Pick<ConfigKey, "path">[],
): ReadonlySet<string> {
  const above = parent.map((step) => (typeof step === "number" ? "[]" : String(step)));
  const known = new Set<string>();
  for (const { path } of keys) {
    const steps = path.replaceAll("[]", ".[]").split(".");
    const isUnder = above.every((step, n) => steps[n] === step || steps[n] === "<name>");
    const name = steps[above.length];
    if (isUnder && name !== undefined) known.add(name);
  }
  return known;
}

function nearest(key: string, known: ReadonlySet<string>): string | undefined {
  const near = [...known]
    .map((name) => ({ name, edits: edits(key.toLowerCase(), name) }))
    .filter(({ name, edits }) => edits <= Math.max(1, Math.floor(name.length / 3)))
    .toSorted((a, b) => a.edits - b.edits);
  return near[0]?.name;
}

/** Half a word that ends at an underline is the word: `baud`. */
function edits(key: string, name: string): number {
  return name.startsWith(`${key}_`) ? 0 : editsBetween(key, name);
}

/** Letters to put in, take out or change to make one word of the other. */
function editsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, n) => n);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      const changed = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
