import { type Command, encodeCommand } from "../../../protocols/evolis/command.ts";
import type { Geometry } from "../../../protocols/evolis/geometry.ts";
import { packPanel } from "../../../protocols/evolis/panel.ts";
import { compressPanel } from "../../../protocols/evolis/run-length.ts";
import type { Plane, PreparedCard } from "../../core/ports.ts";

/** The commands that make one card of its panels: one sequence, ended by the card's way out. */
export function prepareCard(
  sides: readonly (readonly Plane[])[],
  geometry: Geometry,
): PreparedCard {
  const commands: Command[] = [{ kind: "start-sequence" }];
  sides.forEach((planes, index) => {
    commands.push({ kind: index === 0 ? "select-front" : "select-back" });
    for (const plane of planes) commands.push(download(plane, geometry));
  });
  commands.push({ kind: "end-sequence" });
  return {
    panels: sides.flat().length,
    commands: commands.map((command) => ({ step: command.kind, bytes: encodeCommand(command) })),
  };
}

/** Raw or compressed, whichever is shorter on the wire. */
function download({ panel, dots }: Plane, geometry: Geometry): Command {
  const levels = panel === "k" || panel === "o" ? 2 : 32;
  const raw = packPanel(dots, levels, geometry);
  const packed = compressPanel(raw, levels, geometry);
  return packed.length < raw.length
    ? { kind: "download-panel-compressed", panel, levels, bytes: packed }
    : { kind: "download-panel", panel, levels, bytes: raw };
}
