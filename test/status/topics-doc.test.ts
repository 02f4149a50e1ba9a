import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { hostEventSchema } from "../../protocols/host/state-documents.ts";
import { TOPIC_SAMPLES } from "./topic-samples.ts";

// Goal: nobody builds on an example that is not true.
// Method: the page is read; each JSON block under a topic's heading is compared with what the real
// functions make of the sample state, and taken by the reader that the contract has for it.
const page = readFileSync(new URL("../../docs/topics.md", import.meta.url), "utf8");
const sections = new Map(
  page
    .split(/^### `/m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf("`")), section] as const),
);

function examplesOf(topic: string): readonly unknown[] {
  const blocks = (sections.get(topic) ?? "").matchAll(/^```json\n(.*?)^```$/gms);
  return [...blocks].map(([, text = ""]) => JSON.parse(text));
}

describe.each(TOPIC_SAMPLES)("$topic", ({ topic, examples, accepts }) => {
  it("has examples that are what is really sent", () => {
    expect(examplesOf(topic)).toEqual(examples);
  });

  it("has examples that a reader of the contract takes", () => {
    expect(examplesOf(topic).map(accepts)).toEqual(examples.map(() => true));
  });
});

describe("docs/topics.md", () => {
  const withJson = [...sections.keys()].filter((topic) => examplesOf(topic).length > 0);

  it("has no example that no test knows", () => {
    expect(withJson.sort()).toEqual(TOPIC_SAMPLES.map(({ topic }) => topic).sort());
  });

  it("shows every type of event", () => {
    const known = hostEventSchema.options.flatMap(({ shape }) => shape.type.options);
    const shown = examplesOf("cetak/1/oku/host1/event").map((example) => Object(example).type);
    expect(shown.sort()).toEqual([...known].sort());
  });

  it("has topics of at most six slashes", () => {
    for (const topic of sections.keys()) expect(topic.split("/").length).toBeLessThanOrEqual(7);
  });
});
