import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Gate, openGate } from "../../../simulator/io/gate.ts";

// Goal: a gate lets all bytes through, to their end, until it is shut or cut. Method: real sockets.

let server: Server;
let gate: Gate;
let sockets: Socket[];

beforeEach(async () => {
  sockets = [];
  // What it hears comes back, and then the end.
  server = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket));
  server.on("connection", (socket) => socket.on("error", () => {}));
  await once(server.listen(0, "127.0.0.1"), "listening");
  gate = await openGate((server.address() as AddressInfo).port);
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await gate.shut();
  server.close();
});

async function come(): Promise<Socket> {
  const socket = connect(gate.port, "127.0.0.1");
  socket.on("error", () => {});
  sockets.push(socket);
  await once(socket, "connect");
  return socket;
}

async function echoed(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  const [bytes] = (await once(socket, "data")) as [Buffer];
  return bytes.toString();
}

it("lets through what is said, on both ways and to the end", async () => {
  const socket = await come();
  expect(await echoed(socket, "here")).toBe("here");
  const last = once(socket, "data");
  const end = once(socket, "end");
  socket.end("goodbye");
  expect(String(await last)).toBe("goodbye");
  await end;
});

it("shut, it cuts who is there and takes nobody; open, it is found at the same port", async () => {
  const socket = await come();
  await echoed(socket, "here");
  const { port } = gate;
  const closed = once(socket, "close");
  await gate.shut();
  await closed;
  await expect(come()).rejects.toThrow(/ECONNREFUSED/);
  await gate.open();
  expect(gate.port).toBe(port);
  expect(await echoed(await come(), "again")).toBe("again");
});

it("cut, it takes the next one", async () => {
  const socket = await come();
  await echoed(socket, "here");
  const closed = once(socket, "close");
  gate.cut();
  await closed;
  expect(await echoed(await come(), "again")).toBe("again");
});
