/** The world as a scenario's functions see it: by names, with the task's memory and randomness. */
import type { Quat, Vec3 } from "./core/env.ts";
import { SpecError } from "./core/errors.ts";
import { nearestWord } from "./core/nearest-word.ts";
import { createRng, type Rng } from "./core/rng.ts";
import { normalizeVec } from "./core/vector.ts";
import type { Engine, Readings } from "./physics/engine.ts";
import { createWheels } from "./physics/vehicle-wheels.ts";
import type { Scenario } from "./scenario-types.ts";
import type { BodyState, Factors, Memory, Placement, RayHit, TaskState, TaskWorld, Wheel } from "./task-types.ts";

/** What an episode is, beside its physics. */
export interface EpisodeTask {
  steps: number;
  factors: Factors;
  rng: Rng;
  /** [A] */
  readonly action: Float64Array;
  readonly memory: Memory;
}

/** The task before its first episode. */
export function createEpisodeTask(scenario: Scenario): EpisodeTask {
  const lengths = Object.entries(scenario.memory);
  return {
    steps: 0,
    factors: Object.fromEntries(Object.entries(scenario.factors).map(([name, { nominal }]) => [name, nominal])),
    rng: createRng(0),
    action: new Float64Array(scenario.actuators.length),
    memory: Object.fromEntries(lengths.map(([name, length]) => [name, new Float64Array(length)])),
  };
}

/** What `reward` and its like are given. It shows the present, whenever it is asked. */
export function createTaskState(
  scenario: Scenario,
  readings: Readings,
  task: EpisodeTask,
  sensor: (name: string) => ArrayLike<number>,
): TaskState {
  const bodies = indexOf(scenario, "body", scenario.bodies);
  const states = scenario.bodies.map((_, body) => createBodyState(readings, body));
  return {
    get positions() {
      return readings.positions;
    },
    get velocities() {
      return readings.velocities;
    },
    get steps() {
      return task.steps;
    },
    get factors() {
      return task.factors;
    },
    get poses() {
      return readings.poses();
    },
    action: task.action,
    memory: task.memory,
    sensor,
    body: (name) => states[bodies(name)]!,
  };
}

/** What `start`, `control` and `update` are given: a state, and what they may do. */
export function createTaskWorld(scenario: Scenario, engine: Engine, task: EpisodeTask, state: TaskState): TaskWorld {
  const bodies = indexOf(scenario, "body", scenario.bodies);
  const joints = indexOf(
    scenario,
    "joint",
    scenario.mechanism.joints.map(({ joint }) => joint),
  );
  const vehicles = indexOf(scenario, "vehicle", scenario.vehicles);
  const wheels = createWheels(scenario, engine);
  const operations = {
    get rng(): Rng {
      return task.rng;
    },
    substepSecs: scenario.timestepSecs / scenario.substeps,
    setJoint: (name: string, position: number, velocity = 0): void => engine.setJoint(joints(name), position, velocity),
    place: (name: string, placement: Placement): void => engine.place(bodies(name), placement),
    moveTo(name: string, { position, rotation }: { readonly position?: Vec3; readonly rotation?: Quat }): void {
      const body = state.body(name);
      engine.moveTo(bodies(name), position ?? body.position, rotation ?? body.rotation);
    },
    addForce: (name: string, force: Vec3, at?: Vec3): void => engine.addForce(bodies(name), force, at),
    addTorque: (name: string, torque: Vec3): void => engine.addTorque(bodies(name), torque),
    castRay(origin: Vec3, direction: Vec3, maxDistance: number, ignored?: string): RayHit | null {
      const ignoredBody = ignored === undefined ? -1 : bodies(ignored);
      const hit = engine.castRay(origin, normalizeVec(direction), maxDistance, ignoredBody);
      return hit && { distance: hit.distance, body: scenario.bodies[hit.body]?.name ?? "" };
    },
    wheels: (name: string): readonly Wheel[] => wheels[vehicles(name)]!,
    touching(name: string, other?: string): boolean {
      const touched = engine.touches(bodies(name));
      return other === undefined ? touched.length > 0 : touched.includes(bodies(other));
    },
  } satisfies Omit<TaskWorld, keyof TaskState>;
  // Descriptors, since the getters must stay getters.
  return Object.defineProperties(
    {},
    {
      ...Object.getOwnPropertyDescriptors(state),
      ...Object.getOwnPropertyDescriptors(operations),
    },
  ) as TaskWorld;
}

function createBodyState(engine: Readings, body: number): BodyState {
  const velocity = new Float64Array(6);
  const at = body * 7;
  return {
    get position(): Vec3 {
      const poses = engine.poses();
      return [poses[at]!, poses[at + 1]!, poses[at + 2]!];
    },
    get rotation(): Quat {
      const poses = engine.poses();
      return [poses[at + 3]!, poses[at + 4]!, poses[at + 5]!, poses[at + 6]!];
    },
    get velocity(): Vec3 {
      engine.velocityInto(velocity, body);
      return [velocity[0]!, velocity[1]!, velocity[2]!];
    },
    get angularVelocity(): Vec3 {
      engine.velocityInto(velocity, body);
      return [velocity[3]!, velocity[4]!, velocity[5]!];
    },
  };
}

/** A lookup of indices by name, whose SpecError suggests the nearest. */
function indexOf(
  scenario: Scenario,
  what: string,
  things: readonly { readonly name: string }[],
): (name: string) => number {
  const indices = new Map(things.map(({ name }, i) => [name, i]));
  return (name) => {
    const index = indices.get(name);
    if (index !== undefined) return index;
    const near = nearestWord(name, [...indices.keys()]);
    const hint = near === undefined ? "" : `; did you mean "${near}"?`;
    throw new SpecError(`scenario ${scenario.id}: expected the name of a ${what}, got "${name}"${hint}`);
  };
}
