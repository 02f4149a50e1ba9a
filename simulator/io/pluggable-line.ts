import { createPacedLine, type DeviceLine, type LaneTime } from "./paced-line.ts";
import { openPty } from "./pty.ts";

export interface PluggableLineOptions extends LaneTime {
  /** Where a host finds the device while it is plugged in. */
  readonly linkPath: string;
  /** Bits a second; 0 is unpaced. */
  readonly baud: number;
  readonly onBytes: (chunk: Uint8Array) => void;
}

/** A line whose cable can be pulled: then the path is gone, and an open host loses it. */
export interface PluggableLine {
  /** Does nothing while unplugged. */
  write(bytes: Uint8Array): void;
  setPlugged(isPlugged: boolean): void;
}

/** Plugs in at once. Throws if there is something at the path that is no dead link. */
export function openPluggableLine(options: PluggableLineOptions): PluggableLine {
  let line: DeviceLine | undefined = plugIn(options);
  return {
    write: (bytes) => line?.write(bytes),
    setPlugged(isPlugged) {
      if (isPlugged) line ??= plugIn(options);
      else line?.close();
      if (!isPlugged) line = undefined;
    },
  };
}

/** Every time another pseudo-terminal, under the same path. */
function plugIn({ linkPath, onBytes, ...pace }: PluggableLineOptions): DeviceLine {
  const pty = openPty();
  try {
    pty.link(linkPath);
  } catch (error) {
    pty.close();
    throw error;
  }
  const line = createPacedLine({ pty, ...pace });
  line.onBytes(onBytes);
  return line;
}
