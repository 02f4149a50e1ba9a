/** The fields of a `ktp-el` card of a person who does not exist. */
export interface Resident {
  readonly provinsi: string;
  readonly kabupaten: string;
  readonly nik: string;
  readonly nama: string;
  readonly tempat_lahir: string;
  readonly tanggal_lahir: string;
  readonly jenis_kelamin: "LAKI-LAKI" | "PEREMPUAN";
  readonly golongan_darah: string;
  readonly alamat: string;
  readonly rt_rw: string;
  readonly kelurahan: string;
  readonly kecamatan: string;
  readonly agama: string;
  readonly status_perkawinan: string;
  readonly pekerjaan: string;
  readonly kewarganegaraan: string;
  readonly berlaku_hingga: string;
  readonly tempat_terbit: string;
  readonly tanggal_terbit: string;
}

/**
 * Province 16, kabupaten 01 and a kecamatan 99, which the kabupaten does not have: the numbers have
 * the structure of a NIK and can be nobody's.
 */
const REGION = "160199";

const WOMEN = ["SEKARWANGI", "KIRANA", "LARASATI", "CEMPAKA", "WIDURI", "MELATI", "RENGGANIS"];
const MEN = ["BAGASKARA", "RADITYA", "WIRATAMA", "PANJI", "JATMIKA", "ARYASENA", "DANUREJA"];
const FAMILIES = [
  "SUKMAWIJAYA",
  "NATAKUSUMA",
  "LAKSANADIPA",
  "TIRTAMULYA",
  "WANGSADIREJA",
  "KARTANAGARA",
  "SURYAPRATALA",
  "MANGUNJAYA",
  "ADIPURWA",
];
/** 60 letters with spaces, the longest that the law allows. */
const LONGEST = "RADEN AYU WIDURI KUSUMANINGRUM WIRYADIPUTRI HADIKUSUMANEGARA";

const STREETS = ["ANGGREK", "KENANGA", "SUNGAI OGAN", "PASAR LAMA", "TEPIAN RAYA"];
const VILLAGES = ["TALANG ANGIN", "AIR BENING", "SUKAHARUM", "TANJUNG KEMUNING"];
const DISTRICTS = ["OGAN TENGAH", "BUKIT SERELO", "MUARA BENING"];
const RELIGIONS = ["ISLAM", "KRISTEN", "KATOLIK", "HINDU", "BUDDHA", "KONGHUCU"];
const MARITAL = ["BELUM KAWIN", "KAWIN", "CERAI HIDUP", "CERAI MATI"];
const BLOOD_TYPES = ["O", "A", "B", "AB", "-"];
const WORK = [
  "WIRASWASTA",
  "PETANI/PEKEBUN",
  "GURU",
  "MENGURUS RUMAH TANGGA",
  "PELAJAR/MAHASISWA",
  "KARYAWAN SWASTA",
];

/**
 * The n-th invented resident of a kabupaten, the same at every call; `n` counts from 0. Every NIK
 * is another one up to 180 million. Women and men alternate, every tenth has a name of one word
 * and every tenth one of 60 letters.
 */
export function fictitiousResident(n: number): Resident {
  const woman = n % 2 === 0;
  const birth = birthOf(n);
  return {
    provinsi: "SUMATERA SELATAN",
    kabupaten: "OGAN KOMERING ULU",
    nik: nikOf(birth, woman, Math.floor(n / BIRTHDAYS)),
    nama: nameOf(n, woman),
    tempat_lahir: "BATURAJA",
    tanggal_lahir: `${digits(birth.day, 2)}-${digits(birth.month, 2)}-${birth.year}`,
    jenis_kelamin: woman ? "PEREMPUAN" : "LAKI-LAKI",
    golongan_darah: pick(BLOOD_TYPES, n),
    alamat: `JL. ${pick(STREETS, n)} NO. ${(n % 97) + 1}`,
    rt_rw: `${digits((n % 9) + 1, 3)}/${digits((n % 5) + 1, 3)}`,
    kelurahan: pick(VILLAGES, n),
    kecamatan: pick(DISTRICTS, n),
    agama: pick(RELIGIONS, Math.floor(n / 3)),
    status_perkawinan: pick(MARITAL, n + 1),
    pekerjaan: pick(WORK, n),
    kewarganegaraan: "WNI",
    berlaku_hingga: "SEUMUR HIDUP",
    tempat_terbit: "OGAN KOMERING ULU",
    tanggal_terbit: "04-01-2021",
  };
}

interface Birth {
  readonly day: number;
  readonly month: number;
  readonly year: number;
}

/** 50 years of 12 months of 28 days: each is a real date. */
const BIRTHDAYS = 50 * 12 * 28;

function birthOf(n: number): Birth {
  // 7919 shares no factor with the number of days, so every day comes once in a round.
  const index = (n * 7919) % BIRTHDAYS;
  return {
    day: (index % 28) + 1,
    month: (Math.floor(index / 28) % 12) + 1,
    year: 1952 + Math.floor(index / (28 * 12)),
  };
}

function nikOf(birth: Birth, woman: boolean, round: number): string {
  const day = digits(birth.day + (woman ? 40 : 0), 2);
  const serial = digits((round % 9999) + 1, 4);
  return `${REGION}${day}${digits(birth.month, 2)}${digits(birth.year % 100, 2)}${serial}`;
}

function nameOf(n: number, woman: boolean): string {
  const given = pick(woman ? WOMEN : MEN, Math.floor(n / 2));
  if (n % 10 === 7) return given;
  if (n % 10 === 4) return LONGEST;
  return `${given} ${pick(FAMILIES, n)}`;
}

function pick(words: readonly string[], n: number): string {
  return words[n % words.length] ?? "";
}

function digits(value: number, count: number): string {
  return String(value).padStart(count, "0");
}
