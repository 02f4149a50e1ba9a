import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { leastMs } from "../../../simulator/scenario/least-time.ts";
import { parseScenarios, type Scenario } from "../../../simulator/scenario/load.ts";
import { play } from "../../../simulator/scenario/play.ts";
import { openRealScene, type RealSceneOptions } from "../../../simulator/scenario/real-scene.ts";
import { createTimeline } from "../../../simulator/scenario/timeline.ts";

// Goal: in real time a story goes as it does in virtual time, with the daemon as a process of its
// own, and leaves nothing behind however it ends. Method: the real program, with a folder of its
// own for all that is temporary; Mosquitto, where it is installed.

/** A card that is cut short takes its printer a while, and the machine may be busy. */
const PATIENCE_MS = 5 * 60_000;
const QUICK = `
host:
  printers: [{ id: printer1, settings: { payload_timeout: 1s } }]
  servers: [{ id: server1 }]
devices: { printer1: { speed: 10 } }
`;

let folder: string;
let temporary: string;
let children: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "real-scene-"));
  temporary = mkdtempSync(join(folder, "tmp-"));
  children = [];
});

afterEach(async () => {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGTERM");
    await once(child, "exit");
  }
  rmSync(folder, { recursive: true });
});

interface Running {
  readonly child: ChildProcess;
  /** What it says until its end. */
  readonly lines: string[];
  readonly code: Promise<number | null>;
}

function run(story: string, ...flags: readonly string[]): Running {
  const file = join(folder, "story.yaml");
  writeFileSync(file, `scenario: one\nstory: A story.\n${story}`);
  const args = ["simulator/cli/cetakd-sim.ts", "run", file, ...flags];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on("line", (line) => lines.push(line));
  }
  return { child, lines, code: once(child, "close").then(([code]) => code as number | null) };
}

/** Processes that work in this folder. */
function processesIn(path: string): readonly string[] {
  return readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid))
    .map((pid) => commandLine(pid))
    .filter((command) => command.includes(path));
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

function leftBehind(): readonly string[] {
  return [...readdirSync(temporary, { recursive: true }).map(String), ...processesIn(temporary)];
}

describe("cetakd-sim run --real-time", { timeout: PATIENCE_MS }, () => {
  it("tells a story in which daemon and broker go and come, and loses no card", async () => {
    const { lines, code } = run(
      `${QUICK}
jobs: [{ count: 4 }]
steps:
  - { when: card 1 is printing, daemon: kill }
  - { after: 1 card, broker: stop }
  - { after: 1s, broker: start }
  - { expect: [every job is completed, 4 cards are printed, host is online], within: 4m }
`,
      "--real-time",
      "--junit",
      join(folder, "report.xml"),
    );
    expect([await code, lines.join("\n")]).toEqual([0, expect.stringMatching(/passed: one/)]);
    expect(lines).toContain("it takes 1s at least");
    expect(lines.join("\n")).toMatch(/the daemon is killed\n.*the host is offline/);
    const report = readFileSync(join(folder, "report.xml"), "utf8");
    expect(report).toContain('tests="5" failures="0"');
    expect(leftBehind()).toEqual([]);
  });

  it("says what did not come true, and where the daemon's log is; nothing else stays", async () => {
    const { lines, code } = run(
      "host: { printers: [{ id: printer1 }] }\nsteps: [{ expect: 1 card is printed, within: 1s }]",
      "--real-time",
      "--junit",
      join(folder, "report.xml"),
    );
    expect([await code, lines.join("\n")]).toEqual([1, expect.stringMatching(/FAILED step 1/)]);
    expect(readFileSync(join(folder, "report.xml"), "utf8")).toContain(
      '<failure message="not within 1s: 1 card is printed">',
    );
    const [kept = ""] = readdirSync(temporary);
    expect(lines).toContain(`what the daemon has logged: ${join(temporary, kept)}`);
    expect(readFileSync(join(temporary, kept, "daemon.log"), "utf8")).toContain("printer ready");
    expect(leftBehind().toSorted()).toEqual(
      [kept, `${kept}/cetakd.yaml`, `${kept}/daemon.log`].toSorted(),
    );
  });

  it("stopped in the midst of it, leaves nothing behind", async () => {
    const story = "host: { printers: [{ id: printer1 }] }\nsteps: [{ after: 1h, note: long }]";
    const { child, lines, code } = run(story, "--real-time");
    await expect.poll(() => lines.join(), { timeout: 60_000 }).toMatch(/the host is online/);
    expect(processesIn(temporary)).not.toEqual([]);
    child.kill("SIGINT");
    expect([await code, lines.at(-1)]).toEqual([1, "cetakd-sim: stopped"]);
    expect(leftBehind()).toEqual([]);
  });

  it("refuses a story that sets the clock, by its line", async () => {
    const story = "host: { printers: [{ id: printer1 }] }\nsteps:\n  - note: a\n  - clock: +3h";
    const { lines, code } = run(story, "--real-time");
    expect(await code).toBe(2);
    expect(lines.join("\n")).toMatch(/steps\.1\.clock: in real time no clock is set.* \(line 6\)/);
  });
});

function parsed(rest: string): Scenario {
  const [scenario] = parseScenarios(`scenario: one\nstory: A story.\n${rest}`, "a text", "real");
  if (scenario === undefined) throw new Error("there is no scenario");
  return scenario;
}

describe("a scene in real time", { timeout: PATIENCE_MS }, () => {
  async function tell(rest: string, options: RealSceneOptions = {}) {
    const scenario = parsed(rest);
    const lines: string[] = [];
    const scene = await openRealScene(scenario, options);
    try {
      const timeline = createTimeline((line) => void lines.push(line));
      return { ...(await play(scenario, scene, timeline)), lines };
    } finally {
      await scene.close();
    }
  }

  it("has a power cut, an emptied broker, a pulled cable and a hand's work in it", async () => {
    const { steps, broken, lines } = await tell(`${QUICK}
jobs: [{ count: 3 }]
steps:
  - { when: card 1 is printing, power: cut }
  - { expect: host is offline, within: 10s }
  - { after: 1s, power: back }
  - { when: host is online, broker: empty }
  - { expect: 1 card is spoiled, within: 2m }
  - { after: 1 card, hand: unplug, on: printer1 }
  - { after: 1s, hand: plug, on: printer1 }
  - { broker: drop }
  - { expect: [every job is completed, 3 cards are printed], within: 3m }
`);
    const failures = steps.flatMap(({ failure }) => failure ?? []);
    expect([failures, broken], lines.join("\n")).toEqual([[], []]);
  });

  it("has jobs of no server, on the broker of the package, which is away meanwhile", async () => {
    const { steps, broken, lines } = await tell(
      `
host: { printers: [{ id: printer1, ribbon: k }] }
devices: { printer1: { speed: 0 } }
steps:
  - { send: { ids: [a] } }
  - { expect: [job a is completed, 1 card is printed], within: 1m }
  - { broker: stop }
  - { when: host is offline, send: { ids: [b] } }
  - { after: 1s, broker: start }
  - { expect: [job b is completed, 2 cards are printed, host is online], within: 1m }
`,
      { broker: "own" },
    );
    const failures = steps.flatMap(({ failure }) => failure ?? []);
    expect([failures, broken], lines.join("\n")).toEqual([[], []]);
  });

  it("whose host does not come is none, and says where the log is", async () => {
    const scenario = parsed(
      "host: { printers: [{ id: printer1 }] }\nsteps: [{ note: never said }]",
    );
    const hostKeys = { ...scenario.hostKeys, unknown_key: 1 };
    const error: unknown = await openRealScene({ ...scenario, hostKeys }).catch((why) => why);
    const [, path = ""] = /ended by itself.*; its log: (.*)$/.exec(String(error)) ?? [];
    expect(readdirSync(path).toSorted()).toEqual(["cetakd.yaml", "daemon.log"]);
    rmSync(path, { recursive: true });
  });
});

it("tells what a story takes at least, by its steps", () => {
  expect(leastMs([])).toBe(0);
  const steps = [{ at: 10 }, { after: { ms: 5 } }, { for: 3 }, { after: { cards: 9 } }, { at: 12 }];
  expect(leastMs(steps)).toBe(18);
  expect(leastMs([...steps, { at: 60, for: 1 }])).toBe(61);
});
