import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { configJsonSchema, configKeys } from "../../config/keys.ts";
import { withReference } from "../../config/reference.ts";

// Goal: what is made from the schema is up to date. If not: npm run docs

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
}

describe("the reference", () => {
  it("has the table of the schema in docs/configuration.md", () => {
    const page = read("docs/configuration.md");
    expect(page).toContain("| `printers[].line.path` | path | **required** |");
    expect(page).toBe(withReference(page));
  });

  it("has the schema in config/cetakd.schema.json", () => {
    expect(JSON.parse(read("config/cetakd.schema.json"))).toEqual(configJsonSchema());
  });

  it.each(configKeys().map((key) => [key.path, key] as const))("describes %s", (_, key) => {
    expect(key.description).toMatch(/^.+\.$/);
    expect(key.value).not.toBe("");
  });
});
