import { existsSync } from "node:fs";
import { join } from "node:path";
import { DaemonError } from "../core/errors.ts";

const PLACES = ["./cetakd.yaml", "/etc/cetakd/cetakd.yaml"];

/** The configuration file to use: as given, `$CETAKD_CONFIG`, or the first that is there. */
export function configPath(given: string | undefined): string {
  const path = given ?? process.env["CETAKD_CONFIG"] ?? PLACES.find((place) => existsSync(place));
  if (path !== undefined) return path;
  const problems = `no --config, no CETAKD_CONFIG, and none of ${PLACES.join(", ")}`;
  throw new DaemonError("CONFIG_INVALID", "no configuration file", { problems });
}

/** Where the daemon of this configuration listens for commands. */
export function controlSocketPath(config: { readonly state_dir: string }): string {
  return join(config.state_dir, "control.sock");
}
