import { describe, expect, it } from "vitest";
import type { NotifyResult } from "../../src/core/ports.ts";
import { openCommandStand } from "./command-stand.ts";

const REFUSED: NotifyResult = { ok: false, reason: "status-403", answer: "who?" };

describe("cetakd notify", () => {
  it("asks for --test", async () => {
    const { cetakd } = openCommandStand();
    expect(await cetakd(["notify"])).toMatchObject({ code: 2, stdout: "" });
  });

  it.each([
    ["en", "The test message was delivered: 200 ok\n"],
    ["id", "Pesan uji sudah sampai: 200 ok\n"],
  ])("says in the language %s that it was delivered", async (language, stdout) => {
    const { cetakd, serve } = openCommandStand(`language: ${language}`);
    await serve();
    expect(await cetakd(["notify", "--test"])).toEqual({ code: 0, stdout, stderr: "" });
  });

  it("says why it was not, and ends with 1", async () => {
    const { cetakd, serve } = openCommandStand("language: id");
    await serve({ testNotice: async () => REFUSED });
    const stderr = "cetakd: pesan uji tidak sampai: status-403 who?\n";
    expect(await cetakd(["notify", "--test"])).toEqual({ code: 1, stdout: "", stderr });
  });

  it("tells the same as JSON", async () => {
    const { cetakd, serve } = openCommandStand();
    await serve({ testNotice: async () => REFUSED });
    const { code, stdout } = await cetakd(["notify", "--test", "--json"]);
    expect([code, JSON.parse(stdout)]).toEqual([1, REFUSED]);
  });

  it("says that there is no webhook", async () => {
    const { cetakd, serve } = openCommandStand();
    await serve({ testNotice: async () => undefined });
    const stderr = "cetakd: the configuration has no notify.webhook (no-webhook)\n";
    expect(await cetakd(["notify", "--test"])).toEqual({ code: 1, stdout: "", stderr });
  });
});
