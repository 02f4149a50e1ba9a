import koffi from "koffi";

/**
 * Tells systemd how the service is (`READY=1`, `STOPPING=1`, `STATUS=…`), from this very process,
 * as `NotifyAccess=main` asks. Without `NOTIFY_SOCKET` in the environment it does nothing.
 */
export function notifySupervisor(state: string): void {
  const path = process.env["NOTIFY_SOCKET"];
  if (path === undefined || path === "") return;
  const libc = koffi.load("libc.so.6");
  const socket = libc.func("int socket(int domain, int type, int protocol)");
  const sendto = libc.func(
    "long sendto(int fd, const void *buf, size_t len, int flags, const void *addr, uint addrlen)",
  );
  const close = libc.func("int close(int fd)");
  const fd: number = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  const address = unixAddress(path);
  const message = Buffer.from(state);
  sendto(fd, message, message.length, 0, address, address.length);
  close(fd);
}

const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;

/** `struct sockaddr_un`; a path that begins with `@` is in the abstract namespace. */
function unixAddress(path: string): Buffer {
  const family = Buffer.alloc(2);
  family.writeUInt16LE(AF_UNIX);
  return Buffer.concat([family, Buffer.from(path.replace(/^@/, "\0"))]);
}
