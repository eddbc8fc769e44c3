/** What a scenario's functions are given: the state of the world and of the task, and what they may do to it. */
import type { Quat, Vec3 } from "./core/env.ts";
import type { Rng } from "./core/rng.ts";

/** One coordinate each, in the order in which their bodies are declared. */
export interface JointValues {
  /** Slide: metres; hinge: radians, not wrapped. [J] */
  readonly positions: ArrayLike<number>;
  /** m/s or rad/s. [J] */
  readonly velocities: ArrayLike<number>;
}

/** Numbers that the task itself remembers within an episode: a name and a length each. */
export type MemorySpec = Readonly<Record<string, number>>;

export type Memory<M extends MemorySpec = MemorySpec> = { readonly [K in keyof M]: Float64Array };

/** The physical factors of an episode: nominal, set or drawn. */
export type Factors<F extends string = string> = Readonly<Record<F, number>>;

/** A body in the world. The getters read the present. */
export interface BodyState {
  readonly position: Vec3;
  readonly rotation: Quat;
  /** Of the body's origin, m/s. */
  readonly velocity: Vec3;
  /** rad/s */
  readonly angularVelocity: Vec3;
}

/** The world after a control step and the action that led there, clipped to the action space. Valid during the call only. */
export interface TaskState<M extends MemorySpec = MemorySpec, F extends string = string> extends JointValues {
  /** [A] */
  readonly action: ArrayLike<number>;
  /** Control steps since the reset. */
  readonly steps: number;
  readonly factors: Factors<F>;
  /** To be written in `start`, `control` and `update` only. */
  readonly memory: Memory<M>;
  /** (x, y, z, qx, qy, qz, qw) of every body, in the order of their declaration. [bodies × 7] */
  readonly poses: ArrayLike<number>;
  body(name: string): BodyState;
  /** Present values of a sensor that the scenario declares. */
  sensor(name: string): ArrayLike<number>;
}

export interface RayHit {
  /** m */
  readonly distance: number;
  readonly body: string;
}

/** What a task sets holds until it is set again, also beyond a physics step. */
export interface Wheel {
  /** Angle of its heading to the left, rad. */
  steering: number;
  /** Forwards, N. */
  engineForce: number;
  /** Greatest force against rolling, N. Takes effect where the engine force is 0. */
  brake: number;
  /** Coulomb's coefficient of tyre and ground; 1 unless set. */
  friction: number;
  /** Turned so far, forwards, rad. */
  readonly rotation: number;
  /** m */
  readonly suspensionLength: number;
  readonly grounded: boolean;
}

export interface Placement {
  readonly position?: Vec3 | undefined;
  readonly rotation?: Quat | undefined;
  /** Of the origin, m/s; 0 unless given. */
  readonly velocity?: Vec3 | undefined;
  /** rad/s; 0 unless given. */
  readonly angularVelocity?: Vec3 | undefined;
}

/** What the task may do in `start`, `control` and `update`. Directions and points are the world's. */
export interface TaskWorld<M extends MemorySpec = MemorySpec, F extends string = string> extends TaskState<M, F> {
  /** Everything random in an episode comes from here. */
  readonly rng: Rng;
  /** Duration of the physics step that `control` prepares. */
  readonly substepSecs: number;
  /** Sets a joint's coordinate and rate. */
  setJoint(joint: string, position: number, velocity?: number): void;
  /** Puts a free or kinematic body somewhere; what hangs from it comes along. Left out: the present pose. */
  place(body: string, placement: Placement): void;
  /** Moves a kinematic body there in the coming physics step, so that it pushes what it meets. In `control`. */
  moveTo(body: string, pose: { readonly position?: Vec3; readonly rotation?: Quat }): void;
  /** Force (N) on a body for the coming physics step, at a point or at its centre of mass. In `control`. */
  addForce(body: string, force: Vec3, at?: Vec3): void;
  /** Torque (N m) on a body for the coming physics step. In `control`. */
  addTorque(body: string, torque: Vec3): void;
  /** First solid thing along a ray; the direction need not be a unit vector. */
  castRay(origin: Vec3, direction: Vec3, maxDistance: number, ignoredBody?: string): RayHit | null;
  /** The wheels of a vehicle, in the order of their declaration. To be set in `start` and `control`. */
  wheels(vehicle: string): readonly Wheel[];
  /** Whether solid shapes of two bodies touch; of one and anything, without the other. */
  touching(body: string, other?: string): boolean;
}
