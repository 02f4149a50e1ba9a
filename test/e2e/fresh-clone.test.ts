import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

// Goal: `npm run demo` and `npm test` work in a fresh copy on a host with nothing but npm and some
// Node.js of 20 or newer: they install what is locked, then run on the project's own Node.js.
// Method: the tracked and new files in a temporary folder without `node_modules`, and a PATH from
// which this project's own tools are taken out.

const folder = mkdtempSync(join(tmpdir(), "cetakd-fresh-"));
const MINUTES_5 = 300_000;

const hostPath = (process.env["PATH"] ?? "")
  .split(delimiter)
  .filter((place) => !place.includes("node_modules"))
  .join(delimiter);

beforeAll(() => {
  const listed = execFileSync("git", ["ls-files", "-z", "-co", "--exclude-standard"]);
  for (const file of listed.toString().split("\0")) {
    if (file !== "" && existsSync(file)) cpSync(file, join(folder, file));
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

function npm(...args: string[]) {
  const { VITEST: _vitest, NODE_OPTIONS: _options, ...env } = process.env;
  return spawnSync("npm", args, {
    cwd: folder,
    env: { ...env, PATH: hostPath },
    encoding: "utf8",
    timeout: MINUTES_5,
  });
}

function removeModules(): void {
  rmSync(join(folder, "node_modules"), { recursive: true, force: true });
}

const INSTALLING = "installing the locked dependencies";

describe("a copy without node_modules", () => {
  it(
    "runs the demo with one command",
    () => {
      removeModules();
      const { status, stdout, stderr } = npm("run", "demo");
      expect(stderr).toContain(INSTALLING);
      expect(stdout.slice(-2_000)).toContain("cards printed");
      expect(status).toBe(0);
    },
    MINUTES_5,
  );

  it(
    "runs its tests with one command, on the project's own Node.js",
    () => {
      removeModules();
      const { status, stdout, stderr } = npm("test", "--", "test/runtime.test.ts");
      expect(stderr).toContain(INSTALLING);
      expect(stdout).toContain("1 passed");
      expect(status).toBe(0);
    },
    MINUTES_5,
  );

  it(
    "installs again only when the lock file is newer",
    () => {
      const lock = join(folder, "package-lock.json");
      expect(npm("test", "--", "test/runtime.test.ts").stderr).not.toContain(INSTALLING);
      const later = new Date(Date.now() + 60_000);
      utimesSync(lock, later, later);
      expect(npm("test", "--", "test/runtime.test.ts").stderr).toContain(INSTALLING);
    },
    MINUTES_5,
  );
});
