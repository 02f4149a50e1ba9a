import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it, onTestFinished } from "vitest";

// Goal: one state folder has one daemon, and a dead one is not in the way of the next.
// Method: each holder is a process of its own, which says how it fared and then waits.

const MODULE = import.meta.resolve("../../src/io/process-lock.ts");
const SCRIPT = `
  import { lockStateFolder } from ${JSON.stringify(MODULE)};
  try {
    lockStateFolder(process.argv[1]);
    process.stdout.write("locked\\n");
  } catch (error) {
    process.stdout.write(error.code + "\\n");
  }
  process.stdin.resume();
`;

function setUp() {
  const folder = mkdtempSync(join(tmpdir(), "cetakd-lock-"));
  const children: ChildProcess[] = [];
  onTestFinished(async () => {
    for (const child of children) await end(child, "SIGKILL");
    rmSync(folder, { recursive: true });
  });

  /** A process that takes the lock of a folder, and what came of it. */
  async function take(name = "lock"): Promise<{ readonly child: ChildProcess; said: string }> {
    const args = ["--input-type=module", "--eval", SCRIPT, join(folder, name)];
    const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
    children.push(child);
    const [said] = await once(createInterface(child.stdout), "line");
    return { child, said: String(said) };
  }
  return { take };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill(signal);
  await exited;
}

describe("lockStateFolder", () => {
  it("lets one process in, and tells every other that there is one", async () => {
    const { take } = setUp();
    const all = [await take(), await take(), await take()];
    expect(all.map(({ said }) => said)).toEqual(["locked", "ALREADY_RUNNING", "ALREADY_RUNNING"]);
  });

  it.each(["SIGKILL", "SIGTERM"] as const)("gives a lock back that ends by %s", async (signal) => {
    const { take } = setUp();
    const { child } = await take();
    await end(child, signal);
    expect((await take()).said).toBe("locked");
  });

  it("is not in the way of another folder", async () => {
    const { take } = setUp();
    await take("one");
    expect((await take("other")).said).toBe("locked");
  });
});
