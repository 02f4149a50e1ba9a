import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createMemoryLine } from "../../simulator/stage/memory-link.ts";
import { createVirtualClock } from "../../simulator/stage/virtual-clock.ts";
import type { ByteLink } from "../../src/core/ports.ts";
import {
  collectBytes,
  createPtyPlace,
  openSession,
  patterned,
  watchLinks,
} from "../support/pty.ts";

// Goal: the line of the virtual world and a serial port behave alike, so that what virtual time
// proves about a daemon holds for the real one.
// Method: one table of tests over both. That nothing comes is shown by a marker sent after it.
interface Place {
  readonly path: string;
  plug(): Device;
  openLink(): ByteLink;
  end(): Promise<void>;
}

interface Device {
  onBytes(listener: (chunk: Uint8Array) => void): void;
  write(bytes: Uint8Array): void;
  unplug(): void;
}

function memoryPlace(): Place {
  const clock = createVirtualClock({ startWallMs: 0 });
  const path = "memory-line";
  const line = createMemoryLine({ clock, path });
  const links = watchLinks();
  let isOver = false;
  const run = async () => {
    while (!isOver) await clock.step();
  };
  const running = run();
  return {
    path,
    plug: () => line.plug(),
    openLink: () => links.watch(line.openLink()),
    async end() {
      await links.closeAll();
      isOver = true;
      await running;
    },
  };
}

function ptyPlace(): Place {
  const place = createPtyPlace();
  return {
    ...place,
    plug() {
      const pty = place.plug();
      return { onBytes: pty.onBytes, write: pty.write, unplug: pty.close };
    },
  };
}

const ALL_VALUES = Buffer.from(Uint8Array.from({ length: 256 }, (_, value) => value));
const LONG = patterned(100 * 1024);
const OLD = Buffer.from("old");
const MARKER = Buffer.from("marker");

describe.each([
  { name: "memory line", createPlace: memoryPlace },
  { name: "serial port on a pseudo-terminal", createPlace: ptyPlace },
])("ByteLink over a $name", ({ createPlace }) => {
  let place: Place;
  beforeEach(() => {
    place = createPlace();
  });
  afterEach(() => place.end());

  function plugIn() {
    const device = place.plug();
    const received = collectBytes();
    device.onBytes((chunk) => received.add(chunk));
    return { ...device, received };
  }

  async function connect() {
    const session = openSession(place.openLink());
    await session.opened;
    return session;
  }

  describe("open", () => {
    it("tells opened, and not within the call", async () => {
      plugIn();
      const session = openSession(place.openLink());
      expect(session.told).toEqual([]);
      await session.opened;
      expect(session.told).toEqual(["opened"]);
    });

    it("fails with the path in the message when there is no line", async () => {
      const session = openSession(place.openLink());
      await expect(session.closed).resolves.toMatchObject({
        kind: "open-failed",
        message: expect.stringContaining(place.path),
      });
      expect(session.told).toEqual(["open-failed"]);
    });

    it("fails as in use while another session holds the line, which goes on", async () => {
      const { received } = plugIn();
      const first = await connect();
      const second = openSession(place.openLink());
      await expect(second.closed).resolves.toMatchObject({
        kind: "open-failed",
        message: expect.stringMatching(/in use/),
      });
      first.link.write(MARKER);
      await expect(received.atLeast(MARKER.length)).resolves.toEqual(MARKER);
    });

    it("hears nothing that came before it", async () => {
      const device = plugIn();
      device.write(OLD);
      const session = openSession(place.openLink());
      device.write(OLD);
      await session.opened;
      device.write(MARKER);
      await expect(session.received.atLeast(MARKER.length)).resolves.toEqual(MARKER);
    });
  });

  describe("bytes", () => {
    it("pass with all 256 values in both directions", async () => {
      const device = plugIn();
      const session = await connect();
      session.link.write(ALL_VALUES);
      await expect(device.received.atLeast(256)).resolves.toEqual(ALL_VALUES);
      device.write(ALL_VALUES);
      await expect(session.received.atLeast(256)).resolves.toEqual(ALL_VALUES);
    });

    it("pass to the device whole and in order, 100 KB, and drained settles", async () => {
      const device = plugIn();
      const session = await connect();
      session.link.write(LONG.subarray(0, 1000));
      session.link.write(LONG.subarray(1000));
      await session.link.drained();
      expect((await device.received.atLeast(LONG.length)).equals(LONG)).toBe(true);
      await session.link.drained();
    });

    it("pass to the host whole and in order, 100 KB", async () => {
      const device = plugIn();
      const session = await connect();
      device.write(LONG);
      expect((await session.received.atLeast(LONG.length)).equals(LONG)).toBe(true);
    });

    it("are as they were at the write, whatever becomes of the buffer", async () => {
      const device = place.plug();
      const session = await connect();
      session.link.write(LONG);
      const buffer = Buffer.from(MARKER);
      session.link.write(buffer);
      buffer.fill(0);
      const received = collectBytes();
      device.onBytes((chunk) => received.add(chunk));
      const all = await received.atLeast(LONG.length + MARKER.length);
      expect(all.subarray(LONG.length)).toEqual(MARKER);
    });

    it("are not sent unless the line is open", async () => {
      const { received } = plugIn();
      const link = place.openLink();
      link.write(OLD);
      const session = openSession(link);
      link.write(OLD);
      await session.opened;
      link.close();
      link.write(OLD);
      await session.closed;
      link.write(OLD);
      (await connect()).link.write(MARKER);
      await expect(received.atLeast(MARKER.length)).resolves.toEqual(MARKER);
    });
  });

  describe("discard", () => {
    it("forgets what has come and keeps the answer to what is written next", async () => {
      const device = plugIn();
      device.onBytes(() => device.write(MARKER));
      const session = await connect();
      device.write(OLD);
      session.link.discard();
      session.link.write(OLD);
      await expect(session.received.atLeast(MARKER.length)).resolves.toEqual(MARKER);
    });

    it("loses nothing that was written", async () => {
      const device = plugIn();
      const session = await connect();
      session.link.write(LONG.subarray(0, 50_000));
      session.link.write(LONG.subarray(50_000));
      session.link.discard();
      expect((await device.received.atLeast(LONG.length)).equals(LONG)).toBe(true);
    });
  });

  describe("a device that goes", () => {
    it.each([
      { when: "on an idle line", written: Buffer.alloc(0) },
      { when: "with a write pending", written: LONG },
    ])("closes the session once, as lost, $when", async ({ written }) => {
      const device = place.plug();
      const { link, told, closed } = await connect();
      link.write(written);
      const drained = link.drained();
      device.unplug();
      await expect(closed).resolves.toMatchObject({
        kind: "lost",
        message: expect.stringContaining(place.path),
      });
      await drained;
      link.write(OLD);
      await link.drained();
      link.discard();
      link.close();
      plugIn();
      await connect();
      expect(told).toEqual(["opened", "lost"]);
    });

    it("leaves nothing of the old session to the next one when it comes back", async () => {
      const gone = place.plug();
      const old = await connect();
      old.link.write(OLD);
      gone.write(OLD);
      gone.unplug();
      await old.closed;
      old.link.write(OLD);

      const device = plugIn();
      const session = await connect();
      session.link.write(MARKER);
      device.write(MARKER);
      await expect(device.received.atLeast(MARKER.length)).resolves.toEqual(MARKER);
      await expect(session.received.atLeast(MARKER.length)).resolves.toEqual(MARKER);
    });
  });

  describe("close", () => {
    it("closes once, as closed, and frees the line", async () => {
      plugIn();
      const { link, told, closed } = await connect();
      link.write(LONG);
      link.close();
      link.close();
      expect(told).toEqual(["opened"]);
      await expect(closed).resolves.toMatchObject({ kind: "closed" });
      await link.drained();
      link.close();
      await connect();
      expect(told).toEqual(["opened", "closed"]);
    });

    it("settles drained while the device takes nothing", async () => {
      place.plug();
      const { link } = await connect();
      link.write(LONG);
      const drained = link.drained();
      link.close();
      await drained;
    });

    it("delivers nothing any more", async () => {
      const device = plugIn();
      const { link, received, closed } = await connect();
      device.write(OLD);
      link.close();
      await closed;
      expect(received.bytes()).toHaveLength(0);
    });

    it.each([
      { when: "before open", closeFirst: true },
      { when: "before opened", closeFirst: false },
    ])("ends a session $when", async ({ closeFirst }) => {
      plugIn();
      const link = place.openLink();
      if (closeFirst) link.close();
      const session = openSession(link);
      link.close();
      await expect(session.closed).resolves.toMatchObject({ kind: "closed" });
      expect(session.told).toEqual(["closed"]);
      await connect();
    });
  });
});
