import { schemaKeys } from "../../config/keys.ts";
import { keyTable } from "../../config/reference.ts";
import { scenarioJsonSchema } from "./keys.ts";
import type { Scenario } from "./load.ts";
import { FORMS, SHOWN_WORDS } from "./sentence.ts";

/** `docs/scenarios.md` as the schema and the stories that ship have it now. */
export function withScenarioReference(page: string, stories: readonly Scenario[]): string {
  const parts = {
    keys: keyTable(schemaKeys(scenarioJsonSchema())),
    sentences: sentences(),
    stories: storyTable(stories),
  };
  return Object.entries(parts).reduce((text, [name, part]) => {
    const found = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- end of ${name} -->)`);
    return text.replace(found, (_, begin: string, end: string) => `${begin}\n${part}\n${end}`);
  }, page);
}

function sentences(): string {
  const forms = FORMS.map(({ example }) => `- \`${example}\`\n`).join("");
  const words = SHOWN_WORDS.map((word) => `\`${word}\``).join(", ");
  return `${forms}\nAfter \`<device> is\` may stand: ${words}.\n`;
}

function storyTable(stories: readonly Scenario[]): string {
  const names = [...new Set(stories.map(({ scenario }) => scenario))];
  const rows = names.map((name) => {
    const { story, source = "" } = stories.find(({ scenario }) => scenario === name) ?? {
      story: "",
    };
    const link = `[\`${name}\`](../simulator/scenario/stories/${name}.yaml)`;
    return `| ${link} | ${story.trim()} | ${source.trim()} |\n`;
  });
  return `| story | what it tells | where it is from |\n|---|---|---|\n${rows.join("")}`;
}
