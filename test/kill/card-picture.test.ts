import * as fc from "fast-check";
import { decode, encode } from "fast-png";
import { describe, expect, it } from "vitest";
import { createRenderer } from "../../src/render/renderer.ts";
import { assertProperty } from "../protocols/evolis/property.ts";
import { drawCard, type Picture, readCard, readCardPng } from "./card-picture.ts";
import { decodeJobId, encodeJobId } from "./pattern.ts";

// Goal: a card says whose it is if all of it is there, and nothing at all if not.
// Method: any id, any cell, any strip; the cards are as the daemon prints them, SPECIMEN across.

const WIDTH = 1016;
const HEIGHT = 648;
/** A strip of this many dots takes more than a quarter of some row or column of cells. */
const STRIP_DOTS = 14;
/** The edges that belong to no cell. */
const MARGIN_DOTS = 4;

const JOB_IDS = ["kill-7-000123", "kill-7-000124", "A", "x".repeat(64), `${"9.".repeat(35)}r1`];

interface Dots extends Picture {
  readonly data: Uint8Array;
}

function dotsOf(lights: Iterable<number>): Dots {
  return { width: WIDTH, height: HEIGHT, channels: 1, data: Uint8Array.from(lights) };
}

/** As a server sends it. */
function sent(jobId: string): Dots {
  const { data } = decode(drawCard(jobId));
  return dotsOf(
    Array.from({ length: WIDTH * HEIGHT }, (_, dot) => {
      return ((data[dot >> 3] ?? 0) >> (7 - (dot & 7))) & 1 ? 255 : 0;
    }),
  );
}

/** As a printer with a black ribbon prints it. */
function printed(jobId: string): Dots {
  const image = Buffer.from(drawCard(jobId)).toString("base64");
  const geometry = { widthDots: WIDTH, heightDots: HEIGHT };
  const drawn = { side: { image }, panels: ["k"], geometry, specimen: true } as const;
  const rendered = createRenderer().render(drawn);
  const dots = rendered.ok ? rendered.planes[0]?.dots : undefined;
  return dotsOf((dots ?? new Uint8Array()).map((amount) => 255 - amount));
}

const card = printed("kill-7-000123");
const other = printed("kill-7-000124");

/** The card after something has happened to its dots. */
function changed(change: (data: Uint8Array) => void): Picture {
  const data = card.data.slice();
  change(data);
  return { ...card, data };
}

const jobId = fc.stringMatching(/^[A-Za-z0-9._-]{1,72}$/);
const colour = fc.constantFrom(0, 255);

describe("the pattern", () => {
  it("tells every job id", () => {
    assertProperty(
      fc.property(jobId, (id) => {
        expect(decodeJobId(encodeJobId(id))).toBe(id);
      }),
    );
  });

  it("tells nothing when any cells are wrong", () => {
    const cells = fc.uniqueArray(fc.nat({ max: encodeJobId("A").length - 1 }), { minLength: 1 });
    assertProperty(
      fc.property(jobId, cells, (id, wrong) => {
        const black = encodeJobId(id).map((isBlack, n) => isBlack !== wrong.includes(n));
        expect(decodeJobId(black)).toBeUndefined();
      }),
    );
  });

  it("refuses what is no job id", () => {
    for (const id of ["", "a b", "x".repeat(73), "é"]) {
      expect(() => encodeJobId(id)).toThrow(RangeError);
    }
  });
});

describe("a card", () => {
  it("tells every job id", () => {
    assertProperty(
      fc.property(jobId, (id) => {
        expect(readCard(sent(id))).toBe(id);
      }),
    );
  });

  it("tells its job id as a PNG of the printer's kind", () => {
    expect(readCardPng(encode(card))).toBe("kill-7-000123");
  });

  it.each(JOB_IDS)("tells %s with SPECIMEN printed across", (id) => {
    expect(readCard(printed(id))).toBe(id);
  });

  it("tells nothing when rows are missing, or black", () => {
    const top = fc.nat({ max: HEIGHT - STRIP_DOTS });
    const rows = fc.integer({ min: STRIP_DOTS, max: HEIGHT });
    assertProperty(
      fc.property(top, rows, colour, (from, count, light) => {
        const spoiled = changed((data) => data.fill(light, from * WIDTH, (from + count) * WIDTH));
        expect(readCard(spoiled)).toBeUndefined();
      }),
    );
  });

  it("tells nothing when columns are missing, or black", () => {
    const left = fc.integer({ min: MARGIN_DOTS, max: WIDTH - MARGIN_DOTS - STRIP_DOTS });
    const columns = fc.integer({ min: STRIP_DOTS, max: WIDTH });
    assertProperty(
      fc.property(left, columns, colour, (from, count, light) => {
        const spoiled = changed((data) => {
          for (let row = 0; row < HEIGHT; row += 1) {
            const end = Math.min(from + count, WIDTH);
            data.fill(light, row * WIDTH + from, row * WIDTH + end);
          }
        });
        expect(readCard(spoiled)).toBeUndefined();
      }),
    );
  });

  it("tells nothing when another job's card goes on where it ends", () => {
    const cut = fc.integer({ min: STRIP_DOTS, max: HEIGHT - STRIP_DOTS });
    assertProperty(
      fc.property(cut, (row) => {
        const rest = other.data.subarray(row * WIDTH);
        expect(readCard(changed((data) => data.set(rest, row * WIDTH)))).toBeUndefined();
      }),
    );
  });

  it("tells nothing when it is blank, upside down or of another size", () => {
    expect(readCard(changed((data) => data.fill(255)))).toBeUndefined();
    expect(readCard(changed((data) => data.reverse()))).toBeUndefined();
    expect(readCard({ ...card, width: HEIGHT, height: WIDTH })).toBeUndefined();
  });
});
