/** How a scene is lit and floored, wherever it is drawn: the camera and the viewer take their numbers from here. */
import { cos, sin } from "./deterministic-math.ts";
import type { CameraPose, SceneBody, SceneShape, Vec3 } from "./env.ts";
import { lengthVec, normalizeVec, subtractVec } from "./vector.ts";

export interface DirectionalLook {
  /** Unit vector towards the light. */
  readonly direction: Vec3;
  /** sRGB, 0 to 1. */
  readonly colour: Vec3;
  /** As three.js counts: a white surface that faces the light reflects intensity / π. */
  readonly intensity: number;
}

/** A sky above a pale ground, a warm key light from the front right, a cool fill light from the left. */
export const SCENE_LIGHTS: {
  readonly sky: { readonly above: Vec3; readonly below: Vec3; readonly intensity: number };
  readonly key: DirectionalLook;
  readonly fill: DirectionalLook;
  /** Factor of all light before the tone mapping. */
  readonly exposure: number;
} = {
  sky: { above: [1, 1, 1], below: [0.847, 0.816, 0.753], intensity: 1.9 },
  key: { direction: normalizeVec([1.1, -1.5, 2.8]), colour: [1, 0.965, 0.91], intensity: 2.5 },
  fill: { direction: normalizeVec([-3, -2, 1.5]), colour: [0.875, 0.91, 1], intensity: 0.55 },
  exposure: 1.05,
};

/** The background's colours (sRGB, 0 to 1) from the middle of the picture outwards, with their places. */
export const BACKDROP_STOPS: readonly (readonly [number, Vec3])[] = [
  [0, [0.992, 0.988, 0.98]],
  [0.55, [0.953, 0.945, 0.925]],
  [1, [0.902, 0.89, 0.859]],
];

/** Middle and radii of the backdrop's ellipse, as shares of the picture's width and height. */
export const BACKDROP_ELLIPSE: {
  readonly centre: readonly [number, number];
  readonly radii: readonly [number, number];
} = { centre: [0.5, 0.42], radii: [1.2, 0.9] };

/** By how much the floor's squares are darker and lighter than its colour (of the linear albedo). */
export const FLOOR_CONTRAST = 0.09;

/** A plane that never moves is a floor: drawn in squares, so that motion over it shows. */
export function isFloor(body: SceneBody, shape: SceneShape): boolean {
  return !body.moves && shape.geometry.kind === "plane";
}

/** Half the height of what the camera sees at its target, in metres. */
export function viewRadius({ position, target, verticalFovRad }: CameraPose): number {
  return (lengthVec(subtractVec(position, target)) * sin(verticalFovRad / 2)) / cos(verticalFovRad / 2);
}

/** Side of a floor's squares, in metres. */
export function floorSquare(camera: CameraPose): number {
  const radius = viewRadius(camera);
  return radius > 8 ? 5 : radius > 0.8 ? 1 : 0.25;
}
