import { describe, expect, it } from "vitest";
import type { CommandAnswer } from "../../src/core/command.ts";
import { DaemonError } from "../../src/core/errors.ts";
import type { Event } from "../../src/core/events.ts";
import type { Store } from "../../src/core/ports.ts";
import { createCommands } from "../../src/daemon/commands.ts";

const NOW = Date.UTC(2021, 0, 4, 3);

function setUp(store: Partial<Store> = {}) {
  const posted: Event[] = [];
  const answers: CommandAnswer[] = [];
  const commands = createCommands({
    clock: { wallMs: () => NOW },
    random: { id: () => "made" },
    store: { command: () => undefined, ...store } as Store,
    post: (event) => posted.push(event),
  });
  function send(document: object): void {
    const at = "2021-01-04T10:00:00+07:00";
    const payload = new TextEncoder().encode(
      JSON.stringify({ id: "c", at, by: "rina", ...document }),
    );
    const answer = (given: CommandAnswer) => answers.push(given);
    commands.receive(payload, { over: "mqtt", retained: true, answer });
  }
  return { commands, posted, answers, send };
}

const HOLD = { cmd: "hold", scope: "host", until: "2021-01-04T12:00:00+07:00", note: "lunch" };

describe("receive", () => {
  it("hands the command over in the words of the core, numbered from 1", () => {
    const { posted, send } = setUp();
    send(HOLD);
    send({ cmd: "check", id: undefined, at: undefined });
    const until = NOW + 2 * 3_600_000;
    expect(posted).toEqual([
      {
        kind: "command-received",
        at: NOW,
        delivery: 1,
        command: {
          id: "c",
          at: NOW,
          by: "rina",
          note: "lunch",
          request: { cmd: "hold", scope: "host", until },
        },
        over: "mqtt",
        retained: true,
        facts: {},
      },
      expect.objectContaining({
        delivery: 2,
        command: { id: "made", at: undefined, by: "rina", request: { cmd: "check" } },
      }),
    ]);
  });

  it("answers what it cannot read at once", () => {
    const { posted, answers, send } = setUp();
    send({ cmd: "hold" });
    expect(answers).toMatchObject([{ id: "c", ok: false, code: "malformed" }]);
    expect(posted).toEqual([]);
  });

  it("answers unavailable while the store cannot be read, and asks nothing of the core", () => {
    const { posted, answers, send } = setUp({
      command() {
        throw new DaemonError("STORE_FAILED", "refused", { failure: "failed" });
      },
    });
    send(HOLD);
    expect(answers).toMatchObject([{ id: "c", ok: false, code: "unavailable" }]);
    expect(posted).toEqual([]);
  });

  it("reads nothing more of a command that was answered", () => {
    const answer = { id: "c", ok: true } as const;
    const request = { cmd: "adopt", storeId: "new" } as const;
    const command = { id: "c", at: NOW, by: "rina", request };
    const record = { command, jobId: undefined, at: NOW, answer };
    const { posted, send } = setUp({ command: () => record });
    send({ cmd: "cancel", job_id: "J1" });
    expect(posted).toMatchObject([{ facts: { answered: answer } }]);
  });
});

describe("answer", () => {
  it("reaches the sender of that command, once", () => {
    const { commands, answers, send } = setUp();
    send(HOLD);
    const answer = { id: "c", ok: true } as const;
    commands.answer(1, answer);
    commands.answer(1, answer);
    commands.answer(7, answer);
    expect(answers).toEqual([answer]);
  });
});
