import type { Command, CommandAnswer } from "../core/command.ts";
import type { Random, Store } from "../core/ports.ts";
import type { Job, State } from "../core/state.ts";
import { commandAnswer } from "../io/command-documents.ts";
import type { CardReply, ControlApi } from "../io/control-api.ts";
import type { InstantFormat } from "../io/instant.ts";
import type { CardPicture } from "./card-picture.ts";
import type { CommandDelivery, Commands } from "./commands.ts";

export interface ControlCommandsParts {
  readonly state: State;
  readonly store: Store;
  readonly random: Pick<Random, "id">;
  readonly commands: Commands;
  readonly drawCard: (job: Job) => CardPicture;
  readonly instant: InstantFormat;
}

/** What people do over the control socket; whoever may open that may do everything. */
export function createControlCommands(
  parts: ControlCommandsParts,
): Pick<ControlApi, "command" | "card"> {
  const { state, store, random, commands } = parts;

  /** The loop answers within the call: nothing on the way waits for anything. */
  function answerTo(send: (delivery: CommandDelivery) => void): CommandAnswer {
    let answered: CommandAnswer | undefined;
    send({
      over: "socket",
      retained: false,
      answer(answer) {
        answered = answer;
      },
    });
    if (answered === undefined) throw new Error("a command was not answered");
    return answered;
  }

  return {
    command(payload) {
      const answer = answerTo((delivery) => commands.receive(payload, delivery));
      return commandAnswer(answer, parts.instant);
    },
    card(jobId, by): CardReply {
      const job = state.jobs.get(jobId) ?? store.wholeJob(jobId);
      if (job === undefined) return { ok: false, code: "unknown-job" };
      const picture = parts.drawCard(job);
      if (typeof picture === "string") return { ok: false, code: picture };
      const request = { cmd: "show-card", jobId } as const;
      const command: Command = { id: random.id(), at: undefined, by, request };
      // Nobody sees it before it is on disk that somebody has.
      const { ok } = answerTo((delivery) => commands.request(command, delivery));
      return ok ? { ok, png: picture } : { ok: false, code: "unavailable" };
    },
  };
}
