/** The surface of a height field or a patch as triangles. */
import type { Geometry } from "./core/env.ts";

export interface Triangles {
  /** [3 × vertices] */
  readonly vertices: Float32Array;
  /** Counter-clockwise seen from above. [3 × faces] */
  readonly triangles: Uint32Array;
}

type Heightfield = Extract<Geometry, { kind: "heightfield" }>;
type Patch = Extract<Geometry, { kind: "patch" }>;

/** Two triangles a cell, split by the diagonal from (row, column + 1) to (row + 1, column). */
export function sheetTriangles(sheet: Heightfield | Patch): Triangles {
  const { rows, columns } = sheet;
  const vertices = Float32Array.from(sheet.kind === "patch" ? sheet.corners : heightfieldCorners(sheet));
  const triangles = new Uint32Array((rows - 1) * (columns - 1) * 6);
  let at = 0;
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const corner = row * columns + column;
      const [east, north, far] = [corner + 1, corner + columns, corner + columns + 1];
      triangles.set([corner, east, north, east, far, north], at);
      at += 6;
    }
  }
  return { vertices, triangles };
}

/** Corners of a height field, row by row, its middle at the origin. [3 × rows × columns] */
export function heightfieldCorners({ rows, columns, heights, size }: Heightfield): Float64Array {
  const corners = new Float64Array(rows * columns * 3);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      corners[at * 3] = size[0] * (column / (columns - 1) - 0.5);
      corners[at * 3 + 1] = size[1] * (row / (rows - 1) - 0.5);
      corners[at * 3 + 2] = heights[at] ?? 0;
    }
  }
  return corners;
}
