import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Closing } from "./closing.ts";
import type { Scenario } from "./load.ts";

/** Where a scenario in real time lies on disk. */
export interface RealFolder {
  readonly config: string;
  /** What the daemon logs, all of its lives. */
  readonly log: string;
  /** Path of the link at which the daemon finds the printer. */
  linkOf(printer: string): string;
  writeConfig(scenario: Pick<Scenario, "hostKeys">, given: GivenKeys): void;
  /** From now on configuration and log stay when all else is removed; tells where. */
  keep(): string;
}

export interface GivenKeys {
  readonly url: string;
  /** The port at which each probed server is found. */
  readonly probePorts: ReadonlyMap<string, number>;
}

type Device = Readonly<Record<string, unknown>> & { readonly id: string };

export function makeRealFolder(closing: Closing): RealFolder {
  const folder = mkdtempSync(join(tmpdir(), "cetakd-scenario-"));
  const lines = join(folder, "lines");
  const state = join(folder, "state");
  mkdirSync(lines);
  let isKept = false;
  closing.add(() => {
    for (const path of isKept ? [lines, state] : [folder]) rmSync(path, REMOVE);
  });
  const config = join(folder, "cetakd.yaml");
  const linkOf = (printer: string) => join(lines, printer);

  function plugged(printer: Device): Device {
    return { ...printer, line: { ...(printer["line"] as object), path: linkOf(printer.id) } };
  }

  return {
    config,
    log: join(folder, "daemon.log"),
    linkOf,
    writeConfig({ hostKeys }, { url, probePorts }) {
      const { printers = [], servers = [] } = hostKeys as Readonly<Record<string, Device[]>>;
      const keys = {
        ...hostKeys,
        state_dir: state,
        // As in virtual time: MQTT 5 would tell the host which commands were sent retained.
        mqtt: { url, version: "3.1.1" },
        printers: printers.map(plugged),
        servers: servers.map((server) => {
          const port = probePorts.get(server.id);
          return port === undefined ? server : { ...server, probe: `tcp://127.0.0.1:${port}` };
        }),
      };
      writeFileSync(config, stringify(keys));
    },
    keep() {
      isKept = true;
      return folder;
    },
  };
}

const REMOVE = { recursive: true, force: true } as const;
