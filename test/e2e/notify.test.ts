import { afterAll, beforeAll, expect, it } from "vitest";
import { noticeSchema } from "../../protocols/host/notice.ts";
import { jobDocument } from "../support/job-documents.ts";
import { isOnline, isState, type Listener, openStand, type Stand } from "../support/processes.ts";
import { openReceiver, type Posted, type Receiver } from "../support/receiver.ts";

// Goal: somebody outside the office hears of a jam and of its end. Method: the real programs, and a
// real receiver on the loopback.

let stand: Stand;
let listener: Listener;
let receiver: Receiver;

beforeAll(async () => {
  stand = openStand();
  receiver = await openReceiver();
  const url = await stand.startBroker();
  listener = await stand.listen(url);
  await stand.startPrinter();
  stand.startDaemon(`{ url: "${url}" }`, {
    printer: 'ribbon: k, counters: trusted, checks: { health: "* * * * * *" }',
    config: [
      ...["http: false", "language: en", "good_checks: 1"],
      `notify: { webhook: { url: "${receiver.url}" }, quiet: 1s }`,
    ],
  });
  await listener.wait(isOnline);
});

afterAll(async () => {
  await stand.close();
  await receiver.close();
});

function isAbout(event: string, condition: string) {
  return ({ body }: Posted) => {
    const document = noticeSchema.parse(JSON.parse(body));
    return document.event === event && "condition" in document && document.condition === condition;
  };
}

it("sends a test message, and says what the receiver answered", async () => {
  expect(await stand.cetakd("notify", "--test")).toEqual({
    code: 0,
    stdout: "The test message was delivered: 200 ok\n",
    stderr: "",
  });
  expect(JSON.parse(receiver.posted[0]?.body ?? "")).toMatchObject({ event: "test", site: "oku" });
  receiver.reply = (response) => response.writeHead(403).end("who are you?");
  expect(await stand.cetakd("notify", "--test")).toEqual({
    code: 1,
    stdout: "",
    stderr: "cetakd: the test message was not delivered: status-403 who are you?\n",
  });
  receiver.reply = (response) => response.end("ok");
});

it("tells a jam, and once that it is over", async () => {
  await stand.act("fault", "printer", "media-jam");
  await listener.ask(JSON.stringify(jobDocument("jammed-1", { server: undefined })));
  const { body } = await receiver.wait(isAbout("problem", "media-jam"));
  expect(JSON.parse(body).text).toMatch(/^\[oku\/host1\] printer1: A card or the ribbon is stuck/);
  await stand.act("fault", "printer", "media-jam", "--clear");
  await receiver.wait(isAbout("recovery", "media-jam"));
  await listener.wait(isState("jammed-1", "completed"));
  const about = receiver.posted.filter(({ body: text }) => text.includes('"media-jam"'));
  const events = about
    .map(({ body: text }) => JSON.parse(text))
    .filter(({ kind }) => kind === "failure");
  expect(events.map(({ event }) => event)).toEqual(["problem", "recovery"]);
}, 120_000);
