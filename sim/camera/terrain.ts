/** Height fields: corners and their normals in the shape's own frame. */
import type { Geometry } from "../core/env.ts";

export interface Terrain {
  readonly kind: "terrain";
  readonly rows: number;
  readonly columns: number;
  /** [3 × rows × columns] */
  readonly corners: Float64Array;
  /** Unit normals at the corners [3 × rows × columns], by central differences. */
  readonly normals: Float64Array;
}

export function terrainOf({ size, rows, columns, heights }: Extract<Geometry, { kind: "heightfield" }>): Terrain {
  const [corners, normals] = [new Float64Array(3 * rows * columns), new Float64Array(3 * rows * columns)];
  const [dx, dy] = [size[0] / (columns - 1), size[1] / (rows - 1)];
  const height = (row: number, column: number): number => heights[row * columns + column] ?? 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = 3 * (row * columns + column);
      corners[at] = column * dx - size[0] / 2;
      corners[at + 1] = row * dy - size[1] / 2;
      corners[at + 2] = height(row, column);
      const [west, east] = [Math.max(column - 1, 0), Math.min(column + 1, columns - 1)];
      const [south, north] = [Math.max(row - 1, 0), Math.min(row + 1, rows - 1)];
      const slopeX = (height(row, east) - height(row, west)) / ((east - west) * dx);
      const slopeY = (height(north, column) - height(south, column)) / ((north - south) * dy);
      const length = Math.sqrt(slopeX * slopeX + slopeY * slopeY + 1);
      normals[at] = -slopeX / length;
      normals[at + 1] = -slopeY / length;
      normals[at + 2] = 1 / length;
    }
  }
  return { kind: "terrain", rows, columns, corners, normals };
}
