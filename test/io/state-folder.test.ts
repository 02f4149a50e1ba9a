import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openStateFolder } from "../../src/io/state-folder.ts";

function setUp(): string {
  const folder = mkdtempSync(join(tmpdir(), "cetakd-state-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

it("makes the folder, which others may not enter, and takes its lock", () => {
  const path = join(setUp(), "a", "b");
  openStateFolder(path);
  expect(statSync(path).mode & 0o007).toBe(0);
  expect(() => openStateFolder(path)).toThrow(expect.objectContaining({ code: "ALREADY_RUNNING" }));
});

it("says in one line why it cannot be used", () => {
  const file = join(setUp(), "file");
  writeFileSync(file, "");
  const facts = { failure: "failed", code: "ENOTDIR", syscall: "mkdir" };
  expect(() => openStateFolder(join(file, "state"))).toThrow(
    expect.objectContaining({ code: "STORE_FAILED", facts }),
  );
});
