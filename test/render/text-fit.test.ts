import { describe, expect, it } from "vitest";
import { escapeXml, openSvg } from "../../src/render/svg.ts";
import { FACES, type FittedText, fitText, LINE_HEIGHT } from "../../src/render/text-fit.ts";

const BOX = {
  width: 470,
  height: 50,
  faces: ["medium", "condensed"],
  fontSizeMax: 25,
  fontSizeMin: 13,
} as const;

/** Where the ink of the widest line ends when it is really drawn. */
function inkWidth({ lines, face, fontSize }: FittedText): number {
  const texts = lines.map(
    (line) => `<text ${FACES[face]} font-size="${fontSize}">${escapeXml(line)}</text>`,
  );
  const size = 'width="9" height="9"';
  const box = openSvg(
    `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${texts.join("")}</svg>`,
  ).getBBox();
  return box ? box.x + box.width : 0;
}

describe("fitText", () => {
  it.each([
    ["one word", "SUKARNO"],
    ["60 letters in words", "RADEN AYU WIDURI KUSUMANINGRUM WIRYADIPUTRI HADIKUSUMANEGARA"],
    ["60 wide letters in one word", "W".repeat(60)],
    ["60 narrow letters in one word", "I".repeat(60)],
    ["letters that XML reserves", `<&"'>=`.repeat(10)],
    [
      "90 letters in words",
      "JALAN LINTAS SUMATERA KILOMETER DUA PULUH LIMA GANG MELATI DALAM NOMOR 7",
    ],
  ])("keeps %s in its box and loses no letter", (_, text) => {
    const fitted = fitText(text, BOX);
    expect(fitted).toBeDefined();
    if (!fitted) return;
    expect(inkWidth(fitted)).toBeLessThanOrEqual(BOX.width);
    expect(fitted.lines.length * fitted.fontSize * LINE_HEIGHT).toBeLessThanOrEqual(BOX.height);
    expect(fitted.lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
  });

  it("leaves a short text at the largest size in the first face", () => {
    expect(fitText("SITI", BOX)).toEqual({ lines: ["SITI"], face: "medium", fontSize: 25 });
  });

  it("breaks between words as long as that helps", () => {
    const text = "RADEN AYU WIDURI KUSUMANINGRUM WIRYADIPUTRI HADIKUSUMANEGARA";
    expect(fitText(text, BOX)?.lines.join(" ")).toBe(text);
  });

  it("stays on one line where the box has room for one", () => {
    expect(
      fitText("MENGURUS RUMAH TANGGA DAN WARUNG KOPI", { ...BOX, height: 35 })?.lines,
    ).toHaveLength(1);
  });

  it("says so when nothing helps", () => {
    expect(fitText("W".repeat(200), BOX)).toBeUndefined();
  });
});
