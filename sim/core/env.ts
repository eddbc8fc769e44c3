/** The environment contract: Gymnasium's words and habits, with snapshots. */
import type { BoxSpace, Observation, ObservationSpace } from "./space.ts";

/** Values that a reset may set, such as a start position or a physical factor; each scenario documents its own. */
export type ResetOptions = Readonly<Record<string, number>>;

/** Facts about a step that are not part of the observation, such as reward terms. */
export type Info = Readonly<Record<string, number>>;

export interface ResetResult {
  readonly observation: Observation;
  readonly info: Info;
}

export interface StepResult extends ResetResult {
  readonly reward: number;
  /** The task ended: no value follows. */
  readonly terminated: boolean;
  /** Cut off from outside, as by the time limit: a value would follow. */
  readonly truncated: boolean;
}

/** Everything that a continuation needs, bit for bit: world, rng, time, task state. Opaque to callers. */
export interface Snapshot {
  readonly bytes: Uint8Array;
}

/** Gymnasium's words. A single environment never resets itself; environments of several at once may. */
export interface EnvMetadata {
  readonly autoresetMode: "next-step" | "same-step" | "disabled";
}

export interface Env {
  /** Id of the scenario. */
  readonly id: string;
  readonly observationSpace: ObservationSpace;
  readonly actionSpace: BoxSpace;
  readonly metadata: EnvMetadata;
  /** Duration of one control step. */
  readonly controlStepSecs: number;
  /** Control steps until truncation. */
  readonly maxSteps: number;
  /** Starts an episode. Without a seed the next one of the environment's own stream is taken. */
  reset(how?: { readonly seed?: number; readonly options?: ResetOptions }): ResetResult;
  /** Advances one control step. The action is copied; returned observations are never written again. */
  step(action: ArrayLike<number>): StepResult;
  snapshot(): Snapshot;
  restore(snapshot: Snapshot): ResetResult;
  /** Writes every body's pose in the world as (x, y, z, qx, qy, qz, qw), in the order of the scene's bodies. out [bodies × 7]. */
  posesInto(out: Float32Array): void;
  /** What a viewer draws. */
  readonly scene: Scene;
  /** Frees the world. Every later call but another `close`, which does nothing, throws a StateError. */
  close(): void;
}

/** A drawable scene: Z is up, lengths in metres. */
export interface Scene {
  readonly bodies: readonly SceneBody[];
  readonly camera: { readonly position: Vec3; readonly target: Vec3; readonly verticalFovRad: number };
}

export interface SceneBody {
  readonly name: string;
  /** False for what never moves (floor, rails): it carries no ghost. */
  readonly moves: boolean;
  readonly shapes: readonly SceneShape[];
}

export type Vec3 = readonly [number, number, number];
/** (x, y, z, w) */
export type Quat = readonly [number, number, number, number];

export interface SceneShape {
  readonly geometry: Geometry;
  /** Pose of the shape in its body. */
  readonly position: Vec3;
  readonly rotation: Quat;
  /** sRGB, 0 to 1. */
  readonly colour: Vec3;
}

/** Capsules and cylinders lie along the local z axis; a plane faces local +z. */
export type Geometry =
  | { readonly kind: "box"; readonly halfSizes: Vec3 }
  | { readonly kind: "sphere"; readonly radius: number }
  | { readonly kind: "capsule"; readonly radius: number; readonly halfLength: number }
  | { readonly kind: "cylinder"; readonly radius: number; readonly halfLength: number }
  | { readonly kind: "plane"; readonly halfSizes: readonly [number, number] };
