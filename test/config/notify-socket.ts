import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import koffi from "koffi";

/** A socket as systemd gives one to a service, in a folder of its own. */
export interface NotifySocket {
  /** For `NOTIFY_SOCKET`. */
  readonly path: string;
  /** The next datagram, now or later. Rejects after twenty seconds. */
  receive(): Promise<string>;
  close(): void;
}

const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const SOL_SOCKET = 1;
const SO_RCVTIMEO = 20;
const DATAGRAM_BYTES_MAX = 4096;
/** Less than a test may take: the thread that waits would outlive it. */
const WAIT_S = 20n;

/** Node.js has no datagrams over Unix sockets, so this speaks to libc. */
export function openNotifySocket(): NotifySocket {
  const folder = mkdtempSync(join(tmpdir(), "cetakd-notify-"));
  const path = join(folder, "notify");
  const libc = koffi.load("libc.so.6");
  const fd: number = libc.func("int socket(int, int, int)")(AF_UNIX, SOCK_DGRAM, 0);
  const address = Buffer.from(`\u0001\u0000${path}\0`, "latin1");
  const bound = libc.func("int bind(int, const void *, uint)")(fd, address, address.length);
  if (bound !== 0) throw new Error(`cannot bind ${path}`);
  const timeout = Buffer.alloc(16);
  timeout.writeBigInt64LE(WAIT_S);
  libc.func("int setsockopt(int, int, int, const void *, uint)")(
    fd,
    SOL_SOCKET,
    SO_RCVTIMEO,
    timeout,
    timeout.length,
  );
  const recv = libc.func("long recv(int, void *, size_t, int)");
  const close = libc.func("int close(int)");
  return {
    path,
    async receive() {
      const bytes = Buffer.alloc(DATAGRAM_BYTES_MAX);
      const length = await new Promise<number>((resolve, reject) => {
        recv.async(fd, bytes, bytes.length, 0, (error: unknown, value: number) =>
          error ? reject(error) : resolve(value),
        );
      });
      if (length < 0) throw new Error("nothing came");
      return bytes.toString("latin1", 0, length);
    },
    close() {
      close(fd);
      rmSync(folder, { recursive: true });
    },
  };
}
