import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

interface Manifest {
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

it("runs on the Node.js that the project brings", () => {
  const { optionalDependencies } = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
  expect(process.version).toBe(`v${optionalDependencies[`node-linux-${process.arch}`]}`);
});
