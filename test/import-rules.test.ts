import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

// Goal: the import directions of src/README.md are enforced, and each rule is seen to fire.
// Method: one planted file per row in an empty copy with the project's biome.json, linted once.

const IMPORT = "noRestrictedImports";
const GLOBAL = "noRestrictedGlobals";

/** Folder, what the planted file imports, and the rule that must fire (none: it is allowed). */
const ROWS = [
  ["protocols", "./words.ts", undefined],
  ["protocols", "zod", IMPORT],
  ["protocols", "../src/core/ports.ts", IMPORT],
  ["protocols/evolis", "./command.ts", undefined],
  ["protocols/evolis", "../words.ts", undefined],
  ["protocols/evolis", "zod", IMPORT],
  ["protocols/evolis", "node:fs", IMPORT],
  ["protocols/evolis", "../host/job.ts", IMPORT],
  ["protocols/evolis", "../../src/core/ports.ts", IMPORT],
  ["protocols/host", "zod", undefined],
  ["protocols/host", "../words.ts", undefined],
  ["protocols/host", "node:fs", IMPORT],
  ["src/core", "./ports.ts", undefined],
  ["src/core", "../../protocols/words.ts", undefined],
  ["src/core", "../../protocols/faults.ts", undefined],
  ["src/core", "../../protocols/evolis/command.ts", IMPORT],
  ["src/core", "../../protocols/host/job.ts", IMPORT],
  ["src/core", "../io/clock.ts", IMPORT],
  ["src/core", "zod", IMPORT],
  ["src/core", "node:fs", IMPORT],
  ["src/drivers/evolis", "./scanner.ts", undefined],
  ["src/drivers/evolis", "../printer-line.ts", undefined],
  ["src/drivers/evolis", "../../core/ports.ts", undefined],
  ["src/drivers/evolis", "../../../protocols/evolis/command.ts", undefined],
  ["src/drivers/evolis", "@serialport/parser-readline", undefined],
  ["src/drivers/evolis", "serialport", IMPORT],
  ["src/drivers/evolis", "node:timers", IMPORT],
  ["src/drivers/evolis", "../../io/serial-link.ts", IMPORT],
  ["src/drivers", "./evolis/driver.ts", undefined],
  ["src/drivers", "../core/ports.ts", undefined],
  ["src/drivers", "../io/serial-link.ts", IMPORT],
  ["src/io", "../core/ports.ts", undefined],
  ["src/io", "better-sqlite3", undefined],
  ["src/io", "../drivers/printer-line.ts", IMPORT],
  ["src/io", "../daemon.ts", IMPORT],
  ["src/status", "../drivers/printer-line.ts", IMPORT],
  ["src/render", "../drivers/printer-line.ts", IMPORT],
  ["src/render", "../../simulator/io/pty.ts", IMPORT],
  ["src/cli", "../daemon.ts", undefined],
  ["src/cli", "../../simulator/io/pty.ts", IMPORT],
  ["config", "yaml", undefined],
  ["config", "../src/core/ports.ts", undefined],
  ["config", "../src/io/clock.ts", IMPORT],
  ["config", "commander", IMPORT],
  ["simulator/printer", "./machine.ts", undefined],
  ["simulator/printer", "../../protocols/evolis/command.ts", undefined],
  ["simulator/printer", "node:fs", IMPORT],
  ["simulator/printer", "../../src/core/ports.ts", IMPORT],
  ["simulator/server", "mqtt", IMPORT],
  ["simulator/io", "../printer/machine.ts", undefined],
  ["simulator/io", "koffi", undefined],
  ["simulator/io", "../../src/core/ports.ts", IMPORT],
  ["simulator/recording", "../printer/roles.ts", undefined],
  ["simulator/recording", "../../src/io/line-recording.ts", IMPORT],
  ["simulator/stage", "../../src/daemon.ts", undefined],
  ["simulator/stage", "../../src/core/ports.ts", undefined],
  ["simulator/stage", "../../src/core/decide.ts", IMPORT],
  ["simulator/stage", "../../src/io/store.ts", IMPORT],
] as const;

const FORBIDDEN_GLOBALS = ["Date", "setTimeout", "setImmediate", "process", "Buffer"] as const;

const folder = mkdtempSync(join(tmpdir(), "cetakd-lint-"));
let rulesByFile: ReadonlyMap<string, readonly string[]> = new Map();

beforeAll(async () => {
  copyFileSync("biome.json", join(folder, "biome.json"));
  ROWS.forEach(([where, from], row) => {
    plant(`${where}/row-${row}.ts`, `import { thing } from "${from}";\nexport const it = thing;\n`);
  });
  for (const name of FORBIDDEN_GLOBALS) {
    plant(`src/core/global-${name.toLowerCase()}.ts`, `export const it = ${name};\n`);
  }
  rulesByFile = await lint();
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

describe("imports", () => {
  it.each(
    ROWS.map(([where, from, rule], row) => ({ where, from, rule, row, so: rule ?? "allowed" })),
  )("$where importing $from: $so", ({ where, rule, row }) => {
    const fired = rulesByFile.get(`${where}/row-${row}.ts`) ?? [];
    expect(fired.filter((name) => name === IMPORT)).toEqual(rule === undefined ? [] : [rule]);
  });
});

describe("globals of the core", () => {
  it.each(FORBIDDEN_GLOBALS)("forbids %s", (name) => {
    expect(rulesByFile.get(`src/core/global-${name.toLowerCase()}.ts`)).toContain(GLOBAL);
  });
});

function plant(path: string, source: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), source);
}

/** biome exits with 1 when it finds something, so the report is read from the error as well. */
async function lint(): Promise<ReadonlyMap<string, readonly string[]>> {
  const biome = join(process.cwd(), "node_modules/.bin/biome");
  const args = ["lint", "--reporter=json", "--max-diagnostics=none", "."];
  const { stdout } = await promisify(execFile)(biome, args, { cwd: folder }).catch(
    (error: { stdout: string }) => error,
  );
  const report = JSON.parse(stdout) as {
    diagnostics: { category: string; location: { path: string | { file: string } } }[];
  };
  const found = new Map<string, string[]>();
  for (const { category, location } of report.diagnostics) {
    const path = typeof location.path === "string" ? location.path : location.path.file;
    const rule = category.split("/").at(-1) ?? category;
    found.set(path, [...(found.get(path) ?? []), rule]);
  }
  return found;
}
