import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openCommandStand } from "./command-stand.ts";

const PROBLEM = expect.stringMatching(/^state_dir: /);

const NO_WEBHOOK = "nobody is told of failures: it has no notify.webhook\n";

function setUp() {
  const stand = openCommandStand();
  const bad = join(stand.folder, "bad.yaml");
  const printers = "printers: [{ id: p, protocol: evolis, line: { path: /dev/null } }]";
  writeFileSync(bad, `site: oku\nhost: host1\nmqtt: { embedded: { port: 1 } }\n${printers}\n`);
  return { ...stand, bad };
}

describe("cetakd check-config", () => {
  it.each(["argument", "--config", "CETAKD_CONFIG"])("takes the file as %s", async (how) => {
    const { cetakd, config } = setUp();
    const args = { argument: [config], "--config": ["--config", config] }[how] ?? [];
    const env = how === "CETAKD_CONFIG" ? {} : { CETAKD_CONFIG: "missing.yaml" };
    expect(await cetakd(["check-config", ...args], { env })).toEqual({
      code: 0,
      stdout: `${config} is valid: host host1 of site oku, 1 printer\n${NO_WEBHOOK}`,
      stderr: "",
    });
  });

  it("names every problem with its path and ends with 2", async () => {
    const { cetakd, bad } = setUp();
    const { code, stdout, stderr } = await cetakd(["check-config", bad]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr.split("\n")).toEqual(["cetakd: the configuration is not valid", PROBLEM, ""]);
  });

  it("tells a valid file as JSON", async () => {
    const { cetakd, config } = setUp();
    const { code, stdout } = await cetakd(["check-config", config, "--json"]);
    expect(code).toBe(0);
    const facts = {
      site: "oku",
      host: "host1",
      printers: ["printer1"],
      webhook: false,
      problems: [],
    };
    expect(JSON.parse(stdout)).toEqual({ valid: true, file: config, ...facts });
  });

  it("tells the problems as JSON and ends with 2", async () => {
    const { cetakd, bad } = setUp();
    const { code, stdout, stderr } = await cetakd(["check-config", bad, "--json"]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({ valid: false, file: bad, problems: [PROBLEM] });
  });
});
