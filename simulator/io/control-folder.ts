import { lstatSync, mkdirSync, readdirSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/**
 * Where the control sockets of running simulated devices lie: `NAME.sock` in one folder per user,
 * or in `$CETAKD_SIM_DIR`.
 */

/** As names of devices go, and with what a second device of a name gets behind it. */
export const DEVICE_NAME = /^[A-Za-z0-9._-]{1,64}(~\d+)?$/;

const SUFFIX = ".sock";

/** `sun_path` of Linux with its closing NUL. Source: unix(7). */
const PATH_BYTES_MAX = 107;

export function controlFolder(): string {
  const { uid } = userInfo();
  return process.env["CETAKD_SIM_DIR"] || join(tmpdir(), `cetakd-sim-${uid}`);
}

/** Makes it, for this user alone. Throws if somebody else was there first. */
export function makeControlFolder(): string {
  const folder = controlFolder();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid } = lstatSync(folder);
  if (uid !== userInfo().uid) {
    throw new Error(`${folder} belongs to another user; set CETAKD_SIM_DIR to a folder of yours`);
  }
  return folder;
}

export function controlPath(folder: string, name: string): string {
  const path = join(folder, `${name}${SUFFIX}`);
  if (Buffer.byteLength(path) <= PATH_BYTES_MAX) return path;
  throw new Error(`${path} is too long for a socket; set CETAKD_SIM_DIR to a shorter folder`);
}

/** Devices that answer, dead processes left out. */
export async function runningDevices(): Promise<readonly string[]> {
  const folder = controlFolder();
  const names = socketNames(folder);
  const alive = await Promise.all(names.map((name) => isAlive(controlPath(folder, name))));
  return names.filter((_, index) => alive[index]).sort();
}

function socketNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith(SUFFIX))
      .map((file) => file.slice(0, -SUFFIX.length));
  } catch {
    // Nobody has ever started a device here.
    return [];
  }
}

/** Whether a process listens there: the socket of a dead one refuses. */
export function isAlive(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
