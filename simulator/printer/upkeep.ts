const UPKEEP: ReadonlySet<string> = new Set([
  "media-empty",
  "marker-supply-empty",
  "output-area-full",
]);

/** Whether a person sees to this every day. */
export function isUpkeep(condition: string): boolean {
  return UPKEEP.has(condition);
}
