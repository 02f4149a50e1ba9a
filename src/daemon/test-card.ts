/** The document of a test card, as a server would send it: a specimen of nobody. */
export function testCardDocument(card: {
  readonly jobId: string;
  /** RFC 3339. */
  readonly requestedAt: string;
  readonly stock: string;
}): Uint8Array {
  const fields = {
    provinsi: "CETAKD",
    kabupaten: "KARTU UJI / TEST CARD",
    nama: "SPESIMEN",
    alamat: card.jobId,
    tanggal_terbit: card.requestedAt.slice(0, 10),
  };
  const document = {
    schema: 1,
    job_id: card.jobId,
    specimen: true,
    priority: 90,
    reason: "other",
    requested_at: card.requestedAt,
    stock: card.stock,
    card: { front: { template: "ktp-el", fields } },
  };
  return new TextEncoder().encode(JSON.stringify(document));
}
