import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { parseDuration } from "../../config/duration.ts";
import { CARD_GEOMETRY, panelBytes } from "../../protocols/evolis/geometry.ts";
import { startProgram } from "../../simulator/demo/program.ts";
import { COOL_DOWN_MS, cardMovementMs, onTheLineMs } from "../../src/drivers/evolis/timing.ts";
import { notifySupervisor } from "../../src/io/supervisor.ts";
import { openNotifySocket } from "./notify-socket.ts";

// Goal: the unit keeps the daemon running through everything but a wrong configuration, and lets
// it near nothing that it does not need. Method: its text is read as systemd reads it, systemd's
// own tools judge it where they are installed, and the daemon tells a socket that it is ready.

const UNIT = "config/cetakd.service";
const RULES = "config/99-cetakd.rules";
const CHECKOUT = "/opt/cetakd";
const unit = readFileSync(UNIT, "utf8");

/** All values of a key, in order. */
function values(key: string): readonly string[] {
  return [...unit.matchAll(new RegExp(`^${key}=(.*)$`, "gm"))].map(([, value = ""]) => value);
}

describe("the unit", () => {
  it.each([
    ["Type", "notify"],
    ["NotifyAccess", "main"],
    ["Restart", "always"],
    ["StartLimitIntervalSec", "0"],
    ["RestartPreventExitStatus", "2"],
    ["User", "cetakd"],
    ["Group", "cetakd"],
    ["StateDirectory", "cetakd"],
    ["ConfigurationDirectory", "cetakd"],
    ["ProtectSystem", "strict"],
    ["DevicePolicy", "closed"],
    ["SystemCallErrorNumber", "EPERM"],
    ["LimitCORE", "0"],
    ["UMask", "0077"],
  ])("has %s=%s", (key, value) => {
    expect(values(key)).toEqual([value]);
  });

  it("starts the daemon on the project's own Node.js with a command that the daemon has", () => {
    const [node = "", script = "", ...args] = values("ExecStart").join(" ").split(" ");
    expect(node).toBe(`${CHECKOUT}/node_modules/.bin/node`);
    expect(existsSync(script.replace(`${CHECKOUT}/`, ""))).toBe(true);
    expect(args).toEqual(["run", "--config", "/etc/cetakd/cetakd.yaml"]);
  });

  it("lets it near serial devices and no others", () => {
    expect(values("DeviceAllow")).toEqual(["char-ttyUSB rw", "char-ttyACM rw", "char-ttyS rw"]);
  });

  it("leaves out what Node.js or the daemon cannot live with", () => {
    expect(values("MemoryDenyWriteExecute")).toEqual([]);
    // The daemon does not feed a watchdog.
    expect(values("WatchdogSec")).toEqual([]);
  });

  it("has threads for four printers and as many again", () => {
    expect(values("Environment")).toEqual(["UV_THREADPOOL_SIZE=8"]);
  });

  it("waits longer than the longest card takes", () => {
    const [minutes = ""] = values("TimeoutStopSec");
    expect(parseDuration(minutes.replace("min", "m"))).toBeGreaterThan(longestCardMs(115_200));
  });
});

/** Both sides in colour at the most levels, sent raw, all of their movements, and a hot head. */
function longestCardMs(baudRate: number): number {
  const [colour, black] = [panelBytes(CARD_GEOMETRY, 128), panelBytes(CARD_GEOMETRY, 2)];
  const sideBytes = 3 * colour + 2 * black;
  return onTheLineMs(2 * sideBytes, baudRate) + cardMovementMs(10) + COOL_DOWN_MS;
}

const INSTALLED = spawnSync("systemd-analyze", ["--version"]).error === undefined;
const REASON = INSTALLED ? "" : " (skipped: systemd-analyze is not installed)";

describe("systemd", () => {
  /** Everything in the unit must exist where it is verified. */
  function analyze(...args: readonly string[]) {
    const folder = mkdtempSync(join(tmpdir(), "cetakd-unit-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, "cetakd.service");
    writeFileSync(path, unit.replaceAll(`${CHECKOUT}/`, `${process.cwd()}/`));
    return spawnSync("systemd-analyze", [...args, path], { encoding: "utf8" });
  }

  it.skipIf(!INSTALLED)(`knows every key of the unit${REASON}`, () => {
    // A key that it does not know is a warning to it, and no failure.
    expect(analyze("verify")).toMatchObject({ status: 0, stdout: "", stderr: "" });
  });

  it.skipIf(!INSTALLED)(`calls the exposure of the unit small${REASON}`, () => {
    const { status, stdout } = analyze("security", "--offline=true", "--threshold=20");
    expect(stdout.split("\n").at(-2)).toContain("Overall exposure level");
    expect(status).toBe(0);
  });
});

describe("the udev rules", () => {
  const rules = readFileSync(RULES, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));

  it("are well formed", () => {
    const term = /^[A-Z]+(\{[A-Za-z_]+\})?(==|!=|\+=|:=|=)"[^"]*"$/;
    for (const rule of rules) {
      expect(rule.split(/,\s*/).filter((part) => !term.test(part))).toEqual([]);
    }
  });

  it("give one adapter a name and a group, and keep modem programs away from it", () => {
    expect(rules).toHaveLength(1);
    expect(rules.join()).toContain('SYMLINK+="cardprinter1"');
    expect(rules.join()).toContain(`GROUP="${values("Group").join()}"`);
    expect(rules.join()).toContain('ENV{ID_MM_DEVICE_IGNORE}="1"');
  });
});

describe("a service manager", () => {
  it("hears what the daemon tells it", async () => {
    const socket = openNotifySocket();
    onTestFinished(() => socket.close());
    vi.stubEnv("NOTIFY_SOCKET", socket.path);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    notifySupervisor("READY=1");
    notifySupervisor("STATUS=held, 12 waiting");
    expect([await socket.receive(), await socket.receive()]).toEqual([
      "READY=1",
      "STATUS=held, 12 waiting",
    ]);
  });

  it.each([undefined, ""])("is not missed where there is none (%j)", (path) => {
    vi.stubEnv("NOTIFY_SOCKET", path);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    expect(() => notifySupervisor("READY=1")).not.toThrow();
  });

  it("hears that the daemon is ready without its printer, and that it is stopping", async () => {
    const socket = openNotifySocket();
    const folder = mkdtempSync(join(tmpdir(), "cetakd-service-"));
    const config = join(folder, "cetakd.yaml");
    writeFileSync(config, WITHOUT_DEVICES);
    vi.stubEnv("NOTIFY_SOCKET", socket.path);
    const daemon = startProgram({ script: "src/cli/cetakd.ts", args: ["run", "--config", config] });
    vi.unstubAllEnvs();
    onTestFinished(async () => {
      await daemon.stop();
      socket.close();
      rmSync(folder, { recursive: true });
    });
    expect(await socket.receive()).toBe("EXTEND_TIMEOUT_USEC=900000000");
    expect(await socket.receive()).toBe("READY=1");
    daemon.child.kill("SIGTERM");
    expect(await socket.receive()).toBe("STOPPING=1");
  });
});

const WITHOUT_DEVICES = `
site: oku
host: host1
state_dir: ./state
mqtt: { embedded: { port: 0 } }
printers:
  - { id: printer1, protocol: evolis, line: { path: ./no-such-device } }
http: false
`;
