import { decode } from "fast-png";
import { JOB_DOCUMENT_BYTES_MAX } from "../../protocols/host/job-document.ts";
import type { RejectCode } from "../../src/core/events.ts";
import { claimSize, JPEG, picture, pngOf } from "../render/pictures.ts";

/** Job documents for tests with the real programs; people and numbers are made up. */

/** Of the configuration: two silent servers. A document has to name its own. */
export const TWO_SERVERS = [
  "servers:",
  "  - { id: server1, checks: { report: false, ping: false } }",
  "  - { id: server2, checks: { report: false, ping: false } }",
];

type Changes = Readonly<Record<string, unknown>>;

/** A document that is accepted, but for these changes; `undefined` takes a key away. */
export function jobDocument(jobId: string, changes: Changes = {}) {
  return {
    schema: 1,
    job_id: jobId,
    server: "server1",
    specimen: true,
    reason: "first",
    requested_at: "2021-01-04T08:00:00+07:00",
    card: { front: { image: barsPng(0) } },
    ...changes,
  };
}

/** A tenth of what a card has, in both directions: small, and of the right ratio. */
const SMALL = { widthDots: 102, heightDots: 65 } as const;
const BARS = 8;

/** A small picture of black bars by the bits of `n`, 0 to 255: it tells one card from another. */
export function barsPng(n: number): string {
  const { widthDots, heightDots } = SMALL;
  return pngOf(
    picture(widthDots, heightDots, (x) => {
      const bar = Math.floor((x * BARS) / widthDots);
      const light = (n >> bar) & 1 ? 0 : 255;
      return [light, light, light];
    }),
  );
}

/** The `n` of a printed card, read near its upper edge, which SPECIMEN does not reach. */
export function readBars(cardPng: Uint8Array): number {
  const { data, width, channels } = decode(cardPng);
  const row = 10;
  const bits = Array.from({ length: BARS }, (_, bar) => {
    const x = Math.floor(((bar + 0.5) * width) / BARS);
    return (data[(row * width + x) * channels] ?? 255) < 128 ? 1 << bar : 0;
  });
  return bits.reduce((sum, bit) => sum + bit, 0);
}

/** A document that is refused for what it is. */
export interface RefusedDocument {
  readonly because: string;
  readonly payload: string | Uint8Array;
  readonly jobId: string | null;
  /** What its answer names. */
  readonly names: string;
  /** What no answer repeats. */
  readonly value: string;
}

export const REFUSED_ID = "refused-1";

type CodeOfContent = Exclude<RejectCode, "retained" | "queue-full" | "unavailable">;
type Row = readonly [because: string, names: string, value: string, changes: Changes];

const front = (side: object) => ({ card: { front: side } });
const ktpEl = (fields: object, photo?: string) => front({ template: "ktp-el", fields, photo });
const portrait = pngOf(picture(SMALL.heightDots, SMALL.widthDots, () => [0, 90, 90]));
const strip = pngOf(picture(80, 20, () => [0, 90, 90]));
const cut = barsPng(1).slice(0, 120);
const MALFORMED = "the payload is no JSON object";

/** By the code of the answer. All that have an id have the same one: being refused uses up none. */
export const REFUSED: Readonly<Record<CodeOfContent, readonly RefusedDocument[]>> = {
  malformed: [
    bare("no JSON", MALFORMED, '{ "nama": "KANARI"'),
    bare("a list", MALFORMED, '["KANARI"]'),
    bare("no UTF-8", MALFORMED, Buffer.from('{"nama":"KANARI\xff"}', "latin1")),
  ],
  "too-large": [
    bare("more than 2 MiB", "2097152 bytes", Buffer.alloc(JOB_DOCUMENT_BYTES_MAX + 1, "KANARI")),
  ],
  "job-id": [
    badId("no id", undefined),
    badId("a number", 7_654_321),
    badId("another character", "KANARI/1"),
    badId("65 characters", "KANARI".padEnd(65, "x")),
    badId("the end of a reprint's", "KANARI.r1"),
    badId("a NIK in it", "oku-1601990411690001-1"),
  ],
  schema: refusedFor(
    ["another schema", "schema", "77", { schema: 77 }],
    ["no schema", "schema", "KANARI", { schema: undefined }],
  ),
  invalid: refusedFor(
    ["no reason", "reason", "KANARI", { reason: undefined }],
    ["another reason", "reason", "KANARI", { reason: "KANARI" }],
    ["a priority of 0", "priority", "-77", { priority: -77 }],
    ["a time without offset", "requested_at", "08:11", { requested_at: "2021-01-04T08:11:00" }],
    ["a text for a truth", "specimen", "KANARI", { specimen: "KANARI" }],
    ["no front", "card.front", "KANARI", { card: { back: { image: "KANARI" } } }],
    ["a field that is no text", "card.front", "7654321", ktpEl({ nama: 7_654_321 })],
    ["half an approval", "urgent", "KANARI", { priority: 95, urgent: { reason: "KANARI" } }],
  ),
  "urgent-unapproved": refusedFor([
    "priority 91 without approval",
    "urgent",
    "91",
    { priority: 91 },
  ]),
  "not-ready": refusedFor([
    "another status",
    "upstream_status",
    "KANARI",
    { upstream_status: "KANARI" },
  ]),
  expired: refusedFor([
    "a time gone by",
    "expires_at",
    "2021",
    { expires_at: "2021-06-30T00:00:00+07:00" },
  ]),
  "unknown-server": refusedFor(
    ["another server", "server", "kanari", { server: "kanari" }],
    ["none of two", "server", "KANARI", { server: undefined }],
  ),
  "unknown-template": refusedFor(
    ["no such template", "template", "kanari", front({ template: "kanari", fields: {} })],
    ["a path", "template", "passwd", front({ template: "../../etc/passwd", fields: {} })],
  ),
  "not-specimen": refusedFor(
    ["ktp-el", "specimen", "KANARI", { ...ktpEl({ nama: "KANARI" }), specimen: undefined }],
    ["ktp-el on the back", "specimen", "KANARI", notSpecimenBack()],
  ),
  fields: refusedFor(
    ["an unknown field", "field hobi", "KANARI", ktpEl({ hobi: "KANARI" })],
    ["a NIK as the name of a field", "field", "160199", ktpEl({ "1601990411690001": "x" })],
    ["no NIK", "field nik", "1601993211690001", ktpEl({ nik: "1601993211690001" })],
    ["letters that no font has", "field nama", "KANARI", ktpEl({ nama: "KANARI 漢字" })],
    ["201 characters", "field alamat", "KANARI", ktpEl({ alamat: "KANARI".padEnd(201, "x") })],
    ["no place for it", "nama", "WWWW", ktpEl({ nama: "W".repeat(200) })],
  ),
  "bad-image": refusedFor(
    ["no base64", "image", "KANARI", front({ image: "KANARI!" })],
    ["a JPEG", "image", JPEG.slice(0, 24), front({ image: JPEG })],
    ["a cut PNG", "image", cut.slice(0, 24), front({ image: cut })],
    ["too many dots", "image", "30000", front({ image: claimSize(barsPng(1), 30_000, 20_000) })],
    ["no base64 for a photo", "photo", "KANARI", ktpEl({}, "KANARI!")],
  ),
  "image-size": refusedFor(
    ["a card on its side", "image", portrait.slice(0, 24), front({ image: portrait })],
    ["a wrong back", "image", portrait.slice(0, 24), wrongBack()],
    ["a strip for a photo", "photo", strip.slice(0, 24), ktpEl({}, strip)],
  ),
};

function notSpecimenBack() {
  const back = { template: "ktp-el", fields: { nama: "KANARI" } };
  return { specimen: false, card: { front: { image: barsPng(1) }, back } };
}

function wrongBack() {
  return { card: { front: { image: barsPng(1) }, back: { image: portrait } } };
}

function refusedFor(...rows: readonly Row[]): readonly RefusedDocument[] {
  return rows.map(([because, names, value, changes]) => {
    const payload = JSON.stringify(jobDocument(REFUSED_ID, changes));
    return { because, names, value, payload, jobId: REFUSED_ID };
  });
}

function bare(because: string, names: string, payload: string | Uint8Array): RefusedDocument {
  return { because, names, value: "KANARI", payload, jobId: null };
}

function badId(because: string, id: unknown): RefusedDocument {
  const payload = JSON.stringify({ ...jobDocument(""), job_id: id });
  return { because, names: "job_id", value: String(id ?? "KANARI"), payload, jobId: null };
}
