/** `defineScenario`: from a declaration to a checked, complete scenario. */
import type { Scene, Vec3 } from "./core/env.ts";
import { SpecError } from "./core/errors.ts";
import { IDENTITY_QUAT } from "./core/quaternion.ts";
import type { BoxSpace } from "./core/space.ts";
import { buildMechanism, type Mechanism } from "./mechanism.ts";
import { checkScenarioFields } from "./scenario-schema.ts";
import type { Scenario, ScenarioSpec } from "./scenario-types.ts";

/** Earth's mean gravity as every published task rounds it, and physics steps fine enough for most mechanisms. */
const DEFAULTS: { readonly gravity: Vec3; readonly substeps: number; readonly colour: Vec3 } = {
  gravity: [0, 0, -9.81],
  substeps: 4,
  colour: [0.6, 0.6, 0.65],
};

/**
 * Checks a declaration and completes it. A wrong, missing or unknown field is a SpecError that names it.
 *
 * @example
 * export default defineScenario({ id: "my-pendulum", timestepSecs: 0.02, maxSteps: 500, bodies: [...], ... });
 */
export function defineScenario(spec: ScenarioSpec): Scenario {
  checkScenarioFields(spec);
  checkReferences(spec);
  const mechanism = buildMechanism(spec.bodies);
  checkMasses(spec, mechanism);
  const { elements } = spec.observation;
  const state: BoxSpace = {
    kind: "box",
    dtype: "float32",
    shape: [elements.length],
    low: elements.map((element) => element.low ?? Number.NEGATIVE_INFINITY),
    high: elements.map((element) => element.high ?? Number.POSITIVE_INFINITY),
    names: elements.map((element) => element.name),
    units: elements.map((element) => element.unit),
  };
  return Object.freeze({
    ...spec,
    tags: spec.tags ?? [],
    substeps: spec.substeps ?? DEFAULTS.substeps,
    gravity: spec.gravity ?? DEFAULTS.gravity,
    resetOptions: spec.resetOptions ?? {},
    observationSpace: { state },
    actionSpace: actionSpace(spec),
    scene: buildScene(spec, mechanism),
    mechanism,
  });
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

function buildScene(spec: ScenarioSpec, mechanism: Mechanism): Scene {
  const bodies = spec.bodies.map((body, i) => ({
    name: body.name,
    moves: (mechanism.placements[i]?.link ?? -1) >= 0,
    shapes: body.shapes.map((shape) => ({
      geometry: shape.geometry,
      position: shape.position ?? ([0, 0, 0] as const),
      rotation: shape.rotation ?? IDENTITY_QUAT,
      colour: shape.colour ?? DEFAULTS.colour,
    })),
  }));
  return { bodies, camera: spec.camera };
}

function checkReferences(spec: ScenarioSpec): void {
  const bodyNames = new Set<string>();
  const jointNames = new Set<string>();
  for (const [i, body] of spec.bodies.entries()) {
    const at = `scenario ${spec.id}: bodies.${i}`;
    if (body.parent !== undefined && !bodyNames.has(body.parent)) {
      throw new SpecError(`${at}.parent: expected the name of a body declared before, got "${body.parent}"`);
    }
    if (bodyNames.has(body.name))
      throw new SpecError(`${at}.name: expected a name of its own, got "${body.name}" again`);
    bodyNames.add(body.name);
    if (!body.joint) continue;
    const { name } = body.joint;
    if (jointNames.has(name)) throw new SpecError(`${at}.joint.name: expected a name of its own, got "${name}" again`);
    jointNames.add(name);
  }
  for (const [i, actuator] of spec.actuators.entries()) {
    if (jointNames.has(actuator.joint)) continue;
    const names = [...jointNames].join(", ") || "(no body has a joint)";
    throw new SpecError(
      `scenario ${spec.id}: actuators.${i}.joint: expected the name of a joint (${names}), got "${actuator.joint}"`,
    );
  }
}

function checkMasses(spec: ScenarioSpec, mechanism: Mechanism): void {
  for (const { joint, mass } of mechanism.links) {
    const body = spec.bodies.findIndex((candidate) => candidate.joint === joint);
    if (mass.mass > 0) continue;
    throw new SpecError(
      `scenario ${spec.id}: bodies.${body}.shapes: expected a shape with mass or density, as joint ${joint.name} moves them, got none`,
    );
  }
}
