import { helpAt, keepUp, switchAt } from "./misfortunes.ts";
import type { Office } from "./office.ts";

const MINUTE_MS = 60_000;
/** Of all evenings, how often a printer is left on. */
const LEFT_ON = 0.99;

function isOpen({ setting, world }: Office): boolean {
  return setting.policy.isOfficeHour?.(world.clock.wallMs()) ?? true;
}

/** Until something happens again: at night for hours, and not beyond the morning. */
export function quietPause(office: Office): number {
  const { dice, setting, world } = office;
  if (isOpen(office)) return dice.int(2, 60) * MINUTE_MS;
  const wallMs = world.clock.wallMs();
  const opensMs = setting.policy.officePeriod?.(wallMs).fromMs ?? wallMs;
  const sleepMs = dice.int(60, 720) * MINUTE_MS;
  return Math.max(MINUTE_MS, Math.min(sleepMs, opensMs - wallMs + dice.int(-10, 20) * MINUTE_MS));
}

/** What people in an office do every day: switch on and off, and see to what they notice. */
export function passRounds(office: Office): void {
  const { dice, stations, world } = office;
  const open = isOpen(office);
  for (const station of stations) {
    const { powered } = station.printer.state();
    const isDue = open ? !powered : powered && !dice.chance(LEFT_ON);
    if (isDue) switchAt(office, station);
    if (open && dice.chance(0.6)) helpAt(office, station);
  }
  if (!open) return;
  keepUp(office);
  for (const server of world.servers.values()) {
    if (!dice.chance(0.2)) continue;
    if (!server.state().powered) server.hand("power-on");
    for (const condition of server.state().conditions) server.clear(condition);
  }
}
