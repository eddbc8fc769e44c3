/** How far a prediction is from the physics. */
import type { Scene } from "../../../sim/core/env.ts";
import { type FrameEvent, POSE_SIZE } from "../../protocol/index.ts";

export interface DreamError {
  /** Largest distance between a moving body's origin and its ghost's. */
  readonly metres: number;
  /** Largest angle between a moving body and its ghost. */
  readonly angleRad: number;
}

/** Null when the frame carries no ghost or belongs to another scene. */
export function dreamError(scene: Scene, { poses, ghost }: FrameEvent): DreamError | null {
  if (!ghost || poses.length !== scene.bodies.length * POSE_SIZE) return null;
  let metres = 0;
  let angleRad = 0;
  for (const [body, { moves }] of scene.bodies.entries()) {
    if (!moves) continue;
    const at = body * POSE_SIZE;
    const distance = Math.hypot(
      poses[at]! - ghost[at]!,
      poses[at + 1]! - ghost[at + 1]!,
      poses[at + 2]! - ghost[at + 2]!,
    );
    let dot = 0;
    for (let i = at + 3; i < at + POSE_SIZE; i++) dot += poses[i]! * ghost[i]!;
    metres = Math.max(metres, distance);
    angleRad = Math.max(angleRad, 2 * Math.acos(Math.min(1, Math.abs(dot))));
  }
  return { metres, angleRad };
}
