/** What a scenario declares. World frame: Z up, SI units; angles in radians. */
import type { Geometry, Quat, ResetOptions, Scene, Vec3 } from "./core/env.ts";
import type { Rng } from "./core/rng.ts";
import type { BoxSpace, ObservationSpace } from "./core/space.ts";
import type { Mechanism } from "./mechanism.ts";

/** One coordinate each, in the order in which their bodies are declared. */
export interface JointValues {
  /** Slide: metres; hinge: radians, not wrapped. [J] */
  readonly positions: ArrayLike<number>;
  /** m/s or rad/s. [J] */
  readonly velocities: ArrayLike<number>;
}

/** The joints after a control step, and the action that led there, clipped to the action space. Valid during the call only. */
export interface TaskState extends JointValues {
  /** [A] */
  readonly action: ArrayLike<number>;
}

/** A primitive of a body, in the body's frame. */
export interface ShapeSpec {
  readonly geometry: Geometry;
  readonly position?: Vec3 | undefined;
  readonly rotation?: Quat | undefined;
  /** sRGB, 0 to 1. */
  readonly colour?: Vec3 | undefined;
  /** kg. A shape with neither mass nor density is only drawn. */
  readonly mass?: number | undefined;
  /** kg/m³ */
  readonly density?: number | undefined;
}

/** The one degree of freedom between a body and its parent. Its coordinate is 0 in the pose that the body declares. */
export interface JointSpec {
  readonly name: string;
  readonly kind: "slide" | "hinge";
  /** In the body's frame; normalised. */
  readonly axis: Vec3;
  /** Where the hinge's axis passes, in the body's frame; the origin unless given. */
  readonly anchor?: Vec3 | undefined;
  /** Soft limits: MuJoCo's default constraint (solref 0.02 1), a critically damped spring. */
  readonly range?: readonly [number, number] | undefined;
  /** N s/m or N m s/rad; 0 unless given. */
  readonly damping?: number | undefined;
}

export interface BodySpec {
  readonly name: string;
  /** Name of a body declared before; the world unless given. */
  readonly parent?: string | undefined;
  /** Pose in the parent's frame with the joint at 0; the parent's own unless given. */
  readonly position?: Vec3 | undefined;
  readonly rotation?: Quat | undefined;
  /** Without a joint the body is fixed to its parent. */
  readonly joint?: JointSpec | undefined;
  readonly shapes: readonly ShapeSpec[];
}

/** A motor: its action in [−1, 1] times the gear is the joint's force (N) or torque (N m). */
export interface ActuatorSpec {
  readonly name: string;
  readonly joint: string;
  readonly gear: number;
}

export interface ObservationElement {
  readonly name: string;
  /** SI unit; `1` for a pure number. */
  readonly unit: string;
  /** −Infinity unless given. */
  readonly low?: number | undefined;
  /** Infinity unless given. */
  readonly high?: number | undefined;
}

/** The modality `state`. */
export interface ObservationSpec {
  readonly elements: readonly ObservationElement[];
  /** Writes one value for each element. out [elements] */
  readonly into: (out: Float32Array, state: TaskState) => void;
}

export interface ResetOptionSpec {
  readonly description: string;
  readonly unit: string;
  readonly low: number;
  readonly high: number;
}

export interface CameraSpec {
  readonly position: Vec3;
  readonly target: Vec3;
  readonly verticalFovRad: number;
}

/** What `defineScenario` takes. */
export interface ScenarioSpec {
  /** Kebab-case. */
  readonly id: string;
  /** One sentence. */
  readonly description: string;
  readonly tags?: readonly string[] | undefined;
  /** Publication or project that the task comes from. */
  readonly source?: string | undefined;
  /** Duration of one control step. */
  readonly timestepSecs: number;
  /** Physics steps in one control step; 4 unless given. */
  readonly substeps?: number | undefined;
  /** m/s²; (0, 0, −9.81) unless given. */
  readonly gravity?: Vec3 | undefined;
  /** Control steps until truncation. */
  readonly maxSteps: number;
  /** Parents before children. */
  readonly bodies: readonly BodySpec[];
  readonly actuators: readonly ActuatorSpec[];
  readonly camera: CameraSpec;
  readonly observation: ObservationSpec;
  /** Options that `reset` understands. */
  readonly resetOptions?: Readonly<Record<string, ResetOptionSpec>> | undefined;
  /** Joints at the start of an episode. Everything random in it comes from the rng. */
  readonly start: (rng: Rng, options: ResetOptions) => JointValues;
  /** Reward of the control step that led to this state. */
  readonly reward: (state: TaskState) => number;
  /** Whether the task has ended; never, unless given. */
  readonly terminated?: ((state: TaskState) => boolean) | undefined;
  /** Joint positions [J] that a `state` observation tells, so that a predicted observation can be drawn as a ghost. */
  readonly jointsFromObservation?: ((state: ArrayLike<number>) => ArrayLike<number>) | undefined;
}

/** A scenario as declared, checked and completed: what `defineScenario` returns. Immutable plain data and functions. */
export interface Scenario extends ScenarioSpec {
  readonly tags: readonly string[];
  readonly substeps: number;
  readonly gravity: Vec3;
  readonly resetOptions: Readonly<Record<string, ResetOptionSpec>>;
  readonly observationSpace: ObservationSpace;
  readonly actionSpace: BoxSpace;
  readonly scene: Scene;
  readonly mechanism: Mechanism;
}
