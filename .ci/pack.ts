import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Makes the npm package from this checkout: `npm run pack`, then `npm install` what it names.
 *
 * The repository runs unbuilt, but Node.js strips no types under `node_modules`. So the package is
 * the same tree with JavaScript and declarations in the place of the sources, laid out in
 * `dist/package`: what a file reads beside itself is found as ever. Its manifest is this one's
 * without what serves the repository, above all without the Node.js that it brings for itself: a
 * package must leave its consumer's alone.
 */

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PACKAGE = join(ROOT, "dist", "package");

/** With what is read when it runs, such as fonts, and what people read. */
const TAKEN = [
  "src",
  "simulator",
  "protocols",
  "config",
  "docs",
  "README.md",
  "CHANGELOG.md",
  "LICENSE",
];

rmSync(PACKAGE, { recursive: true, force: true });
// What is wrong with the sources it says on stdout.
execFileSync("tsc", ["-p", "tsconfig.build.json"], { cwd: ROOT, stdio: ["ignore", 2, 2] });
for (const name of TAKEN) {
  const filter = (path: string) => !path.endsWith(".ts");
  cpSync(join(ROOT, name), join(PACKAGE, name), { recursive: true, filter });
}
writeFileSync(join(PACKAGE, "package.json"), manifest());
const args = ["pack", PACKAGE, "--silent", "--pack-destination", join(ROOT, "dist")];
const tarball = execFileSync("npm", args, { cwd: ROOT, stdio: ["ignore", "pipe", 2] });
process.stdout.write(`dist/${tarball.toString()}`);

function manifest(): string {
  const text = readFileSync(join(ROOT, "package.json"), "utf8");
  const { name, version, description, license, type, engines, bin, exports, dependencies } =
    JSON.parse(text.replaceAll('.ts"', '.js"')) as Readonly<Record<string, unknown>>;
  const kept = { name, version, description, license, type, engines, bin, exports, dependencies };
  return `${JSON.stringify(kept, undefined, 2)}\n`;
}
