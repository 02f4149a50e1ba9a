import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import type { StatusDocument } from "../io/control-api.ts";
import { CommandError } from "./command-error.ts";
import type { Desk } from "./desk.ts";
import { createShowClock } from "./local-time.ts";
import { lineWidth, printLines } from "./output.ts";
import { openScreen } from "./screen.ts";
import { layBlock, layScreen } from "./watch-layout.ts";
import { type Page, statusPage, unreachablePage } from "./watch-page.ts";
import { WATCH_TEXTS } from "./watch-texts.ts";

/** How often the daemon is asked; its answer takes milliseconds. */
const PERIOD_MS = 1_000;

/** Shows how the host is until it is told to leave. Whether the daemon runs makes no difference. */
export async function watchStatus(desk: Desk): Promise<void> {
  const leaving = new AbortController();
  onLeave(leaving);
  const output = process.stdout.isTTY ? openTerminal(desk, leaving) : createBlocks();
  try {
    await Promise.race([follow(desk, output, leaving.signal), left(leaving.signal)]);
  } finally {
    output.leave();
  }
  // A question that is under way would keep the process for as long as its answer.
  process.exit();
}

interface Output {
  show(page: Page): void;
  leave(): void;
}

async function follow(desk: Desk, output: Output, left: AbortSignal): Promise<void> {
  let answeredAt: string | undefined;
  while (!left.aborted) {
    const asked = await ask(desk, answeredAt);
    answeredAt = asked.answeredAt;
    output.show(asked.page);
    await wait(PERIOD_MS, undefined, { signal: left }).catch(() => {});
  }
}

async function left(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}

interface Asked {
  readonly page: Page;
  /** The daemon's own time of its last answer. */
  readonly answeredAt: string | undefined;
}

async function ask(desk: Desk, lastAnswerAt: string | undefined): Promise<Asked> {
  try {
    const status = await desk.client.get<StatusDocument>("/api/1/status");
    const observedAt = status.state["observed_at"];
    const answeredAt = typeof observedAt === "string" ? observedAt : lastAnswerAt;
    const view = { ...desk, showTime: createShowClock(desk, answeredAt) };
    return { page: statusPage(status, view), answeredAt };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const view = { ...desk, showTime: createShowClock(desk, lastAnswerAt) };
    return {
      page: unreachablePage(error.message, lastAnswerAt, view),
      answeredAt: lastAnswerAt,
    };
  }
}

/** Draws on the whole terminal, again when its size changes, and leaves it as it was. */
function openTerminal({ language }: Desk, leaving: AbortController): Output {
  const { stdout, stdin, env } = process;
  const colours = (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
  const screen = openScreen(stdout, colours);
  const words = WATCH_TEXTS[language];
  let last: Page | undefined;
  const draw = () => {
    if (last !== undefined) screen.draw(layScreen(last, screen.size(), words));
  };
  stdout.on("resize", draw);
  // What is typed is not shown, and a key that is leant on scrolls nothing away.
  if (stdin.isTTY) listenForKeys(leaving);
  return {
    show(page) {
      last = page;
      draw();
    },
    leave() {
      screen.leave();
      if (stdin.isTTY) stdin.setRawMode(false);
    },
  };
}

/** Ctrl-C is a key in raw mode. */
const LEAVING_KEYS = ["q", "Q", "\u0003"];

function listenForKeys(leaving: AbortController): void {
  const { stdin } = process;
  stdin.setRawMode(true);
  stdin.on("data", (keys) => {
    if (LEAVING_KEYS.some((key) => keys.includes(key))) leaving.abort();
  });
}

function onLeave(leaving: AbortController): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    void once(process, signal).then(() => leaving.abort());
  }
}

/** A block of lines for each change; that time goes by is none. */
function createBlocks(): Output {
  let last: string | undefined;
  return {
    show(page) {
      const content = layBlock(page, lineWidth(), false).join("\n");
      if (content === last) return;
      const gap = last === undefined ? [] : [""];
      last = content;
      printLines([...gap, ...layBlock(page, lineWidth(), true)]);
    },
    leave() {},
  };
}
