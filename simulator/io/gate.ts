import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** A port of 127.0.0.1 that leads to another one, until it is shut. */
export interface Gate {
  /** Stays the same while it is shut. */
  readonly port: number;
  /** Cuts those who have come through, without a goodbye; they may come again at once. */
  cut(): void;
  /** Cuts them, and lets nobody through before `open`. */
  shut(): Promise<void>;
  open(): Promise<void>;
}

/** One side may have said its last word while the other still speaks. */
const HALF_OPEN = { allowHalfOpen: true } as const;

/** Open on a free port. Rejects with the error of the system if there is none. */
export async function openGate(target: number): Promise<Gate> {
  const sockets = new Set<Socket>();
  let server: Server | undefined;

  function keep(socket: Socket, other: Socket): void {
    sockets.add(socket);
    // What it has said before it left is still brought to the other side.
    socket.once("close", () => other.destroySoon()).once("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.pipe(other);
  }

  function pass(caller: Socket): void {
    const onward = connect({ port: target, host: "127.0.0.1", ...HALF_OPEN });
    keep(caller, onward);
    keep(onward, caller);
  }

  async function listen(at: number): Promise<Server> {
    const opened = createServer(HALF_OPEN, pass);
    await once(opened.listen(at, "127.0.0.1"), "listening");
    return opened;
  }

  function cut(): void {
    for (const socket of sockets) socket.destroy();
  }

  server = await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    cut,
    async shut() {
      const closing = server;
      server = undefined;
      if (closing === undefined) return;
      const closed = once(closing, "close");
      closing.close();
      cut();
      await closed;
    },
    async open() {
      server ??= await listen(port);
    },
  };
}
