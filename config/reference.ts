import { type ConfigKey, configKeys } from "./keys.ts";

/** Between these lines `docs/configuration.md` holds the table of all keys. */
const TABLE = /(<!-- keys -->\n)[\s\S]*?(<!-- end of keys -->)/;

/** The page with its table as the schema has it now. */
export function withReference(page: string): string {
  return page.replace(TABLE, (_, begin: string, end: string) => `${begin}\n${table()}\n${end}`);
}

function table(): string {
  const head = "| key | value | default | meaning |\n|---|---|---|---|\n";
  return head + configKeys().map(row).join("");
}

function row({ path, value, fallback, required, description }: ConfigKey): string {
  const standard = required ? "**required**" : fallback === undefined ? "" : `\`${fallback}\``;
  return `| \`${path}\` | ${value} | ${standard} | ${description} |\n`;
}
