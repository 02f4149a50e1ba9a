import { stripTypeScriptTypes } from "node:module";
import { describe, expect, it } from "vitest";
import { huntFor } from "./hunters.ts";
import { isMeant, patched, patchesOf, sourceOf } from "./plant.ts";
import { PLANTS, plantOf } from "./plants.ts";

// Goal: the campaign finds mistakes, and the list of planted ones stays true when the code changes.
// Method: every patch must apply once and leave a program; a handful that is found within seconds
// is planted and looked for. All of them: `npm run test:plants`.

describe("a planted mistake", () => {
  it.each(PLANTS.map((plant) => [plant.name, plant] as const))("can be made: %s", (_, plant) => {
    const patches = patchesOf(plant);
    for (const file of new Set(patches.map((patch) => patch.file))) {
      const meant = patches.filter((patch) => patch.file === file);
      const source = meant.reduce(patched, sourceOf({ file }));
      expect(() => stripTypeScriptTypes(source)).not.toThrow();
      expect(file).toMatch(/^src\//);
    }
  });

  it("has a name of its own", () => {
    expect(new Set(PLANTS.map(({ name }) => name)).size).toBe(PLANTS.length);
  });

  it("is refused where the code is not what it was", () => {
    const patch = { file: "a.ts", find: "one", replace: "two" };
    expect(patched("a one b", patch)).toBe("a two b");
    expect(() => patched("a b", patch)).toThrow("a.ts has this 0 times, not once: one");
    expect(() => patched("one one", patch)).toThrow("a.ts has this 2 times, not once: one");
  });

  it("is found only as what it breaks", () => {
    const plant = { name: "", file: "", find: "", replace: "", breaks: "I1 idempotence" };
    expect(isMeant(plant, "I1 a job is lost")).toBe(true);
    expect(isMeant(plant, "I11 a job is no specimen")).toBe(false);
    expect(isMeant(plant, "idempotence: answered twice")).toBe(true);
  });
});

describe("the campaign finds", () => {
  const SEEDS = 30;

  it.each([
    "orders go out before their commit",
    "a card begins that is not armed",
    "a card is rejected without its intent on disk",
    "a fault holds nothing",
    "what was armed when the process died begins anew",
    "an event leaves the outbox before the broker has it",
    "another host of this name is not noticed",
  ])("%s", async (name) => {
    const hunt = await huntFor(plantOf(name), { most: SEEDS, timeoutMs: 60_000 });
    expect(hunt.found, hunt.beside.join("\n")).toBeDefined();
  });
});
