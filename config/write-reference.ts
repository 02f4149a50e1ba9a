import { readFileSync, writeFileSync } from "node:fs";
import { configJsonSchema } from "./keys.ts";
import { withReference } from "./reference.ts";

/**
 * Writes what follows from the schema: `npm run docs` after every change of it,
 * then `npm run format`. A test says when it was forgotten.
 */

const page = new URL("../docs/configuration.md", import.meta.url);
writeFileSync(page, withReference(readFileSync(page, "utf8")));

const schema = new URL("./cetakd.schema.json", import.meta.url);
writeFileSync(schema, `${JSON.stringify(configJsonSchema(), null, 2)}\n`);
