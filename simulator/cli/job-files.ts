import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ServerJob } from "../server/options.ts";

/** The job documents of a folder, by name, as they are. Throws, naming the file, if one is none. */
export function readJobFiles(folder: string): readonly ServerJob[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .sort();
  if (files.length === 0) throw new Error(`there is no *.json in ${folder}`);
  return files.map((file) => {
    const payload = readFileSync(join(folder, file), "utf8");
    return { jobId: jobIdOf(payload, join(folder, file)), payload };
  });
}

function jobIdOf(payload: string, path: string): string {
  try {
    const { job_id: jobId } = JSON.parse(payload) as { readonly job_id?: unknown };
    if (typeof jobId === "string") return jobId;
  } catch {
    // Said below: it may hold personal data, so nothing of it is repeated.
  }
  throw new Error(`${path} is no job document: it is no JSON object with a job_id`);
}
