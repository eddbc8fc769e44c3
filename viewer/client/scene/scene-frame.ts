/** What the stage must know of a scene: how large it is, where its middle and its ground are. */
import type { Scene, SceneBody, SceneShape } from "../../../sim/core/env.ts";

export interface SceneFrame {
  /** Size of what the camera sees, in metres. */
  readonly radius: number;
  readonly centre: readonly [number, number];
  readonly groundHeight: number;
  /** Side of a grid cell, in metres. */
  readonly gridCell: number;
}

export function sceneFrame({ camera }: Scene): SceneFrame {
  const [px, py, pz] = camera.position;
  const [tx, ty, tz] = camera.target;
  const radius = Math.hypot(px - tx, py - ty, pz - tz) * Math.tan(camera.verticalFovRad / 2);
  return { radius, centre: [tx, ty], groundHeight: 0, gridCell: radius > 8 ? 1 : radius > 0.8 ? 0.2 : 0.05 };
}

/** A plane that never moves is the floor: the stage draws it, as a grid. */
export function isFloor(body: SceneBody, shape: SceneShape): boolean {
  return !body.moves && shape.geometry.kind === "plane";
}
