/** The environment contract: Gymnasium's words and habits, with snapshots. */
import type { BoxSpace, Observation, ObservationSpace } from "./space.ts";

/**
 * What a reset may set, such as a start position or a physical factor: a number, or a range [low, high] from which the episode
 * draws one uniformly. Each scenario documents its own.
 */
export type ResetOptions = Readonly<Record<string, number | readonly [number, number]>>;

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
  /** What a viewer or a camera draws. A reset may replace it, as when an episode's factors change a size. */
  readonly scene: Scene;
  /** One line about this moment for people, such as the goal of the episode; empty where there is nothing to say. */
  caption(): string;
  /** Frees the world. Every later call but another `close`, which does nothing, throws a StateError. */
  close(): void;
}

/** A drawable scene: Z is up, lengths in metres. */
export interface Scene {
  readonly bodies: readonly SceneBody[];
  readonly camera: CameraPose;
}

/** A pinhole camera that looks from a position at a target. */
export interface CameraPose {
  readonly position: Vec3;
  readonly target: Vec3;
  readonly verticalFovRad: number;
  /** What is upwards in the picture; +z unless given. Not parallel to the line of sight. */
  readonly up?: Vec3 | undefined;
  /**
   * The body that carries the camera: position, target and up are then in its frame. `all` turns with the body, `yaw` about the
   * vertical only, `none` moves along without turning. Without a mount the camera stands in the world.
   */
  readonly mount?: { readonly body: string; readonly turns: "all" | "yaw" | "none" } | undefined;
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

/**
 * Capsules and cylinders lie along the local z axis; a plane faces local +z. A height field covers `size` (x, y) about its
 * origin; `heights` [rows × columns] are row-major, rows along +y, columns along +x, each cell split by its diagonal from
 * (row, column + 1) to (row + 1, column). A patch is a bent sheet with the same cells: `corners` [3 × rows × columns] are
 * row-major, and its front is where rows turn counter-clockwise from columns. A mesh is convex and closed; `triangles` [3 × faces] index its
 * `vertices` [3 × count] counter-clockwise seen from outside.
 */
export type Geometry =
  | { readonly kind: "box"; readonly halfSizes: Vec3 }
  | { readonly kind: "sphere"; readonly radius: number }
  | { readonly kind: "capsule"; readonly radius: number; readonly halfLength: number }
  | { readonly kind: "cylinder"; readonly radius: number; readonly halfLength: number }
  | { readonly kind: "plane"; readonly halfSizes: readonly [number, number] }
  | {
      readonly kind: "heightfield";
      readonly size: readonly [number, number];
      readonly rows: number;
      readonly columns: number;
      readonly heights: readonly number[];
    }
  | {
      readonly kind: "patch";
      readonly rows: number;
      readonly columns: number;
      readonly corners: readonly number[];
    }
  | { readonly kind: "mesh"; readonly vertices: readonly number[]; readonly triangles: readonly number[] };
