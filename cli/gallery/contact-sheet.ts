/** Several pictures of one size in a grid. */
import type { Picture } from "../../sim/index.ts";

export interface SheetOptions {
  readonly columns: number;
  /** Pixels between pictures, which are white. */
  readonly gap?: number;
}

/** Rows from the top, each filled from the left. */
export function contactSheet(pictures: readonly Picture[], { columns, gap = 4 }: SheetOptions): Picture {
  const [first] = pictures;
  if (!first || pictures.length === 1) return first ?? { width: 0, height: 0, rgb: new Uint8Array() };
  const across = Math.min(columns, pictures.length);
  const down = Math.ceil(pictures.length / across);
  const width = across * (first.width + gap) - gap;
  const height = down * (first.height + gap) - gap;
  const rgb = new Uint8Array(width * height * 3).fill(255);
  for (const [i, picture] of pictures.entries()) {
    const left = (i % across) * (first.width + gap);
    const top = Math.floor(i / across) * (first.height + gap);
    for (let row = 0; row < picture.height; row++) {
      const from = row * picture.width * 3;
      rgb.set(picture.rgb.subarray(from, from + picture.width * 3), ((top + row) * width + left) * 3);
    }
  }
  return { width, height, rgb };
}
