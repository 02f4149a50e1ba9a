import { Command } from "commander";
import { durationMs, wholeNumber } from "../../simulator/cli/flags.ts";
import { mosquittoInstalled, startMosquitto } from "../support/mosquitto.ts";
import { reportOn } from "./report.ts";
import { openOffice, runKills } from "./run.ts";

// Goal: no kill of the daemon loses a card or prints one twice, and nearly all that it interrupts
// is settled without a person.
// Method: the real programs, Mosquitto and a printer on a pseudo-terminal; SIGKILL at random
// moments; at the end the printer's own card records against the words of the host, job by job.

interface Flags {
  readonly kills: number;
  readonly seed: number;
  readonly payloadTimeout: number;
  readonly baud: number;
}

const startedMs = performance.now();

await new Command("npm run test:kill --")
  .description("Kills cetakd at random moments and compares what became of every job.")
  .option("--kills <n>", "how often", wholeNumber, 50)
  .option("--seed <n>", "chooses the moments (default: another each time)", wholeNumber)
  .option(
    "--payload-timeout <duration>",
    "when the printer drops a cut-off payload; every recovery waits for that",
    durationMs,
    1_000,
  )
  .option("--baud <n>", "pace of the printer's line; 0 for unpaced", wholeNumber, 4_000_000)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(main)
  .parseAsync();

async function main({ kills, seed = Date.now() % 1_000_000, ...flags }: Flags): Promise<void> {
  if (!mosquittoInstalled()) {
    write("Mosquitto is not installed (Debian: apt-get install mosquitto)");
    process.exit(1);
  }
  const { payloadTimeout: payloadTimeoutMs, baud } = flags;
  const setting = `seed ${seed}, payload timeout ${payloadTimeoutMs} ms, line ${baud} baud`;
  say(`${kills} kills, ${setting}`);
  const ending = new AbortController();
  const { signal } = ending;
  const mosquitto = await startMosquitto();
  const options = { kills, seed, payloadTimeoutMs, baud, signal, say };
  const office = await openOffice(mosquitto, options);
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => ending.abort(new Error(name)));
  }
  process.once("uncaughtException", (error) => ending.abort(error));
  const report = await Promise.race([runKills(office, options).then(reportOn), aborted(signal)]);
  const isKept = report.broken.length === 0;
  await office.stand.close(isKept ? "remove" : "keep");
  await mosquitto.stop();
  write(`\n${[...report.lines, "", setting].join("\n")}`);
  write(
    isKept
      ? "every promise kept"
      : ["BROKEN PROMISES", ...report.broken, `see ${office.stand.folder}`].join("\n  "),
  );
  process.exit(isKept ? 0 : 1);
}

/** A run without an end is no run that kept its promises. */
function aborted(signal: AbortSignal) {
  return new Promise<ReturnType<typeof reportOn>>((resolve) => {
    signal.addEventListener("abort", () => {
      const { stack = "" } = signal.reason as Error;
      resolve({ lines: [], broken: [`ended early: ${stack}`] });
    });
  });
}

function say(line: string): void {
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1).padStart(6);
  write(`${seconds} s  ${line}`);
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
