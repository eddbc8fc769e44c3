/** Height fields and patches: corners and their normals in the shape's own frame. */
import type { Geometry } from "../core/env.ts";
import { heightfieldCorners } from "../sheet-triangles.ts";

export interface Terrain {
  readonly kind: "terrain";
  readonly rows: number;
  readonly columns: number;
  /** [3 × rows × columns] */
  readonly corners: Float64Array;
  /** Unit normals at the corners [3 × rows × columns], by central differences. */
  readonly normals: Float64Array;
  /** Whether all normals are the same, so that it has one colour. */
  readonly flat: boolean;
}

type Heightfield = Extract<Geometry, { kind: "heightfield" }>;
type Patch = Extract<Geometry, { kind: "patch" }>;

export function terrainOf(sheet: Heightfield | Patch): Terrain {
  const { rows, columns } = sheet;
  const corners = sheet.kind === "patch" ? Float64Array.from(sheet.corners) : heightfieldCorners(sheet);
  const normals = new Float64Array(corners.length);
  const corner = (row: number, column: number): number => 3 * (row * columns + column);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [west, east] = [corner(row, Math.max(column - 1, 0)), corner(row, Math.min(column + 1, columns - 1))];
      const [south, north] = [corner(Math.max(row - 1, 0), column), corner(Math.min(row + 1, rows - 1), column)];
      const along = (from: number, to: number, axis: number): number => corners[to + axis]! - corners[from + axis]!;
      const [ux, uy, uz] = [along(west, east, 0), along(west, east, 1), along(west, east, 2)];
      const [vx, vy, vz] = [along(south, north, 0), along(south, north, 1), along(south, north, 2)];
      const [x, y, z] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
      const length = Math.sqrt(x * x + y * y + z * z);
      const at = corner(row, column);
      normals[at] = x / length;
      normals[at + 1] = y / length;
      normals[at + 2] = z / length;
    }
  }
  const flat = normals.every((value, at) => value === normals[at % 3]);
  return { kind: "terrain", rows, columns, corners, normals, flat };
}
