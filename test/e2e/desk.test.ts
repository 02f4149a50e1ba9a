import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { decode } from "fast-png";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { barsPng, jobDocument } from "../support/job-documents.ts";
import {
  cardFiles,
  type Heard,
  isOnline,
  isState,
  type Listener,
  openStand,
  type Stand,
  topics,
} from "../support/processes.ts";

// Goal: what a clerk decides at the desk becomes cards and events. Method: the real programs, and
// the commands as he types them.

let stand: Stand;
let listener: Listener;

beforeAll(async () => {
  stand = openStand();
  const url = await stand.startBroker();
  listener = await stand.listen(url);
  await stand.startPrinter();
  stand.startDaemon(`{ url: "${url}" }`, { config: ["http: false", "language: en"] });
  await listener.wait(isOnline);
  const card = { front: { image: barsPng(5) }, back: { image: barsPng(9) } };
  await listener.ask(JSON.stringify(jobDocument("first-1", { server: undefined, card })));
  await listener.wait(isState("first-1", "completed"));
});

afterAll(() => stand.close());

function events(topic: string): readonly Readonly<Record<string, unknown>>[] {
  return listener.heard
    .filter((heard) => heard.topic === topic)
    .map(({ payload }) => JSON.parse(payload));
}

function isEvent(type: string) {
  return ({ topic, payload }: Heard) => topic === topics.event && JSON.parse(payload).type === type;
}

function pixels(file: string) {
  const { width, height, data } = decode(readFileSync(file));
  return { width, height, data: Buffer.from(data) };
}

describe("the desk", () => {
  it("shows the card as the printer has printed it, and tells that somebody looked", async () => {
    const file = join(stand.folder, "card.png");
    const shown = await stand.cetakd("job", "first-1", "--card", file, "--by", "rina");
    expect(shown).toMatchObject({ code: 0, stderr: "" });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const [printed] = cardFiles(stand.cards);
    const front = pixels(join(stand.cards, String(printed?.image)));
    const back = pixels(join(stand.cards, String(printed?.image_back)));
    const both = pixels(file);
    const sideBytes = front.data.length;
    expect(both.width).toBe(front.width);
    expect(both.data.subarray(0, sideBytes).equals(front.data)).toBe(true);
    expect(both.data.subarray(both.data.length - sideBytes).equals(back.data)).toBe(true);
    await listener.wait(isEvent("card-shown"));
    expect(events(topics.event).at(-1)).toMatchObject({ job_id: "first-1", by: "rina" });
  });

  it("has a card printed again as a new job that names the first", async () => {
    const again = ["--old-card", "destroyed", "--reason", "bent", "--by", "rina"];
    const { code, stdout } = await stand.cetakd("reprint", "first-1", ...again);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: "The new card is job first-1.r1 (waiting).\n",
    });
    await listener.wait(isState("first-1.r1", "completed"));
    const [first, second] = cardFiles(stand.cards).map(({ image }) => join(stand.cards, image));
    expect(pixels(String(second)).data.equals(pixels(String(first)).data)).toBe(true);
    const ofIt = events(topics.jobEvent).filter(({ job_id: jobId }) => jobId === "first-1.r1");
    expect(ofIt.map(({ reprint_of: of }) => of)).toEqual(["first-1", "first-1", "first-1"]);
    const decision = { job_id: "first-1.r1", reprint_of: "first-1", old_card: "destroyed" };
    await listener.wait(isEvent("reprinted"));
    expect(events(topics.event).at(-1)).toMatchObject({ ...decision, by: "rina", reason: "bent" });
  });

  it("holds the queue, gives a job up and lets the rest go on", async () => {
    expect(await stand.cetakd("hold", "printer:printer1")).toMatchObject({ code: 0 });
    for (const jobId of ["second-1", "third-1"]) {
      const document = JSON.stringify(jobDocument(jobId, { server: undefined }));
      expect(await listener.ask(document)).toMatchObject({ state: "held" });
    }
    expect(await stand.cetakd("cancel", "second-1")).toMatchObject({ code: 0 });
    expect((await stand.cetakd("status")).stdout).toContain("Held: printer:printer1 since ");
    expect(await stand.cetakd("release", "printer:printer1")).toMatchObject({
      code: 0,
      stdout: "Released: printer:printer1 (1 lifted).\n",
    });
    await listener.wait(isState("third-1", "completed"));
    expect(cardFiles(stand.cards)).toHaveLength(3);
  });

  it("refuses to decide what is decided", async () => {
    const late = await stand.cetakd("resolve", "first-1", "--not-printed");
    expect(late).toMatchObject({ code: 1, stdout: "" });
    expect(late.stderr).toContain("(too-late)");
    const gone = await stand.cetakd("cancel", "nobody-1", "--json");
    expect(gone.code).toBe(1);
    expect(JSON.parse(gone.stdout)).toMatchObject({ ok: false, code: "unknown-job" });
  });
});
