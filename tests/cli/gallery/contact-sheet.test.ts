import { describe, expect, it } from "vitest";
import { contactSheet } from "../../../cli/gallery/contact-sheet.ts";

const picture = (grey: number): { width: number; height: number; rgb: Uint8Array } => ({
  width: 2,
  height: 1,
  rgb: new Uint8Array(6).fill(grey),
});

describe("contactSheet", () => {
  it("is the picture itself where there is one", () => {
    expect(contactSheet([picture(9)], { columns: 5 })).toEqual(picture(9));
  });

  it("fills rows from the left, with white between pictures and where none is left", () => {
    const sheet = contactSheet([picture(1), picture(2), picture(3)], { columns: 2 });
    expect([sheet.width, sheet.height]).toEqual([2 + 4 + 2, 1 + 4 + 1]);
    const red = (row: number): number[] => Array.from({ length: 8 }, (_, x) => sheet.rgb[(row * 8 + x) * 3] ?? -1);
    expect(red(0)).toEqual([1, 1, 255, 255, 255, 255, 2, 2]);
    expect(red(3)).toEqual(Array(8).fill(255));
    expect(red(5)).toEqual([3, 3, 255, 255, 255, 255, 255, 255]);
  });
});
