import { loadConfig } from "../../config/load.ts";

/** Says that a file is a valid configuration. Throws `DaemonError` `CONFIG_INVALID` if it is not. */
export function checkConfig(file: string): void {
  const { site, host, printers } = loadConfig(file);
  const count = printers.length === 1 ? "1 printer" : `${printers.length} printers`;
  process.stdout.write(`${file} is valid: host ${host} of site ${site}, ${count}\n`);
}
