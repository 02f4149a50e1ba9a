import type { Geometry } from "../core/ports.ts";
import type { KtpElField } from "./fields.ts";
import type { TextBox } from "./text-fit.ts";

/** The drawing's own size; it is stretched to the geometry, which is the same at 300 dpi. */
export const CARD: Geometry = { widthDots: 1016, heightDots: 648 };

export const PHOTO = { x: 750, y: 158, width: 228, height: 304 };

/** Text of one or more fields in a box, in its middle from top to bottom. */
export interface Place extends TextBox {
  readonly x: number;
  readonly y: number;
  readonly fields: readonly KtpElField[];
  readonly align: "left" | "centre";
  /** Stands before the value, unless the value says itself what it is: `KOTA …`. */
  readonly title?: "PROVINSI" | "KABUPATEN";
}

/** 1.1 mm, as small as print on cards gets. */
const FONT_SIZE_MIN = 13;

/** Height of a row of one line, and of one that has grown to two. */
export const ROW_HEIGHT = 35;
export const TALL_ROW_HEIGHT = 50;

const COLUMN = {
  x: 258,
  y: 180,
  width: 470,
  height: ROW_HEIGHT,
  align: "left",
  faces: ["medium", "condensed"],
  fontSizeMax: 25,
  fontSizeMin: FONT_SIZE_MIN,
} as const;

const HEADING = {
  ...COLUMN,
  x: 58,
  width: 900,
  height: 42,
  align: "centre",
  faces: ["bold", "condensed"],
  fontSizeMax: 36,
} as const;

const UNDER_PHOTO = {
  ...COLUMN,
  x: PHOTO.x - 14,
  width: PHOTO.width + 28,
  height: 28,
  align: "centre",
  fontSizeMax: 22,
} as const;

export const NIK_LABEL = { x: 38, y: 157, colonX: 122, fontSize: 40 };

export const PLACES: readonly Place[] = [
  { ...HEADING, y: 22, fields: ["provinsi"], title: "PROVINSI" },
  { ...HEADING, y: 64, fields: ["kabupaten"], title: "KABUPATEN" },
  { ...COLUMN, x: 146, y: 118, height: 50, fields: ["nik"], faces: ["bold"], fontSizeMax: 42 },
  { ...UNDER_PHOTO, y: 472, fields: ["tempat_terbit"] },
  { ...UNDER_PHOTO, y: 500, fields: ["tanggal_terbit"] },
];

export const LABEL_SIZE = 23;

/** A line of the table: its label, a colon and a place that moves down as rows above it grow. */
export interface Row {
  readonly label: string;
  readonly labelX: number;
  readonly colonX: number;
  readonly place: Place;
  /** Stands beside the row before it, not below. */
  readonly beside?: true;
}

const TALL = { height: TALL_ROW_HEIGHT };
const INDENTED_X = 64;

export const ROWS: readonly Row[] = [
  row("Nama", ["nama"], TALL),
  row("Tempat/Tgl Lahir", ["tempat_lahir", "tanggal_lahir"]),
  row("Jenis Kelamin", ["jenis_kelamin"], { width: 190 }),
  {
    ...row("Gol. Darah", ["golongan_darah"], { x: 622, width: 106 }),
    labelX: 476,
    colonX: 606,
    beside: true,
  },
  row("Alamat", ["alamat"], TALL),
  { ...row("RT/RW", ["rt_rw"]), labelX: INDENTED_X },
  { ...row("Kel/Desa", ["kelurahan"]), labelX: INDENTED_X },
  { ...row("Kecamatan", ["kecamatan"]), labelX: INDENTED_X },
  row("Agama", ["agama"]),
  row("Status Perkawinan", ["status_perkawinan"]),
  row("Pekerjaan", ["pekerjaan"]),
  row("Kewarganegaraan", ["kewarganegaraan"]),
  row("Berlaku Hingga", ["berlaku_hingga"]),
];

function row(label: string, fields: readonly KtpElField[], place: Partial<Place> = {}): Row {
  return { label, labelX: 38, colonX: 242, place: { ...COLUMN, fields, ...place } };
}
