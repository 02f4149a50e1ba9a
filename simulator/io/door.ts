import { createServer, type Server, type Socket } from "node:net";

/** A TCP port of 127.0.0.1 at which a probe finds somebody, or nobody. */
export interface Door {
  setOpen(isOpen: boolean): void;
  close(): void;
}

/** Opens the door; rejects if the port is taken. */
export async function openDoor(port: number): Promise<Door> {
  let server: Server | undefined = listen(port);
  const callers = new Set<Socket>();
  await new Promise<void>((resolve, reject) => {
    server?.once("listening", resolve).once("error", reject);
  });

  function listen(at: number): Server {
    const opened = createServer((caller) => {
      callers.add(caller);
      caller.once("close", () => callers.delete(caller)).on("error", () => {});
    });
    return opened.listen(at, "127.0.0.1");
  }

  function shut(): void {
    server?.close();
    server = undefined;
    for (const caller of callers) caller.destroy();
  }

  return {
    setOpen(isOpen) {
      if (isOpen) server ??= listen(port).on("error", () => {});
      else shut();
    },
    close: shut,
  };
}
