import { readFileSync } from "node:fs";

const manifest = new URL("../../package.json", import.meta.url);

/** Of the daemon, as its package says. */
export const VERSION = String(
  (JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string }).version,
);
