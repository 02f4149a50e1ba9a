import { FAULT_TEXTS } from "../../protocols/fault-texts.ts";
import type { HostStateDocument } from "../../protocols/host/state-documents.ts";
import { drainAt } from "../core/eta.ts";
import type { Fault, Hold, Printer, State } from "../core/state.ts";
import { standingFaults, standingHolds } from "../core/store-fault.ts";
import { etaOrNull, instantOrNull, type StatusContext } from "./context.ts";
import { countJobs, type JobCounts } from "./job-counts.ts";
import { SENTENCES } from "./sentences.ts";
import { provingWords, relapsingWords } from "./trust.ts";
import { isError, isHeldFor, worstFirst } from "./worst-first.ts";

/** The document of `<base>/state`. */
export function hostState(state: State, context: StatusContext): HostStateDocument {
  const counts = countJobs(state);
  const holds = standingHolds(state);
  const word = stateWord(state, counts, context);
  return {
    state: word,
    ...reasonOf(state, { word, inDoubt: counts.inDoubt }, context),
    pending: counts.pending,
    held: counts.held,
    processing: counts.processing,
    in_doubt: counts.inDoubt,
    completed_today: completedToday(state, context),
    completed_total: state.completedTotal,
    oldest_job_at: instantOrNull(counts.oldestAt, context),
    drain_at: etaOrNull(drainAt(state, context.policy, context.wallMs), context),
    holds: holds.length,
    oldest_hold_at: instantOrNull(oldestOf(holds), context),
    faults: standingFaults(state).length,
    simulated: isSimulated(state),
    store: state.storeId,
    event_seq: state.streams.event.seq,
    job_event_seq: state.streams["job-event"].seq,
    version: context.version,
    // The host looks at itself with every tick.
    observed_at: instantOrNull(state.tickedAt, context),
  };
}

function oldestOf(holds: readonly Hold[]): number | undefined {
  return holds.length === 0 ? undefined : Math.min(...holds.map(({ since }) => since));
}

/** Opening a line and asking a printer who it is takes some seconds; then it is simply away. */
const STARTING_MS = 30_000;

function stateWord(
  state: State,
  { pending, processing, startable }: JobCounts,
  { wallMs, startedAtMs }: StatusContext,
): HostStateDocument["state"] {
  const printers = [...state.printers.values()];
  if (state.stopping) return "stopping";
  if (printers.some(isBusy)) return "printing";
  if (wallMs - startedAtMs < STARTING_MS && !printers.some((printer) => isKnown(state, printer))) {
    return "starting";
  }
  // An interrupted card waits for its printer as well: nobody else can say what became of it.
  const isWaiting = processing > 0 || (pending > 0 && !startable);
  return isWaiting ? "held" : "idle";
}

function isBusy({ phase }: Printer): boolean {
  return phase.kind !== "offline" && phase.kind !== "idle";
}

/** Whether this process has found it, or found out that it is not well. */
function isKnown(state: State, { id, session }: Printer): boolean {
  return session > 0 || worstFirst(state, id).length > 0;
}

interface Situation {
  readonly word: HostStateDocument["state"];
  readonly inDoubt: number;
}

type Reason = Pick<HostStateDocument, "reason_code" | "reason">;

/** The one thing a person should know first; that a repair is not to be relied on, always. */
function reasonOf(state: State, situation: Situation, context: StatusContext): Reason {
  const { reason_code: code, reason } = presentReason(state, situation, context);
  const relapse = relapsingWords(state, context);
  if (relapse === undefined) return { reason_code: code, reason };
  const isPlain = code === null && situation.inDoubt === 0;
  return { reason_code: code ?? "relapse", reason: isPlain ? relapse : `${reason}; ${relapse}` };
}

function presentReason(state: State, { word, inDoubt }: Situation, context: StatusContext): Reason {
  const { language } = context;
  const [worst] = worstFirst(state);
  const sentences = SENTENCES[language];
  const error = worst !== undefined && isError(worst) ? worst : undefined;
  if (error !== undefined && isHeldFor(state, error)) return faultReason(error, language);
  if (hasOperatorHold(state)) return { reason_code: "paused", reason: sentences.paused };
  const proving = provingWords(state, context);
  const isResting = word === "held" && state.rests.size > 0;
  const isProving = word === "held" && hasProbationHold(state);
  if (error !== undefined && !isResting && !isProving) return faultReason(error, language);
  if (proving !== undefined) return { reason_code: "proving", reason: proving };
  if (isResting) return restReason(state, context);
  if (worst !== undefined) return faultReason(worst, language);
  return { reason_code: null, reason: inDoubt > 0 ? sentences.inDoubt : sentences[word] };
}

function faultReason({ device, condition }: Fault, language: StatusContext["language"]) {
  const { title } = FAULT_TEXTS[condition][language];
  return { reason_code: condition, reason: device === "host" ? title : `${device}: ${title}` };
}

/** The printer that goes on first. */
function restReason({ rests }: State, { language, instant }: StatusContext) {
  const [first] = [...rests].sort(([, a], [, b]) => a.until - b.until);
  if (first === undefined) return { reason_code: null, reason: SENTENCES[language].held };
  const [printer, { reason, until }] = first;
  // As the clocks of the office show it: 2021-01-04T14:05:00.000+07:00.
  const time = instant(until).slice(11, 16);
  return { reason_code: reason, reason: SENTENCES[language].resting(printer, time) };
}

/** A hold on a single job is nothing that a whole office has to know. */
function hasOperatorHold(state: State): boolean {
  return [...state.holds.values()].some(
    ({ cause, scope }) => cause.kind === "operator" && scope.kind !== "job",
  );
}

function hasProbationHold({ holds }: State): boolean {
  return [...holds.values()].some(({ cause }) => cause.kind === "probation");
}

function completedToday(state: State, { wallMs, localDate }: StatusContext): number {
  const today = localDate(wallMs);
  return state.completedAt.filter((at) => localDate(at) === today).length;
}

/** One simulated printer makes a simulated host; `null` while one has not said what it is. */
function isSimulated(state: State): boolean | null {
  const answers = [...state.printers.values()].map(({ identity }) => identity?.simulated);
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? null : false;
}
