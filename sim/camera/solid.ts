/** Boxes, planes and convex meshes: faces, edges and corners in the shape's own frame. */
import type { Geometry } from "../core/env.ts";

export interface Solid {
  readonly kind: "solid";
  /** [3 × corners] */
  readonly corners: Float64Array;
  /** [4 × faces]: outward unit normal n and offset k, with n · p = k on the face. */
  readonly faces: Float64Array;
  /** [4 × edges]: corners a and b, the face that has a → b on its way round, and the face of b → a or −1 where there is none. */
  readonly edges: Int32Array;
  /** Its least extent across a face; Infinity for a plane, which is not thin where it is seen from above. */
  readonly thickness: number;
}

/** Faces count as one where their normals agree to this. */
const COPLANAR = 1e-9;

/** What is wrong with a mesh comes as a string: what it must do. */
export function solidOf(geometry: Extract<Geometry, { readonly kind: "box" | "plane" | "mesh" }>): Solid | string {
  switch (geometry.kind) {
    case "plane": {
      const [x, y] = geometry.halfSizes;
      return {
        kind: "solid",
        corners: Float64Array.of(-x, -y, 0, x, -y, 0, x, y, 0, -x, y, 0),
        faces: Float64Array.of(0, 0, 1, 0),
        edges: Int32Array.of(0, 1, 0, -1, 1, 2, 0, -1, 2, 3, 0, -1, 3, 0, 0, -1),
        thickness: Number.POSITIVE_INFINITY,
      };
    }
    case "box": {
      const [x, y, z] = geometry.halfSizes;
      const vertices = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((i) => [i & 1 ? x : -x, i & 2 ? y : -y, i & 4 ? z : -z]);
      return fromTriangles(vertices, BOX_TRIANGLES);
    }
    case "mesh":
      return fromTriangles(geometry.vertices, geometry.triangles);
  }
}

/** Corner i of a box: bit 0 for x, bit 1 for y, bit 2 for z. */
const BOX_TRIANGLES: readonly number[] = [
  [0, 4, 6, 2],
  [1, 3, 7, 5],
  [0, 1, 5, 4],
  [2, 6, 7, 3],
  [0, 2, 3, 1],
  [4, 5, 7, 6],
].flatMap(([a = 0, b = 0, c = 0, d = 0]) => [a, b, c, a, c, d]);

function fromTriangles(vertices: readonly number[], triangles: readonly number[]): Solid | string {
  const faces: number[] = [];
  const faceOf: number[] = [];
  for (let t = 0; t + 2 < triangles.length; t += 3) {
    const plane = planeOf(vertices, triangles[t] ?? 0, triangles[t + 1] ?? 0, triangles[t + 2] ?? 0);
    // A sliver without area has no side to show; its edges belong to any face.
    faceOf.push(plane ? indexOfPlane(faces, plane) : 0);
  }
  const ways = new Map<string, number>();
  for (const [t, face] of faceOf.entries()) {
    for (let side = 0; side < 3; side++) {
      const [a, b] = [triangles[3 * t + side], triangles[3 * t + ((side + 1) % 3)]];
      if (ways.has(`${a},${b}`)) return `be wound the same way everywhere, two triangles go from vertex ${a} to ${b}`;
      ways.set(`${a},${b}`, face);
    }
  }
  const edges: number[] = [];
  for (const [way, face] of ways) {
    const [a = 0, b = 0] = way.split(",").map(Number);
    const other = ways.get(`${b},${a}`);
    if (other === undefined) return `be closed, only one triangle has the edge between vertices ${a} and ${b}`;
    if (a < b && other !== face) edges.push(a, b, face, other);
  }
  return {
    kind: "solid",
    corners: Float64Array.from(vertices),
    faces: Float64Array.from(faces),
    edges: Int32Array.from(edges),
    thickness: thicknessOf(vertices, faces),
  };
}

function thicknessOf(vertices: readonly number[], faces: readonly number[]): number {
  let thickness = Number.POSITIVE_INFINITY;
  for (let face = 0; face < faces.length; face += 4) {
    let extent = 0;
    for (let at = 0; at < vertices.length; at += 3) {
      const height =
        faces[face]! * vertices[at]! + faces[face + 1]! * vertices[at + 1]! + faces[face + 2]! * vertices[at + 2]!;
      extent = Math.max(extent, faces[face + 3]! - height);
    }
    thickness = Math.min(thickness, extent);
  }
  return thickness;
}

type Plane = readonly [number, number, number, number];

function planeOf(vertices: readonly number[], a: number, b: number, c: number): Plane | undefined {
  const at = (i: number, axis: number): number => vertices[3 * i + axis] ?? 0;
  const [ux, uy, uz] = [at(b, 0) - at(a, 0), at(b, 1) - at(a, 1), at(b, 2) - at(a, 2)];
  const [vx, vy, vz] = [at(c, 0) - at(a, 0), at(c, 1) - at(a, 1), at(c, 2) - at(a, 2)];
  const [nx, ny, nz] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
  const length = Math.sqrt(nx * nx + ny * ny + nz * nz);
  if (!(length > 0)) return undefined;
  return [nx / length, ny / length, nz / length, (nx * at(a, 0) + ny * at(a, 1) + nz * at(a, 2)) / length];
}

/** Of a convex solid, faces with the same normal are the same face. */
function indexOfPlane(faces: number[], [nx, ny, nz, k]: Plane): number {
  for (let face = 0; face < faces.length; face += 4) {
    if (nx * faces[face]! + ny * faces[face + 1]! + nz * faces[face + 2]! > 1 - COPLANAR) return face / 4;
  }
  faces.push(nx, ny, nz, k);
  return faces.length / 4 - 1;
}
