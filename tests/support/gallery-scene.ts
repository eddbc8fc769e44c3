/** One of every geometry, side by side on a floor, each in a strong colour and in nobody's shadow. */
import type { Geometry, Quat, Scene, SceneBody, Vec3 } from "../../sim/index.ts";

const UPRIGHT: Quat = [0, 0, 0, 1];

/** A gem: a square girdle with two tips. */
const GEM: Geometry = {
  kind: "mesh",
  vertices: [0.34, 0, 0, 0, 0.34, 0, -0.34, 0, 0, 0, -0.34, 0, 0, 0, 0.42, 0, 0, -0.3],
  triangles: [0, 1, 4, 1, 2, 4, 2, 3, 4, 3, 0, 4, 1, 0, 5, 2, 1, 5, 3, 2, 5, 0, 3, 5],
};

/** A hill of 9 × 9 heights over 1.5 m. */
const HILL: Geometry = {
  kind: "heightfield",
  size: [1.5, 1.5],
  rows: 9,
  columns: 9,
  heights: Array.from({ length: 81 }, (_, i) => {
    const [x, y] = [(i % 9) / 4 - 1, Math.floor(i / 9) / 4 - 1];
    return 0.02 + 0.55 * Math.max(0, 1 - x * x) * Math.max(0, 1 - y * y);
  }),
};

/** A ramp that rises to the back, bent in the middle. */
const RAMP: Geometry = {
  kind: "patch",
  rows: 3,
  columns: 2,
  corners: [-0.35, -0.5, 0.02, 0.35, -0.5, 0.02, -0.35, 0, 0.1, 0.35, 0, 0.1, -0.35, 0.5, 0.5, 0.35, 0.5, 0.5],
};

const EXHIBITS: readonly (readonly [string, Geometry, Vec3, Quat, Vec3])[] = [
  ["ball", { kind: "sphere", radius: 0.36 }, [-1.7, -0.6, 0.36], UPRIGHT, [0.84, 0.27, 0.24]],
  [
    "block",
    { kind: "box", halfSizes: [0.3, 0.26, 0.3] },
    [-0.55, -0.6, 0.3],
    [0, 0, 0.2588, 0.9659],
    [0.16, 0.45, 0.78],
  ],
  [
    "pill",
    { kind: "capsule", radius: 0.17, halfLength: 0.3 },
    [0.6, -0.6, 0.5],
    [0.2, 0.25, 0, 0.9474],
    [0.92, 0.58, 0.15],
  ],
  ["drum", { kind: "cylinder", radius: 0.3, halfLength: 0.28 }, [1.7, -0.6, 0.29], UPRIGHT, [0.2, 0.6, 0.42]],
  ["gem", GEM, [-1.4, 0.95, 0.42], [0, 0, 0.1305, 0.9914], [0.55, 0.36, 0.76]],
  ["hill", HILL, [0.15, 1.2, 0], UPRIGHT, [0.44, 0.62, 0.2]],
  ["ramp", RAMP, [1.7, 1, 0], UPRIGHT, [0.86, 0.4, 0.56]],
];

export const GALLERY: Scene = {
  bodies: [
    {
      name: "floor",
      moves: false,
      shapes: [
        {
          geometry: { kind: "plane", halfSizes: [4, 4] },
          position: [0, 0, 0],
          rotation: UPRIGHT,
          colour: [0.8, 0.8, 0.8],
        },
      ],
    },
    ...EXHIBITS.map(
      ([name, geometry, , , colour]): SceneBody => ({
        name,
        moves: true,
        shapes: [{ geometry, position: [0, 0, 0], rotation: UPRIGHT, colour }],
      }),
    ),
  ],
  camera: { position: [0.5, -5.2, 2.8], target: [0, 0.1, 0.3], verticalFovRad: 0.62 },
};

/** [bodies × 7] */
export const GALLERY_POSES: Float32Array = Float32Array.from(
  [[0, 0, 0, ...UPRIGHT], ...EXHIBITS.map(([, , position, rotation]) => [...position, ...rotation])].flat(),
);
