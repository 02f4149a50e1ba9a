import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { DaemonError } from "../../src/core/errors.ts";
import type { Snapshot } from "../../src/io/backup.ts";
import { type CommandStand, openCommandStand } from "./command-stand.ts";

// Goal: FILE is the copy, whole, or is as it was. Method: the command as people run it, against a
// control server whose copy is what the test makes it.

const CONTENT = Buffer.alloc(1_000_000, "SPECIMEN");

function snapshot(content: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = [CONTENT]): Snapshot {
  return { bytes: CONTENT.length, stream: Readable.from(content, { objectMode: false }) };
}

async function setUp(backup: () => Snapshot = () => snapshot()) {
  const stand = openCommandStand();
  await stand.serve({ backup });
  const target = join(stand.folder, "out");
  mkdirSync(target);
  return { stand, target, file: join(target, "copy.db") };
}

describe("cetakd backup", () => {
  it("saves the copy in a file that its owner alone can read", async () => {
    const { stand, target, file } = await setUp();
    const { code, stdout, stderr } = await stand.cetakd(["backup", file]);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout:
        `Penyimpanan disalin ke ${file} (1000000 bita). ` +
        "Isinya data pribadi: simpan di tempat aman.\n",
      stderr: "",
    });
    expect(readFileSync(file).equals(CONTENT)).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(target)).toEqual(["copy.db"]);
  });

  it("prints where it is and how long with --json", async () => {
    const { stand, file } = await setUp();
    const { stdout } = await stand.cetakd(["backup", file, "--json"]);
    expect(JSON.parse(stdout)).toEqual({ file, bytes: CONTENT.length });
  });

  it("never overwrites a file, and does not ask for a copy then", async () => {
    let asked = 0;
    const { stand, target, file } = await setUp(() => {
      asked += 1;
      return snapshot();
    });
    writeFileSync(file, "of yesterday");
    const { code, stdout, stderr } = await stand.cetakd(["backup", file]);
    expect({ code, stdout, asked }).toEqual({ code: 1, stdout: "", asked: 0 });
    expect(stderr).toBe(`cetakd: ${file} sudah ada dan tidak ditimpa (exists)\n`);
    expect([readFileSync(file, "utf8"), readdirSync(target)]).toEqual([
      "of yesterday",
      ["copy.db"],
    ]);
  });

  it("does not overwrite a file either that has come meanwhile", async () => {
    const place = { file: "" };
    const { stand, target, file } = await setUp(() => {
      writeFileSync(place.file, "of somebody else");
      return snapshot();
    });
    place.file = file;
    expect(await stand.cetakd(["backup", file])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("(exists)"),
    });
    expect(readFileSync(file, "utf8")).toBe("of somebody else");
    expect(readdirSync(target)).toEqual(["copy.db"]);
  });

  it("leaves nothing behind when the daemon goes away in the middle", async () => {
    async function* cut() {
      yield CONTENT.subarray(0, 300_000);
      throw new Error("planted");
    }
    const { stand, target, file } = await setUp(() => snapshot(cut()));
    expect(await stand.cetakd(["backup", file])).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(/tidak lengkap.*\(incomplete\)/),
    });
    expect(readdirSync(target)).toEqual([]);
  });

  it("takes what an earlier attempt has left out of the way", async () => {
    const { stand, target, file } = await setUp();
    writeFileSync(`${file}.partial`, "half", { mode: 0o644 });
    expect((await stand.cetakd(["backup", file])).code).toBe(0);
    expect([statSync(file).mode & 0o777, readdirSync(target)]).toEqual([0o600, ["copy.db"]]);
  });

  it("fails with 1 where the file cannot be written", async () => {
    const { stand, target } = await setUp();
    const file = join(target, "nowhere", "copy.db");
    expect(await stand.cetakd(["backup", file])).toMatchObject({
      code: 1,
      stderr: `cetakd: ${file} tidak dapat ditulis: ENOENT (unwritable)\n`,
    });
  });

  it("fails with 1 and the daemon's reason", async () => {
    const { stand, file } = await setUp(() => {
      const facts = { failure: "failed" };
      throw new DaemonError("STORE_FAILED", "another backup is under way", facts);
    });
    expect(await stand.cetakd(["backup", file])).toMatchObject({
      code: 1,
      stderr: "cetakd: another backup is under way (unavailable)\n",
    });
    expect(existsSync(file)).toBe(false);
  });

  it("fails with 3 when no daemon listens", async () => {
    const stand: CommandStand = openCommandStand("language: en");
    const file = join(stand.folder, "copy.db");
    const { code, stderr } = await stand.cetakd(["backup", file]);
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringMatching(/^cetakd: nobody answers on .*ENOENT/),
    });
    expect(readdirSync(stand.folder).sort()).toEqual(["office.yaml", "state"]);
  });
});
