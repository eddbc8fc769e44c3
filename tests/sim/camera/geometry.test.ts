/** Depth and outline of every form against answers found in other ways. */
import { describe, expect, it } from "vitest";
import type { CameraPose, Geometry, Quat, Vec3 } from "../../../sim/index.ts";
import { marchRay } from "./camera-rays.ts";
import { photograph, sceneOf, type Thing, UPRIGHT } from "./pictures.ts";

const SIDE = 48;
const CAMERA: CameraPose = { position: [0.4, -4, 1.2], target: [0, 0, 0.1], verticalFovRad: 0.7 };
/** A pixel's side on the plane one metre before the eye. */
const PIXEL = (2 * Math.tan(CAMERA.verticalFovRad / 2)) / SIDE;
const TURNED: Quat = [0.36, 0.48, 0.48, 0.64];

const OCTAHEDRON: Geometry = {
  kind: "mesh",
  vertices: [0.9, 0, 0, 0, 0.9, 0, -0.9, 0, 0, 0, -0.9, 0, 0, 0, 0.9, 0, 0, -0.9],
  triangles: [0, 1, 4, 1, 2, 4, 2, 3, 4, 3, 0, 4, 1, 0, 5, 2, 1, 5, 3, 2, 5, 0, 3, 5],
};

const SOLIDS: readonly (readonly [string, Geometry])[] = [
  ["sphere", { kind: "sphere", radius: 0.8 }],
  ["box", { kind: "box", halfSizes: [0.7, 0.4, 0.9] }],
  ["capsule", { kind: "capsule", radius: 0.4, halfLength: 0.6 }],
  ["cylinder", { kind: "cylinder", radius: 0.6, halfLength: 0.5 }],
  ["mesh", OCTAHEDRON],
];

describe.each(SOLIDS)("a %s", (_, geometry) => {
  const poses: readonly (readonly [string, Vec3, Quat, CameraPose])[] = [
    ["upright", [0, 0, 0], UPRIGHT, CAMERA],
    ["turned, to one side", [0.5, 0.3, 0.2], TURNED, CAMERA],
    ["seen along its axis", [0, 0, 0], UPRIGHT, { ...CAMERA, position: [0, 0, 4], target: [0, 0, 0], up: [0, 1, 0] }],
    ["very near, larger than the picture", [0, 0, 0], TURNED, { ...CAMERA, position: [0, -1.15, 0.1] }],
    [
      "partly behind the eye",
      [0, 0, 0],
      TURNED,
      { position: [-1.1, 0, 0], target: [-0.2, 2, 0.1], verticalFovRad: 2.2 },
    ],
  ];

  it.each(poses)("has its outline and depth: %s", (_name, position, rotation, camera) => {
    const { scene, poses } = sceneOf(camera, [{ geometry, position, rotation }]);
    const { depth, segmentation } = photograph(scene, poses, SIDE, SIDE);
    let seen = 0;
    for (let at = 0; at < SIDE * SIDE; at++) {
      const sight = marchRay(scene, poses, { x: at % SIDE, y: Math.floor(at / SIDE), width: SIDE, height: SIDE });
      // Where the ray all but touches the outline, rounding decides.
      if (sight.grazing < 0.01 * PIXEL && sight.body < 0) continue;
      expect(segmentation[at]).toBe(sight.body + 1);
      if (sight.body < 0) expect(depth[at]).toBe(Number.POSITIVE_INFINITY);
      else {
        // Float32's relative precision, and the march's stopping distance seen at a slant.
        expect(Math.abs(depth[at]! - sight.depth)).toBeLessThan(2e-4 * sight.depth);
        seen++;
      }
    }
    expect(seen).toBeGreaterThan(20);
  });
});

describe("several bodies", () => {
  it("hide one another by depth, also where they run through each other", () => {
    const things: readonly Thing[] = [
      { geometry: { kind: "sphere", radius: 0.7 }, position: [-0.3, 0, 0] },
      { geometry: { kind: "box", halfSizes: [0.5, 0.5, 0.5] }, position: [0.4, 0.1, 0], rotation: TURNED },
      { geometry: { kind: "cylinder", radius: 0.2, halfLength: 1.2 }, position: [0, -0.3, 0.2], rotation: TURNED },
      { geometry: OCTAHEDRON, position: [0.1, 0.9, 0.6], still: true },
    ];
    const { scene, poses } = sceneOf(CAMERA, things);
    const { segmentation } = photograph(scene, poses, SIDE, SIDE);
    const counts = [0, 0, 0, 0, 0];
    let wrong = 0;
    for (let at = 0; at < SIDE * SIDE; at++) {
      const sight = marchRay(scene, poses, { x: at % SIDE, y: Math.floor(at / SIDE), width: SIDE, height: SIDE });
      counts[segmentation[at]!]!++;
      if (segmentation[at] !== sight.body + 1) wrong++;
    }
    // One pixel in a thousand may lie on a seam, where rounding decides.
    expect(wrong).toBeLessThanOrEqual(2);
    for (const count of counts) expect(count).toBeGreaterThan(20);
  });
});

describe("a plane", () => {
  it("reaches to the horizon: the depth of each row is that of the ray on the ground", () => {
    const camera: CameraPose = { position: [0, 0, 1.5], target: [0, 1, 1.5], verticalFovRad: 0.9 };
    const { scene, poses } = sceneOf(camera, [{ geometry: { kind: "plane", halfSizes: [1e5, 1e5] }, still: true }]);
    const { depth, segmentation } = photograph(scene, poses, SIDE, SIDE);
    for (let row = 0; row < SIDE; row++) {
      const down = ((2 * (row + 0.5)) / SIDE - 1) * Math.tan(0.45);
      const at = row * SIDE + 7;
      expect(segmentation[at]).toBe(down > 0 ? 1 : 0);
      // The eye is 1.5 m high, so the ground is met at depth 1.5 / down.
      if (down > 0) expect(depth[at]! / (1.5 / down)).toBeCloseTo(1, 5);
    }
  });

  it("is not seen from below", () => {
    const camera: CameraPose = { position: [0, -3, -1], target: [0, 0, 0], verticalFovRad: 0.9 };
    const { scene, poses } = sceneOf(camera, [{ geometry: { kind: "plane", halfSizes: [9, 9] } }]);
    expect(Math.max(...photograph(scene, poses).segmentation)).toBe(0);
  });
});

describe("a sheet", () => {
  const hill = (x: number, y: number): number => 0.4 * Math.sin(2 * x) * Math.cos(1.5 * y);
  const [rows, columns, size] = [13, 17, [4, 3]] as const;
  const grid = Array.from({ length: rows * columns }, (_, i): Vec3 => {
    const [x, y] = [
      ((i % columns) / (columns - 1) - 0.5) * size[0],
      (Math.floor(i / columns) / (rows - 1) - 0.5) * size[1],
    ];
    return [x, y, hill(x, y)];
  });
  const camera: CameraPose = { position: [0.7, -3.4, 2.2], target: [0, 0, 0], verticalFovRad: 0.8 };
  const heightfield: Geometry = { kind: "heightfield", size, rows, columns, heights: grid.map(([, , z]) => z) };
  const patch: Geometry = { kind: "patch", rows, columns, corners: grid.flat() };

  it.each([
    ["height field", heightfield],
    ["patch", patch],
  ])("of a %s lies where its triangles do", (_, geometry) => {
    const { scene, poses } = sceneOf(camera, [{ geometry }]);
    const { depth } = photograph(scene, poses, SIDE, SIDE);
    let wrong = 0;
    for (let at = 0; at < SIDE * SIDE; at += 3) {
      const expected = nearestTriangle(grid, rows, columns, camera, at);
      const got = depth[at]!;
      const same =
        expected === Number.POSITIVE_INFINITY ? got === expected : Math.abs(got - expected) < 1e-4 * expected;
      if (!same) wrong++;
    }
    // Rays that all but touch a border are for rounding to decide.
    expect(wrong).toBeLessThanOrEqual(1);
  });
});

/** Möller and Trumbore's test with every triangle that faces the eye. */
function nearestTriangle(grid: readonly Vec3[], rows: number, columns: number, camera: CameraPose, at: number): number {
  const { position: o, target, verticalFovRad } = camera;
  const forward = unit(minus(target, o));
  const right = unit(cross(forward, [0, 0, 1]));
  const up = cross(right, forward);
  const half = Math.tan(verticalFovRad / 2);
  const u = ((2 * ((at % SIDE) + 0.5)) / SIDE - 1) * half;
  const v = (1 - (2 * (Math.floor(at / SIDE) + 0.5)) / SIDE) * half;
  const d: Vec3 = [0, 1, 2].map((i) => forward[i]! + u * right[i]! + v * up[i]!) as unknown as Vec3;
  let nearest = Number.POSITIVE_INFINITY;
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const i = row * columns + column;
      for (const [a, b, c] of [
        [i, i + 1, i + columns],
        [i + 1, i + columns + 1, i + columns],
      ] as const) {
        const [e1, e2] = [minus(grid[b]!, grid[a]!), minus(grid[c]!, grid[a]!)];
        const p = cross(d, e2);
        const determinant = dot(e1, p);
        if (determinant <= 0) continue;
        const s = minus(o, grid[a]!);
        const [bu, q] = [dot(s, p) / determinant, cross(s, e1)];
        const bv = dot(d, q) / determinant;
        const depth = dot(e2, q) / determinant;
        if (bu >= 0 && bv >= 0 && bu + bv <= 1 && depth > 0) nearest = Math.min(nearest, depth);
      }
    }
  }
  return nearest;
}

const minus = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Vec3, b: Vec3): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const unit = (a: Vec3): Vec3 => {
  const length = Math.hypot(...a);
  return [a[0] / length, a[1] / length, a[2] / length];
};
