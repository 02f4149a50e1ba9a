import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { aedesProgram } from "../support/broker-worlds.ts";
import { barsPng, jobDocument } from "../support/job-documents.ts";
import { isOnline, isState, type Listener, openStand } from "../support/processes.ts";

// Goal: what a printer said to cetakd, recorded on its line, brings another cetakd to the same
// verdict. Method: the real programs; the second daemon has a store of its own and no printer.

const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function setUp() {
  const broker = await aedesProgram();
  cleanups.push(() => broker.stop());
  const stand = openStand();
  cleanups.push(() => stand.close());
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const listener = await stand.listen(url);
  return { stand, listener, mqtt: `{ url: "${url}" }` };
}

async function send(listener: Listener, n: number): Promise<void> {
  const card = { front: { image: barsPng(n) } };
  const document = jobDocument("job-1", { server: undefined, card });
  expect(await listener.ask(JSON.stringify(document))).toMatchObject({ result: "accepted" });
}

/** Sends a job and settles with what of its last event is no instant, id or number. */
async function verdict(listener: Listener) {
  await listener.wait(isOnline);
  await send(listener, 5);
  const { payload } = await listener.wait(isState("job-1", "completed"));
  const { state, attempt, evidence } = JSON.parse(payload);
  return { state, attempt, evidence };
}

it.each(["the printer", "the daemon"])(
  "a card that %s has recorded comes out on the recording, at four times its pace",
  async (recorder) => {
    const first = await setUp();
    const file = join(first.stand.folder, "r.jsonl");
    const isDaemon = recorder === "the daemon";
    const flags = isDaemon ? [] : ["--record", file];
    const printer = await first.stand.startPrinter("--speed", "8", ...flags);
    const keys = isDaemon ? `, record: { file: ${file} }` : "";
    const daemon = first.stand.startDaemon(first.mqtt, { printer: `ribbon: k${keys}` });
    const recorded = await verdict(first.listener);
    expect(recorded).toMatchObject({ state: "completed", attempt: 1 });
    await daemon.stop();
    await printer.stop();
    expect(readFileSync(file, "utf8")).toContain('"command":"Se"');

    const second = await setUp();
    const replay = await second.stand.startReplay(file, "--speed", "4");
    second.stand.startDaemon(second.mqtt);
    expect(await verdict(second.listener)).toEqual(recorded);
    replay.child.kill("SIGTERM");
    expect(await replay.ended).toBe(0);
    const { stderr } = await replay.written;
    expect(stderr).toMatch(/^cetakd-sim: \d+ commands played, up to line \d+ of \d+\n$/);
  },
);

it("a recording that a person asks for and that cannot be written ends the daemon", async () => {
  const { stand, mqtt } = await setUp();
  const file = join(stand.folder, "none", "r.jsonl");
  const daemon = stand.startDaemon(mqtt, { flags: ["--record", file] });
  expect(await daemon.ended).toBe(1);
  expect((await daemon.written).stderr).toContain(`cetakd: cannot record to ${file}: ENOENT`);
});
