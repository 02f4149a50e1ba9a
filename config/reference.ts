import { type ConfigKey, configKeys } from "./keys.ts";

/** Between these lines `docs/configuration.md` holds the table of all keys. */
const TABLE = /(<!-- keys -->\n)[\s\S]*?(<!-- end of keys -->)/;

/** The page with its table as the schema has it now. */
export function withReference(page: string): string {
  return page.replace(
    TABLE,
    (_, begin: string, end: string) => `${begin}\n${keyTable(configKeys())}\n${end}`,
  );
}

/** One row for each key. */
export function keyTable(keys: readonly ConfigKey[]): string {
  const head = "| key | value | default | meaning |\n|---|---|---|---|\n";
  return head + keys.map(row).join("");
}

function row({ path, value, fallback, required, description }: ConfigKey): string {
  const standard = required ? "**required**" : fallback === undefined ? "" : `\`${fallback}\``;
  return `| \`${path}\` | ${value} | ${standard} | ${description} |\n`;
}
