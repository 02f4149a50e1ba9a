import { z } from "zod";
import { type ConfigKey, configKeys, schemaKeys } from "../../config/keys.ts";
import { scenarioSchema } from "./schema.ts";

/** The JSON Schema of a scenario file (draft 2020-12), for editors. */
export function scenarioJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(scenarioSchema, {
    io: "input",
    unrepresentable: "any",
  });
  return { $schema, title: "Scenario of cetakd-sim", ...rest };
}

/** Every key that a scenario file may have, those of its host included. */
export function scenarioKeys(): readonly Pick<ConfigKey, "path">[] {
  const ofHost = configKeys().map(({ path }) => ({ path: `host.${path}` }));
  return [...schemaKeys(scenarioJsonSchema()), ...ofHost];
}
