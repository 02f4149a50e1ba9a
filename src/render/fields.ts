import { isNik } from "../../protocols/nik.ts";
import { type Refused, refuse } from "./raster.ts";

/** The fields of the built-in template `ktp-el`, in the order of the card. */
export const KTP_EL_FIELDS = [
  "provinsi",
  "kabupaten",
  "nik",
  "nama",
  "tempat_lahir",
  "tanggal_lahir",
  "jenis_kelamin",
  "golongan_darah",
  "alamat",
  "rt_rw",
  "kelurahan",
  "kecamatan",
  "agama",
  "status_perkawinan",
  "pekerjaan",
  "kewarganegaraan",
  "berlaku_hingga",
  "tempat_terbit",
  "tanggal_terbit",
] as const;
export type KtpElField = (typeof KTP_EL_FIELDS)[number];

/** What a template prints, checked; a field that is missing or blank is not in it. */
export type FieldValues = ReadonlyMap<string, string>;

/** A name has at most 60 letters by law; an address is the longest of the others. */
const FIELD_CHARS_MAX = 200;

/** Two digits at most: no person's number may come back in a message as the name of a field. */
const FIELD_NAME = /^[a-z][a-z_]{0,29}\d{0,2}$/;

/** What all fonts have of ASCII, Latin-1, Latin Extended-A, and typographic quotes and dashes. */
const PRINTABLE = /^[ -~\u00a1-\u017f\u2013\u2014\u2018\u2019\u201c\u201d]*$/;

/** The fields of a side, tidied: blanks and line breaks become single spaces. */
export function checkFields(
  fields: Readonly<Record<string, string>>,
  known: ReadonlySet<string>,
): { readonly ok: true; readonly values: FieldValues } | Refused {
  const values = new Map<string, string>();
  for (const [name, raw] of Object.entries(fields)) {
    if (!FIELD_NAME.test(name)) return refuse("fields", "a field's name is malformed");
    const value = raw.normalize("NFC").trim().replace(/\s+/g, " ");
    const message = known.has(name) ? valueDefect(name, value) : "unknown";
    if (message) return refuse("fields", `field ${name}: ${message}`);
    if (value !== "") values.set(name, value);
  }
  return { ok: true, values };
}

function valueDefect(name: string, value: string): string | undefined {
  if (value.length > FIELD_CHARS_MAX) return `longer than ${FIELD_CHARS_MAX} characters`;
  if (!PRINTABLE.test(value)) return "a character that the fonts do not have";
  if (name === "nik" && value !== "" && !isNik(value)) return "not the structure of a NIK";
  return undefined;
}
