/** Serial numbers of simulated printers begin so; no vendor's does. */
const SIMULATED_SERIAL_NUMBER = /^SIM/;

export function isSimulated(serialNumber: string): boolean {
  return SIMULATED_SERIAL_NUMBER.test(serialNumber);
}

/** How far `Rlr;p` can be relied on: a real printer has to be qualified first. */
export type CardPosition = "trusted" | "untrusted" | "if-simulated";

export function isTrusted(cardPosition: CardPosition, serialNumber: string): boolean {
  if (cardPosition === "if-simulated") return isSimulated(serialNumber);
  return cardPosition === "trusted";
}
