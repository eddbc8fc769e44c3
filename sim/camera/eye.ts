/** Poses seen from the eye: where a primitive stands in the frame (right, up, forward), and where the light is. */
import { SCENE_LIGHTS } from "../core/scene-look.ts";
import type { Primitive } from "./compile-scene.ts";

export interface Eye {
  /** Position, right, up, forward in the world [12]. */
  readonly frame: Float64Array;
  /** Towards the key light, the fill light and upwards, in the eye's frame [9]. */
  readonly lights: Float64Array;
}

export function createEye(): Eye {
  return { frame: new Float64Array(12), lights: new Float64Array(9) };
}

const DIRECTIONS: readonly number[] = [...SCENE_LIGHTS.key.direction, ...SCENE_LIGHTS.fill.direction, 0, 0, 1];

/** After a change of the frame. */
export function turnLights({ frame, lights }: Eye): void {
  for (let light = 0; light < 9; light += 3) {
    for (let axis = 0; axis < 3; axis++) {
      const at = 3 + 3 * axis;
      lights[light + axis] =
        DIRECTIONS[light]! * frame[at]! +
        DIRECTIONS[light + 1]! * frame[at + 1]! +
        DIRECTIONS[light + 2]! * frame[at + 2]!;
    }
  }
}

/** Writes a shape's rotation matrix (by rows) and position in the eye's frame. poses [bodies × 7], out [12]. */
export function placeInto(out: Float64Array, { frame }: Eye, { body, inBody }: Primitive, poses: Float32Array): void {
  const at = body * 7;
  const x = poses[at + 3]!;
  const y = poses[at + 4]!;
  const z = poses[at + 5]!;
  const w = poses[at + 6]!;
  const s = 2 / (x * x + y * y + z * z + w * w);
  const m0 = 1 - s * (y * y + z * z);
  const m1 = s * (x * y - w * z);
  const m2 = s * (x * z + w * y);
  const m3 = s * (x * y + w * z);
  const m4 = 1 - s * (x * x + z * z);
  const m5 = s * (y * z - w * x);
  const m6 = s * (x * z - w * y);
  const m7 = s * (y * z + w * x);
  const m8 = 1 - s * (x * x + y * y);
  // The columns of the matrix and the position, one after the other, through the body's pose and then the eye's.
  for (let column = 0; column < 4; column++) {
    const from = column < 3 ? column : 9;
    const step = column < 3 ? 3 : 1;
    const a = inBody[from]!;
    const b = inBody[from + step]!;
    const c = inBody[from + 2 * step]!;
    let wx = m0 * a + m1 * b + m2 * c;
    let wy = m3 * a + m4 * b + m5 * c;
    let wz = m6 * a + m7 * b + m8 * c;
    if (column === 3) {
      wx += poses[at]! - frame[0]!;
      wy += poses[at + 1]! - frame[1]!;
      wz += poses[at + 2]! - frame[2]!;
    }
    out[from] = frame[3]! * wx + frame[4]! * wy + frame[5]! * wz;
    out[from + step] = frame[6]! * wx + frame[7]! * wy + frame[8]! * wz;
    out[from + 2 * step] = frame[9]! * wx + frame[10]! * wy + frame[11]! * wz;
  }
}
