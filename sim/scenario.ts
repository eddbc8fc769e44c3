/** `defineScenario`: from a declaration to a checked, complete scenario. */
import type { BodySpec } from "./body-types.ts";
import type { Scene, Vec3 } from "./core/env.ts";
import { IDENTITY_QUAT } from "./core/quaternion.ts";
import type { BoxSpace } from "./core/space.ts";
import { normalizeVec } from "./core/vector.ts";
import { guardFunction } from "./guard-function.ts";
import { buildMechanism, type Mechanism } from "./mechanism.ts";
import { checkBuild, checkReferences } from "./scenario-references.ts";
import { checkBodies, checkScenarioFields } from "./scenario-schema.ts";
import type { Build, Scenario, ScenarioSpec } from "./scenario-types.ts";
import type { SensorSpec } from "./sensor-types.ts";
import type { Factors, MemorySpec } from "./task-types.ts";

/** Earth's mean gravity as every published task rounds it, and physics steps fine enough for most mechanisms. */
const DEFAULTS = {
  gravity: [0, 0, -9.81] as Vec3,
  substeps: { joints: 4, bodies: 1, articulated: 1 },
  solverIterations: 4,
  colour: [0.6, 0.6, 0.65] as Vec3,
  rewardRange: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as readonly [number, number],
} as const;

const defined = new WeakSet<object>();

/**
 * Checks a declaration and completes it. A wrong, missing or unknown field is a SpecError that names it.
 *
 * @example
 * export default defineScenario({ id: "my-pendulum", timestepSecs: 0.02, maxSteps: 500, bodies: [...], ... });
 */
export function defineScenario<const M extends MemorySpec = Record<never, number>, F extends string = never>(
  spec: ScenarioSpec<M, F>,
): Scenario {
  // Inside, memory and factors are looked up by names that the checks have made sure of.
  const scenario = complete(spec as unknown as ScenarioSpec);
  defined.add(scenario);
  return scenario;
}

/** Whether a value came from `defineScenario`. */
export function isScenario(value: unknown): value is Scenario {
  return typeof value === "object" && value !== null && defined.has(value);
}

function complete(spec: ScenarioSpec): Scenario {
  checkScenarioFields(spec);
  const factors = spec.factors ?? {};
  const nominalFactors = Object.fromEntries(Object.entries(factors).map(([name, { nominal }]) => [name, nominal]));
  const nominal = buildScenario(spec, nominalFactors);
  checkReferences(spec, nominal);
  const physics = spec.physics ?? "joints";
  return Object.freeze({
    ...spec,
    ...nominal,
    tags: spec.tags ?? [],
    physics,
    substeps: spec.substeps ?? DEFAULTS.substeps[physics],
    solverIterations: spec.solverIterations ?? DEFAULTS.solverIterations,
    ropes: spec.ropes ?? [],
    vehicles: spec.vehicles ?? [],
    sensors: (spec.sensors ?? []).map(withUnitDirections),
    resetOptions: spec.resetOptions ?? {},
    factors,
    memory: spec.memory ?? {},
    rewardRange: spec.rewardRange ?? DEFAULTS.rewardRange,
    observationSpace: { state: stateSpace(spec) },
    actionSpace: actionSpace(spec),
    declared: { bodies: spec.bodies, ...(spec.gravity === undefined ? {} : { gravity: spec.gravity }) },
    build(values: Factors): Build {
      const build = buildScenario(spec, values);
      checkBuild(spec, build, nominal, values);
      return build;
    },
  });
}

function buildScenario(spec: ScenarioSpec, factors: Factors): Build {
  const bodies =
    typeof spec.bodies === "function" ? guardFunction(spec.id, "bodies", spec.bodies)(factors) : spec.bodies;
  checkBodies(spec.id, bodies);
  const gravity =
    typeof spec.gravity === "function" ? guardFunction(spec.id, "gravity", spec.gravity)(factors) : spec.gravity;
  const mechanism = buildMechanism(bodies);
  return { gravity: gravity ?? DEFAULTS.gravity, bodies, mechanism, scene: buildScene(spec, bodies, mechanism) };
}

/** Rays are cast along unit vectors: distances come in their lengths. */
function withUnitDirections(sensor: SensorSpec): SensorSpec {
  return sensor.kind === "lidar" ? { ...sensor, directions: sensor.directions.map(normalizeVec) } : sensor;
}

function stateSpace({ observation: { elements } }: ScenarioSpec): BoxSpace {
  return {
    kind: "box",
    dtype: "float32",
    shape: [elements.length],
    low: elements.map((element) => element.low ?? Number.NEGATIVE_INFINITY),
    high: elements.map((element) => element.high ?? Number.POSITIVE_INFINITY),
    names: elements.map((element) => element.name),
    units: elements.map((element) => element.unit),
  };
}

function actionSpace(spec: ScenarioSpec): BoxSpace {
  return {
    kind: "box",
    dtype: "float32",
    shape: [spec.actuators.length],
    low: spec.actuators.map(() => -1),
    high: spec.actuators.map(() => 1),
    names: spec.actuators.map((actuator) => actuator.name),
    units: spec.actuators.map(() => "1"),
  };
}

function buildScene(spec: ScenarioSpec, bodies: readonly BodySpec[], mechanism: Mechanism): Scene {
  return {
    camera: spec.camera,
    bodies: bodies.map((body, i) => ({
      name: body.name,
      moves: (mechanism.placements[i]?.link ?? -1) >= 0,
      shapes: body.shapes.map((shape) => ({
        geometry: shape.geometry,
        position: shape.position ?? ([0, 0, 0] as const),
        rotation: shape.rotation ?? IDENTITY_QUAT,
        colour: shape.colour ?? DEFAULTS.colour,
      })),
    })),
  };
}
