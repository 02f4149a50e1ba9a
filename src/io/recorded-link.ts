import type { Recorder } from "../../protocols/evolis/recorder.ts";
import type { ByteLink } from "../core/ports.ts";

/** The same session on the same line, with somebody who listens. */
export function recordLink(link: ByteLink, recorder: Recorder): ByteLink {
  let isOpen = false;
  return {
    open(events) {
      link.open({
        opened() {
          isOpen = true;
          recorder.line("opened");
          events.opened();
        },
        bytes(chunk) {
          recorder.device(chunk);
          events.bytes(chunk);
        },
        closed(reason) {
          isOpen = false;
          recorder.line(reason.kind);
          events.closed(reason);
        },
      });
    },
    write(bytes) {
      if (isOpen) recorder.host(bytes);
      link.write(bytes);
    },
    drained: () => link.drained(),
    discard: () => link.discard(),
    close: () => link.close(),
  };
}
