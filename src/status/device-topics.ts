import { DEVICE_ID } from "../../protocols/words.ts";

/** Topics of the retained documents below `<base>` (contract §1). */

/** The device id under which the host's own faults are published. */
export const HOST_DEVICE = "host";

export function printerTopic(base: string, printer: string): string {
  return `${base}/printer/${printer}`;
}

export function serverTopic(base: string, server: string): string {
  return `${base}/server/${server}`;
}

export function faultTopic(base: string, device: string): string {
  return `${base}/fault/${device}`;
}

/** All that may be retained for a device: what is emptied when it has left the configuration. */
export function deviceTopics(base: string, device: string): readonly string[] {
  return [printerTopic(base, device), serverTopic(base, device), faultTopic(base, device)];
}

/**
 * The filter that the daemon subscribes to once in order to find devices of an earlier
 * configuration: every device has a retained fault list, and the broker alone remembers them all.
 */
export function faultFilter(base: string): string {
  return faultTopic(base, "+");
}

export interface FormerDeviceQuestion {
  readonly base: string;
  readonly topic: string;
  readonly payload: Uint8Array;
  /** Ids of the configured printers and servers. */
  readonly devices: ReadonlySet<string>;
}

/** The device of a fault list that nobody keeps any more; `undefined` for any other message. */
export function formerDevice(question: FormerDeviceQuestion): string | undefined {
  const { base, topic, payload, devices } = question;
  const prefix = faultTopic(base, "");
  if (payload.length === 0 || !topic.startsWith(prefix)) return undefined;
  const device = topic.slice(prefix.length);
  const isOurs = device === HOST_DEVICE || devices.has(device) || !DEVICE_ID.test(device);
  return isOurs ? undefined : device;
}
