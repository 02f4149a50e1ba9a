import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { scenarioJsonSchema } from "../simulator/scenario/keys.ts";
import { loadScenarios } from "../simulator/scenario/load.ts";
import { withScenarioReference } from "../simulator/scenario/reference.ts";

/** Writes what follows from the schema of scenarios and the stories that ship: `npm run docs`. */

const page = new URL("./scenarios.md", import.meta.url);
const folder = new URL("../simulator/scenario/", import.meta.url).pathname;
const stories = readdirSync(`${folder}stories`)
  .sort()
  .flatMap((file) => loadScenarios(`${folder}stories/${file}`));
writeFileSync(page, withScenarioReference(readFileSync(page, "utf8"), stories));
writeFileSync(
  `${folder}scenario.schema.json`,
  `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`,
);
