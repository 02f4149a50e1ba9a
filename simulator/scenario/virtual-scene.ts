import type { Config } from "../../config/schema.ts";
import { clientId } from "../../protocols/host/topics.ts";
import type { Store } from "../../src/core/ports.ts";
import { policyOf, watchedServers } from "../../src/daemon/policy.ts";
import { driverSettings, ribbonCapacity } from "../../src/daemon/printer-plan.ts";
import { createEvolisDriver } from "../../src/drivers/evolis/driver.ts";
import { createSchedule } from "../../src/io/schedule.ts";
import { openStore } from "../../src/io/store.ts";
import { createStatusContext } from "../../src/status/context.ts";
import { rememberReads } from "../office/remembered-reads.ts";
import { SMALL_GEOMETRY, stubRenderer, wireForm } from "../office/small-world.ts";
import type { CardRecord } from "../printer/card.ts";
import type { PrinterCondition } from "../printer/conditions.ts";
import type { PrinterSettings } from "../printer/options.ts";
import { isUpkeep } from "../printer/upkeep.ts";
import type { ServerAction, ServerCondition } from "../server/words.ts";
import { createSeededRandom } from "../stage/chance.ts";
import { SITE } from "../stage/site.ts";
import { createWorld, type World } from "../stage/world.ts";
import { jobDocument } from "./job-documents.ts";
import type { Scenario } from "./load.ts";
import { cardInside, type JobToSend, type Scene, type SeenCard } from "./scene.ts";
import { printerSettings } from "./settings.ts";

/** The real daemon with simulated devices in virtual time; cards bear small pictures. */
export function openVirtualScene(scenario: Scenario): Scene {
  const { config, seed } = scenario;
  const store = rememberReads(openStore({ path: ":memory:", random: createSeededRandom(seed) }));
  const world = createScenarioWorld(scenario, store);
  const { clock, broker } = world;
  const pictures = new Map<string, string>();
  const cardListeners: ((card: SeenCard) => void)[] = [];
  const printerOf = (card: CardRecord) =>
    [...world.printers].find(
      ([, { settings }]) => settings.serialNumber === card.serialNumber,
    )?.[0];
  let seen = 0;
  let early: string[] | undefined = [];

  /** Cards do not announce themselves here: they are looked for after every turn. */
  function lookAtCards(): void {
    for (; seen < world.cards.length; seen += 1) {
      const card = world.cards[seen];
      if (card === undefined) continue;
      const { box, complete } = card;
      const shown = { printer: printerOf(card) ?? "printer", job: jobOn(card, pictures) };
      for (const run of cardListeners) run({ atMs: clock.monotonicMs(), box, complete, ...shown });
    }
  }

  function document(job: JobToSend): string {
    // The small picture has room for 16 letters: a number for each job.
    const image = `n${pictures.size + 1}`;
    pictures.set(wireForm(image), job.id);
    return JSON.stringify(jobDocument(job, clock.wallMs(), { front: { image } }));
  }

  /** A client sends what it has once the host is there: earlier nobody has subscribed. */
  function submit(payload: string): void {
    if (early === undefined) broker.publish(world.topics.job, payload);
    else early.push(payload);
  }

  const heard = broker.onPublish(world.topics.availability, ({ payload }) => {
    if (payload !== "online") return;
    heard();
    const waiting = early ?? [];
    early = undefined;
    for (const each of waiting) submit(each);
  });
  world.start();
  return {
    graceMs: 0,
    nowMs: clock.monotonicMs,
    wallMs: clock.wallMs,
    async pass(untilMs, isSo = () => false) {
      const isThere = await clock.runUntil(untilMs, () => {
        lookAtCards();
        return isSo();
      });
      return isThere;
    },
    onPublication: (run) =>
      void broker.onPublish("#", ({ topic, payload }) =>
        run({ atMs: clock.monotonicMs(), topic, payload }),
      ),
    onCard: (run) => void cardListeners.push(run),
    cardInside: (id) => cardInside(world.printers.get(id)?.state()),
    raise(device, condition, when) {
      world.printers.get(device)?.raise(condition as PrinterCondition, when);
      world.servers.get(device)?.raise(condition as ServerCondition);
    },
    clear(device, condition) {
      world.printers.get(device)?.clear(condition as PrinterCondition);
      world.servers.get(device)?.clear(condition as ServerCondition);
    },
    hand(device, action) {
      world.printers.get(device)?.hand(action);
      world.servers.get(device)?.hand(action as ServerAction);
    },
    needsUpkeep: (id) => world.printers.get(id)?.state().conditions.some(isUpkeep) ?? false,
    send(jobs) {
      const [first] = config.servers;
      for (const job of jobs) {
        const payload = document(job);
        const server = world.servers.get(job.server ?? first?.id ?? "");
        if (server === undefined) submit(payload);
        else server.add([{ jobId: job.id, payload }]);
      }
    },
    later: (delayMs, run) => void clock.timer(delayMs, run),
    killDaemon: () => world.kill(0),
    power: (isOn) => world.power(isOn),
    async broker(action) {
      if (action === "empty") broker.empty();
      else if (action === "drop") broker.drop(clientId(SITE));
      else broker.setReachable(action === "start");
    },
    stepClock: (byMs) => clock.jumpWall(byMs),
    command: (command, retain) =>
      broker.publish(world.topics.cmd, JSON.stringify(command), { retain }),
    broken: () => brokenIn(world),
    close: async () => store.close(),
  };
}

function createScenarioWorld({ config, devices, start, tick, seed }: Scenario, store: Store) {
  const policy = { ...policyOf(config, createSchedule()), tickMs: tick };
  const startWallMs = Date.parse(start);
  return createWorld({
    seed,
    deaths: [],
    geometry: SMALL_GEOMETRY,
    startWallMs,
    printers: config.printers.map((printer, n) => ({
      id: printer.id,
      settings: {
        ...(printerSettings(devices[printer.id], printer) satisfies Partial<PrinterSettings>),
        serialNumber: `SIM${seed}${n}`,
        payloadTimeoutMs: printer.settings.payload_timeout,
      },
    })),
    renderer: stubRenderer,
    policy,
    context: createStatusContext({
      zone: config.timezone,
      language: config.language,
      version: "0.0.0",
      startedAtMs: startWallMs,
      policy,
      ribbonCapacities: Object.fromEntries(
        config.printers.map(({ id, ribbon }) => [id, ribbonCapacity(ribbon)]),
      ),
    }),
    store,
    servers: watchedServers(config),
    serverWork: Object.fromEntries(
      config.servers.map(({ id }) => [
        id,
        { jobs: [], waitsForCredit: devices[id]?.waits_for_credit === true },
      ]),
    ),
    createDriver: (link, clock, id) =>
      createEvolisDriver(link, {
        ...driverSettings(planOf(config, id)),
        clock,
        geometry: SMALL_GEOMETRY,
      }),
  });
}

function planOf({ printers }: Config, id: string) {
  const found = printers.find((each) => each.id === id);
  if (found === undefined) throw new Error(`there is no printer ${id}`);
  return found;
}

function jobOn({ panels }: CardRecord, pictures: ReadonlyMap<string, string>): string | undefined {
  for (const { bytes } of panels) {
    const job = pictures.get(Buffer.from(bytes).toString("hex"));
    if (job !== undefined) return job;
  }
  return undefined;
}

function brokenIn(world: World): readonly string[] {
  return [
    ...world.fatal.map((error) => `the daemon failed: ${String(error)}`),
    ...world.violations,
    ...[...world.servers].flatMap(([id, server]) =>
      server.state().violations.map((what) => `${id} says: ${what}`),
    ),
  ];
}
