import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blocksOf, page } from "../docs/pages.ts";

// Goal: the package as others have it: packed, installed in an empty project, used by what
// docs/simulator-library.md says. Method: real npm and tsc; the examples of the page are checked
// and run in the project, on the Node.js that this test runs on. They end by themselves: a device
// that leaves something behind keeps its process alive until it is killed here.

const MINUTES_5 = 300_000;
const EXAMPLE_MS = 60_000;
const project = mkdtempSync(join(tmpdir(), "consumer-"));
const at = (...path: readonly string[]) => join(project, ...path);
const examples = blocksOf(page("docs/simulator-library.md"))
  .filter(({ info }) => info.startsWith("ts "))
  .map(({ info, code }) => ({ name: info.slice(3), code }));

/** The tools of the repository are out of sight. */
const hostPath = (process.env["PATH"] ?? "")
  .split(delimiter)
  .filter((place) => !place.includes("node_modules"))
  .join(delimiter);

function envWith(path: string) {
  return { ...process.env, PATH: path, CETAKD_SIM_DIR: at("sim") };
}

function runIn(path: string, program: string, ...args: readonly string[]) {
  const options = { cwd: project, env: envWith(path), encoding: "utf8" } as const;
  return spawnSync(program, args, options);
}

/** Runs one in a group of its own, so that what it starts ends with it. */
async function runExample(name: string) {
  const child = spawn(process.execPath, [name], {
    cwd: project,
    env: envWith(withThisNode),
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const kill = () => process.kill(-(child.pid ?? 0), "SIGKILL");
  const tooLate = setTimeout(kill, EXAMPLE_MS);
  const [status, signal] = (await once(child, "close")) as [number | null, string | null];
  clearTimeout(tooLate);
  return { status, signal, stderr };
}

const withThisNode = [dirname(process.execPath), hostPath].join(delimiter);

/** The Node.js that scripts of the project run on. */
function nodeOfProject(): string {
  return runIn(hostPath, "npm", "run", "--silent", "which-node").stdout;
}

let nodeBefore = "";

beforeAll(() => {
  const scripts = { "which-node": "node -p process.execPath" };
  writeFileSync(at("package.json"), JSON.stringify({ private: true, type: "module", scripts }));
  nodeBefore = nodeOfProject();
  const packed = execFileSync(process.execPath, [".ci/pack.ts"], { encoding: "utf8" });
  const args = [
    "install",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    join(process.cwd(), packed.trim()),
  ];
  execFileSync("npm", args, { cwd: project, env: { ...process.env, PATH: hostPath } });
  for (const { name, code } of examples) writeFileSync(at(name), code);
}, MINUTES_5);

afterAll(() => rmSync(project, { recursive: true }));

describe("the installed package", () => {
  it("leaves the project its own Node.js", () => {
    expect(nodeBefore).toMatch(/node\n$/);
    expect(nodeOfProject()).toBe(nodeBefore);
    expect(existsSync(at("node_modules/.bin/node"))).toBe(false);
    expect(readdirSync(at("node_modules")).filter((name) => /^node(-linux|$)/.test(name))).toEqual(
      [],
    );
  });

  it("has JavaScript, declarations and what is read at run time, and nothing else", () => {
    const files = readdirSync(at("node_modules/cetakd"), { recursive: true, encoding: "utf8" });
    expect(files.filter((file) => /(?<!\.d)\.ts$/.test(file))).toEqual([]);
    expect(files.filter((file) => /^(test|\.ci|simulator\/demo)\b/.test(file))).toEqual([]);
    const read = execFileSync("git", ["ls-files", "src", "simulator", "protocols", "config"]);
    const assets = read
      .toString()
      .split("\n")
      .filter((file) => /(?<!\.ts)$/.test(file) && file);
    expect(assets).toContain("src/render/fonts/Roboto-Bold.ttf");
    expect(files).toEqual(expect.arrayContaining([...assets, "README.md", "LICENSE"]));
    const manifest = JSON.parse(readFileSync(at("node_modules/cetakd/package.json"), "utf8"));
    for (const key of ["optionalDependencies", "devDependencies", "scripts", "private"]) {
      expect(manifest).not.toHaveProperty(key);
    }
  });

  it("imports no package that it does not bring", () => {
    const { dependencies } = JSON.parse(readFileSync("package.json", "utf8"));
    const scripts = readdirSync(at("node_modules/cetakd"), { recursive: true, encoding: "utf8" });
    const imported = scripts
      .filter((file) => file.endsWith(".js"))
      .flatMap((file) => importsOf(readFileSync(at("node_modules/cetakd", file), "utf8")));
    expect(new Set(imported)).toEqual(new Set(Object.keys(dependencies)));
  });

  it.each(["cetakd", "cetakd-sim"])("has the command %s", (command) => {
    const { status, stdout, stderr } = runIn(withThisNode, at("node_modules/.bin", command), "-h");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain(`Usage: ${command}`);
  });
});

/** The packages that a module names. */
function importsOf(source: string): readonly string[] {
  const named = source.matchAll(/^(?:import|\} from|export .* from)\b[^"'\n]*"([^".][^"]*)";$/gm);
  return [...named]
    .map(([, name = ""]) => name)
    .filter((name) => !name.startsWith("node:"))
    .map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
}

describe("its declarations", () => {
  const strictest = {
    module: "nodenext",
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
  };

  function check(options: object, files: readonly string[]) {
    const compilerOptions = { ...strictest, ...options };
    writeFileSync(at("tsconfig.json"), JSON.stringify({ compilerOptions, files }));
    const { status, stdout } = runIn(withThisNode, join(process.cwd(), "node_modules/.bin/tsc"));
    return { status, stdout };
  }

  it("are sound in their strictest reading, and so is what the page does with them", () => {
    const typeRoots = [join(process.cwd(), "node_modules/@types")];
    const options = { target: "es2023", types: ["node"], typeRoots };
    const files = examples.map(({ name }) => name);
    expect(check(options, files)).toEqual({ status: 0, stdout: "" });
  });

  it("need no others, neither of a package nor of Node.js", () => {
    writeFileSync(at("bare.ts"), 'export const used = await import("cetakd/simulator");\n');
    const options = { target: "es2022", lib: ["es2022"], types: [] };
    expect(check(options, ["bare.ts"])).toEqual({ status: 0, stdout: "" });
  });
});

describe("the examples of the page", () => {
  it("are there", () => {
    expect(examples.map(({ name }) => name)).toEqual(["office.ts", "line.ts"]);
  });

  it.each(examples)("$name runs, and ends by itself", async ({ name }) => {
    const { status, signal, stderr } = await runExample(name);
    expect({ status, signal }, stderr).toEqual({ status: 0, signal: null });
    expect(readdirSync(project).filter((file) => file.startsWith("printer"))).toEqual([]);
  });
});
