/** What an environment asks of the physics, whichever of the three engines it runs on. Bodies are told by their indices. */
import type { Quat, Vec3 } from "../core/env.ts";
import type { Build } from "../scenario-types.ts";
import type { Placement } from "../task-types.ts";
import type { Overlap } from "./contacts.ts";

/** What can be read of a world. */
export interface Readings {
  /** [J] */
  readonly positions: Float64Array;
  /** [J] */
  readonly velocities: Float64Array;
  /** Poses (x, y, z, qx, qy, qz, qw) of all bodies; valid until the next call. [bodies × 7] */
  poses(): Float32Array;
  /** Velocity of a body's origin, then its angular velocity. out [6] */
  velocityInto(out: Float64Array, body: number): void;
}

export interface Engine extends Readings {
  /** The build of the present episode. */
  readonly build: Build;
  /** A world as declared: joints at 0, everything at rest. */
  begin(build: Build): void;
  /** Makes what was placed true, and finds contacts. */
  settle(): void;
  /** One control step; `control` is called before each physics step. A StateError where something is no longer finite. */
  step(action: ArrayLike<number>, control: (() => void) | undefined): void;
  /** What `positions` and `velocities` do not tell. */
  save(): Uint8Array;
  load(build: Build, bytes: Uint8Array, positions: ArrayLike<number>, velocities: ArrayLike<number>): void;
  setJoint(j: number, position: number, velocity: number): void;
  place(body: number, placement: Placement): void;
  moveTo(body: number, position: Vec3, rotation: Quat): void;
  addForce(body: number, force: Vec3, at: Vec3 | undefined): void;
  addTorque(body: number, torque: Vec3): void;
  castRay(
    origin: Vec3,
    unitDirection: Vec3,
    maxDistance: number,
    ignoredBody: number,
  ): { readonly distance: number; readonly body: number } | null;
  /** Bodies whose solid shapes touch this one's now, a body as often as shapes touch. */
  touches(body: number): readonly number[];
  /** The two bodies whose solid shapes are deepest inside one another now. */
  deepestOverlap(): Overlap | null;
  /** Force of all contacts on a body in the last physics step, under `bodies` without friction's, N. out [3] */
  contactForceInto(out: Float64Array, body: number): void;
  /** What is kept of the wheels of all vehicles, as `WHEEL` of `vehicles.ts` says; of the present world. */
  readonly wheels: Float64Array;
  free(): void;
}
