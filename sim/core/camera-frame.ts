/** Where a camera stands in the world, also one that a body carries. */
import { cos, sin } from "./deterministic-math.ts";
import type { CameraPose, Scene, Vec3 } from "./env.ts";
import { SpecError } from "./errors.ts";
import { crossVec, lengthVec, normalizeVec, subtractVec } from "./vector.ts";

const UPWARDS: Vec3 = [0, 0, 1];
/** Numbers of a frame: position, right, up, forward, each (x, y, z). */
export const CAMERA_FRAME_SIZE = 12;

export interface CameraFrame {
  /** Index of the body that carries the camera, −1 where it stands in the world. */
  readonly mount: number;
  readonly turns: "all" | "yaw" | "none";
  /** Position, right, up, forward in the frame of the mount. */
  readonly inMount: readonly [Vec3, Vec3, Vec3, Vec3];
  /** tan(verticalFovRad / 2) */
  readonly tanHalfFov: number;
}

/** Resolves what of a pose never changes. A SpecError for a view without direction, a wrong angle or an unknown body. */
export function cameraFrame({ bodies }: Pick<Scene, "bodies">, pose: CameraPose): CameraFrame {
  const { position, target, verticalFovRad, up = UPWARDS, mount } = pose;
  if (!(verticalFovRad > 0 && verticalFovRad < Math.PI)) {
    throw new SpecError(`camera.verticalFovRad must lie between 0 and π, got ${verticalFovRad}`);
  }
  const forward = normalizeVec(subtractVec(target, position));
  const side = crossVec(forward, normalizeVec(up));
  if (!(lengthVec(side) > 1e-6)) {
    throw new SpecError(
      `camera: target must differ from position, and up must not lie along the line of sight, got position ${JSON.stringify(position)}, target ${JSON.stringify(target)}, up ${JSON.stringify(up)}`,
    );
  }
  const right = normalizeVec(side);
  const index = mount ? bodies.findIndex(({ name }) => name === mount.body) : -1;
  if (mount && index < 0) {
    throw new SpecError(
      `camera.mount.body must name one of ${bodies.map(({ name }) => name).join(", ")}, got ${JSON.stringify(mount.body)}`,
    );
  }
  return {
    mount: index,
    turns: mount?.turns ?? "none",
    inMount: [position, right, crossVec(right, forward), forward],
    tanHalfFov: sin(verticalFovRad / 2) / cos(verticalFovRad / 2),
  };
}

/** Writes position, right, up and forward in the world. poses [bodies × 7], out [12]. */
export function cameraFrameInto(out: Float64Array, { mount, turns, inMount }: CameraFrame, poses: Float32Array): void {
  const at = mount * 7;
  const carried = mount >= 0;
  let [qx, qy, qz, qw] = [0, 0, 0, 1];
  if (carried && turns !== "none") {
    qz = poses[at + 5]!;
    qw = poses[at + 6]!;
    if (turns === "all") {
      qx = poses[at + 3]!;
      qy = poses[at + 4]!;
    }
    // Of a yaw only the twist about the vertical counts, which a body turned upside down does not have.
    if (qx * qx + qy * qy + qz * qz + qw * qw < 1e-12) qw = 1;
  }
  const scale = 2 / (qx * qx + qy * qy + qz * qz + qw * qw);
  for (let part = 0; part < 4; part++) {
    const [x, y, z] = inMount[part]!;
    const to = part * 3;
    const tx = qy * z - qz * y;
    const ty = qz * x - qx * z;
    const tz = qx * y - qy * x;
    out[to] = x + scale * (qw * tx + qy * tz - qz * ty);
    out[to + 1] = y + scale * (qw * ty + qz * tx - qx * tz);
    out[to + 2] = z + scale * (qw * tz + qx * ty - qy * tx);
  }
  if (!carried) return;
  out[0] = out[0]! + poses[at]!;
  out[1] = out[1]! + poses[at + 1]!;
  out[2] = out[2]! + poses[at + 2]!;
}
