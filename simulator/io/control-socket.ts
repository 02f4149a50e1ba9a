import { once } from "node:events";
import { rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import {
  controlFolder,
  controlPath,
  isAlive,
  makeControlFolder,
  runningDevices,
} from "./control-folder.ts";
import {
  type ControlledDevice,
  type ControlReply,
  type ControlRequest,
  REPLY,
  replyTo,
} from "./control-request.ts";

/** A request is some hundred characters; more is no request. */
const LINE_BYTES_MAX = 4096;

export interface ControlSocketOptions<Condition extends string, Action extends string> {
  readonly name: string;
  /**
   * Whether the name was given by somebody: then a second device of it is refused. Else it has
   * `~` and its process number behind its name.
   */
  readonly isGiven: boolean;
  readonly device: ControlledDevice<Condition, Action>;
}

export interface ControlSocket {
  /** The name under which this device is reached. */
  readonly name: string;
  close(): void;
}

/** Rejects if a device of this name runs already. The socket of a dead one is replaced. */
export async function openControlSocket<Condition extends string, Action extends string>({
  name,
  isGiven,
  device,
}: ControlSocketOptions<Condition, Action>): Promise<ControlSocket> {
  const folder = makeControlFolder();
  const server = createServer((socket) => serve(socket, (line) => replyTo(line, device)));
  for (const free of isGiven ? [name] : [name, `${name}~${process.pid}`]) {
    const path = controlPath(folder, free);
    if (await listenUnlessTaken(server, path)) return { name: free, close: () => server.close() };
  }
  throw new Error(`a device named ${name} is running already; give this one another --name`);
}

async function listenUnlessTaken(server: Server, path: string): Promise<boolean> {
  if (await isAlive(path)) return false;
  rmSync(path, { force: true });
  try {
    await once(server.listen(path), "listening");
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") return false;
    throw error;
  }
}

function serve(socket: Socket, answer: (line: string) => ControlReply): void {
  firstLine(socket).then(
    (line) => socket.end(`${JSON.stringify(answer(line))}\n`),
    () => socket.destroy(),
  );
}

/** Asks a running device. Rejects, naming those that run, if none or several have the name. */
export async function askDevice(name: string, request: ControlRequest): Promise<ControlReply> {
  const socket = connect(controlPath(controlFolder(), await findDevice(name)));
  socket.write(`${JSON.stringify(request)}\n`);
  const line = await firstLine(socket);
  socket.destroy();
  return REPLY.parse(JSON.parse(line));
}

async function findDevice(name: string): Promise<string> {
  const running = await runningDevices();
  const found = running.filter((other) => other === name || other.startsWith(`${name}~`));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (found.length > 1) throw new Error(`several devices are named so: ${found.join(", ")}`);
  const others = running.length === 0 ? "none is running" : `running: ${running.join(", ")}`;
  throw new Error(`no device named ${name}; ${others}`);
}

/** What comes up to the first line end, or to the end; empty if it is too long or nothing. */
function firstLine(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      text += chunk;
      const end = text.indexOf("\n");
      if (end >= 0) resolve(text.slice(0, end));
      else if (text.length > LINE_BYTES_MAX) resolve("");
    });
    socket.once("end", () => resolve(text));
    socket.on("error", reject);
  });
}
