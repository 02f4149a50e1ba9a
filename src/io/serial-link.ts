import { readdir, readFile, readlink, realpath, stat } from "node:fs/promises";
import { basename } from "node:path";
import koffi from "koffi";
import { SerialPort } from "serialport";
import type { ByteLink, ByteLinkEvents, LinkClosed } from "../core/ports.ts";

export interface SerialLinkOptions {
  /** Best a name under `/dev/serial/by-id`: numbers like `ttyUSB0` change with plugging. */
  readonly path: string;
  /** Bits a second. */
  readonly baudRate: number;
  /** Default 8. */
  readonly dataBits?: 7 | 8;
  /** Default `none`. */
  readonly parity?: "none" | "even" | "odd";
  /** Default 1. */
  readonly stopBits?: 1 | 2;
  /** Default `none`. */
  readonly flowControl?: "none" | "rts-cts" | "xon-xoff";
}

/**
 * One session on a serial port, locked against other programs. When it closes, what the system
 * has already taken may still leave; the rest never does. What waits to be written is bounded by
 * the caller, who waits for `drained` or for an answer between the commands of a card.
 */
export function createSerialLink(options: SerialLinkOptions): ByteLink {
  return new SerialLink(options);
}

type State = "new" | "opening" | "open" | "closing" | "closed";

class SerialLink implements ByteLink {
  readonly #path: string;
  readonly #port: SerialPort;
  #events: ByteLinkEvents | undefined;
  #state: State = "new";
  /** How the session ends: set by what ends it first, told when the port is really closed. */
  #end: LinkClosed | undefined;
  /** Discards under way: what arrives meanwhile is not delivered. */
  #discards = 0;
  readonly #waiting = new Set<() => void>();

  constructor(options: SerialLinkOptions) {
    this.#path = options.path;
    this.#port = createPort(options);
  }

  open(events: ByteLinkEvents): void {
    if (this.#events !== undefined) throw new Error("a link is opened once");
    this.#events = events;
    if (this.#end !== undefined) {
      setImmediate(() => this.#tellClosed());
      return;
    }
    this.#state = "opening";
    this.#port.on("error", (error) => this.#failed(error));
    this.#port.on("close", (error?: Error | null) => this.#gone(error));
    this.#port.open((error) => {
      if (error !== null) void this.#refused(error);
      else if (this.#end === undefined) this.#listen();
      else this.#closePort();
    });
  }

  write(bytes: Uint8Array): void {
    // A port that is not open would keep the bytes and send them after its next opening.
    if (this.#isOpen()) this.#port.write(Buffer.from(bytes));
  }

  drained(): Promise<void> {
    if (!this.#isOpen()) return Promise.resolve();
    return new Promise((resolve) => {
      const settle = () => {
        this.#waiting.delete(settle);
        resolve();
      };
      this.#waiting.add(settle);
      // The port's own drain waits for one write alone; an empty one queues behind them all.
      this.#port.write(Buffer.alloc(0), () => this.#port.drain(settle));
    });
  }

  discard(): void {
    if (!this.#isOpen()) return;
    flushInput(this.#port);
    // Bytes that a read has already taken come within two turns: until then nobody listens, and
    // what is written next, whose answer must be heard, waits.
    this.#discards += 1;
    this.#port.cork();
    const heed = () => {
      this.#discards -= 1;
      this.#port.uncork();
    };
    setImmediate(() => setImmediate(heed));
  }

  close(): void {
    this.#end ??= { kind: "closed", message: `The line ${this.#path} was closed.` };
    if (this.#state === "open") this.#closePort();
  }

  #isOpen(): boolean {
    return this.#state === "open" && this.#port.isOpen;
  }

  #listen(): void {
    this.#state = "open";
    watchPoller(this.#port, (error) => {
      if (this.#port.isOpen) this.#failed(error);
    });
    // Opening drops what came before by itself, but only at the usual baud rates.
    flushInput(this.#port);
    this.#port.on("data", (chunk: Buffer) => {
      if (this.#state === "open" && this.#discards === 0) this.#events?.bytes(chunk);
    });
    this.#events?.opened();
  }

  async #refused(error: Error): Promise<void> {
    const why = await explainRefusal(this.#path, error);
    this.#end ??= { kind: "open-failed", message: `Cannot open ${this.#path}: ${why}` };
    this.#tellClosed();
  }

  #closePort(): void {
    this.#state = "closing";
    this.#port.close(() => this.#gone());
  }

  /** A write that was pending when the device went comes as an error before the close. */
  #failed(error: Error): void {
    this.#end ??= this.#lost(error);
    if (this.#port.isOpen) this.#closePort();
    else this.#gone(error);
  }

  #gone(error?: Error | null): void {
    this.#end ??= this.#lost(error);
    // A failed write announces the close while the system is still at it: the real one follows.
    if (!this.#port.closing) this.#tellClosed();
  }

  #lost(error?: Error | null): LinkClosed {
    const detail = error?.message ?? "no reason given";
    const message = `The line ${this.#path} was lost: unplugged or switched off (${detail}).`;
    return { kind: "lost", message };
  }

  #tellClosed(): void {
    if (this.#state === "closed" || this.#end === undefined) return;
    this.#state = "closed";
    for (const settle of this.#waiting) settle();
    this.#events?.closed(this.#end);
  }
}

function createPort(options: SerialLinkOptions): SerialPort {
  const { path, baudRate, dataBits = 8, parity = "none", stopBits = 1, flowControl } = options;
  return new SerialPort({
    path,
    baudRate,
    dataBits,
    parity,
    stopBits,
    rtscts: flowControl === "rts-cts",
    xon: flowControl === "xon-xoff",
    xoff: flowControl === "xon-xoff",
    autoOpen: false,
    lock: true,
    // DTR that drops at the close resets some devices. This leaves the port's own setting as it
    // is, which a udev rule may have cleared (`stty -hupcl`).
    hupcl: false,
  });
}

/** Of libuv, `uv_poll_event`. */
const POLL_BITS = { readable: 1, writable: 2, disconnect: 4 } as const;

interface Poller {
  poll(bits?: number): void;
  once(event: keyof typeof POLL_BITS, run: (error: Error | null) => void): unknown;
  listenerCount(event: string): number;
}

/**
 * Mends two faults of the binding (bindings-cpp 13.0.0). While a write waits it hears nothing,
 * for its poller then polls for that alone: here it polls for all that is waited for. And a
 * device that goes during a read leaves a port that reads nothing, again and again, and never
 * closes: here the poller is always asked for the hang-up too.
 */
function watchPoller({ port }: SerialPort, hungUp: (error: Error) => void): void {
  if (port === undefined || !("poller" in port)) return;
  const poller: Poller = port.poller;
  const poll = poller.poll.bind(poller);
  poller.poll = (bits = 0) => poll(bits | bitsWaitedFor(poller));
  poller.once("disconnect", (error) => hungUp(error ?? new Error("hung up")));
}

function bitsWaitedFor(poller: Poller): number {
  const waited = Object.entries(POLL_BITS).filter(([event]) => poller.listenerCount(event) > 0);
  return waited.reduce((bits, [, bit]) => bits | bit, 0);
}

const TCIFLUSH = 0;

let tcflush: ((fd: number, queue: number) => number) | undefined;

/**
 * Drops what the system has received. The port's own flush would drop output too. Where there is
 * nothing to flush the system says so, and that is as good.
 */
function flushInput({ port }: SerialPort): void {
  if (port === undefined || !("fd" in port) || port.fd === null) return;
  tcflush ??= koffi.load(null).func("int tcflush(int fd, int queue)");
  tcflush(port.fd, TCIFLUSH);
}

/** Why the system refused, and what a person can try. The binding gives the reason as text. */
async function explainRefusal(path: string, { message }: Error): Promise<string> {
  if (/no such file|not a directory/i.test(message)) {
    return "there is no such device. Check its cable and power, and the name in /dev/serial/by-id.";
  }
  if (/permission denied/i.test(message)) return `permission denied; ${await ownership(path)}`;
  if (!/cannot lock port|resource busy/i.test(message)) return `${message}.`;
  return `it is in use${await holders(path)}. Stop the other program.`;
}

async function ownership(path: string): Promise<string> {
  try {
    const { uid, gid, mode } = await stat(path);
    const user = await nameOf(uid, "/etc/passwd");
    const group = await nameOf(gid, "/etc/group");
    const groupMayUse = gid !== 0 && (mode & GROUP_READ_WRITE) === GROUP_READ_WRITE;
    const remedy = groupMayUse
      ? `Add the daemon's user to group ${group} and start it again.`
      : "Give it to a group of the daemon's user by a udev rule.";
    return `it belongs to user ${user} and group ${group}. ${remedy}`;
  } catch {
    return "a folder above it is closed to the daemon's user.";
  }
}

const GROUP_READ_WRITE = 0o060;

/** The name for a number in a file of `name:password:number:…` lines, else the number. */
async function nameOf(id: number, file: string): Promise<string> {
  const lines = (await readFile(file, "utf8").catch(() => "")).split("\n");
  const line = lines.map((text) => text.split(":")).find(([, , number]) => number === `${id}`);
  return line?.[0] ?? `${id}`;
}

/** ` by NAME (pid N), …` as far as the system lets us look; empty when it does not. */
async function holders(path: string): Promise<string> {
  const device = await realpath(path).catch(() => path);
  const found: string[] = [];
  for (const pid of await list("/proc")) {
    if (!/^\d+$/.test(pid) || !(await holds(pid, device))) continue;
    // Not its `comm`: that of a Node.js program is MainThread.
    const program = await readlink(`/proc/${pid}/exe`).catch(() => "a program");
    found.push(`${basename(program)} (pid ${pid})`);
  }
  return found.length === 0 ? "" : ` by ${found.join(", ")}`;
}

async function holds(pid: string, device: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const files = await list(folder);
  const targets = await Promise.all(files.map((fd) => readlink(`${folder}/${fd}`).catch(() => "")));
  return targets.includes(device);
}

/** Entries of a folder; none when it is gone or closed to us. */
function list(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
