import type { ControlRequest } from "../io/control-request.ts";
import { askDevice } from "../io/control-socket.ts";
import { complain } from "./lifetime.ts";

/** Asks a running device and prints how things stand with it then. */
export async function runControl(device: string, request: ControlRequest): Promise<void> {
  const reply = await askDevice(device, request);
  if (reply.ok) process.stdout.write(`${JSON.stringify(reply.state)}\n`);
  else complain(reply.message, "usage");
}
