import { inspect } from "node:util";
import { Command, Option } from "commander";
import { durationMs, wholeNumber } from "../../simulator/cli/flags.ts";
import { mosquittoInstalled, startMosquitto } from "../../simulator/io/mosquitto.ts";
import { type Report, reportOn } from "./report.ts";
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
  readonly ack: "executed" | "unknown";
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;
const startedMs = performance.now();

await new Command("npm run test:kill --")
  .description("Kills cetakd at random moments and compares what became of every job.")
  .option("--kills <n>", "how often", wholeNumber, 50)
  .option("--seed <n>", "chooses the moments (default: another each time)", wholeNumber)
  .addOption(
    new Option("--payload-timeout <duration>", "when a printer drops what was cut off")
      .argParser(durationMs)
      .default(1_000, "1s"),
  )
  .option("--baud <n>", "pace of the printer's line, 0 for unpaced", wholeNumber, 4_000_000)
  .addOption(
    new Option("--ack <word>", "`unknown` waits 10 s more in every recovery")
      .choices(["executed", "unknown"])
      .default("executed"),
  )
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(main)
  .parseAsync();

async function main({ seed = Date.now() % 1_000_000, ...flags }: Flags): Promise<void> {
  if (!mosquittoInstalled()) {
    write("Mosquitto is not installed (Debian: apt-get install mosquitto)");
    process.exit(1);
  }
  const { kills, payloadTimeout: payloadTimeoutMs, baud, ack } = flags;
  const line = `payload timeout ${payloadTimeoutMs} ms, ${baud} baud, ack ${ack}`;
  const setting = `seed ${seed}, ${line}`;
  say(`${kills} kills, ${setting}`);
  const signal = endings();
  const mosquitto = await startMosquitto();
  const options = { kills, seed, payloadTimeoutMs, baud, ack, signal, say };
  const office = await openOffice(mosquitto, options);
  const run = runKills(office, options).then(reportOn, endedEarly);
  const report = await Promise.race([run, ended(signal)]);
  const isKept = report.broken.length === 0;
  const isOfUse = !isKept && !SIGNALS.includes(signal.reason);
  await office.stand.close(isOfUse ? "keep" : "remove");
  await mosquitto.stop();
  write(`\n${[...report.lines, "", setting].join("\n")}`);
  write(isKept ? "every promise kept" : ["BROKEN PROMISES", ...report.broken].join("\n  "));
  if (isOfUse) write(`stores, cards, logs: ${office.stand.folder}`);
  process.exit(isKept ? 0 : 1);
}

/** Aborts when somebody, or a mistake in here, ends the run: no program may be left behind. */
function endings(): AbortSignal {
  const ending = new AbortController();
  for (const name of SIGNALS) process.once(name, () => ending.abort(name));
  process.on("uncaughtException", (error) => ending.abort(error));
  return ending.signal;
}

function ended(signal: AbortSignal): Promise<Report> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(endedEarly(signal.reason)));
  });
}

/** A run that does not come to its end has kept no promise. */
function endedEarly(reason: unknown): Report {
  return { lines: [], broken: [`ended early: ${inspect(reason)}`] };
}

function say(line: string): void {
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1).padStart(6);
  write(`${seconds} s  ${line}`);
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
