import type { ParameterCommand, PlainCommand } from "../../protocols/evolis/command.ts";

/** A command with a member of the union for each kind, so that a switch can tell them apart. */
export type EachCommand =
  | { [Kind in PlainCommand["kind"]]: { readonly kind: Kind } }[PlainCommand["kind"]]
  | ParameterCommand;

/** The commands of these kinds. */
export type CommandOf<Kind extends EachCommand["kind"]> = Extract<
  EachCommand,
  { readonly kind: Kind }
>;
