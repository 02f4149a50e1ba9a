import {
  chmodSync,
  closeSync,
  constants,
  lstatSync,
  openSync,
  readlinkSync,
  renameSync,
  type Stats,
  statSync,
  symlinkSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { ReadStream } from "node:tty";
import { getSystemErrorName } from "node:util";
import koffi from "koffi";
import type { PausableLine } from "./paced-line.ts";

/** The device's end of a pseudo-terminal: a host opens `path` as if it were a serial port. */
export interface Pty extends PausableLine {
  /** `/dev/pts/N`. */
  readonly path: string;
  /**
   * Makes `linkPath` a symbolic link to `path`, until the pty is closed. A dangling link there,
   * as a killed simulator leaves one, is replaced in one step; anything else is refused.
   */
  link(linkPath: string): void;
  /** Closes both ends: to the host the device is unplugged. What it has not taken is lost. */
  close(): void;
}

/**
 * Opens a pseudo-terminal in raw mode. Any local user may open its path (mode 0666): the daemon
 * often runs as another user than the simulator, and behind it is never a real card.
 */
export function openPty(): Pty {
  const master = openMaster();
  const path = slavePath(master);
  // Held open as long as the master: with the last slave closed the master reads EIO.
  const slave = openSync(path, constants.O_RDWR | constants.O_NOCTTY);
  setRaw(slave);
  chmodSync(path, 0o666);
  const stream = new ReadStream(master);
  const writer = createWriter(master);
  let linked: string | undefined;

  return {
    path,
    onBytes: (listener) => void stream.removeAllListeners("data").on("data", listener),
    write: writer.write,
    pause: () => void stream.pause(),
    resume: () => void stream.resume(),
    link(linkPath) {
      makeLink({ linkPath, target: path });
      linked = linkPath;
    },
    close() {
      if (stream.destroyed) return;
      if (linked !== undefined) removeLink({ linkPath: linked, target: path });
      writer.close();
      stream.destroy();
      closeSync(slave);
    },
  };
}

/** How often a full kernel buffer is tried again; it takes 4 KiB, so about 2 MB/s at most. */
const RETRY_MS = 2;

/** A host that has taken nothing for so long is not listening: a real line would have lost it. */
const STUCK_MS_MAX = 2000;

/** More than a printer ever says at once; only a device gone wild meets it. */
const WAITING_BYTES_MAX = 4 * 1024 * 1024;

/**
 * Writes to the master without waiting. The stream that reads it cannot: its writes block, and
 * with a host in the same process both would wait for ever.
 */
function createWriter(master: number) {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let stuckMs = 0;
  let retry: NodeJS.Timeout | undefined;

  function take(bytes: number): void {
    const [first] = waiting;
    if (first === undefined) return;
    if (bytes < first.length) waiting[0] = first.subarray(bytes);
    else waiting.shift();
    waitingBytes -= bytes;
    stuckMs = 0;
  }

  function drop(): void {
    waiting = [];
    waitingBytes = 0;
    stuckMs = 0;
  }

  function flush(): void {
    retry = undefined;
    for (let [first] = waiting; first !== undefined; [first] = waiting) {
      const taken = writeSome(master, first);
      if (taken === 0) break;
      take(taken);
    }
    if (waiting.length === 0) return;
    stuckMs += RETRY_MS;
    if (stuckMs > STUCK_MS_MAX) drop();
    else retry = setTimeout(flush, RETRY_MS);
  }

  let isClosed = false;
  return {
    write(bytes: Uint8Array): void {
      if (isClosed || bytes.length === 0 || waitingBytes + bytes.length > WAITING_BYTES_MAX) return;
      waiting.push(new Uint8Array(bytes));
      waitingBytes += bytes.length;
      if (retry === undefined) flush();
    },
    close(): void {
      isClosed = true;
      clearTimeout(retry);
      drop();
    },
  };
}

/** Bytes that the kernel took; 0 when its buffer is full. */
function writeSome(fd: number, bytes: Uint8Array): number {
  try {
    return writeSync(fd, bytes);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EAGAIN") return 0;
    throw error;
  }
}

interface Link {
  readonly linkPath: string;
  readonly target: string;
}

function makeLink({ linkPath, target }: Link): void {
  const there = lstatSync(linkPath, { throwIfNoEntry: false });
  if (there !== undefined && !there.isSymbolicLink()) {
    throw new Error(`${linkPath} exists and is not a link; choose another path or remove it`);
  }
  if (there !== undefined && leadsToItsOwn(linkPath, there) && readlinkSync(linkPath) !== target) {
    throw new Error(`${linkPath} already leads to ${readlinkSync(linkPath)}; remove it first`);
  }
  const fresh = `${linkPath}.${process.pid}`;
  symlinkSync(target, fresh);
  renameSync(fresh, linkPath);
}

/**
 * Whether what a link was made for is still there. A killed simulator leaves its link behind, and
 * the system gives the number of its pseudo-terminal to the next one: that one is younger.
 */
function leadsToItsOwn(linkPath: string, link: Stats): boolean {
  const found = statSync(linkPath, { throwIfNoEntry: false });
  return found !== undefined && found.ctimeMs <= link.mtimeMs;
}

/** Removes the link unless another device has it by now. */
function removeLink({ linkPath, target }: Link): void {
  const there = lstatSync(linkPath, { throwIfNoEntry: false });
  if (there?.isSymbolicLink() && readlinkSync(linkPath) === target) unlinkSync(linkPath);
}

/** Not in `node:fs`: a child process must not keep the line open. Source: Linux, `fcntl.h`. */
const O_CLOEXEC = 0o2000000;

/** `sizeof(struct termios)` of glibc on x86-64 and arm64; its fields are left to libc. */
const TERMIOS_BYTES = 60;

/** Longer than any `/dev/pts/N`. */
const PATH_BYTES_MAX = 64;

const TCSANOW = 0;

function openMaster(): number {
  const libc = loadLibc();
  const { O_RDWR, O_NOCTTY, O_NONBLOCK } = constants;
  const master = libc.posixOpenpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  assertDone("posix_openpt", master);
  assertDone("grantpt", libc.grantpt(master));
  assertDone("unlockpt", libc.unlockpt(master));
  return master;
}

function slavePath(master: number): string {
  const buffer = Buffer.alloc(PATH_BYTES_MAX);
  const failed = loadLibc().ptsname(master, buffer, buffer.length);
  assertDone("ptsname_r", failed === 0 ? 0 : -1);
  return buffer.toString("latin1", 0, buffer.indexOf(0));
}

/** No echo, no line editing, no translation: bytes pass as they are, before any host has come. */
function setRaw(slave: number): void {
  const { tcgetattr, cfmakeraw, tcsetattr } = loadLibc();
  const termios = Buffer.alloc(TERMIOS_BYTES);
  assertDone("tcgetattr", tcgetattr(slave, termios));
  cfmakeraw(termios);
  assertDone("tcsetattr", tcsetattr(slave, TCSANOW, termios));
}

interface Libc {
  posixOpenpt(flags: number): number;
  grantpt(fd: number): number;
  unlockpt(fd: number): number;
  ptsname(fd: number, buffer: Uint8Array, length: number): number;
  tcgetattr(fd: number, termios: Uint8Array): number;
  cfmakeraw(termios: Uint8Array): void;
  tcsetattr(fd: number, actions: number, termios: Uint8Array): number;
}

let loaded: Libc | undefined;

function loadLibc(): Libc {
  if (loaded !== undefined) return loaded;
  const libc = koffi.load(null);
  loaded = {
    posixOpenpt: libc.func("int posix_openpt(int flags)"),
    grantpt: libc.func("int grantpt(int fd)"),
    unlockpt: libc.func("int unlockpt(int fd)"),
    ptsname: libc.func("int ptsname_r(int fd, _Out_ uint8_t *buffer, size_t length)"),
    tcgetattr: libc.func("int tcgetattr(int fd, _Out_ uint8_t *termios)"),
    cfmakeraw: libc.func("void cfmakeraw(_Inout_ uint8_t *termios)"),
    tcsetattr: libc.func("int tcsetattr(int fd, int actions, const uint8_t *termios)"),
  };
  return loaded;
}

function assertDone(call: string, result: number): void {
  if (result >= 0) return;
  throw new Error(`no pseudo-terminal: ${call} failed with ${getSystemErrorName(-koffi.errno())}`);
}
