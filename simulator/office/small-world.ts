import { packPanel } from "../../protocols/evolis/panel.ts";
import type { Change } from "../../src/core/changes.ts";
import type { Policy } from "../../src/core/policy.ts";
import type { Renderer, RenderRequest, Store } from "../../src/core/ports.ts";
import { createEvolisDriver } from "../../src/drivers/evolis/driver.ts";
import type { EvolisSettings } from "../../src/drivers/evolis/options.ts";
import { openStore } from "../../src/io/store.ts";
import { createStatusContext } from "../../src/status/context.ts";
import type { CardRecord } from "../printer/card.ts";
import type { PrinterSettings } from "../printer/options.ts";
import { createSeededRandom } from "../stage/chance.ts";
import { createWorld, type World, type WorldOptions } from "../stage/world.ts";
import type { HostOptions, WorldHost } from "../stage/world-host.ts";
import type { Cable, WorldPrinter } from "../stage/world-printer.ts";
import { rememberReads } from "./remembered-reads.ts";
import { TRUST_RULES } from "./trust-rules.ts";

/** A panel of 16 bytes: small enough for thousands of worlds, large enough to be cut in two. */
export const SMALL_GEOMETRY = { widthDots: 16, heightDots: 8 } as const;
const PAYLOAD_TIMEOUT_MS = 5_000;
const SMALL_PRINTER = { ribbonKind: "k", payloadTimeoutMs: PAYLOAD_TIMEOUT_MS } as const;

/** Draws no picture: the dots of a side are the bits of its text, so that a card names its job. */
export const stubRenderer: Renderer = {
  render({ side }) {
    const text = "image" in side ? side.image : side.template;
    const dots = new Uint8Array(SMALL_GEOMETRY.widthDots * SMALL_GEOMETRY.heightDots);
    for (let bit = 0; bit < dots.length; bit += 1) {
      const byte = text.charCodeAt(bit >> 3) || 0;
      dots[bit] = (byte >> (bit & 7)) & 1 ? 255 : 0;
    }
    return { ok: true, planes: [{ panel: "k", dots }] };
  },
};

const CHECK_EVERY_MS = 30_000;

/** One printer that is looked at every half minute, in an office that never closes. */
export const SMALL_POLICY: Policy = {
  printers: [{ id: "printer1", stock: "default" }],
  servers: [],
  checks: [{ id: "printer1/health", kind: "printer-health", device: "printer1", expression: "" }],
  queueMax: 1_000,
  badChecks: 2,
  mqttCommands: [],
  goodChecks: 2,
  clearAfterMs: 5_000,
  checkTimeoutMs: 30_000,
  host: { diskFreeMinBytes: 1_000, brokerAwayMs: 60_000 },
  spoiled: "auto",
  // Two deaths and one fault spoil three cards: that is no reason to ask a person here.
  attemptsMax: 5,
  inDoubtHolds: "job",
  ...TRUST_RULES,
  reportAgeMs: () => 180_000,
  nextDue: (_expression, afterMs) => (Math.floor(afterMs / CHECK_EVERY_MS) + 1) * CHECK_EVERY_MS,
  isOfficeHour: () => true,
  hoursMarginMs: 1_800_000,
  officePeriod: (fromMs) => ({ fromMs, toMs: Number.POSITIVE_INFINITY }),
};

export interface SmallHostOptions {
  readonly seed?: number;
  readonly deaths?: readonly number[];
  readonly printer?: Partial<PrinterSettings>;
  readonly cable?: Cable;
  /** Instead of the one printer that `printer` and `cable` describe. */
  readonly printers?: readonly WorldPrinter[];
  readonly mourn?: HostOptions["mourn"];
  /** Stands between the daemon and its store, to plant a mistake. */
  readonly plant?: (store: Store, later: (run: () => void) => void) => Store;
  /** Called when changes have come to the disk, whoever dies of it. */
  readonly committed?: (changes: readonly Change[]) => void;
  readonly daemonBroker?: HostOptions["daemonBroker"];
  readonly lookOn?: HostOptions["lookOn"];
  readonly mqttVersion?: HostOptions["mqttVersion"];
  readonly policy?: Partial<Policy>;
  readonly driver?: Partial<EvolisSettings>;
}

export type SmallWorldOptions = SmallHostOptions &
  Pick<WorldOptions, "startWallMs" | "servers" | "serverWork">;

export interface SmallTwin extends WorldHost {
  /** What is on disk, whichever process is alive. */
  readonly disk: Store;
}

export interface SmallWorld extends World {
  /** What is on disk, whichever process is alive. */
  readonly disk: Store;
  /** Another host of the same name, with a store of its own; it is not started yet. */
  addSmallTwin(options: SmallHostOptions): SmallTwin;
  /** Of every host. */
  close(): void;
}

/** The real daemon with its real store, core, codec and driver, in virtual time. */
export function createSmallWorld(options: SmallWorldOptions = {}): SmallWorld {
  const { startWallMs, servers = [], serverWork = {} } = options;
  const disks: Store[] = [];
  const later = (run: () => void) => void world.clock.timer(0, run);
  const openDisk = (seed: number) => {
    const random = createSeededRandom(seed);
    const disk = rememberReads(openStore({ path: ":memory:", random }));
    disks.push(disk);
    return disk;
  };
  const disk = openDisk(options.seed ?? 1);
  const world: World = createWorld({
    ...hostOptions(options, disk, later),
    ...(startWallMs === undefined ? {} : { startWallMs }),
    servers,
    serverWork,
  });
  return {
    ...world,
    disk,
    addSmallTwin(twin) {
      const own = openDisk(twin.seed ?? 2);
      return { ...world.addTwin(hostOptions(twin, own, later)), disk: own };
    },
    close() {
      for (const each of disks) each.close();
    },
  };
}

function hostOptions(
  options: SmallHostOptions,
  disk: Store,
  later: (run: () => void) => void,
): HostOptions {
  const { seed = 1, deaths = [], printer = {}, plant = (store) => store } = options;
  const { cable, mourn, daemonBroker = (broker) => broker, mqttVersion = 4, driver } = options;
  const only = { id: "printer1", settings: printer, ...(cable === undefined ? {} : { cable }) };
  const { printers = [only], committed = () => {} } = options;
  const policy = { ...SMALL_POLICY, ...options.policy };
  return {
    seed,
    deaths,
    ...(mourn === undefined ? {} : { mourn }),
    lookOn: options.lookOn,
    daemonBroker,
    mqttVersion,
    geometry: SMALL_GEOMETRY,
    printers: printers.map((each) => ({
      ...each,
      settings: { ...SMALL_PRINTER, ...each.settings },
    })),
    renderer: stubRenderer,
    policy,
    context: createStatusContext({
      zone: "Asia/Jakarta",
      language: "en",
      version: "test",
      startedAtMs: 0,
      policy,
    }),
    store: {
      ...disk,
      commit(changes) {
        disk.commit(changes);
        committed(changes);
      },
    },
    daemonStore: (store) => plant(store, later),
    createDriver: (link, clock) =>
      createEvolisDriver(link, {
        clock,
        geometry: SMALL_GEOMETRY,
        baudRate: 0,
        ribbon: "k",
        cardPosition: "trusted",
        payloadTimeoutMs: PAYLOAD_TIMEOUT_MS,
        ...driver,
      }),
  };
}

/** Tells whose card a card is, by the dots on it. */
export function jobOnCard(pictures: Readonly<Record<string, string>>) {
  const wire = Object.entries(pictures).map(([jobId, image]) => [jobId, wireForm(image)] as const);
  return ({ panels }: CardRecord): string | undefined =>
    wire.find(([, form]) => panels.some(({ bytes }) => hex(bytes) === form))?.[0];
}

/** What a panel with this picture is on a card, hexadecimal. */
export function wireForm(image: string): string {
  const request = { side: { image }, panels: ["k"], geometry: SMALL_GEOMETRY, specimen: true };
  const rendered = stubRenderer.render(request as RenderRequest);
  const dots = rendered.ok ? rendered.planes[0]?.dots : undefined;
  return dots === undefined ? "" : hex(packPanel(dots, 2, SMALL_GEOMETRY));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
