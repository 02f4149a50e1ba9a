import type { Language } from "../../protocols/fault-texts.ts";
import type { Printer, State } from "../core/state.ts";
import type { StatusContext } from "./context.ts";
import { HOST_DEVICE, printerTopic, serverTopic } from "./device-topics.ts";
import {
  type Entity,
  HOST_ENTITIES,
  PRINTER_ENTITIES,
  SERVER_ENTITIES,
} from "./home-assistant-entities.ts";
import type { RetainedDocuments } from "./publisher.ts";

/** Home Assistant (2024.11 or later) finds host, printers and servers by these messages. */

export interface HomeAssistantPlace {
  /** Home Assistant's discovery prefix, `homeassistant` unless changed there. */
  readonly prefix: string;
  readonly site: string;
  readonly host: string;
  /** Of the host's own topics. */
  readonly base: string;
}

/** Says `online` when Home Assistant has started: then everything is sent again. */
export function homeAssistantBirthTopic(prefix: string): string {
  return `${prefix}/status`;
}

/** Where a device (`host`, or a printer's or server's id) is announced; emptied, it is gone. */
export function homeAssistantTopic(place: HomeAssistantPlace, device: string): string {
  return `${place.prefix}/device/${uniqueId(place, device)}/config`;
}

/** One discovery message per device, by topic. */
export function homeAssistantDocuments(
  state: State,
  place: HomeAssistantPlace,
  context: Pick<StatusContext, "language" | "version">,
): RetainedDocuments {
  const { base, site, host } = place;
  const printers = [...state.printers.values()];
  const devices: readonly Announced[] = [
    {
      id: HOST_DEVICE,
      name: `cetakd ${site} ${host}`,
      topic: `${base}/state`,
      entities: HOST_ENTITIES,
      about: { sw: context.version },
    },
    ...printers.map((printer) => announcedPrinter(printer, base)),
    ...[...state.servers.keys()].map((id) => ({
      id,
      name: `Server ${id}`,
      topic: serverTopic(base, id),
      entities: SERVER_ENTITIES,
      about: {},
    })),
  ];
  return new Map(
    devices.map((device) => [
      homeAssistantTopic(place, device.id),
      discoveryDocument(device, place, context),
    ]),
  );
}

interface Announced {
  readonly id: string;
  readonly name: string;
  readonly topic: string;
  readonly entities: readonly Entity[];
  /** What is known of the make, in the keys of Home Assistant. */
  readonly about: Readonly<Record<string, string>>;
}

/** It has said who it is, or not yet: then the message is sent again. */
function announcedPrinter({ id, identity }: Printer, base: string): Announced {
  const about =
    identity === undefined
      ? {}
      : { mdl: identity.model, sw: identity.firmware, sn: identity.serialNumber };
  const topic = printerTopic(base, id);
  return { id, name: `Printer ${id}`, topic, entities: PRINTER_ENTITIES, about };
}

function discoveryDocument(
  { id, name, topic, entities, about }: Announced,
  place: HomeAssistantPlace,
  { language, version }: Pick<StatusContext, "language" | "version">,
): Readonly<Record<string, unknown>> {
  const device = uniqueId(place, id);
  const via = id === HOST_DEVICE ? {} : { via_device: uniqueId(place, HOST_DEVICE) };
  return {
    dev: { ids: [device], name, ...about, ...via },
    o: { name: "cetakd", sw: version },
    cmps: Object.fromEntries(entities.map((entity) => component(entity, device, language))),
    state_topic: topic,
    availability: [{ topic: `${place.base}/availability` }],
    qos: 1,
  };
}

function component(
  { key, name, config }: Entity,
  device: string,
  language: Language,
): readonly [string, Readonly<Record<string, unknown>>] {
  return [key, { ...config, name: name[language], unique_id: `${device}_${key}` }];
}

/** Ids have no underscore, so that two devices never share one. */
function uniqueId({ site, host }: HomeAssistantPlace, device: string): string {
  const parts = ["cetakd", site, host, ...(device === HOST_DEVICE ? [] : [device])];
  return parts.join("_");
}
