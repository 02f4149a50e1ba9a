/**
 * A serial line carries 10 bits a byte (start, 8 data, stop): at 115200 baud 11,520 bytes a
 * second. A pseudo-terminal carries all at once, so the simulator paces the bytes itself.
 */
const BITS_A_BYTE = 10;

/** Bytes travel in pieces of about this time, so that a device sees a long payload grow. */
const PIECE_MS = 10;

/** What a lane needs of time: a monotonic reading, and a timer in the same milliseconds. */
export interface LaneTime {
  now(): number;
  timer(delayMs: number, run: () => void): () => void;
}

export interface LaneOptions extends LaneTime {
  /** Bits a second; 0 is unpaced: a byte arrives at the instant it is sent, by a timer of 0. */
  readonly baud: number;
  /** How many bytes the next piece has at most; 1 or more. */
  pieceBytes(): number;
  deliver(piece: Uint8Array): void;
  /** Nothing is under way any more. */
  idle?(): void;
}

/** One direction of a line: bytes come out in order, none before the line could carry it. */
export interface Lane {
  /** Whether bytes are under way. */
  busy(): boolean;
  send(bytes: Uint8Array): void;
  /** Loses what is under way, all but the first `keptBytes` (default 0). */
  drop(keptBytes?: number): void;
  /** Loses what has arrived by now and is not yet delivered. */
  dropArrived(): void;
}

interface Piece {
  readonly bytes: Uint8Array;
  readonly dueMs: number;
}

export function createLane({ baud, now, timer, pieceBytes, deliver, idle }: LaneOptions): Lane {
  const msAByte = baud === 0 ? 0 : (1000 * BITS_A_BYTE) / baud;
  let pieces: Piece[] = [];
  /** When the line has carried all that was sent. Kept exact, so late timers do not add up. */
  let freeAtMs = 0;
  let disarm: (() => void) | undefined;

  function arm(): void {
    const [next] = pieces;
    if (next === undefined || disarm !== undefined) return;
    disarm = timer(Math.max(0, Math.ceil(next.dueMs - now())), arrive);
  }

  function arrive(): void {
    disarm = undefined;
    const piece = pieces.shift();
    if (piece !== undefined) deliver(piece.bytes);
    arm();
    if (pieces.length === 0) idle?.();
  }

  function keep(left: Piece[]): void {
    disarm?.();
    disarm = undefined;
    pieces = left;
    arm();
  }

  return {
    busy: () => pieces.length > 0,
    send(bytes) {
      freeAtMs = Math.max(freeAtMs, now());
      // A copy: the sender may use its buffer again while the bytes are under way.
      for (let left = new Uint8Array(bytes); left.length > 0; ) {
        const piece = left.subarray(0, pieceBytes());
        freeAtMs += piece.length * msAByte;
        pieces.push({ bytes: piece, dueMs: freeAtMs });
        left = left.subarray(piece.length);
      }
      arm();
    },
    drop(keptBytes = 0) {
      keep(firstBytes(pieces, keptBytes));
      freeAtMs = pieces.at(-1)?.dueMs ?? 0;
    },
    dropArrived() {
      keep(pieces.filter(({ dueMs }) => dueMs > now()));
    },
  };
}

function firstBytes(pieces: readonly Piece[], bytesMax: number): Piece[] {
  const first: Piece[] = [];
  let left = bytesMax;
  for (const { bytes, dueMs } of pieces) {
    if (left <= 0) break;
    first.push({ bytes: bytes.subarray(0, left), dueMs });
    left -= bytes.length;
  }
  return first;
}

/** A device's end of a line to a host. */
export interface DeviceLine {
  /** One listener; what arrives before there is one waits. */
  onBytes(listener: (chunk: Uint8Array) => void): void;
  write(bytes: Uint8Array): void;
  close(): void;
}

/** A line that can be read slowly: while paused, it takes nothing from the host. */
export interface PausableLine extends DeviceLine {
  pause(): void;
  resume(): void;
}

export interface PacedLineOptions extends LaneTime {
  readonly pty: PausableLine;
  /** Bits a second; 0 is unpaced. */
  readonly baud: number;
}

/**
 * Makes a pseudo-terminal as slow as a line of this baud rate, in both directions. Reading is
 * paced too: while bytes are under way to the device nothing more is read, the kernel's buffer
 * fills, and the host has to wait as it would on a real line. Closing it loses what is under
 * way and closes the pseudo-terminal.
 *
 * What is under way is bounded by the two ends: to the device by one read of the pseudo-terminal,
 * to the host by the device, which answers what it is asked and no more.
 */
export function createPacedLine({ pty, baud, now, timer }: PacedLineOptions): DeviceLine {
  if (baud === 0) return pty;
  const pieceMax = Math.max(1, Math.floor((baud * PIECE_MS) / 1000 / BITS_A_BYTE));
  const time = { baud, now, timer, pieceBytes: () => pieceMax };
  const toHost = createLane({ ...time, deliver: (piece) => pty.write(piece) });
  let listener: (chunk: Uint8Array) => void = () => {};
  const toDevice = createLane({
    ...time,
    deliver: (piece) => listener(piece),
    idle: () => pty.resume(),
  });

  return {
    onBytes(listen) {
      listener = listen;
      pty.onBytes((chunk) => {
        pty.pause();
        toDevice.send(chunk);
      });
    },
    write: toHost.send,
    close() {
      toHost.drop();
      toDevice.drop();
      pty.close();
    },
  };
}
