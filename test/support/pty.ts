import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPty, type Pty } from "../../simulator/io/pty.ts";
import type { ByteLink, LinkClosed } from "../../src/core/ports.ts";
import { createSerialLink } from "../../src/io/serial-link.ts";

/** Bytes that came, and a wait for the first so many of them. */
export interface Collected {
  add(chunk: Uint8Array): void;
  bytes(): Buffer;
  /** Settles when at least so many bytes have come, with all that have. */
  atLeast(count: number): Promise<Buffer>;
}

export function collectBytes(): Collected {
  let bytes = Buffer.alloc(0);
  let waiting: { count: number; resolve(bytes: Buffer): void }[] = [];
  return {
    add(chunk) {
      bytes = Buffer.concat([bytes, chunk]);
      for (const { resolve } of waiting.filter(({ count }) => bytes.length >= count))
        resolve(bytes);
      waiting = waiting.filter(({ count }) => bytes.length < count);
    },
    bytes: () => bytes,
    atLeast(count) {
      if (bytes.length >= count) return Promise.resolve(bytes);
      return new Promise((resolve) => waiting.push({ count, resolve }));
    },
  };
}

function awaited<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** A link with everything it ever told. */
export interface Session {
  readonly link: ByteLink;
  readonly told: ("opened" | LinkClosed["kind"])[];
  readonly received: Collected;
  readonly opened: Promise<void>;
  readonly closed: Promise<LinkClosed>;
}

export function openSession(link: ByteLink): Session {
  const opened = awaited<void>();
  const closed = awaited<LinkClosed>();
  const told: Session["told"] = [];
  const received = collectBytes();
  link.open({
    opened() {
      told.push("opened");
      opened.resolve();
    },
    bytes: (chunk) => received.add(chunk),
    closed(reason) {
      told.push(reason.kind);
      closed.resolve(reason);
    },
  });
  return { link, told, received, opened: opened.promise, closed: closed.promise };
}

/** A name in a folder of its own, under which pseudo-terminals are plugged in. */
export interface PtyPlace {
  readonly path: string;
  plug(): Pty;
  openLink(options?: { readonly baudRate?: number }): ByteLink;
  /** Closes what was opened here and waits for it. */
  end(): Promise<void>;
}

export function createPtyPlace(): PtyPlace {
  const folder = mkdtempSync(join(tmpdir(), "cetakd-pty-"));
  const path = join(folder, "printer1");
  const ptys: Pty[] = [];
  const links = watchLinks();
  return {
    path,
    plug() {
      const pty = openPty();
      ptys.push(pty);
      pty.link(path);
      return pty;
    },
    openLink: ({ baudRate = 115200 } = {}) => links.watch(createSerialLink({ path, baudRate })),
    async end() {
      await links.closeAll();
      for (const pty of ptys) pty.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Remembers links that were opened, so that a test leaves none behind. */
export function watchLinks() {
  const open = new Map<ByteLink, Promise<void>>();
  return {
    watch(link: ByteLink): ByteLink {
      const { promise, resolve } = awaited<void>();
      const start = link.open.bind(link);
      link.open = (events) => {
        open.set(link, promise);
        start({
          opened: () => events.opened(),
          bytes: (chunk) => events.bytes(chunk),
          closed(reason) {
            events.closed(reason);
            resolve();
          },
        });
      };
      return link;
    },
    async closeAll(): Promise<void> {
      for (const link of open.keys()) link.close();
      await Promise.all(open.values());
    },
  };
}

/** Bytes in which neither a swap, a loss nor a repetition goes unseen. */
export function patterned(length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, at) => at ^ (at >> 8) ^ (at >> 13)));
}
