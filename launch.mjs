/**
 * Runs one of the project's programs on the project's own Node.js, after installing the locked
 * dependencies if they are missing or older than the lock file: `node launch.mjs PROGRAM ARGS…`.
 * PROGRAM is a script of the repository or a tool of its dependencies.
 *
 * This file alone runs on the host's Node.js (20 or newer), so it uses nothing but Node itself.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL(".", import.meta.url));
const binDir = join(root, "node_modules", ".bin");
const NODE_MIN = [22, 18];

installIfStale();
const [program, ...args] = process.argv.slice(2);
if (program === undefined) fail("usage: node launch.mjs PROGRAM ARGS…");
run(program, args);

/** npm writes the hidden lock file last, so an interrupted install counts as missing. */
function installIfStale() {
  const installed = join(root, "node_modules", ".package-lock.json");
  const locked = join(root, "package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(locked).mtimeMs) return;
  process.stderr.write("cetakd: installing the locked dependencies (once, about half a minute)\n");
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, error } = spawnSync("npm", args, { cwd: root, stdio: ["ignore", 2, 2] });
  if (error) fail(`npm could not be started: ${error.message}`);
  if (status !== 0) fail("npm ci failed; its reason stands above");
}

function run(program, args) {
  const env = { ...process.env, PATH: `${binDir}${delimiter}${process.env.PATH ?? ""}` };
  checkNode(env);
  const script = /\.m?[jt]s$/.test(program);
  const command = script ? "node" : join(binDir, program);
  const child = spawn(command, script ? [program, ...args] : args, { stdio: "inherit", env });
  child.on("error", (error) => fail(`${program} could not be started: ${error.message}`));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    // A terminal sends SIGINT to the child as well: here it only must not end the parent first.
    process.on(signal, () => signal !== "SIGINT" && child.kill(signal));
  }
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + (signal === "SIGTERM" ? 15 : 2);
  });
}

/** The optional runtime package is absent where npm leaves optional packages out. */
function checkNode(env) {
  const { stdout, error } = spawnSync("node", ["--version"], { env, encoding: "utf8" });
  if (error) fail(`no Node.js could be started: ${error.message}`);
  const [major = 0, minor = 0] = stdout.slice(1).split(".").map(Number);
  const [majorMin, minorMin] = NODE_MIN;
  if (major > majorMin || (major === majorMin && minor >= minorMin)) return;
  fail(
    `Node.js ${stdout.trim()} is too old (${NODE_MIN.join(".")} or newer is needed), and the ` +
      "project's own was not installed: run `npm ci --include=optional` on x64 or arm64 Linux",
  );
}

function fail(message) {
  process.stderr.write(`cetakd: ${message}\n`);
  process.exit(1);
}
