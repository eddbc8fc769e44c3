/** What the camera's benchmark looks at: twelve primitives of every form on a floor, which roll and tumble by formula. */
import { cos, type Geometry, type Quat, type Scene, type SceneBody, sin, type Vec3 } from "../../sim/index.ts";

const UPRIGHT: Quat = [0, 0, 0, 1];

/** Colours (sRGB, 0 to 1), one after the other. */
const COLOURS: readonly Vec3[] = [
  [0.84, 0.27, 0.24],
  [0.18, 0.46, 0.76],
  [0.94, 0.66, 0.2],
  [0.24, 0.6, 0.44],
  [0.55, 0.4, 0.72],
  [0.9, 0.48, 0.36],
];

/** A pyramid on a square, with the tip along +z. */
const PYRAMID: Geometry = {
  kind: "mesh",
  vertices: [-0.3, -0.3, -0.25, 0.3, -0.3, -0.25, 0.3, 0.3, -0.25, -0.3, 0.3, -0.25, 0, 0, 0.4],
  triangles: [0, 2, 1, 0, 3, 2, 0, 1, 4, 1, 2, 4, 2, 3, 4, 3, 0, 4],
};

const FORMS: readonly Geometry[] = [
  { kind: "sphere", radius: 0.32 },
  { kind: "box", halfSizes: [0.28, 0.28, 0.28] },
  { kind: "capsule", radius: 0.16, halfLength: 0.3 },
  { kind: "cylinder", radius: 0.26, halfLength: 0.28 },
  PYRAMID,
  { kind: "box", halfSizes: [0.42, 0.16, 0.2] },
  { kind: "sphere", radius: 0.24 },
  { kind: "cylinder", radius: 0.34, halfLength: 0.12 },
  { kind: "capsule", radius: 0.2, halfLength: 0.16 },
  { kind: "box", halfSizes: [0.2, 0.2, 0.45] },
  { kind: "sphere", radius: 0.4 },
];

/** Eleven bodies that move, and the floor: twelve primitives. */
export const CAMERA_SCENE: Scene = {
  bodies: [
    {
      name: "floor",
      moves: false,
      shapes: [
        {
          geometry: { kind: "plane", halfSizes: [4, 4] },
          position: [0, 0, 0],
          rotation: UPRIGHT,
          colour: [0.78, 0.77, 0.74],
        },
      ],
    },
    ...FORMS.map(
      (geometry, index): SceneBody => ({
        name: `${geometry.kind} ${index}`,
        moves: true,
        shapes: [
          { geometry, position: [0, 0, 0], rotation: UPRIGHT, colour: COLOURS[index % COLOURS.length] ?? [1, 1, 1] },
        ],
      }),
    ),
  ],
  camera: { position: [0.4, -4.6, 2.9], target: [0, 0, 0.35], verticalFovRad: 0.7 },
};

/** Writes the bodies' poses at a time in seconds: on two rings about the middle, turning. out [bodies × 7]. */
export function cameraScenePosesInto(out: Float32Array, timeSecs: number): void {
  out.set([0, 0, 0, ...UPRIGHT]);
  for (let index = 0; index < FORMS.length; index++) {
    const outer = index % 2;
    const around = (index * 2 * Math.PI) / FORMS.length + (outer ? 0.4 : -0.3) * timeSecs;
    const radius = outer ? 1.45 : 0.75;
    const half = 0.5 * (index + 0.8 * timeSecs);
    const [s, c] = [sin(half), cos(half)];
    const at = 7 * (index + 1);
    out[at] = radius * cos(around) * 1.15;
    out[at + 1] = radius * sin(around);
    out[at + 2] = 0.42 + 0.12 * sin(1.7 * timeSecs + index);
    out[at + 3] = s * 0.36;
    out[at + 4] = s * 0.48;
    out[at + 5] = s * 0.8;
    out[at + 6] = c;
  }
}
