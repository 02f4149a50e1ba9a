import type { Exchange } from "./exchanges.ts";

/** What a recording has for a command. */
export interface Found {
  readonly exchange: Exchange;
  /** It was played before, and is for want of another. */
  readonly isRepeat: boolean;
  /** Commands that do something to a card and that the host has left out. */
  readonly passedOver: readonly Exchange[];
}

/** Where a replay stands in its recording. */
export interface Script {
  /** `undefined`: the recording has no such command, or none any more. */
  find(key: string, moves: boolean): Found | undefined;
  /** The line of the last exchange that was played; 0 before the first. */
  readonly at: number;
}

/**
 * The commands that do something to a card lead through the recording: each is the next one of its
 * kind. Between two of them a host may ask as often as it likes: a question or a setting has the
 * next recorded answer of the same stretch, then the last one again; where the stretch has none,
 * the nearest one before it, else the first one after it.
 */
export function createScript(exchanges: readonly Exchange[]): Script {
  /** Of the last command that did something. */
  let position = -1;
  let at = 0;
  /** How often each question was asked in this stretch. */
  let asked = new Map<string, number>();

  function findMove(key: string): Found | undefined {
    const next = indexOf(exchanges, position + 1, (each) => each.moves && each.key === key);
    const exchange = exchanges[next];
    if (exchange === undefined) return undefined;
    const passedOver = exchanges.slice(position + 1, next).filter((each) => each.moves);
    position = next;
    asked = new Map();
    return { exchange, isRepeat: false, passedOver };
  }

  function findAnswer(key: string): Found | undefined {
    const end = indexOf(exchanges, position + 1, (each) => each.moves);
    const isSame = (each: Exchange) => !each.moves && each.key === key;
    const here = exchanges.slice(position + 1, end).filter(isSame);
    const times = asked.get(key) ?? 0;
    asked.set(key, times + 1);
    const fresh = here[times];
    if (fresh !== undefined) return { exchange: fresh, isRepeat: false, passedOver: [] };
    const before = exchanges.slice(0, Math.max(0, position)).filter(isSame);
    const exchange = here.at(-1) ?? before.at(-1) ?? exchanges.slice(end).find(isSame);
    return exchange && { exchange, isRepeat: true, passedOver: [] };
  }

  return {
    find(key, moves) {
      const found = moves ? findMove(key) : findAnswer(key);
      at = Math.max(at, found?.exchange.at ?? 0);
      return found;
    },
    get at() {
      return at;
    },
  };
}

/** The index of the first that fits, from there on; the length if none does. */
function indexOf(
  exchanges: readonly Exchange[],
  from: number,
  fits: (exchange: Exchange) => boolean,
): number {
  const found = exchanges.findIndex((each, index) => index >= from && fits(each));
  return found === -1 ? exchanges.length : found;
}
