import { DONE, type Outcome, refused } from "./answer.ts";
import type { CommandOf, EachCommand } from "./each-command.ts";
import type { Mechanism } from "./mechanism.ts";
import { equipmentOf } from "./model.ts";
import type { Movement } from "./movements.ts";
import { type Asked, QUERIES } from "./queries.ts";
import type { Sequence } from "./sequence.ts";
import { SEQUENCE_COMMANDS } from "./sequence-commands.ts";

/** All that a command can act on. */
export interface Obeying extends Asked {
  readonly sequence: Sequence;
  /** What survives a power cut has changed. */
  readonly changed: () => void;
}

type Handlers = {
  readonly [Kind in EachCommand["kind"]]: (command: CommandOf<Kind>, printer: Obeying) => Outcome;
};

/** Starts what a command asks for; whether its movements come to their end shows later. */
export function obey(command: EachCommand, printer: Obeying): Outcome {
  // The handler of a kind takes the command of this kind: more than the compiler can follow.
  const handle = HANDLERS[command.kind] as (command: EachCommand, printer: Obeying) => Outcome;
  return handle(command, printer);
}

const done = (): Outcome => DONE;

const HANDLERS: Handlers = {
  ...QUERIES,
  ...SEQUENCE_COMMANDS,
  "set-error-mode": ({ mode, stored }, { modes, changed }) => {
    modes.setErrorMode(mode, stored);
    changed();
    return DONE;
  },
  "set-feed-source": ({ source, stored }, { modes, changed }) => {
    modes.setFeedSource(source, stored);
    changed();
    return DONE;
  },
  "set-ribbon": ({ ribbon }, { body }) => (body.ribbon.goesFor(ribbon) ? DONE : refused("R")),
  "insert-front": (_, { mechanism }) => start(mechanism, [mechanism.feed()]),
  "insert-back": (_, printer) => insert(printer, "flip"),
  "insert-contact": (_, printer) => insert(printer, "contact"),
  "insert-contactless": (_, printer) => insert(printer, "contactless"),
  // Both ways lead into one box.
  "reject-output": (_, printer) => reject(printer),
  "reject-feeder": (_, printer) => reject(printer),
  clean: (_, { mechanism }) => start(mechanism, [mechanism.clean()]),
  // The scanner follows a new framing by itself; a reset happens once it has been answered.
  "set-framing": done,
  "restore-framing": done,
  reset: done,
  "clear-status-line": done,
  unlisted: done,
};

function insert(
  { settings, mechanism }: Obeying,
  station: "flip" | "contact" | "contactless",
): Outcome {
  if (!equipmentOf(settings.model)[station]) return refused("1");
  const way = station === "flip" ? mechanism.flip() : mechanism.carry();
  return start(mechanism, [mechanism.feed(), way]);
}

function reject({ mechanism }: Obeying): Outcome {
  return start(mechanism, [mechanism.eject("reject", false)]);
}

function start({ movements }: Mechanism, wanted: readonly Movement[]): Outcome {
  movements.add(...wanted);
  return DONE;
}
