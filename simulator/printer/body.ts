import { Box, Feeder } from "./boxes.ts";
import type { PrinterSettings } from "./options.ts";
import { Ribbon } from "./ribbon.ts";

/** What hands and misfortunes can reach: supplies, boxes, cover, plugs, and what has gone wrong. */
export class Body {
  readonly feeder: Feeder;
  readonly ribbon: Ribbon;
  readonly output: Box;
  readonly reject: Box;
  isCoverOpen = false;
  /** Nothing moves until it is freed. */
  isJammed = false;
  /** The head is too hot to print with. */
  isHot = false;
  isPowered = true;
  isPlugged = true;
  /** The firmware hangs: it moves on, but neither hears nor says anything. */
  isSilent = false;
  /** Everything but queries is a command error. */
  isRefusing = false;
  /** Movements fail with a code that no guide has. */
  isOdd = false;
  /** Another printer stands in its place. */
  isExchanged = false;

  constructor(settings: PrinterSettings) {
    const { feederCards: cards, feederCapacity: capacity } = settings;
    this.feeder = new Feeder({ cards, capacity });
    this.ribbon = new Ribbon(settings.ribbonKind, settings.ribbonCards);
    this.output = new Box(settings.outputCapacity);
    this.reject = new Box(settings.rejectCapacity);
  }

  get isReachable(): boolean {
    return this.isPowered && this.isPlugged && !this.isSilent;
  }
}
