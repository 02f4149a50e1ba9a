import { FAULT_TEXTS } from "../../protocols/fault-texts.ts";
import { faultRule } from "../../protocols/faults.ts";
import { cardsInProgress } from "../core/eta.ts";
import { releaseRule } from "../core/hold-release.ts";
import { scopeName } from "../core/holds.ts";
import type { Answer } from "../core/orders.ts";
import type { Policy } from "../core/policy.ts";
import type { Clock, Random, Store } from "../core/ports.ts";
import { serverQueue } from "../core/server-queue.ts";
import type { Fault, Hold, HoldCause, Job, Scope, State } from "../core/state.ts";
import { standingHolds } from "../core/store-fault.ts";
import { whyOf } from "../core/why.ts";
import { jobAnswer } from "../io/announcements.ts";
import type { ControlApi, StatusDocument } from "../io/control-api.ts";
import { whyDocument } from "../io/why-document.ts";
import { etaOrNull, type StatusContext } from "../status/context.ts";
import { overridden } from "../status/fault-list.ts";
import { hostState } from "../status/host-state.ts";
import { printerState } from "../status/printer-state.ts";
import { serverState } from "../status/server-state.ts";
import { worstFirst } from "../status/worst-first.ts";
import type { CardPicture } from "./card-picture.ts";
import type { Commands } from "./commands.ts";
import { createControlCommands } from "./control-commands.ts";
import type { Deliveries, Delivery } from "./deliveries.ts";
import { jobDetails } from "./job-details.ts";
import { jobRows, openJobs } from "./job-rows.ts";
import type { Notifier } from "./notify.ts";
import { reportDocument } from "./report.ts";
import { scheduleDocument } from "./schedule-document.ts";
import { testCardDocument } from "./test-card.ts";

export interface ControlParts {
  readonly state: State;
  readonly policy: Policy;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Pick<Random, "id">;
  readonly deliveries: Deliveries;
  readonly commands: Commands;
  readonly notifier: Pick<Notifier, "test">;
  readonly drawCard: (job: Job) => CardPicture;
  readonly context: (wallMs: number) => StatusContext;
}

/** Answers the socket and the command line from the state, and hands them what they send. */
export function createControl(parts: ControlParts): ControlApi {
  const { state, store, clock, random } = parts;
  const now = () => parts.context(clock.wallMs());

  /** The loop answers within the call: nothing on the way waits for anything. */
  function deliver(delivery: Pick<Delivery, "payload" | "printer">) {
    let answered: Answer | undefined;
    parts.deliveries.receive({
      ...delivery,
      retained: false,
      answer(answer) {
        answered = answer;
      },
      settle() {},
    });
    if (answered === undefined) throw new Error("a job document was not answered");
    return jobAnswer(answered, now().instant);
  }

  return {
    status: () => statusDocument(state, now()),
    schedule: () => scheduleDocument(state, parts.policy, now()),
    jobs({ state: wanted, limit }) {
      const open = openJobs(state, wanted, limit);
      const ended = store.endedJobs({ limit: limit - open.length, state: wanted });
      return jobRows(state, [...open, ...ended], now());
    },
    job(jobId) {
      const job = state.jobs.get(jobId) ?? store.wholeJob(jobId);
      const [row] = job === undefined ? [] : jobRows(state, [job], now());
      return job && row && { ...row, ...jobDetails(parts, job, now()) };
    },
    why(jobId) {
      const job = state.jobs.get(jobId) ?? store.wholeJob(jobId);
      if (job === undefined) return undefined;
      const { policy, instant, wallMs: at } = now();
      const attempts = store.attempts(jobId);
      return whyDocument(whyOf(state, job, { policy, attempts, at }), instant);
    },
    report: (filter) => reportDocument(parts, filter, now()),
    submit: (payload) => deliver({ payload }),
    testCard(id) {
      const printer = state.printers.get(id);
      if (printer === undefined) return undefined;
      const jobId = `test-${id}-${random.id().slice(0, 8)}`;
      const requestedAt = now().instant(clock.wallMs());
      const payload = testCardDocument({ jobId, requestedAt, stock: printer.stock });
      return deliver({ payload, printer: id });
    },
    ...createControlCommands({ ...parts, instant: now().instant }),
    testNotice: () => parts.notifier.test(),
    missing: () => missing(state),
  };
}

/** What keeps the host from printing, in words for `/readyz`. */
function missing(state: State): readonly string[] {
  const usable = [...state.printers.values()].some(({ phase }) => phase.kind !== "offline");
  return [
    ...(state.storeFailure === undefined ? [] : [`store: ${state.storeFailure}`]),
    ...(state.brokerConnected ? [] : ["broker: not connected"]),
    ...(usable ? [] : ["printers: none is connected"]),
  ];
}

function statusDocument(state: State, context: StatusContext): StatusDocument {
  const printers = [...state.printers.values()];
  const servers = [...state.servers.values()];
  return {
    state: { ...hostState(state, context) },
    printers: Object.fromEntries(
      printers.map((printer) => [printer.id, { ...printerState(state, printer, context) }]),
    ),
    servers: Object.fromEntries(
      servers.map((server) => [server.id, { ...serverState(state, server, context) }]),
    ),
    faults: worstFirst(state).map((fault) => ({
      ...faultRow(fault, context),
      ...overridden(state, fault, context.instant),
    })),
    holds: standingHolds(state).map((hold) => holdRow(state, hold, context)),
    cards: cardRows(state, context),
    in_doubt: openJobs(state, "in-doubt", IN_DOUBT_SHOWN).map(({ jobId }) => jobId),
  };
}

/** A person decides about one after the other. */
const IN_DOUBT_SHOWN = 10;

/** What is being printed. */
function cardRows(state: State, context: StatusContext): StatusDocument["cards"] {
  const cards = cardsInProgress(state, context.policy, context.wallMs);
  return [...state.printers.values()].flatMap(({ id: printer, phase }) => {
    const attempt = phase.kind === "printing" ? state.attempts.get(phase.jobId) : undefined;
    if (attempt === undefined) return [];
    const { jobId, armedAt } = attempt;
    const eta = etaOrNull(cards.get(jobId), context);
    return [{ printer, job_id: jobId, since: context.instant(armedAt), eta }];
  });
}

function holdRow(
  state: State,
  hold: Hold,
  context: StatusContext,
): StatusDocument["holds"][number] {
  const { instant } = context;
  const { scope, cause, since, until } = hold;
  return {
    scope: scopeName(scope),
    cause: causeWord(cause),
    since: instant(since),
    release: releaseRule(hold),
    ...(until === undefined ? {} : { until: instant(until) }),
    ...printableBehind(state, scope, context),
  };
}

/** What a person who thinks of overriding a server's hold wants to know. */
function printableBehind(state: State, scope: Scope, { wallMs }: StatusContext) {
  if (scope.kind !== "server") return {};
  return { printable_jobs: serverQueue(state, scope.id, wallMs).printable };
}

function faultRow({ device, condition, since, raw }: Fault, context: StatusContext) {
  const { title, action } = FAULT_TEXTS[condition][context.language];
  const { severity } = faultRule(condition);
  return {
    device,
    condition,
    severity,
    since: context.instant(since),
    text: title,
    action,
    ...(raw === undefined ? {} : { raw }),
  };
}

function causeWord(cause: HoldCause): string {
  switch (cause.kind) {
    case "fault":
      return `${cause.device}: ${cause.condition}`;
    case "operator":
      return `operator ${cause.by}: ${cause.reason}`;
    case "policy":
      return `policy: ${cause.reason}`;
    case "probation":
      return `probation: ${cause.device} ${cause.step}/${cause.steps}`;
  }
}
