/**
 * The ground of the specimen card: pale blue with fine waves, our own drawing. It resembles no
 * card in use beyond its colour, and has no emblem.
 */
export function ktpElGround(width: number, height: number): string {
  return [
    `<defs><linearGradient id="sky" x1="0" y1="0" x2="1" y2="1">`,
    `<stop offset="0" stop-color="#e3f1fa"/><stop offset=".55" stop-color="#cfe6f5"/>`,
    `<stop offset="1" stop-color="#bcdcf0"/></linearGradient></defs>`,
    `<rect width="${width}" height="${height}" fill="url(#sky)"/>`,
    `<g fill="none" stroke-width="1">${waves(width, height)}</g>`,
  ].join("");
}

function waves(width: number, height: number): string {
  const paths: string[] = [];
  for (let y = -20; y < height + 40; y += 12) {
    paths.push(`<path stroke="#a9d0ea" d="${wave(width, y, 127, 22)}"/>`);
    paths.push(`<path stroke="#c3e2d3" d="${wave(width, y, 169, -26)}"/>`);
  }
  return paths.join("");
}

/** A wave from the left edge to the right one; `rise` is how far its control points stand off. */
function wave(width: number, y: number, half: number, rise: number): string {
  const halves = Math.ceil(width / half);
  return `M0 ${y}q${half / 2} ${rise} ${half} 0${`t${half} 0`.repeat(halves)}`;
}

/** A head and shoulders where no photograph is given. */
export function silhouette(): string {
  return (
    `<rect width="228" height="304" fill="#dfe7ec"/><g fill="#9fb3c0">` +
    `<path d="M114 58c34 0 56 26 56 62 0 40-24 74-56 74s-56-34-56-74c0-36 22-62 56-62z"/>` +
    `<path d="M10 304c0-58 36-84 68-92 10 12 22 18 36 18s26-6 36-18c32 8 68 34 68 92z"/></g>`
  );
}

/** Where the holder's or the head of office's signature goes. */
export function signatureLine(): string {
  return `<path d="M764 612h200" stroke="#5b7f99" stroke-width="1.5" fill="none"/>`;
}
