import type { ByteLink, ByteLinkEvents, Clock, LinkClosed, Random } from "../../src/core/ports.ts";
import { createLane, type Lane, type LaneOptions } from "../io/paced-line.ts";

/** At most this many bytes arrive at once, as a kernel's serial buffer would hand them over. */
const PIECE_BYTES_MAX = 4096;

export interface MemoryLineOptions {
  readonly clock: Clock;
  /** The name of the line in messages. */
  readonly path?: string;
  /** Bits a second; without it bytes arrive within the instant, one turn later. */
  readonly baud?: number;
  /** Cuts what is written into pieces of 1 to `bytesMax` bytes, by this chance. */
  readonly chunk?: { readonly random: Pick<Random, "jitter">; readonly bytesMax: number };
}

/** A line of the virtual world between one host at a time and one device. */
export interface MemoryLine {
  /** Plugs the device in for the first time and gives its end. Before that there is no line. */
  plug(): DeviceEnd;
  /** A new session for the host. A second one while the first is open fails as in use. */
  openLink(): ByteLink;
}

export interface DeviceEnd {
  /** One listener; bytes that come while there is none are lost. */
  onBytes(listener: (chunk: Uint8Array) => void): void;
  /** Bytes that arrive while no host listens are lost. Does nothing while unplugged. */
  write(bytes: Uint8Array): void;
  /** Ends the host's session as lost; bytes under way in both directions are gone. */
  unplug(): void;
  plugIn(): void;
}

/** What a system's buffer holds: so much of what was written still leaves after the host's end. */
const KERNEL_BYTES_MAX = 4096;

/** Everything travels by timers of the clock, so that virtual time orders it. */
export function createMemoryLine(options: MemoryLineOptions): MemoryLine {
  const { clock, path = "memory-line" } = options;
  let isPlugged = false;
  let listener: (chunk: Uint8Array) => void = () => {};
  let holder: MemoryLink | undefined;
  const time = laneTime(options);
  const toHost = createLane({ ...time, deliver: (piece) => holder?.bytes(piece) });
  const toDevice = createLane({
    ...time,
    deliver: (piece) => listener(piece),
    idle: () => holder?.sent(),
  });

  const wire: Wire = {
    toDevice,
    toHost,
    later: (run) => void clock.timer(0, run),
    take(link) {
      if (!isPlugged) return openFailed(path, "there is no such line: nothing is plugged in");
      if (holder !== undefined) return openFailed(path, "it is in use by another session");
      toHost.dropArrived();
      holder = link;
      return undefined;
    },
    release(link) {
      if (holder === link) holder = undefined;
    },
  };

  const device: DeviceEnd = {
    onBytes(listen) {
      listener = listen;
    },
    write(bytes) {
      if (isPlugged) toHost.send(bytes);
    },
    unplug() {
      isPlugged = false;
      toDevice.drop();
      toHost.drop();
      holder?.end({ kind: "lost", message: `The line ${path} was lost: unplugged.` });
    },
    plugIn() {
      isPlugged = true;
    },
  };

  return {
    plug() {
      isPlugged = true;
      return device;
    },
    openLink: () => new MemoryLink(wire),
  };
}

interface Wire {
  readonly toDevice: Lane;
  readonly toHost: Lane;
  /** Runs it in a turn of its own. */
  later(run: () => void): void;
  /** Gives the line to this session, or says why not. */
  take(link: MemoryLink): LinkClosed | undefined;
  release(link: MemoryLink): void;
}

class MemoryLink implements ByteLink {
  readonly #wire: Wire;
  #events: ByteLinkEvents | undefined;
  #isOpen = false;
  /** How the session ended; once set, nothing but `closed` is told any more. */
  #end: LinkClosed | undefined;
  #waiting: (() => void)[] = [];

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  open(events: ByteLinkEvents): void {
    if (this.#events !== undefined) throw new Error("a link is opened once");
    this.#events = events;
    if (this.#end === undefined) this.#wire.later(() => this.#take());
    else this.#tellClosed(this.#end);
  }

  write(bytes: Uint8Array): void {
    if (this.#isOpen) this.#wire.toDevice.send(bytes);
  }

  drained(): Promise<void> {
    if (!this.#isOpen || !this.#wire.toDevice.busy()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  discard(): void {
    if (this.#isOpen) this.#wire.toHost.dropArrived();
  }

  close(): void {
    if (this.#isOpen) this.#wire.toDevice.drop(KERNEL_BYTES_MAX);
    this.end({ kind: "closed", message: "The line was closed." });
  }

  bytes(chunk: Uint8Array): void {
    if (this.#isOpen) this.#events?.bytes(chunk);
  }

  /** All that was written has left. */
  sent(): void {
    for (const settle of this.#waiting.splice(0)) settle();
  }

  end(reason: LinkClosed): void {
    if (this.#end !== undefined) return;
    this.#end = reason;
    this.#isOpen = false;
    if (this.#events !== undefined) this.#tellClosed(reason);
  }

  #take(): void {
    if (this.#end !== undefined) return;
    const refused = this.#wire.take(this);
    if (refused !== undefined) {
      this.end(refused);
      return;
    }
    this.#isOpen = true;
    this.#events?.opened();
  }

  /** The line is free for the next session only once this one has been told. */
  #tellClosed(reason: LinkClosed): void {
    this.#wire.later(() => {
      this.#wire.release(this);
      this.sent();
      this.#events?.closed(reason);
    });
  }
}

function laneTime({ clock, baud = 0, chunk }: MemoryLineOptions): Omit<LaneOptions, "deliver"> {
  return {
    baud,
    now: () => clock.monotonicMs(),
    timer: (delayMs, run) => clock.timer(delayMs, run),
    pieceBytes() {
      if (chunk === undefined) return PIECE_BYTES_MAX;
      return 1 + Math.floor(chunk.random.jitter() * chunk.bytesMax);
    },
  };
}

function openFailed(path: string, why: string): LinkClosed {
  return { kind: "open-failed", message: `Cannot open ${path}: ${why}.` };
}
