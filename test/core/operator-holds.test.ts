import { describe, expect, it } from "vitest";
import { attempted, createCommandDesk, told } from "../support/command-desk.ts";
import {
  command,
  corePolicy,
  createStand,
  holdsOf,
  ill,
  MINUTE_MS,
  ONE_PRINTER,
  received,
  sessionOf,
} from "../support/core-fixtures.ts";

function setUp() {
  const stand = createStand({ policy: ONE_PRINTER });
  stand.post(sessionOf("printer1", 1).ready());
  const { ask } = createCommandDesk(stand);
  const hold = (scope: string, more: object = {}) => ask({ cmd: "hold", scope, ...more });
  const release = (scope: string, more: object = {}) => ask({ cmd: "release", scope, ...more });
  return { stand, ask, hold, release };
}

const SCOPES = ["host", "printer:printer1", "server:server1", "job:J1"];

describe("hold", () => {
  it.each(SCOPES)("of %s keeps what it covers from starting until it is released (I6)", (scope) => {
    const { stand, hold, release } = setUp();
    stand.post(received("J1"));
    expect(hold(scope)).toMatchObject({ ok: true, result: { scope } });
    // It was prepared already: what is not armed does not begin.
    stand.post(sessionOf("printer1", 1).prepared("J1"));
    expect(stand.orders("print-card")).toEqual([]);
    const after = stand.restart();
    const printer = sessionOf("printer1", 1);
    after.post(printer.ready());
    expect(after.orders("prepare-card")).toEqual([]);
    expect(release(scope)).toMatchObject({ ok: true, result: { scope, lifted: 1, faults: 0 } });
    stand.post(sessionOf("printer1", 1).prepared("J1"));
    expect(stand.orders("print-card")).toHaveLength(1);
  });

  it("is told with who placed it and why, and who lifted it", () => {
    const { stand, hold, release } = setUp();
    hold("host", { reason: "stock-taking" });
    release("host", { by: "budi" });
    const cause = { kind: "operator", by: "rina", reason: "stock-taking" };
    expect(told(stand, "event")).toMatchObject([
      { type: "hold-placed", hold: { scope: { kind: "host" }, cause } },
      { type: "hold-lifted", hold: { cause }, by: "budi" },
    ]);
  });

  it("ends by itself at its time, also after a restart", () => {
    const { stand, hold } = setUp();
    const until = new Date(stand.nowMs + 10 * MINUTE_MS).toISOString();
    expect(hold("host", { until })).toMatchObject({ result: { until: Date.parse(until) } });
    const after = stand.restart();
    after.tick(10 * MINUTE_MS - 1);
    expect(holdsOf(after)).toEqual(["operator:host"]);
    after.tick(1);
    expect(holdsOf(after)).toEqual([]);
  });

  it("ends once when its job expires in the same turn", () => {
    const { stand, hold } = setUp();
    const over = stand.nowMs + MINUTE_MS;
    stand.post(received("J1", { expiresAt: over }));
    hold("job:J1", { until: new Date(over).toISOString() });
    const after = stand.restart();
    after.tick(2 * MINUTE_MS);
    expect(after.store.job("J1")?.state).toBe("expired");
    expect([holdsOf(after), after.changes("hold-lifted")]).toMatchObject([[], [{}]]);
  });

  it("is replaced by a later one of the same scope", () => {
    const { stand, hold } = setUp();
    hold("host", { until: new Date(stand.nowMs + MINUTE_MS).toISOString() });
    hold("host", { by: "budi" });
    expect([...stand.state.holds.values()]).toMatchObject([{ cause: { by: "budi" } }]);
    stand.tick(2 * MINUTE_MS);
    expect(holdsOf(stand)).toEqual(["operator:host"]);
  });

  it("refuses a time that has passed", () => {
    const { stand, hold } = setUp();
    const until = new Date(stand.nowMs).toISOString();
    expect(hold("host", { until })).toMatchObject({ ok: false, code: "malformed" });
  });

  it.each([
    ["everything", "unknown-scope"],
    ["printer:printer9", "unknown-scope"],
    ["server:server9", "unknown-scope"],
    ["printer:", "unknown-scope"],
    ["any printer:printer1", "unknown-scope"],
    ["job:J9\n", "unknown-scope"],
    ["job:J9", "unknown-job"],
  ])("refuses the scope %s as %s", (scope, code) => {
    const { hold, release } = setUp();
    expect(hold(scope)).toMatchObject({ ok: false, code });
    expect(release(scope)).toMatchObject({ ok: false, code });
  });

  it("is too late for a job that has ended, and ends with its job", () => {
    const { stand, ask, hold } = setUp();
    hold("host");
    stand.post(received("J1"));
    hold("job:J1");
    ask({ cmd: "cancel", job_id: "J1" });
    expect(holdsOf(stand)).toEqual(["operator:host"]);
    expect(hold("job:J1")).toMatchObject({ ok: false, code: "too-late" });
  });

  it("stays when a job ends whose name another job or a printer has", () => {
    const { stand, ask, hold } = setUp();
    for (const job of ["printer1", "J2"]) stand.post(received(job));
    for (const scope of ["host", "printer:printer1", "job:J2", "job:printer1"]) hold(scope);
    ask({ cmd: "cancel", job_id: "printer1" });
    const left = ["host", "printer:printer1", "job:J2"].map((scope) => `operator:${scope}`);
    expect(holdsOf(stand)).toEqual(left);
  });

  it("lasts to its time by whatever clock there is, and without one for ever", () => {
    const { stand, hold } = setUp();
    hold("host", { until: new Date(stand.nowMs + MINUTE_MS).toISOString() });
    const cause = { kind: "policy", reason: "card-spoiled" } as const;
    const scope = { kind: "job", id: "J1" } as const;
    stand.post(received("J1"));
    const spoiled = { id: "policy:job:J1", scope, cause, since: stand.nowMs };
    command(stand, { kind: "hold-placed", hold: spoiled });
    stand.tick(-60 * MINUTE_MS);
    expect(holdsOf(stand)).toEqual(["operator:host", "policy:job:J1"]);
  });

  it("waits for a job in doubt until it is printed again", () => {
    const { stand, ask, hold } = setUp();
    attempted(stand, "J1", "unknown");
    expect(hold("job:J1")).toMatchObject({ ok: true });
    ask({ cmd: "resolve", job_id: "J1", attempt: 1, as: "spoiled" });
    stand.post(sessionOf("printer1", 1).prepared("J1"));
    expect([stand.state.jobs.get("J1")?.state, stand.orders("print-card")]).toEqual([
      "pending",
      [],
    ]);
  });
});

describe("release", () => {
  it("leaves a fault's hold alone and says that it holds on", () => {
    const { stand, hold, release } = setUp();
    stand.post(sessionOf("printer1", 1).checked(ill("media-empty")));
    hold("printer:printer1");
    expect(release("printer:printer1")).toMatchObject({ result: { lifted: 1, faults: 1 } });
    expect(holdsOf(stand)).toEqual(["fault:printer1:media-empty"]);
  });

  it.each(SCOPES)("of %s lifts no hold of anything else", (scope) => {
    const { stand, hold, release } = setUp();
    stand.post(received("J1"));
    for (const each of SCOPES) hold(each);
    expect(release(scope)).toMatchObject({ result: { lifted: 1, faults: 0 } });
    const others = SCOPES.filter((each) => each !== scope);
    expect(holdsOf(stand)).toEqual(others.map((each) => `operator:${each}`));
  });

  it("of what is not held changes nothing", () => {
    const { stand, release } = setUp();
    expect(release("host")).toMatchObject({ ok: true, result: { lifted: 0, faults: 0 } });
    expect(told(stand, "event")).toEqual([]);
  });

  it("lifts the hold of a printer that the configuration has no more", () => {
    const { stand, hold } = setUp();
    hold("printer:printer1");
    const printers = [{ id: "printer2", stock: "default" }];
    const after = stand.restart(corePolicy({ printers }));
    const { ask } = createCommandDesk(after);
    const answer = ask({ cmd: "release", scope: "printer:printer1", id: "later" });
    expect(answer).toMatchObject({ ok: true, result: { lifted: 1 } });
  });
});
