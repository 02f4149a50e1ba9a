import { describe, expect, it } from "vitest";
import { SMALL_GEOMETRY, stubRenderer } from "../../simulator/office/small-world.ts";
import type { Renderer, RenderRequest } from "../../src/core/ports.ts";
import { type Intake, takeIn } from "../../src/daemon/intake.ts";

const DOCUMENT = {
  schema: 1,
  job_id: "oku-2021-000123",
  reason: "first",
  requested_at: "2021-01-04T08:00:00+07:00",
  card: { front: { image: "a picture" } },
};

interface Choice {
  readonly servers?: readonly string[];
  readonly renderer?: Renderer;
}

function take(more: object, { servers = [], renderer = stubRenderer }: Choice = {}): Intake {
  const payload = new TextEncoder().encode(JSON.stringify({ ...DOCUMENT, ...more }));
  return takeIn(payload, { renderer, geometry: SMALL_GEOMETRY, servers });
}

/** Code of the refusal, or the server that the job is taken for. */
function outcome(intake: Intake): string | undefined {
  return intake.ok ? intake.job.server : intake.rejection.code;
}

describe("a document that is fit", () => {
  it("gives the core what it needs, and no card data", () => {
    const taken = take({
      specimen: true,
      priority: 70,
      stock: "wni",
      expires_at: "2021-02-01T00:00:00+07:00",
    });
    expect(taken.ok && taken.job).toEqual({
      jobId: "oku-2021-000123",
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      priority: 70,
      stock: "wni",
      specimen: true,
      expiresAt: Date.UTC(2021, 0, 31, 17),
    });
  });

  it("has one hash and one stored form, however its keys are ordered", () => {
    const { job_id, ...others } = DOCUMENT;
    const turned = new TextEncoder().encode(JSON.stringify({ ...others, job_id }, undefined, 2));
    const parts = { renderer: stubRenderer, geometry: SMALL_GEOMETRY, servers: [] };
    expect(takeIn(turned, parts)).toEqual(take({}));
  });

  it("names its unknown keys, which are kept", () => {
    const card = { front: { image: "a picture", dpi: 300 } };
    const taken = take({ subject: "x", card });
    const warnings = ["unknown key subject", "unknown key card.front.dpi"];
    expect(taken).toMatchObject({ ok: true, warnings });
    expect(taken.ok && taken.document).toContain('"dpi":300');
  });

  it("names twenty unknown keys and counts the rest: an answer stays small", () => {
    const taken = take(Object.fromEntries(Array.from({ length: 99 }, (_, n) => [`key-${n}`, 1])));
    expect(taken.ok && taken.warnings).toHaveLength(21);
    expect(taken.ok && taken.warnings.at(-1)).toBe("79 more unknown keys");
  });
});

describe("the server of a document", () => {
  it.each([
    ["named, the only one", { server: "server1" }, ["server1"], "server1"],
    ["not named, the only one", {}, ["server1"], "server1"],
    ["named, one of two", { server: "server2" }, ["server1", "server2"], "server2"],
    ["not named, one of two", {}, ["server1", "server2"], "unknown-server"],
    ["named, but another", { server: "server9" }, ["server1"], "unknown-server"],
    ["named, where none is configured", { server: "server1" }, [], "unknown-server"],
    ["not named, where none is configured", {}, [], undefined],
  ])("%s", (_, more, servers, expected) => {
    expect(outcome(take(more, { servers }))).toBe(expected);
  });
});

describe("a document that is refused", () => {
  const KTP_EL = { template: "ktp-el", fields: { nama: "SUKMA" } };

  it.each([
    ["its front", { front: KTP_EL }],
    ["its back", { front: { image: "a picture" }, back: KTP_EL }],
  ])("is no specimen, but %s always says so", (_, card) => {
    expect(outcome(take({ card }))).toBe("not-specimen");
    expect(take({ card, specimen: true }).ok).toBe(true);
  });

  it("cannot be drawn: the sides are tried, front first", () => {
    const asked: RenderRequest[] = [];
    const renderer: Renderer = {
      render(request) {
        asked.push(request);
        const isBack = "image" in request.side && request.side.image === "back";
        if (!isBack) return stubRenderer.render(request);
        return { ok: false, defect: "bad-image", message: "image: not png" };
      },
    };
    const card = { front: { image: "front" }, back: { image: "back" } };
    expect(take({ card, specimen: true }, { renderer })).toEqual({
      ok: false,
      rejection: { jobId: "oku-2021-000123", code: "bad-image", message: "image: not png" },
    });
    const geometry = SMALL_GEOMETRY;
    expect(asked).toEqual([
      { side: { image: "front" }, panels: ["k"], geometry, specimen: true },
      { side: { image: "back" }, panels: ["k"], geometry, specimen: true },
    ]);
  });

  it("is malformed: the decoder's word, with the id where there is one", () => {
    expect(take({ reason: "none" })).toMatchObject({
      ok: false,
      rejection: { jobId: "oku-2021-000123", code: "invalid" },
    });
    const parts = { renderer: stubRenderer, geometry: SMALL_GEOMETRY, servers: [] };
    expect(takeIn(new TextEncoder().encode("no JSON"), parts)).toMatchObject({
      ok: false,
      rejection: { jobId: undefined, code: "malformed" },
    });
  });
});
