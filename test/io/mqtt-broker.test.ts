import { execFileSync } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { startEmbeddedBroker } from "../../src/io/embedded-broker.ts";
import { createMqttBroker } from "../../src/io/mqtt-broker.ts";
import type { MqttBrokerOptions } from "../../src/io/mqtt-options.ts";
import { failureText } from "../../src/io/mqtt-reason.ts";
import { BrokerTape, connectTaped } from "../support/broker-tape.ts";

// Goal: what only the real adapter has: versions, refusals by code, TLS, brokers that misbehave.
// Method: a scripted broker of a few literal packets; each packet it gets comes in one chunk.

const CONNACK_3 = [0x20, 2, 0, 0];
const CONNACK_3_WRONG_VERSION = [0x20, 2, 0, 1];
const CONNACK_5 = [0x20, 3, 0, 0, 0];
const CONNACK_5_WRONG_VERSION = [0x20, 3, 0, 132, 0];
const DISCONNECT_5_TAKEN_OVER = [0xe0, 2, 142, 0];
/** PUBLISH of `in` with QoS 1, packet id 1 and no payload. */
const PUBLISH_5 = [0x32, 7, 0, 2, 0x69, 0x6e, 0, 1, 0];
const RESERVED_PACKET = [0x00, 0];

type Answer = readonly number[] | "drop" | "silence";

interface Script {
  /** What a CONNECT of MQTT 5 gets; 3.1.1 is always welcome. */
  readonly connect5: Answer;
  /** What anything after it gets, by packet type and packet id. */
  readonly later?: (type: number, chunk: Buffer) => Answer;
}

async function startScripted({ connect5, later = () => "silence" }: Script) {
  const levels: number[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      const type = (chunk[0] ?? 0) >> 4;
      if (type === 1) levels.push(chunk[chunk.indexOf("MQTT") + 4] ?? 0);
      const welcome = levels.at(-1) === 5 ? connect5 : CONNACK_3;
      const answer = type === 1 ? welcome : later(type, chunk);
      if (answer === "drop") socket.destroy();
      else if (answer !== "silence") socket.write(Buffer.from(answer));
    });
  });
  const port = await listen(server);
  return { levels, port };
}

/** Listens until the test is finished, then cuts what is left. */
async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => sockets.add(socket));
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(async () => {
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return (server.address() as AddressInfo).port;
}

function brokerAt(port: number, more: Partial<MqttBrokerOptions> = {}) {
  return createMqttBroker({
    url: `mqtt://127.0.0.1:${port}`,
    clientId: "host1",
    version: "auto",
    will: { topic: "will/host1", payload: "offline", retain: true },
    ...more,
  });
}

async function connectFailed(broker: ReturnType<typeof brokerAt>) {
  const tape = new BrokerTape();
  broker.connect(tape);
  const { reason } = await tape.next("closed");
  return { tape, reason };
}

describe("auto", () => {
  it.each([
    { name: "refuses MQTT 5 in 3.1.1 form", connect5: CONNACK_3_WRONG_VERSION, levels: [5, 4, 4] },
    { name: "refuses MQTT 5 in its form", connect5: CONNACK_5_WRONG_VERSION, levels: [5, 4, 4] },
    { name: "drops the line at MQTT 5", connect5: "drop", levels: [5, 4, 5, 4] },
    { name: "takes MQTT 5", connect5: CONNACK_5, levels: [5, 5] },
  ] as const)("asks $levels in two connects when a broker $name", async (row) => {
    const { levels, port } = await startScripted({ connect5: row.connect5 });
    const broker = brokerAt(port);
    for (const _ of [1, 2]) {
      const { tape, session } = await connectTaped(broker);
      expect(session.version).toBe(row.levels.at(-1));
      broker.close();
      await tape.next("closed");
      expect(tape.entries.map(({ kind }) => kind)).toEqual(["connected", "closed"]);
    }
    expect(levels).toEqual(row.levels);
  });

  it("does not ask again in 3.1.1 when it closes while MQTT 5 is under way", async () => {
    const { levels, port } = await startScripted({ connect5: "silence" });
    const broker = brokerAt(port);
    const tape = new BrokerTape();
    broker.connect(tape);
    broker.close();
    await tape.next("closed");
    expect(levels).toEqual([]);
  });
});

describe("closed", () => {
  it.each([
    { name: "the version is refused", connect5: CONNACK_5_WRONG_VERSION, reason: /does not speak/ },
    { name: "the line is dropped", connect5: "drop", reason: /closed the connection/ },
    { name: "the answer is no MQTT", connect5: RESERVED_PACKET, reason: /broke the rules of MQTT/ },
  ] as const)("says so, once, when $name", async ({ connect5, reason: expected }) => {
    const { port } = await startScripted({ connect5 });
    const { tape, reason } = await connectFailed(brokerAt(port, { version: "5" }));
    expect(reason).toMatch(expected);
    expect(tape.entries).toHaveLength(1);
  });

  it("says why a broker of MQTT 5 ended the connection", async () => {
    const script = { connect5: [...CONNACK_5, ...DISCONNECT_5_TAKEN_OVER] };
    const { port } = await startScripted({ ...script, later: () => "drop" });
    const broker = brokerAt(port);
    const { tape } = await connectTaped(broker);
    broker.publish({ topic: "out/a", payload: "", retain: false });
    expect((await tape.next("closed")).reason).toMatch(/session taken over/);
  });

  it("says that a subscription was refused", async () => {
    const refuse = (_type: number, chunk: Buffer) => [0x90, 4, ...packetIdAt(chunk, 2), 0, 135];
    const { port } = await startScripted({ connect5: CONNACK_5, later: refuse });
    const broker = brokerAt(port);
    const { tape } = await connectTaped(broker);
    broker.subscribe(["in/#"]);
    expect((await tape.next("closed")).reason).toMatch(/refused a subscription: not authorised/);
  });

  it("says that a publication with a token was refused, and does not report it", async () => {
    const refuse = (type: number, chunk: Buffer): Answer =>
      type === 3 ? [0x40, 4, ...packetIdAt(chunk, 9), 135, 0] : "silence";
    const { port } = await startScripted({ connect5: CONNACK_5, later: refuse });
    const broker = brokerAt(port);
    const { tape } = await connectTaped(broker);
    broker.publish({ topic: "out/a", payload: "", retain: false, token: 1 });
    expect((await tape.next("closed")).reason).toMatch(/refused a publication: not authorised/);
    expect(tape.count("acked")).toBe(0);
  });

  it.each([
    { code: "ECONNREFUSED", words: /nothing listens there/ },
    { code: "ENOTFOUND", words: /was not found/ },
    { code: "EHOSTUNREACH", words: /cannot be reached/ },
    { code: "CERT_HAS_EXPIRED", words: /certificate that is not trusted \(CERT_HAS_EXPIRED\)/ },
    { code: "EMFILE", words: /cannot be talked to \(EMFILE\)/ },
    { code: 136, words: /refused the connection: server unavailable/ },
    { code: 5, words: /not authorised/ },
  ])("puts code $code in words, without the words of the error", ({ code, words }) => {
    const text = failureText("broker:1883", Object.assign(new Error("secret"), { code }));
    expect(text).toMatch(words);
    expect(text).toMatch(/^The broker broker:1883 .*\.$/);
    expect(text).not.toMatch(/secret/);
  });
});

describe("message", () => {
  it("comes after connected when one chunk brings both, and is acknowledged", async () => {
    const heard = new EventEmitter();
    const acknowledged = once(heard, "packet");
    const later = (_type: number, chunk: Buffer): Answer => {
      heard.emit("packet", ...chunk.subarray(0, 4));
      return "silence";
    };
    const { port } = await startScripted({ connect5: [...CONNACK_5, ...PUBLISH_5], later });
    const { tape } = await connectTaped(brokerAt(port));
    expect(await tape.read()).toMatchObject({ topic: "in" });
    expect(tape.entries.map(({ kind }) => kind)).toEqual(["connected", "message"]);
    expect(await acknowledged).toEqual([0x40, 2, 0, 1]);
  });
});

describe("close", () => {
  /** Time stands still, so that what ends by itself ends without its time limit. */
  function stopTime(): void {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
  }

  it("does not wait for an unsettled message with a megabyte behind it", async () => {
    const embedded = await startEmbeddedBroker({ port: 0 });
    onTestFinished(() => embedded.close());
    stopTime();
    const broker = brokerAt(embedded.port);
    const { tape } = await connectTaped(broker);
    broker.subscribe(["in/#"]);
    const payload = "k".repeat(1024 * 1024);
    for (let count = 0; count < 4; count += 1) {
      broker.publish({ topic: "in/large", payload, retain: false });
    }
    await tape.next("message");
    broker.close();
    expect((await tape.next("closed")).reason).toBe("The host closed the connection.");
  });

  it("waits two seconds for a broker that does not hang up, and no longer", async () => {
    const heard = new EventEmitter();
    const hungUp = once(heard, "end");
    const mute = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket.write(Buffer.from(CONNACK_5)));
      socket.once("end", () => heard.emit("end"));
    });
    const port = await listen(mute);
    stopTime();
    const broker = brokerAt(port);
    const { tape } = await connectTaped(broker);
    broker.close();
    await hungUp;
    vi.advanceTimersByTime(1_999);
    expect(tape.count("closed")).toBe(0);
    vi.advanceTimersByTime(1);
    await tape.next("closed");
    expect(tape.count("closed")).toBe(1);
  });
});

describe("the embedded broker", () => {
  it("does not start on a port that is taken", async () => {
    const embedded = await startEmbeddedBroker({ port: 0 });
    onTestFinished(() => embedded.close());
    const again = startEmbeddedBroker({ port: embedded.port });
    await expect(again).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  it("ends its connections and frees its port when it closes", async () => {
    const embedded = await startEmbeddedBroker({ port: 0 });
    const { tape } = await connectTaped(brokerAt(embedded.port));
    await embedded.close();
    await tape.next("closed");
    const again = await startEmbeddedBroker({ port: embedded.port });
    await again.close();
  });
});

describe("publish", () => {
  it("keeps no more in flight than a broker of MQTT 5 says it takes", async () => {
    const published: Buffer[] = [];
    let server: Socket | undefined;
    const receiveMaximum2 = [0x20, 6, 0, 0, 3, 0x21, 0, 2];
    const scripted = createServer((socket) => {
      server = socket;
      socket.on("error", () => {});
      socket.on("data", (chunk) => {
        if (chunk[0] === 0x10) socket.write(Buffer.from(receiveMaximum2));
        else published.push(chunk);
      });
    });
    const broker = brokerAt(await listen(scripted));
    const { tape } = await connectTaped(broker);
    for (const token of [1, 2, 3]) {
      broker.publish({ topic: "out/a", payload: "x", retain: false, token });
    }
    // All are given at once and two are written: the third can only follow a PUBACK.
    const ids = () => packetIds(Buffer.concat(published));
    while (ids().length < 2) await once(server ?? scripted, "data");
    const [first = 0, second = 0] = ids();
    expect(ids()).toEqual([first, second]);
    server?.write(Buffer.from([0x40, 2, first >> 8, first & 0xff]));
    expect(await tape.next("acked")).toMatchObject({ token: 1 });
    while (ids().length < 3) await once(server ?? scripted, "data");
  });
});

describe("mqtts", () => {
  const absent = opensslInstalled() ? undefined : "openssl is not installed";
  if (absent !== undefined) process.stderr.write(`The TLS tests are skipped: ${absent}.\n`);
  const test = it.skipIf(absent !== undefined);

  async function setUpTls() {
    const embedded = await startEmbeddedBroker({ port: 0 });
    onTestFinished(() => embedded.close());
    const { key, cert } = certificate();
    const server = createTlsServer({ key, cert }, (near) => {
      const far = connect(embedded.port, "127.0.0.1");
      for (const side of [near, far]) side.on("error", () => {});
      near.pipe(far).pipe(near);
    });
    return { cert, url: `mqtts://127.0.0.1:${await listen(server)}` };
  }

  test("connects when the broker's certificate is signed by ca", async () => {
    const { cert, url } = await setUpTls();
    const broker = brokerAt(0, { url, ca: cert });
    const { tape } = await connectTaped(broker);
    broker.close();
    await tape.next("closed");
  });

  test("does not connect without ca, and says that the certificate is not trusted", async () => {
    const { url } = await setUpTls();
    const { tape, reason } = await connectFailed(brokerAt(0, { url }));
    expect(reason).toMatch(/certificate that is not trusted/);
    expect(tape.entries).toHaveLength(1);
  });
});

/** The packet id, two bytes, behind the fixed header and what else comes before it. */
function packetIdAt(chunk: Buffer, offset: number): readonly number[] {
  return [...chunk.subarray(offset, offset + 2)];
}

/** The ids of equal PUBLISH packets in a row. */
function packetIds(bytes: Buffer): readonly number[] {
  const length = 2 + (bytes[1] ?? 0);
  const count = Math.floor(bytes.length / length);
  return Array.from({ length: count }, (_, index) => bytes.readUInt16BE(index * length + 9));
}

function opensslInstalled(): boolean {
  try {
    execFileSync("openssl", ["version"]);
    return true;
  } catch {
    return false;
  }
}

/** A certificate for 127.0.0.1, signed by itself. */
function certificate() {
  const folder = mkdtempSync(join(tmpdir(), "cetakd-tls-"));
  const [keyPath, certPath] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const subject = ["-subj", "/CN=broker", "-addext", "subjectAltName=IP:127.0.0.1"];
  const files = ["-keyout", keyPath, "-out", certPath];
  const command = ["req", "-x509", ...curve, ...subject, ...files];
  execFileSync("openssl", command, { stdio: "ignore" });
  const pair = { key: readFileSync(keyPath, "utf8"), cert: readFileSync(certPath, "utf8") };
  rmSync(folder, { recursive: true });
  return pair;
}
