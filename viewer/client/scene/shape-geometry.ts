/** A scene shape's three.js geometry. */
import {
  BufferGeometry,
  CapsuleGeometry,
  CylinderGeometry,
  Float32BufferAttribute,
  PlaneGeometry,
  SphereGeometry,
} from "three";
import { RoundedBoxGeometry } from "three/addons/geometries/RoundedBoxGeometry.js";
import type { Geometry } from "../../../sim/core/env.ts";

/** Share of a box's smallest side that its rounded edges take: softer on the eye than the physics' sharp ones. */
const BEVEL = 0.06;

export function shapeGeometry(geometry: Geometry): BufferGeometry {
  switch (geometry.kind) {
    case "box": {
      const [x, y, z] = geometry.halfSizes;
      return new RoundedBoxGeometry(2 * x, 2 * y, 2 * z, 4, BEVEL * Math.min(x, y, z));
    }
    case "sphere":
      return new SphereGeometry(geometry.radius, 48, 32);
    // three.js lays both along y, Craik along z.
    case "capsule":
      return new CapsuleGeometry(geometry.radius, 2 * geometry.halfLength, 12, 32).rotateX(Math.PI / 2);
    case "cylinder":
      return new CylinderGeometry(geometry.radius, geometry.radius, 2 * geometry.halfLength, 48).rotateX(Math.PI / 2);
    case "plane":
      return new PlaneGeometry(2 * geometry.halfSizes[0], 2 * geometry.halfSizes[1]);
    case "heightfield":
      return sheetGeometry(geometry.rows, geometry.columns, heightfieldCorners(geometry));
    case "patch":
      return sheetGeometry(geometry.rows, geometry.columns, geometry.corners);
    case "mesh": {
      const indexed = new BufferGeometry();
      indexed.setAttribute("position", new Float32BufferAttribute([...geometry.vertices], 3));
      indexed.setIndex([...geometry.triangles]);
      // Each face with corners of its own, so that its edges are sharp.
      const faceted = indexed.toNonIndexed();
      indexed.dispose();
      faceted.computeVertexNormals();
      return faceted;
    }
  }
}

/** Rows by columns of corners [3 × rows × columns], each cell split from (row, column + 1) to (row + 1, column), smoothly shaded. */
function sheetGeometry(rows: number, columns: number, corners: readonly number[]): BufferGeometry {
  const triangles: number[] = [];
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const corner = row * columns + column;
      triangles.push(corner, corner + 1, corner + columns, corner + 1, corner + columns + 1, corner + columns);
    }
  }
  const sheet = new BufferGeometry();
  sheet.setAttribute("position", new Float32BufferAttribute([...corners], 3));
  sheet.setIndex(triangles);
  sheet.computeVertexNormals();
  return sheet;
}

function heightfieldCorners({
  size,
  rows,
  columns,
  heights,
}: Extract<Geometry, { kind: "heightfield" }>): readonly number[] {
  return heights.flatMap((height, index) => [
    size[0] * ((index % columns) / (columns - 1) - 0.5),
    size[1] * (Math.floor(index / columns) / (rows - 1) - 0.5),
    height,
  ]);
}
