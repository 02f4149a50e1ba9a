import { type ChildProcess, fork } from "node:child_process";
import type { ToldStory } from "./campaign.ts";
import type { KindName } from "./kinds.ts";
import { tellStory } from "./story.ts";
import { TELLER_COMMAND } from "./teller-command.ts";

/** A story that is to be told. */
export interface Wanted {
  readonly seed: number;
  /** In place of the kind of world that the seed draws. */
  readonly kind?: KindName | undefined;
}

/** Tells stories by their seeds, in whatever order they end. */
export interface Tellers {
  /** `undefined` from `next`: no more. Settles when all that were begun are told. */
  tellAll(next: () => Wanted | undefined, told: (story: ToldStory) => void): Promise<void>;
}

/** In this process, one after the other. */
export const alone: Tellers = {
  async tellAll(next, told) {
    for (let wanted = next(); wanted !== undefined; wanted = next()) told(await tellStory(wanted));
  },
};

/** In so many processes of their own: each is a core at work. */
export function inProcesses(count: number): Tellers {
  return {
    async tellAll(next, told) {
      const children = Array.from({ length: count }, () => fork(program(), [TELLER_COMMAND]));
      await Promise.all(children.map((child) => tellIn(child, next, told)));
    },
  };
}

function program(): string {
  const [, path = ""] = process.argv;
  return path;
}

function tellIn(
  child: ChildProcess,
  next: () => Wanted | undefined,
  told: (story: ToldStory) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    function goOn(): void {
      const wanted = next();
      if (wanted === undefined) child.disconnect();
      else child.send(wanted);
    }
    child.on("message", (story) => {
      told(story as ToldStory);
      goOn();
    });
    child.on("error", reject);
    child.on("exit", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`a process that tells stories ended with ${code}`));
    });
    goOn();
  });
}

/** The other side: tells what it is asked for until nobody asks any more. */
export async function tellOnDemand(): Promise<void> {
  process.on("message", async (wanted) => {
    const { log, ...story } = await tellStory(wanted as Wanted);
    const told: ToldStory = story.violations.length > 0 ? { ...story, log } : story;
    process.send?.(told);
  });
  await new Promise<void>((resolve) => process.on("disconnect", resolve));
}
