import type { World } from "../../simulator/stage/world.ts";

/** What befalls the printer while it prints one card of two sides, beside the daemon's deaths. */
export interface Life {
  /** Called once, before anything happens. */
  readonly begin?: (world: World) => void;
  /** Passes what the host sends on to the printer, or not. */
  readonly cable?: (world: World, bytes: Uint8Array, pass: (bytes: Uint8Array) => void) => void;
  /** How far it has got: what is still to come differs between two of these. */
  readonly stage?: (world: World) => number;
}

// When nobody dies, the job comes at 1.0 s; at eight times the real speed the front is printed from
// 1.25 s, the back from 2.125 s to 2.625 s, and the card is ejected until 2.875 s.
const FRONT_IS_PRINTED_MS = 1_800;
const BACK_IS_BEING_PRINTED_MS = 2_300;
/** After so long somebody has come and has done what is to be done. */
const HELP_MS = 20_000;
const PLUGGED_IN_AGAIN_MS = 5_000;

/** The four lives whose every instant is a death of the daemon. */
export const LIVES = {
  clean: () => ({}),

  "ribbon end in mid card": () => ({
    begin({ clock, printer }) {
      clock.timer(FRONT_IS_PRINTED_MS, () => printer.raise("marker-supply-empty", "next-step"));
      clock.timer(HELP_MS, () => printer.clear("marker-supply-empty"));
    },
    stage: ({ clock }) => stageOf(clock.monotonicMs(), FRONT_IS_PRINTED_MS, HELP_MS),
  }),

  "jam at the eject": () => ({
    begin({ clock, printer }) {
      clock.timer(BACK_IS_BEING_PRINTED_MS, () => printer.raise("media-jam", "next-step"));
      clock.timer(HELP_MS, () => printer.clear("media-jam"));
    },
    stage: ({ clock }) => stageOf(clock.monotonicMs(), BACK_IS_BEING_PRINTED_MS, HELP_MS),
  }),

  "cable cut in mid payload": () => {
    let isCut = false;
    return {
      stage: () => Number(isCut),
      cable({ clock, printer }, bytes, pass) {
        const payload = Buffer.from(bytes).indexOf("\x1bDb");
        if (isCut || payload < 0) {
          pass(bytes);
          return;
        }
        isCut = true;
        pass(bytes.subarray(0, payload + Math.ceil((bytes.length - payload) / 2)));
        printer.hand("unplug");
        clock.timer(PLUGGED_IN_AGAIN_MS, () => printer.hand("plug"));
      },
    };
  },
} as const satisfies Readonly<Record<string, () => Life>>;

export type LifeName = keyof typeof LIVES;
export const LIFE_NAMES = Object.keys(LIVES) as readonly LifeName[];

function stageOf(nowMs: number, ...steps: readonly number[]): number {
  return steps.filter((atMs) => atMs <= nowMs).length;
}
