import { existsSync, readFileSync } from "node:fs";
import { decode } from "fast-png";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CARD_GEOMETRY, monoPanelBytes } from "../../../protocols/evolis/geometry.ts";
import { createSerialLink } from "../../../src/io/serial-link.ts";
import { openSession, watchLinks } from "../../support/pty.ts";
import { cardRecords, openSimBench, type SimBench } from "./sim-processes.ts";

// Goal: `cetakd-sim printer`, `fault` and `hand` as a user has them. Method: real processes, real
// pseudo-terminals and the project's serial link as the host; every wait is for an answer.

let bench: SimBench;
let links: ReturnType<typeof watchLinks>;

beforeEach(() => {
  bench = openSimBench();
  links = watchLinks();
});

afterEach(async () => {
  await links.closeAll();
  await bench.close();
});

const FAST = ["--baud", "0", "--speed", "0"];

function startPrinter(link: string, ...flags: readonly string[]) {
  const args = ["printer", "--link", bench.at(link), "--out", bench.at("cards"), ...FAST, ...flags];
  return bench.start(...args);
}

/** A host on the line. */
async function connect(link: string) {
  const session = openSession(
    links.watch(createSerialLink({ path: bench.at(link), baudRate: 115_200 })),
  );
  await Promise.race([session.opened, session.closed]);
  let taken = 0;
  return {
    ...session,
    say: (...commands: readonly Uint8Array[]) => {
      for (const command of commands) session.link.write(command);
    },
    /** The next bytes that come, as text: ACK is `+`, NACK `-`. */
    async hear(count: number): Promise<string> {
      const bytes = await session.received.atLeast(taken + count);
      const next = bytes.subarray(taken, taken + count).toString("latin1");
      taken += count;
      return next.replaceAll("\x06", "+").replaceAll("\x15", "-");
    },
  };
}

function command(header: string): Uint8Array {
  return new TextEncoder().encode(`\x1b${header}\r`);
}

/** Black on the left half of the card as read. */
function halfBlack(): Uint8Array {
  const bytes = new Uint8Array(monoPanelBytes(CARD_GEOMETRY));
  return bytes.fill(0xff, 0, bytes.length / 2);
}

function download(panel: "k"): Uint8Array {
  const header = new TextEncoder().encode(`\x1bDb;${panel};2;`);
  return Buffer.concat([header, halfBlack(), Buffer.from("\r")]);
}

const CARD = [command("Ss"), command("Sr"), download("k"), command("Se")];

describe("a card", () => {
  it("becomes a picture of 1016 by 648 and a record, before its end is acknowledged", async () => {
    const printer = await startPrinter("p1");
    const host = await connect("p1");
    host.say(command("Pem;2"), ...CARD);
    expect(await host.hear(5)).toBe("+++++");
    const [record] = cardRecords(bench.at("cards"));
    expect(record).toMatchObject({
      n: 1,
      serial_number: printer.ready["serial_number"],
      box: "output",
      panels: ["k"],
      complete: true,
    });
    const { width, height, data, channels } = decode(
      readFileSync(bench.at(`cards/${record?.image}`)),
    );
    expect({ width, height }).toEqual({ width: 1016, height: 648 });
    const pixel = (x: number) => [...data.subarray((324 * width + x) * channels).subarray(0, 3)];
    expect([pixel(10), pixel(1_000)]).toEqual([
      [0, 0, 0],
      [255, 255, 255],
    ]);
  });

  it("has the same serial number wherever the name and the seed are the same", async () => {
    const numbers: unknown[] = [];
    for (const flags of [[], [], ["--seed", "7"], ["--name", "p9"]]) {
      const printer = await startPrinter("p1", ...flags);
      numbers.push(printer.ready["serial_number"]);
      await printer.stop();
    }
    const [first, second, seeded, named] = numbers;
    expect(String(first)).toMatch(/^SIM[0-9A-F]{8}$/);
    expect(second).toBe(first);
    expect(new Set([first, seeded, named]).size).toBe(3);
  });
});

describe("the process", () => {
  it("ends with 0 on SIGTERM, in mid card too, and takes its link and socket along", async () => {
    const printer = await startPrinter("p1", "--speed", "1");
    const host = await connect("p1");
    host.say(command("Ss"), download("k"), command("Rfv"));
    expect(await host.hear(2)).toBe("++");
    expect(await printer.stop()).toBe(0);
    expect(existsSync(bench.at("p1"))).toBe(false);
    expect(existsSync(bench.at("ctl/p1.sock"))).toBe(false);
  });

  it("goes on serving when a host leaves and another comes", async () => {
    await startPrinter("p1");
    for (const cards of ["0", "1", "2"]) {
      const host = await connect("p1");
      host.say(command("Rco;c"), ...CARD);
      expect(await host.hear(7)).toBe(`${cards}\r+++++`);
      host.link.close();
      await host.closed;
    }
  });

  it("is the same printer after a kill in mid card: counters, stored mode and card", async () => {
    const killed = await startPrinter("p1");
    const first = await connect("p1");
    first.say(command("Pem;2;s"), ...CARD, command("Ss"), download("k"), download("k"));
    expect(await first.hear(8)).toBe("++++++++");
    first.say(command("Rco;p"));
    expect(await first.hear(3)).toBe("2\r+");
    await killed.stop("SIGKILL");
    await first.closed;

    await startPrinter("p1");
    const second = await connect("p1");
    const asked = ["Rem", "Rco;c", "Rco;p", "Rlr;p", "Ser"].map(command);
    second.say(...asked);
    expect(await second.hear(5 + 3 + 3 + 10 + 1)).toBe("2;2\r+2\r+2\r+ERR CARD\r++");
    const boxes = cardRecords(bench.at("cards")).map(({ n, box, panels }) => [n, box, ...panels]);
    expect(boxes).toEqual([
      [1, "output", "k"],
      [2, "reject", "k"],
    ]);
  });
});

describe("fault and hand", () => {
  it("reach the printer while it runs, and answer with how it stands", async () => {
    await startPrinter("p1", "--name", "desk-1", "--feeder", "1");
    const host = await connect("p1");
    host.say(command("Pem;2"), ...CARD, command("Si"));
    expect(await host.hear(7)).toBe("+++++-F");
    const refilled = await bench.run("hand", "desk-1", "refill");
    expect(refilled.code).toBe(0);
    expect(JSON.parse(refilled.stdout)).toMatchObject({ feeder: 100, conditions: [] });
    const jammed = await bench.run("fault", "desk-1", "media-jam");
    expect(JSON.parse(jammed.stdout)).toMatchObject({ conditions: ["media-jam"] });
    host.say(command("Si"));
    expect(await host.hear(2)).toBe("-T");
    await bench.run("fault", "desk-1", "media-jam", "--clear");
    await bench.run("fault", "desk-1", "cover-open", "--next-step");
    host.say(command("Si"));
    expect(await host.hear(2)).toBe("-C");
  });

  it("pull the cable: the path is gone, and works again after it is put in", async () => {
    await startPrinter("p1");
    const host = await connect("p1");
    expect((await bench.run("hand", "p1", "unplug")).code).toBe(0);
    expect((await host.closed).kind).toBe("lost");
    expect(existsSync(bench.at("p1"))).toBe(false);
    const pluggedIn = await bench.run("fault", "p1", "connecting-to-device", "--clear");
    expect(JSON.parse(pluggedIn.stdout)).toMatchObject({ plugged: true });
    const again = await connect("p1");
    again.say(command("Rfv"));
    expect(await again.hear(9)).toBe("SIM-1.0\r+");
  });

  it("switch it off: the line stays and nothing answers", async () => {
    await startPrinter("p1");
    const host = await connect("p1");
    host.say(command("Pem;2"));
    expect(await host.hear(1)).toBe("+");
    await bench.run("hand", "p1", "power-off");
    host.say(command("Rfv"));
    await host.link.drained();
    await bench.run("hand", "p1", "power-on");
    host.say(command("Rem"));
    expect(await host.hear(5)).toBe("0;0\r+");
    expect(host.told).toEqual(["opened"]);
  });

  it("name the devices that run when there is none of the name", async () => {
    await startPrinter("p1");
    await startPrinter("p2");
    const { code, stdout, stderr } = await bench.run("fault", "p3", "media-jam");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("no device named p3; running: p1, p2");
  });

  it("list what a device knows when it does not know the word", async () => {
    await startPrinter("p1");
    const fault = await bench.run("fault", "p1", "disk-full");
    expect(fault.code).toBe(2);
    expect(fault.stderr).toContain("it knows media-empty, media-low,");
    const hand = await bench.run("hand", "p1", "shake");
    expect(hand.code).toBe(2);
    expect(hand.stderr).toContain("refill, ribbon, take-card");
  });
});

describe("names", () => {
  it("refuse a second device of a name that was given", async () => {
    await startPrinter("p1", "--name", "desk-1");
    const args = ["printer", "--link", bench.at("p2"), "--out", bench.at("c2"), "--name", "desk-1"];
    const { code, stderr } = await bench.run(...args);
    expect(code).toBe(1);
    expect(stderr).toContain("a device named desk-1 is running already");
  });

  it("that come from equal links are told apart, and asked for when they are used", async () => {
    await startPrinter("p1");
    const args = ["printer", "--link", bench.at("cards/p1"), "--out", bench.at("c2")];
    const second = await bench.start(...args);
    const name = String(second.ready["device"]);
    expect(name).toMatch(/^p1~\d+$/);
    const { code, stderr } = await bench.run("hand", "p1", "open");
    expect(code).toBe(1);
    expect(stderr).toContain(`several devices are named so: p1, ${name}`);
    expect((await bench.run("hand", name, "open")).code).toBe(0);
  });

  it("are free again when their process was killed", async () => {
    const killed = await startPrinter("p1", "--name", "desk-1");
    await killed.stop("SIGKILL");
    expect((await bench.run("hand", "desk-1", "open")).stderr).toContain("none is running");
    expect((await startPrinter("p1", "--name", "desk-1")).ready["device"]).toBe("desk-1");
  });
});

describe("flags", () => {
  it.each([
    [["--baud", "fast"], "It is no whole number"],
    [["--speed", "-1"], "It is no number"],
    [["--feeder", "1.5"], "It is no whole number"],
    [["--ack", "never"], "Allowed choices are executed, received"],
    [["--ribbon-kind", "gold"], "Allowed choices are ymcko, ymckok, k"],
    [["--protocol", "epcl"], "Allowed choices are evolis"],
    [["--payload-timeout", "5"], "It is no duration"],
    [["--name", "a/b"], "A name is 1 to 64"],
    [["--colour"], "unknown option"],
  ])("%j are refused with what is wrong, and 2", async (flags, message) => {
    const args = ["printer", "--link", bench.at("p1"), "--out", bench.at("cards"), ...flags];
    const { code, stdout, stderr } = await bench.run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  it("a path that is taken by something else is left alone", async () => {
    await startPrinter("p1");
    const { code, stderr } = await bench.run(
      "printer",
      "--link",
      bench.at("cards"),
      "--out",
      bench.at("c2"),
    );
    expect(code).toBe(1);
    expect(stderr).toContain("exists and is not a link");
  });

  it("--payload-timeout drops a payload that was cut off", async () => {
    await startPrinter("p1", "--payload-timeout", "50ms");
    const host = await connect("p1");
    host.say(command("Ss"), download("k").subarray(0, 1_000));
    expect(await host.hear(3)).toBe("+-2");
  });

  it("--ribbon, --ribbon-kind, --ack and --model reach the printer", async () => {
    await startPrinter("p1", "--ribbon", "3", "--ribbon-kind", "k", "--model", "Simulated Tattoo");
    const host = await connect("p1");
    host.say(...["Rco;l", "Pr;ymcko", "Rtp", "Sic"].map(command));
    expect(await host.hear(3 + 2 + 18 + 2)).toBe("3\r+-RSimulated Tattoo\r+-1");
  });
});
