import { describe, expect, it } from "vitest";
import { CARD_GEOMETRY } from "../../protocols/evolis/geometry.ts";
import { decodeJobDocument } from "../../protocols/host/job-document.ts";
import { takeIn } from "../../src/daemon/intake.ts";
import { testCardDocument } from "../../src/daemon/test-card.ts";
import { createRenderer } from "../../src/render/renderer.ts";

const CARD = {
  jobId: "test-printer1-0a1b2c3d",
  requestedAt: "2021-01-04T10:00:00.000+07:00",
  stock: "wni",
};
/** The longest id that a printer can have, of the widest letter. */
const WIDE = { ...CARD, jobId: `test-${"w".repeat(32)}-0a1b2c3d` };

describe("a test card", () => {
  it("keeps the contract of a job document, with no key that nobody knows", () => {
    expect(decodeJobDocument(testCardDocument(CARD))).toMatchObject({
      ok: true,
      warnings: [],
      document: { job_id: CARD.jobId, specimen: true, stock: "wni", priority: 90 },
    });
  });

  it.each([
    ["its ordinary id", CARD],
    ["the widest id there can be", WIDE],
  ])("can be drawn with %s", (_, card) => {
    const parts = { renderer: createRenderer(), geometry: CARD_GEOMETRY, servers: [] };
    expect(takeIn(testCardDocument(card), parts)).toMatchObject({ ok: true, warnings: [] });
  });

  it("shows which card of which day it is, and nobody's name", () => {
    const decoded = decodeJobDocument(testCardDocument(CARD));
    const front = decoded.ok ? decoded.document.card.front : undefined;
    expect(front).toMatchObject({
      template: "ktp-el",
      fields: { nama: "SPESIMEN", alamat: CARD.jobId, tanggal_terbit: "2021-01-04" },
    });
  });
});
