/** Sensors that a scenario declares. Each can be an observation of its own name, and be read by the task's functions. */
import type { CameraPose, Vec3 } from "./core/env.ts";

/** What a camera tells of each pixel. */
export type CameraImage = "rgb" | "depth" | "segmentation";

/**
 * A picture. Colour: uint8 [height, width, 3], sRGB. Depth along the camera's axis, not
 * along each pixel's ray: float32 [height, width], m. Segmentation: uint8
 * [height, width], the body's index + 1 in the scene, 0 where there is none.
 */
export interface CameraSensorSpec {
  readonly kind: "camera";
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** `rgb` unless given. */
  readonly image?: CameraImage | undefined;
  /** Of a depth image: what it tells of everything farther, and where there is nothing. 1,000 m unless given. */
  readonly maxDistance?: number | undefined;
  /** The scenario's camera unless given. */
  readonly pose?: CameraPose | undefined;
}

/** Distances to what rays meet first: float32 [rays], m; `maxDistance` where nothing is met. */
export interface LidarSpec {
  readonly kind: "lidar";
  readonly name: string;
  /** The body that carries it, and which it does not see. */
  readonly body: string;
  /** In the body's frame; the origin unless given. */
  readonly position?: Vec3 | undefined;
  /** In the body's frame; normalised. */
  readonly directions: readonly Vec3[];
  readonly maxDistance: number;
}

/** Positions, then velocities of joints: float32 [2 × joints]. */
export interface JointSensorSpec {
  readonly kind: "joints";
  readonly name: string;
  /** All unless given. */
  readonly joints?: readonly string[] | undefined;
}

/**
 * Force of all contacts on each body in the last physics step, in the world: float32 [3 × bodies], N. Physics `articulated`: the whole
 * force, friction's too. Physics `bodies`: normal forces only, as Rapier tells no tangential ones; exact while contact lasts.
 */
export interface ContactSensorSpec {
  readonly kind: "contact";
  readonly name: string;
  readonly bodies: readonly string[];
}

/** Pose (x, y, z, qx, qy, qz, qw) and velocity (linear, angular) of each body: float32 [13 × bodies]. */
export interface BodyPoseSensorSpec {
  readonly kind: "pose";
  readonly name: string;
  readonly bodies: readonly string[];
}

export type SensorSpec = CameraSensorSpec | LidarSpec | JointSensorSpec | ContactSensorSpec | BodyPoseSensorSpec;
