/** What a scenario declares. World frame: Z up, SI units; angles in radians. */
import type { ActuatorSpec, BodySpec, RopeSpec, VehicleSpec } from "./body-types.ts";
import type { CameraPose, Info, Scene, SceneBody, Vec3 } from "./core/env.ts";
import type { BoxSpace, ObservationSpace } from "./core/space.ts";
import type { Mechanism } from "./mechanism.ts";
import type { SensorSpec } from "./sensor-types.ts";
import type { Factors, MemorySpec, TaskState, TaskWorld } from "./task-types.ts";

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
export interface ObservationSpec<M extends MemorySpec = MemorySpec, F extends string = string> {
  readonly elements: readonly ObservationElement[];
  /** Writes one value for each element. out [elements] */
  readonly into: (out: Float32Array, state: TaskState<M, F>) => void;
}

/** A start value that a reset may set; the scenario draws it otherwise. */
export interface ResetOptionSpec {
  readonly description: string;
  readonly unit: string;
  readonly low: number;
  readonly high: number;
}

/** A physical factor that a reset may set or draw; its nominal value holds otherwise. */
export interface FactorSpec extends ResetOptionSpec {
  readonly nominal: number;
}

export type CameraSpec = CameraPose;

/** What `defineScenario` takes. M: what the task remembers. F: names of its factors. */
export interface ScenarioSpec<M extends MemorySpec = MemorySpec, F extends string = string> {
  /** Kebab-case. */
  readonly id: string;
  /** One sentence. */
  readonly description: string;
  readonly tags?: readonly string[] | undefined;
  /** Publication or project that the task comes from. */
  readonly source?: string | undefined;
  /**
   * `joints` (the default): a mechanism of slides and hinges without contacts, whose whole state is its coordinates: exact and
   * quick to plan in. `bodies`: contacts, free and kinematic bodies, ropes, vehicles, lidars, forces of the task's own. `articulated`: robots,
   * which are trees of joints on free or fixed bases, with motors' rotors, and contacts of spheres, capsules and boxes' corners with
   * planes and of spheres and capsules with each other: several times faster than `bodies`, and joints cannot come apart.
   */
  readonly physics?: "joints" | "bodies" | "articulated" | undefined;
  /** Duration of one control step. */
  readonly timestepSecs: number;
  /** Physics steps in one control step; 4 for `joints` and 1 elsewhere unless given. */
  readonly substeps?: number | undefined;
  /** Passes of the contact and joint solver in each physics step of `bodies`; 4 unless given. */
  readonly solverIterations?: number | undefined;
  /**
   * How stiff contacts of `bodies` are: a body at rest sinks in by about g/(2π f)². 30 Hz unless given; steady up to an eighth of the
   * solver's passes in a second (substeps × solverIterations / timestepSecs): 100 Hz for 800 passes, and not for 400.
   */
  readonly contactFrequencyHz?: number | undefined;
  /** m/s²; (0, 0, −9.81) unless given. */
  readonly gravity?: Vec3 | ((factors: Factors<F>) => Vec3) | undefined;
  /** Control steps until truncation. */
  readonly maxSteps: number;
  /** Parents before children. A function of the factors always returns the same names, parents, joints and motions. */
  readonly bodies: readonly BodySpec[] | ((factors: Factors<F>) => readonly BodySpec[]);
  readonly actuators: readonly ActuatorSpec[];
  readonly ropes?: readonly RopeSpec[] | undefined;
  readonly vehicles?: readonly VehicleSpec[] | undefined;
  readonly sensors?: readonly SensorSpec[] | undefined;
  readonly camera: CameraSpec;
  readonly observation: ObservationSpec<M, F>;
  /** Start values that `reset` understands. */
  readonly resetOptions?: Readonly<Record<string, ResetOptionSpec>> | undefined;
  /** Physical factors that `reset` understands. */
  readonly factors?: Readonly<Record<F, FactorSpec>> | undefined;
  /** What the task remembers within an episode, zeros at its start: a length for each name. */
  readonly memory?: M | undefined;
  /** Sets up an episode: joints, places, memory. Joints start at 0 and bodies where they are declared, all at rest. */
  readonly start: (world: TaskWorld<M, F>, options: Readonly<Record<string, number>>) => void;
  /** Before every physics step of `bodies` and `articulated`: forces, and paths of kinematic bodies. */
  readonly control?: ((world: TaskWorld<M, F>) => void) | undefined;
  /** After every control step, before the reward: what the task remembers, and what it places anew. */
  readonly update?: ((world: TaskWorld<M, F>) => void) | undefined;
  /** Reward of the control step that led to this state. */
  readonly reward: (state: TaskState<M, F>) => number;
  /** Least and greatest reward of a step; unbounded unless given. */
  readonly rewardRange?: readonly [number, number] | undefined;
  /** Whether the task has ended; never, unless given. */
  readonly terminated?: ((state: TaskState<M, F>) => boolean) | undefined;
  /** Facts about the step beside the observation, such as reward terms. */
  readonly info?: ((state: TaskState<M, F>) => Info) | undefined;
  /** One line about the moment for people, such as the goal of the episode. */
  readonly caption?: ((state: TaskState<M, F>) => string) | undefined;
  /**
   * What is only drawn and stays where it is for the whole episode, such as a road that was drawn at its start: from the memory
   * after `start`. Names of its own.
   */
  readonly scenery?: ((state: TaskState<M, F>) => readonly SceneBody[]) | undefined;
  /** Joint positions [J] that a `state` observation tells, so that a predicted observation can be drawn as a ghost. Physics `joints`. */
  readonly jointsFromObservation?: ((state: ArrayLike<number>) => ArrayLike<number>) | undefined;
}

/** What one set of factors makes of a scenario's bodies. */
export interface Build {
  readonly gravity: Vec3;
  readonly bodies: readonly BodySpec[];
  readonly mechanism: Mechanism;
  readonly scene: Scene;
}

/**
 * A scenario as declared, checked and completed: what `defineScenario` returns. Immutable plain data and functions. Gravity,
 * bodies, mechanism and scene are those of the nominal factors.
 */
export interface Scenario extends Omit<ScenarioSpec, "gravity" | "bodies">, Build {
  readonly tags: readonly string[];
  readonly physics: "joints" | "bodies" | "articulated";
  readonly substeps: number;
  readonly solverIterations: number;
  readonly ropes: readonly RopeSpec[];
  readonly vehicles: readonly VehicleSpec[];
  readonly sensors: readonly SensorSpec[];
  readonly resetOptions: Readonly<Record<string, ResetOptionSpec>>;
  readonly factors: Readonly<Record<string, FactorSpec>>;
  readonly memory: MemorySpec;
  readonly rewardRange: readonly [number, number];
  /** The modality `state` alone; `createEnv` can add `pixels` and the sensors. */
  readonly observationSpace: ObservationSpace;
  readonly actionSpace: BoxSpace;
  readonly build: (factors: Factors) => Build;
  /** Bodies and gravity as they were declared, functions of the factors perhaps. */
  readonly declared: Pick<ScenarioSpec, "bodies" | "gravity">;
}
