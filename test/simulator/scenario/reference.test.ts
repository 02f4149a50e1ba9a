import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { schemaKeys } from "../../../config/keys.ts";
import { scenarioJsonSchema } from "../../../simulator/scenario/keys.ts";
import { loadScenarios } from "../../../simulator/scenario/load.ts";
import { withScenarioReference } from "../../../simulator/scenario/reference.ts";

// Goal: what is made from the schema and the stories is up to date. If not: npm run docs

const ROOT = new URL("../../../", import.meta.url).pathname;
const FOLDER = `${ROOT}simulator/scenario/`;

it("has its tables in docs/scenarios.md", () => {
  const page = readFileSync(`${ROOT}docs/scenarios.md`, "utf8");
  const stories = readdirSync(`${FOLDER}stories`)
    .sort()
    .flatMap((file) => loadScenarios(`${FOLDER}stories/${file}`));
  expect(page).toContain("| `steps[].expect` |");
  expect(page).toContain("stories/heat.yaml");
  expect(page).toBe(withScenarioReference(page, stories));
});

it("has the schema in simulator/scenario/scenario.schema.json", () => {
  const text = readFileSync(`${FOLDER}scenario.schema.json`, "utf8");
  expect(JSON.parse(text)).toEqual(scenarioJsonSchema());
});

it.each(schemaKeys(scenarioJsonSchema()).map((key) => [key.path, key] as const))(
  "describes %s",
  (_, key) => {
    expect(key.description).toMatch(/^.+\.$/);
  },
);
