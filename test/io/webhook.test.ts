import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { NotifyResult } from "../../src/core/ports.ts";
import { createWebhook, type WebhookOptions } from "../../src/io/webhook.ts";
import { openReceiver } from "../support/receiver.ts";

// Goal: what goes to a webhook, and what counts as its answer. Method: a receiver on the loopback.

async function setUp() {
  const receiver = await openReceiver();
  const folder = mkdtempSync(join(tmpdir(), "cetakd-webhook-"));
  onTestFinished(async () => {
    await receiver.close();
    rmSync(folder, { recursive: true });
  });
  const tokenFile = join(folder, "token");
  writeFileSync(tokenFile, "s3cret\nnot this\n");
  return { receiver, tokenFile };
}

function post(options: Partial<WebhookOptions> & { readonly url: string }, body = "{}") {
  const webhook = createWebhook({ timeoutMs: 10_000, version: "0.1.0", ...options });
  return new Promise<NotifyResult>((resolve) => webhook.send({ id: "store:1", body }, resolve));
}

describe("a webhook", () => {
  it("gets JSON with its length, and an id by which a message is known again", async () => {
    const { receiver } = await setUp();
    await post({ url: receiver.url }, '{"text":"habis ✓"}');
    const [posted] = receiver.posted;
    expect(posted).toMatchObject({ method: "POST", path: "/hook", body: '{"text":"habis ✓"}' });
    expect(posted?.headers).toMatchObject({
      "content-type": "application/json",
      "content-length": "20",
      "idempotency-key": "store:1",
      "user-agent": "cetakd/0.1.0",
    });
    expect(posted?.headers).not.toHaveProperty("authorization");
  });

  it("gets the secret as a bearer token, as the file has it now", async () => {
    const { receiver, tokenFile } = await setUp();
    const options = { url: receiver.url, tokenFile };
    await post(options);
    writeFileSync(tokenFile, "other");
    await post(options);
    const sent = receiver.posted.map(({ headers }) => headers.authorization);
    expect(sent).toEqual(["Bearer s3cret", "Bearer other"]);
  });

  it("gets the secret in its address where that asks for it, and nowhere else", async () => {
    const { receiver, tokenFile } = await setUp();
    writeFileSync(tokenFile, "a/b");
    await post({ url: `${receiver.url}/{token}`, tokenFile });
    expect(receiver.posted).toMatchObject([{ path: "/hook/a%2Fb" }]);
    expect(receiver.posted[0]?.headers).not.toHaveProperty("authorization");
  });

  it.each(["", "two words\n", "ümlaut"])("gets nothing with the secret %j", async (text) => {
    const { receiver, tokenFile } = await setUp();
    writeFileSync(tokenFile, text);
    const result = await post({ url: receiver.url, tokenFile });
    expect(result).toEqual({ ok: false, reason: "token-unreadable" });
    expect(receiver.posted).toEqual([]);
  });

  it("gets nothing when the file of the secret is missing", async () => {
    const { receiver, tokenFile } = await setUp();
    const result = await post({ url: receiver.url, tokenFile: `${tokenFile}-gone` });
    expect(result).toEqual({ ok: false, reason: "token-unreadable" });
  });

  it.each([
    [204, { ok: true, status: 204, answer: "" }],
    [302, { ok: false, reason: "status-302", answer: "" }],
    [404, { ok: false, reason: "status-404", answer: "" }],
  ])("answers with %i", async (status, expected) => {
    const { receiver } = await setUp();
    const elsewhere = { location: receiver.url };
    receiver.reply = (response) => response.writeHead(status, elsewhere).end();
    expect(await post({ url: receiver.url })).toEqual(expected);
    expect(receiver.posted).toHaveLength(1);
  });

  it("is believed once it has said enough, and quoted in one short line", async () => {
    const { receiver } = await setUp();
    receiver.reply = (response) => response.write(`no\n\u0007${" text".repeat(1_000)}`);
    const result = await post({ url: receiver.url });
    expect(result).toMatchObject({ ok: true, answer: expect.stringMatching(/^no text text/) });
    expect(result.ok && result.answer.length).toBe(200);
  });

  it("has failed when it leaves in the middle of its answer", async () => {
    const { receiver } = await setUp();
    receiver.reply = (response) => {
      response.writeHead(200, { "content-length": "10" }).write("ok");
      response.socket?.resetAndDestroy();
    };
    expect(await post({ url: receiver.url })).toMatchObject({ ok: false, reason: "failed" });
  });

  it("is not there when it speaks no TLS, or is no address", async () => {
    const server = createServer((socket) =>
      socket
        .on("error", () => {})
        .resume()
        .end("hello\n"),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
    const { port } = server.address() as AddressInfo;
    const result = await post({ url: `https://127.0.0.1:${port}/` });
    expect(result).toEqual({ ok: false, reason: "failed" });
    expect(await post({ url: "http://" })).toEqual({ ok: false, reason: "bad-url" });
  });
});
