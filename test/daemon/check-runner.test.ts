import { describe, expect, it } from "vitest";
import { createMemoryMachine } from "../../simulator/stage/memory-machine.ts";
import { DaemonError } from "../../src/core/errors.ts";
import type { CheckResult, Event } from "../../src/core/events.ts";
import type { Policy } from "../../src/core/policy.ts";
import type { PrinterDriver } from "../../src/core/ports.ts";
import type { CheckKind, MissReason, Server } from "../../src/core/state.ts";
import { createCheckRunner } from "../../src/daemon/check-runner.ts";
import { samplePrinter, sampleState } from "../status/sample-state.ts";
import { corePolicy, MINUTE_MS, WELL } from "../support/core-fixtures.ts";
import { NOW, openStubLine } from "./stub-line.ts";

const NOT_MADE: CheckResult = { kind: "not-made" };
/** What the watch says of a server that it has asked. */
const SEEN: CheckResult = { kind: "seen", present: [], checked: ["probe-failed"], latencyMs: 3 };

interface Choice {
  readonly verbs?: Partial<PrinterDriver>;
  /** The session that the core believes to be on; 1 is. */
  readonly session?: number;
  readonly servers?: readonly Server[];
  readonly brokerConnected?: boolean;
  readonly policy?: Policy;
}

async function setUp(choice: Choice = {}) {
  const { verbs = {}, session = 1, servers = [], brokerConnected = true } = choice;
  const opened = await openStubLine(verbs);
  const printers = [samplePrinter({ session })];
  const state = sampleState({ printers, servers, rest: { brokerConnected } });
  const posted: Event[] = [];
  const fatal: unknown[] = [];
  const asked: string[] = [];
  const ask = (word: string) => (server: string, done: (result: CheckResult) => void) => {
    asked.push(`${word} ${server}`);
    done(SEEN);
  };
  const { run } = createCheckRunner({
    state,
    policy: choice.policy ?? corePolicy(),
    clock: opened.clock,
    machine: createMemoryMachine(opened.clock),
    lines: new Map([["printer1", opened.line]]),
    servers: {
      subscriptions: [],
      receive: () => false,
      ping: ask("ping"),
      probe: ask("probe"),
    },
    post: (event) => posted.push(event),
    fatal: (error) => fatal.push(error),
  });
  async function check(kind: CheckKind, device: string): Promise<readonly Event[]> {
    run({ id: `${device}/x`, kind, device, expression: "", dueAt: 0, running: true });
    await opened.pass(1_000);
    return posted;
  }
  return { ...opened, check, asked, fatal };
}

function ended(result: CheckResult, device = "server1"): readonly Event[] {
  return [{ kind: "check-ended", at: NOW, check: `${device}/x`, result }];
}

describe("a check of a printer", () => {
  it("is what it says of itself, with its session", async () => {
    const { check, driver, sessions } = await setUp();
    const result = { kind: "printer", session: 1, health: WELL } as const;
    expect(await check("printer-health", "printer1")).toMatchObject(ended(result, "printer1"));
    expect([driver.told, sessions]).toEqual([["check"], ["ready 1"]]);
  });

  it.each([
    ["is busy", { verbs: { busy: () => true } }, "printer1", "device-busy"],
    ["has no session", { session: 0 }, "printer1", "not-connected"],
    [
      "is in a session that the core does not know yet",
      { session: 2 },
      "printer1",
      "not-connected",
    ],
    ["is not configured", {}, "printer9", "not-connected"],
  ] as const)(
    "is not made when it %s, and says nothing to it",
    async (_, choice, device, reason) => {
      const { check, driver, sessions } = await setUp(choice);
      expect(await check("printer-health", device)).toMatchObject(
        ended({ kind: "not-made", reason }, device),
      );
      expect([driver.told, sessions]).toEqual([[], ["ready 1"]]);
    },
  );

  it.each([
    ["PRINTER_TIMEOUT", "timed-out"],
    ["PRINTER_GARBLED", "other"],
    ["PRINTER_REFUSED", "command-refused"],
  ] as const)("that fails with %s ends the session", async (code, condition) => {
    const failing = () => Promise.reject(new DaemonError(code, "a sample"));
    const { check, sessions } = await setUp({ verbs: { check: failing } });
    expect(await check("printer-health", "printer1")).toMatchObject(ended(NOT_MADE, "printer1"));
    expect(sessions).toEqual(["ready 1", `gone 1 ${condition}`, "ready 2"]);
  });

  it("that outlives its session ends no later one", async () => {
    let fail: (error: DaemonError) => void = () => {};
    const slow = () => new Promise<never>((_resolve, reject) => (fail = reject));
    const { check, device, sessions, pass } = await setUp({ verbs: { check: slow } });
    expect(await check("printer-health", "printer1")).toEqual([]);
    device.unplug();
    device.plugIn();
    await pass(1_000);
    fail(new DaemonError("LINK_CLOSED", "closed"));
    await pass(1_000);
    expect(sessions).toEqual(["ready 1", "gone 1 connecting-to-device", "ready 2"]);
  });
});

describe("a check of a server's report", () => {
  it("is not made while no report can come", async () => {
    const { check } = await setUp({ brokerConnected: false, servers: [server("online")] });
    const result = { kind: "not-made", reason: "broker-away" } as const;
    expect(await check("server-report", "server1")).toMatchObject(ended(result));
  });

  it.each<[string, Server | undefined, CheckResult]>([
    ["a server that nobody knows", undefined, NOT_MADE],
    ["one that was never heard", { id: "server1" }, NOT_MADE],
    [
      "one whose report is fresh",
      { id: "server1", availability: "online", reportedAt: NOW - MINUTE_MS },
      { kind: "seen", present: [], checked: ["server-offline", "report-stale"] },
    ],
    [
      "one whose report is old",
      { id: "server1", availability: "online", reportedAt: NOW - 4 * MINUTE_MS },
      {
        kind: "seen",
        present: [{ condition: "report-stale" }],
        checked: ["server-offline", "report-stale"],
      },
    ],
  ])("looks at %s", async (_, server, result) => {
    const { check, asked } = await setUp({ servers: server === undefined ? [] : [server] });
    expect(await check("server-report", "server1")).toMatchObject(ended(result));
    expect(asked).toEqual([]);
  });
});

it("ends the process at a programmer's error in a check", async () => {
  const mistake = new TypeError("planted");
  const { check, fatal } = await setUp({ verbs: { check: () => Promise.reject(mistake) } });
  expect(await check("printer-health", "printer1")).toEqual([]);
  expect(fatal).toEqual([mistake]);
});

describe("a ping", () => {
  it.each<[string, Choice, reason: MissReason | undefined]>([
    ["is sent to a server that is online", {}, undefined],
    ["is not sent while the broker is away", { brokerConnected: false }, "broker-away"],
    ["is not sent to one that is offline", { servers: [server("offline")] }, "not-connected"],
    ["is not sent to one that was never heard", { servers: [{ id: "server1" }] }, "never-heard"],
    ["is not sent to one that nobody knows", { servers: [] }, "never-heard"],
  ])("%s", async (_, choice, reason) => {
    const { check, asked } = await setUp({ servers: [server("online")], ...choice });
    expect(await check("server-ping", "server1")).toMatchObject(
      ended(reason ? { kind: "not-made", reason } : SEEN),
    );
    expect(asked).toEqual(reason === undefined ? ["ping server1"] : []);
  });

  it("says what a server has said of itself where no other check would, and asks nothing", async () => {
    const servers = [{ id: "server1", availability: "offline" }] as const;
    const checks = corePolicy().checks.filter(({ kind }) => kind !== "server-report");
    const { check, asked } = await setUp({ servers, policy: corePolicy({ checks }) });
    const offline = { condition: "server-offline" } as const;
    expect(await check("server-ping", "server1")).toMatchObject(
      ended({ kind: "seen", present: [offline], checked: [] }),
    );
    expect(asked).toEqual([]);
  });
});

describe("a probe", () => {
  it("is sent whether the broker is there or not: it does not go through it", async () => {
    const { check, asked } = await setUp({ brokerConnected: false });
    expect(await check("server-probe", "server1")).toMatchObject(ended(SEEN));
    expect(asked).toEqual(["probe server1"]);
  });
});

function server(availability: "online" | "offline"): Server {
  return { id: "server1", availability };
}
