import { loadConfig } from "../../config/load.ts";
import { configPath, controlSocketPath } from "./config-path.ts";
import { type ControlClient, createControlClient } from "./control-client.ts";
import { createShowTime, type ShowTime } from "./local-time.ts";
import { type Language, TEXTS, type Texts } from "./texts.ts";

/** Where an operator sits: the daemon at one end, the words and the clock of the office. */
export interface Desk {
  /** `<site>/<host>`. */
  readonly hostName: string;
  readonly client: ControlClient;
  readonly language: Language;
  readonly texts: Texts;
  readonly timeZone: string;
  readonly showTime: ShowTime;
}

/**
 * Opens the desk that the configuration describes; `timeoutMs` is for each answer of the daemon.
 * Throws `DaemonError` `CONFIG_INVALID`.
 */
export function openDesk(
  { config: given }: { readonly config?: string },
  timeoutMs?: number,
): Desk {
  const config = loadConfig(configPath(given));
  const { language, timezone } = config;
  const texts = TEXTS[language];
  const { unreachable } = texts;
  return {
    hostName: `${config.site}/${config.host}`,
    client: createControlClient({
      socketPath: controlSocketPath(config),
      unreachable,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    }),
    language,
    texts,
    timeZone: timezone,
    showTime: createShowTime(language, timezone),
  };
}
