import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

const ROOT = new URL("../..", import.meta.url);

/** A change of one source file. */
export interface Patch {
  /** From the root. */
  readonly file: string;
  /** Text that stands in the file exactly once… */
  readonly find: string;
  /** …and what stands there instead. */
  readonly replace: string;
}

/** A mistake that somebody could make in the daemon. */
export interface Plant extends Patch {
  /** The mistake, in a few words; unique. */
  readonly name: string;
  /** How a violation that it brings about may begin: `I2`, or `I2 I4` for either. */
  readonly breaks: string;
  /** What the mistake changes elsewhere. */
  readonly also?: readonly Patch[];
}

export function patchesOf(plant: Plant): readonly Patch[] {
  const { file, find, replace, also = [] } = plant;
  return [{ file, find, replace }, ...also];
}

/** Throws when the text does not stand there exactly once. */
export function patched(source: string, { file, find, replace }: Patch): string {
  const [before, after, ...more] = source.split(find);
  if (before === undefined || after === undefined || more.length > 0) {
    const times = source.split(find).length - 1;
    throw new Error(`${file} has this ${times} times, not once: ${find}`);
  }
  return before + replace + after;
}

/** The source file of a patch, as it is. */
export function sourceOf({ file }: Pick<Patch, "file">): string {
  return readFileSync(new URL(file, ROOT), "utf8");
}

/** From now on the files are loaded with the mistake in them. To be called before they are. */
export function sow(plant: Plant): void {
  const patches = patchesOf(plant);
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const meant = patches.filter(({ file }) => url === new URL(file, ROOT).href);
      if (meant.length === 0) return loaded;
      return { ...loaded, source: meant.reduce(patched, readFileSync(fileURLToPath(url), "utf8")) };
    },
  });
}

/** Whether this is how the mistake was to be found. */
export function isMeant({ breaks }: Plant, violation: string): boolean {
  const [first = ""] = violation.split(/[ :]/);
  return breaks.split(" ").includes(first);
}
