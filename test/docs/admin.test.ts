import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { connectAsync, type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseConfig } from "../../config/load.ts";
import { hostTopics } from "../../protocols/host/topics.ts";
import { freePort } from "../../simulator/io/free-port.ts";
import { mosquittoInstalled } from "../../simulator/io/mosquitto.ts";
import { blocksOf, page } from "./pages.ts";

// Goal: an administrator can copy from docs/admin.md. Method: its command for the printer is
// compared with the manual's bytes, its messages with the sources, and a real Mosquitto takes its
// configuration and its access list.

const PAGE = page("docs/admin.md");
const topics = hostTopics({ site: "oku", host: "host1" });

function blocks(info: string): readonly string[] {
  return blocksOf(PAGE)
    .filter((block) => block.info === info)
    .map(({ code }) => code);
}

describe("docs/admin.md", () => {
  it("has the command that enables the serial port, byte for byte", () => {
    const line = blocks("sh").find((code) => code.includes("Pcom")) ?? "";
    const bytes = execFileSync("sh", ["-c", line.replace("> /dev/usb/lp0", "")]);
    const vectors = readFileSync("test/vectors/evolis.txt", "utf8");
    const [, hex = ""] = /^command \| .* \| Pcom;.* \| (.*)$/m.exec(vectors) ?? [];
    expect(bytes.toString("hex")).toBe(hex.replaceAll(" ", "").toLowerCase());
  });

  it("has a broker's address that the configuration takes", () => {
    const [mqtt = ""] = blocks("yaml");
    const printers = "printers: [{ id: printer1, protocol: evolis, line: { path: /dev/null } }]";
    const config = parseConfig(`site: oku\nhost: host1\nstate_dir: /tmp\n${printers}\n${mqtt}`);
    expect(config.mqtt).toMatchObject({ username: "cetakd-host1" });
  });

  it("quotes messages that the programs have", () => {
    const table = PAGE.text.split("| symptom | look at |\n")[1] ?? "";
    const quoted = [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, message = ""]) => message);
    expect(quoted.length).toBeGreaterThan(5);
    const pieces = quoted.flatMap((message) => message.split(/ ?… ?|: /));
    expect(pieces.filter((piece) => !SOURCES.includes(piece))).toEqual([]);
  });
});

const SOURCES = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(join("src", name), "utf8"))
  .join("\n");

const REASON = mosquittoInstalled() ? "" : " (skipped: mosquitto is not installed)";

describe.skipIf(!mosquittoInstalled())(`the broker of docs/admin.md${REASON}`, () => {
  const clients: MqttClient[] = [];
  let folder = "";
  let port = 0;
  let mosquitto: ChildProcess | undefined;

  async function client(username: string): Promise<MqttClient> {
    const account = { username, password: "rahasia", protocolVersion: 5 } as const;
    const connected = await connectAsync(`mqtt://127.0.0.1:${port}`, account);
    clients.push(connected);
    return connected;
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "cetakd-admin-"));
    port = await freePort();
    const passwords = join(folder, "cetakd.passwd");
    writeFileSync(passwords, "");
    for (const user of ["cetakd-host1", "server1"]) {
      execFileSync("mosquitto_passwd", ["-b", passwords, user, "rahasia"], { env: PATHS });
    }
    const [config = "", acl = ""] = blocks("conf");
    writeFileSync(join(folder, "cetakd.acl"), acl);
    writeFileSync(join(folder, "mosquitto.conf"), here(config, folder, port));
    mosquitto = spawn("mosquitto", ["-c", join(folder, "mosquitto.conf")], {
      env: PATHS,
      stdio: ["ignore", "ignore", "pipe"],
    });
    await running(mosquitto);
  });

  afterAll(async () => {
    for (const connected of clients) await connected.endAsync(true);
    const exited = mosquitto && once(mosquitto, "exit");
    mosquitto?.kill();
    await exited;
    rmSync(folder, { recursive: true });
  });

  it("lets the host have its topics, and a server only what is its own", async () => {
    const [host, server] = [await client("cetakd-host1"), await client("server1")];
    const heard: string[] = [];
    const allHeard = new Promise<void>((resolve) => {
      for (const listener of [host, server]) {
        listener.on("message", (topic) => {
          heard.push(`${listener === host ? "host" : "server"} ${topic}`);
          if (heard.length === 3) resolve();
        });
      }
    });
    await host.subscribeAsync([topics.job, `${topics.servers}/+/health`], { qos: 1 });
    await server.subscribeAsync(`${topics.base}/#`, { qos: 1 });
    await server.publishAsync(topics.job, "{}", { qos: 1 });
    await server.publishAsync(`${topics.servers}/server1/health`, "{}", { qos: 1 });
    await expect(server.publishAsync(topics.state, "{}", { qos: 1 })).rejects.toThrow();
    await expect(host.publishAsync(`${topics.servers}/a/health`, "", { qos: 1 })).rejects.toThrow();
    await host.publishAsync(topics.jobAck, "{}", { qos: 1 });
    await allHeard;
    expect(heard.sort()).toEqual([
      `host ${topics.job}`,
      `host ${topics.servers}/server1/health`,
      `server ${topics.jobAck}`,
    ]);
  });

  it("carries the largest document", async () => {
    const host = await client("cetakd-host1");
    const received = new Promise<number>((resolve) => {
      host.on("message", (_, payload) => resolve(payload.length));
    });
    await host.subscribeAsync(topics.job, { qos: 1 });
    const server = await client("server1");
    await server.publishAsync(topics.job, Buffer.alloc(2 * 1024 * 1024), { qos: 1 });
    expect(await received).toBe(2 * 1024 * 1024);
  });
});

/** Debian has Mosquitto outside an ordinary user's PATH. */
const PATHS = { ...process.env, PATH: `${process.env["PATH"]}:/usr/sbin:/usr/local/sbin` };

/** The page's configuration without its certificates, in a folder and on a port of its own. */
function here(config: string, folder: string, port: number): string {
  return [
    config
      .slice(config.indexOf("listener 1883"))
      .replace("1883 127.0.0.1", `${port} 127.0.0.1`)
      .replaceAll("/etc/mosquitto/", `${folder}/`),
    `persistence_location ${folder}/`,
    // Started by root it would become a user who may not read this folder.
    `user ${userInfo().username}`,
    "log_dest stderr",
    "log_type all",
    "",
  ].join("\n");
}

async function running({ stderr }: ChildProcess): Promise<void> {
  if (stderr === null) throw new Error("mosquitto has no stderr");
  const said: string[] = [];
  for await (const line of createInterface(stderr)) {
    said.push(line);
    if (!/mosquitto version .* running/.test(line)) continue;
    stderr.resume();
    return;
  }
  throw new Error(`mosquitto did not start: ${said.join(" | ")}`);
}
