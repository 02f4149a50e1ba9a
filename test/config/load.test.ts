import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { loadConfig, parseConfig } from "../../config/load.ts";
import { DaemonError } from "../../src/core/errors.ts";
import { isCronExpression } from "../../src/io/schedule.ts";

const PRINTER = { id: "printer1", protocol: "evolis", line: { path: "/dev/ttyUSB0" } };
const LEAST = {
  site: "oku",
  host: "host1",
  state_dir: "/var/lib/cetakd",
  mqtt: { url: "mqtt://127.0.0.1:1883" },
  printers: [PRINTER],
};

const EVERY_30_S = "*/30 * * * * *";
const IN_30_S = { cron: EVERY_30_S };

/** The example of the contract, §9. */
const CONTRACT = `
site: oku
host: host1
state_dir: ./state
mqtt: { url: mqtt://127.0.0.1:1883 }        # or { embedded: { port: 1883 } }
printers:
  - { id: printer1, protocol: evolis, line: { path: /dev/serial/by-id/usb-FTDI_…, baud_rate: 115200 }, stock: wni }
servers:
  - { id: server1 }
http: { listen: 127.0.0.1:8632 }
language: id
timezone: Asia/Jakarta
hours: "Mon-Fri 07:30-16:00"                # outside, a silent device is off, not at fault
`;

function parse(text: string) {
  return parseConfig(text, { isCron: isCronExpression });
}

/** The least configuration with some keys changed; `undefined` takes one out. */
function parsed(changes: object) {
  return parse(stringify({ ...LEAST, ...changes }));
}

function webhook(keys: object): object {
  return { notify: { webhook: keys } };
}

function problems(load: () => unknown): string[] {
  try {
    load();
  } catch (error) {
    if (error instanceof DaemonError && error.code === "CONFIG_INVALID") {
      return String(error.facts["problems"]).split("\n");
    }
    throw error;
  }
  return [];
}

describe("parseConfig", () => {
  it("fills in every default", () => {
    expect(parsed({ servers: [{ id: "server1" }] })).toEqual({
      site: "oku",
      host: "host1",
      state_dir: "/var/lib/cetakd",
      mqtt: {
        url: "mqtt://127.0.0.1:1883",
        version: "auto",
        insecure: false,
        keepalive: 30_000,
      },
      printers: [
        {
          id: "printer1",
          protocol: "evolis",
          line: { path: "/dev/ttyUSB0", baud_rate: 115_200 },
          stock: "default",
          ribbon: "ymcko",
          colour_levels: 64,
          duty: {},
          varnish: true,
          card_time: 90_000,
          settings: {
            answer_terminator: "auto",
            ack: "unknown",
            reject_box: "output",
            payload_timeout: 5_000,
          },
          checks: { health: { cron: "*/30 * * * * *" } },
          thresholds: { ribbon_low: 20 },
        },
      ],
      servers: [
        {
          id: "server1",
          autonomy: 0,
          buffer: 28_800_000,
          checks: {
            report: { cron: "*/30 * * * * *" },
            ping: { cron: "0 * * * * *" },
            probe: false,
          },
          thresholds: {
            report_age: 180_000,
            ping_timeout: 10_000,
            ping_slow: 2_000,
            probe_timeout: 5_000,
            disk_used_pct: 90,
            smart_growth: 604_800_000,
            temperature_c: 75,
            clock_skew: 60_000,
          },
        },
      ],
      http: { listen: { address: "127.0.0.1", port: 8632 } },
      language: "id",
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      notify: {
        after: 1_800_000,
        quiet: 300_000,
        repeat: [3_600_000, 7_200_000, 14_400_000, 28_800_000, 86_400_000],
      },
      hours: [{ fromMinute: 0, toMinute: 10_080 }],
      hours_margin: 1_800_000,
      queue_max: 100_000,
      spoiled: "auto",
      attempts_max: 3,
      in_doubt_holds: "job",
      proving: "auto",
      probation: { steps: [1, 3, 10], pause: 60_000, pause_max: 1_800_000, factor_max: 5 },
      relapse: {
        half_life: 604_800_000,
        threshold: 1_700,
        reuse: 750,
        penalty: 1_000,
        self_cleared_penalty: 250,
        self_cleared: 120_000,
      },
      good_checks: 2,
      bad_checks: 3,
      clear_after: 5_000,
      check_timeout: 30_000,
      checks: {
        disk: { cron: "0 * * * * *" },
        store: { cron: "0 * * * * *" },
        broker: { cron: "*/10 * * * * *" },
        clock: { cron: "0 * * * * *", bad: 10 },
      },
      thresholds: { disk_free_mib: 200, broker_away: 60_000 },
      commands: { mqtt: [] },
      home_assistant: { discovery: true, prefix: "homeassistant" },
    });
  });

  it("takes the example of the contract", () => {
    expect(parse(CONTRACT)).toMatchObject({ site: "oku", timezone: "Asia/Jakarta" });
  });

  it.each([
    ["an embedded broker", { mqtt: { embedded: { port: 0 } } }],
    ["version 5 as YAML reads it", { mqtt: { url: "mqtt://[::1]", version: 5 } }],
    ["a broker off this host with TLS", { mqtt: { url: "mqtts://broker.example:8883" } }],
    ["a broker off this host on demand", { mqtt: { url: "mqtt://192.0.2.1", insecure: true } }],
    ["no HTTP", { http: false }],
    ["a webhook with TLS", webhook({ url: "https://chat.example/{token}", token_file: "/x" })],
    ["a webhook on this host", webhook({ url: "http://[::1]:8065/hooks/1" })],
    ["a webhook without TLS on demand", webhook({ url: "http://192.0.2.1", insecure: true })],
    ["no repeats", { notify: { repeat: [] } }],
    ["HTTP over IPv6", { http: { listen: "[::1]:8632" } }],
    ["no Home Assistant", { home_assistant: false }],
    ["the id server for a server", { servers: [{ id: "server" }] }],
    ["a host called like its printer", { host: "printer1" }],
    ["a check turned off", { servers: [{ id: "s", checks: { ping: false } }] }],
    ["a command that needs leave", { commands: { mqtt: ["reprint"] } }],
  ])("takes %s", (_, changes) => {
    expect(problems(() => parsed(changes))).toEqual([]);
  });

  it.each([
    [{ url: "mqtt://127.0.0.1", version: 5 }, { version: "5" }],
    [{ embedded: { port: 1883 } }, { embedded: { port: 1883, listen: "127.0.0.1" } }],
    [{ url: "mqtt://localhost", keepalive: "1m" }, { keepalive: 60_000 }],
  ])("reads mqtt: %j", (mqtt, expected) => {
    expect(parsed({ mqtt }).mqtt).toMatchObject(expected);
  });

  it.each([
    [
      "neither reported nor pinged by default",
      undefined,
      { report: false, ping: false, probe: IN_30_S },
    ],
    [
      "pinged where the file says so",
      { ping: EVERY_30_S },
      { report: false, ping: IN_30_S, probe: IN_30_S },
    ],
  ])("has a probed server %s", (_, checks, expected) => {
    const server = { id: "s", probe: "tcp://192.0.2.1:5432", ...(checks && { checks }) };
    const [read] = parsed({ servers: [server] }).servers;
    expect(read?.checks).toEqual(expected);
  });

  it.each([
    ["its expression alone", "0 * * * * *", { cron: "0 * * * * *" }],
    ["a rule alone", { bad: 2, timeout: "5s" }, { ...IN_30_S, bad: 2, timeout: 5_000 }],
    [
      "both",
      { cron: "0 0 * * * *", good: 3, clear_after: "0ms" },
      { cron: "0 0 * * * *", good: 3, clear_after: 0 },
    ],
  ])("takes a check as %s", (_, health, expected) => {
    const [printer] = parsed({ printers: [{ ...PRINTER, checks: { health } }] }).printers;
    expect(printer?.checks.health).toEqual(expected);
  });

  it.each([
    ["mqtt: a wrong scheme", { mqtt: { url: "http://x" } }, "mqtt.url: expected mqtt://"],
    ["mqtt: no address", { mqtt: { url: "nonsense" } }, "mqtt.url: expected mqtt://"],
    ["mqtt: a user name", { mqtt: { url: "mqtt://a:b@localhost" } }, "mqtt.url: carries a user"],
    ["mqtt: no TLS", { mqtt: { url: "mqtt://192.0.2.1" } }, "mqtt.url: a broker off this host"],
    [
      "mqtt: an open embedded broker",
      { mqtt: { embedded: { port: 1, listen: "0.0.0.0" } } },
      "mqtt.embedded.listen: off this host",
    ],
    ["mqtt: no such version", { mqtt: { url: "mqtt://[::1]", version: 6 } }, "mqtt.version: expec"],
    [
      "mqtt: a password without its user",
      { mqtt: { url: "mqtt://[::1]", password_file: "/x" } },
      "mqtt.password_file: needs username",
    ],
    [
      "mqtt: certificates without TLS",
      { mqtt: { url: "mqtt://[::1]", ca_file: "/x" } },
      "mqtt.ca_file: is of use with mqtts:",
    ],
    [
      "mqtt: both forms",
      { mqtt: { url: "mqtt://[::1]", embedded: { port: 1 } } },
      "mqtt: expected either url or embedded",
    ],
    ["mqtt: a bad port", { mqtt: { embedded: { port: "x" } } }, "mqtt.embedded.port: expected num"],
    ["mqtt: no key", { mqtt: {} }, "mqtt: expected either url or embedded"],
    ["mqtt: neither form", { mqtt: 5 }, "mqtt: expected either url or embedded"],
    [
      "notify: no TLS",
      webhook({ url: "http://192.0.2.1/" }),
      "notify.webhook.url: a receiver off this host",
    ],
    [
      "notify: a user name",
      webhook({ url: "https://a:b@chat.example/" }),
      "notify.webhook.url: carries a user name",
    ],
    ["notify: no address", webhook({ url: "x" }), "notify.webhook.url: expected https://"],
    [
      "notify: a secret that is nowhere",
      webhook({ url: "https://chat.example/{token}" }),
      "notify.webhook.url: needs token_file",
    ],
    ["notify: no duration", { notify: { repeat: ["1"] } }, "notify.repeat.0: expected a duration"],
    ["mqtt: missing", { mqtt: undefined }, "mqtt: is missing"],
    ["a missing key", { site: undefined }, "site: is missing"],
    ["an id with capitals", { site: "Oku" }, "site: expected 1 to 32 of a-z 0-9 -"],
    ["an id that is too long", { site: "a".repeat(33) }, "site: expected 1 to 32"],
    ["a reserved host", { host: "server" }, "host: reserved id"],
    ["a reserved device", { servers: [{ id: "host" }] }, "servers.0.id: reserved id"],
    ["a repeated id", { servers: [{ id: "printer1" }] }, "servers.0.id: is taken already"],
    ["no printer", { printers: [] }, "printers: expected at least one printer"],
    [
      "a ribbon that nobody makes",
      { printers: [{ ...PRINTER, ribbon: "ymck" }] },
      "printers.0.ribbon: expected one of",
    ],
    [
      "a ribbon whose panels are not known",
      { printers: [{ ...PRINTER, ribbon: "ymckos" }] },
      "printers.0.ribbon: expected one of",
    ],
    [
      "a cron expression that is none",
      { printers: [{ ...PRINTER, checks: { health: "often" } }] },
      "printers.0.checks.health: expected a cron expression",
    ],
    [
      "a cron expression that never comes",
      { servers: [{ id: "s", checks: { ping: "0 0 0 30 2 *" } }] },
      "servers.0.checks.ping: ",
    ],
    [
      "a probe check without a probe",
      { servers: [{ id: "s", checks: { probe: "0 * * * * *" } }] },
      "servers.0.checks.probe: needs probe",
    ],
    [
      "a ping that outlives its check",
      { servers: [{ id: "s", thresholds: { ping_timeout: "31s" } }] },
      "servers.0.thresholds.ping_timeout: is longer than the check may take",
    ],
    [
      "a probe that outlives its own check",
      {
        servers: [
          {
            id: "s",
            probe: "tcp://x:1",
            checks: { probe: { cron: "0 * * * * *", timeout: "4s" } },
          },
        ],
      },
      "servers.0.thresholds.probe_timeout: is longer than the check may take",
    ],
    ["a probe without a port", { servers: [{ id: "s", probe: "tcp://x" }] }, "servers.0.probe: "],
    [
      "a number for a duration",
      withSettings(5),
      "printers.0.settings.payload_timeout: expected a dur",
    ],
    [
      "a duration of nothing",
      withSettings("0s"),
      "printers.0.settings.payload_timeout: expected at l",
    ],
    ["a time zone of Mars", { timezone: "Mars/Base" }, "timezone: expected a time zone"],
    ["hours without a time", { hours: "Mon" }, "hours: bad-shape"],
    [
      "a port beyond the last",
      { http: { listen: "[::1]:70000" } },
      "http.listen: expected address",
    ],
    ["true where only false is", { http: true }, "http: expected false or { listen }"],
    ["a command that is none", { commands: { mqtt: ["print"] } }, "commands.mqtt.0: expected one"],
    [
      "a wildcard",
      { home_assistant: { prefix: "a/#" } },
      "home_assistant.prefix: expected a topic",
    ],
  ])("names the path of %s", (_, changes, expected) => {
    expect(problems(() => parsed(changes))).toEqual([expect.stringContaining(expected)]);
  });

  it.each([
    ["languag", { languag: "id" }, "languag: unknown key, did you mean language?"],
    [
      "baud",
      withLine({ baud: 9600 }),
      "printers.0.line.baud: unknown key, did you mean baud_rate?",
    ],
    [
      "baudRate",
      withLine({ baudRate: 1 }),
      "printers.0.line.baudRate: unknown key, did you mean baud",
    ],
    ["colour", withLine({ colour: 1 }), "printers.0.line.colour: unknown key (line"],
    [
      "embeded",
      { mqtt: { url: "mqtt://[::1]", embeded: 1 } },
      "mqtt.embeded: unknown key, did you mean embedded?",
    ],
    ["TIMEZONE", { TIMEZONE: "UTC" }, "TIMEZONE: unknown key, did you mean timezone?"],
    ["listn", { http: { listn: "x" } }, "http.listn: unknown key, did you mean listen?"],
    [
      "password",
      { mqtt: { url: "mqtt://[::1]", password: "hush" } },
      "mqtt.password: secrets are never in this file: name a file in password_file",
    ],
  ])("names the key meant by %s", (_, changes, expected) => {
    expect(problems(() => parsed(changes))).toEqual([expect.stringContaining(expected)]);
  });

  it("names all problems of a file, each with its line", () => {
    const text = `site: oku
host: host1
mqtt: { url: mqtt://127.0.0.1:1883 }
printers:
  - id: printer1
    protocol: evolis
    line:
      path: /dev/ttyUSB0
      baud: 9600
  - id: printer1
    line: { path: /dev/ttyUSB1 }
hours: Mon
`;
    expect(problems(() => parse(text))).toEqual([
      "state_dir: is missing (line 1)",
      "printers.0.line.baud: unknown key, did you mean baud_rate? (line 9)",
      "printers.1.protocol: is missing (line 10)",
      "hours: bad-shape: expected always, or like Mon-Thu 07:30-16:00, Fri 07:30-11:30 (line 12)",
      "printers.1.id: is taken already (line 10)",
    ]);
  });

  it("finds the line behind an alias", () => {
    const text = "site: oku\nmqtt: &m\n  url: mqtt://192.0.2.1\nhost: host1\nhttp: *m\n";
    expect(problems(() => parse(text))).toContain("http.url: unknown key (line 3)");
  });

  it.each([
    ["nothing", "", "file: expected object"],
    ["a list", "- 1", "file: expected object"],
    ["broken YAML", "site: [oku", "at line 1"],
    ["a key written twice", "site: a\nsite: b", "unique at line 2"],
    ["an alias of nothing", "site: *x", "alias"],
    ["a tag that nobody knows", "site: !secret oku", "tag"],
    ["two documents", "site: a\n---\nsite: b", "document"],
  ])("refuses %s", (_, text, expected) => {
    expect(problems(() => parse(text)).join("\n")).toContain(expected);
  });

  it("quotes no value of the file", () => {
    const text = "site: [hush\nmqtt: { url: mqtt://u:hush@h, password: hush }\nhours: hush";
    const repaired = text.replace("[", "").replace("site: hush", "site: HUSH");
    const said = [text, repaired].flatMap((file) => problems(() => parse(file)));
    expect(said.length).toBeGreaterThan(3);
    expect(said.join("\n").toLowerCase()).not.toContain("hush");
  });
});

describe("loadConfig", () => {
  it("counts relative paths from the folder of the file", () => {
    const folder = mkdtempSync(join(tmpdir(), "cetakd-config-"));
    const file = join(folder, "cetakd.yaml");
    const printers = [{ ...PRINTER, line: { path: "./printer1" } }];
    writeFileSync(file, stringify({ ...LEAST, state_dir: "./state", printers }));
    const config = loadConfig(file);
    rmSync(folder, { recursive: true });
    expect(config.state_dir).toBe(join(folder, "state"));
    expect(config.printers[0]?.line.path).toBe(join(folder, "printer1"));
  });

  it("says that a file is not there", () => {
    expect(problems(() => loadConfig("/nowhere/cetakd.yaml"))).toEqual([
      expect.stringContaining("the file cannot be read"),
    ]);
  });

  it("takes the example", () => {
    const file = new URL("../../config/example.yaml", import.meta.url).pathname;
    expect(loadConfig(file, { isCron: isCronExpression })).toMatchObject({ site: "demo" });
  });
});

function withSettings(payload_timeout: unknown) {
  return { printers: [{ ...PRINTER, settings: { payload_timeout } }] };
}

function withLine(line: object) {
  return { printers: [{ ...PRINTER, line: { ...PRINTER.line, ...line } }] };
}
