/** Checks what a declaration's parts say about one another: names, masses, motions. */
import type { BodySpec } from "./body-types.ts";
import { SpecError } from "./core/errors.ts";
import { checkIgnoredPhysics } from "./ignored-physics.ts";
import { motionOf } from "./mechanism.ts";
import type { Build, ScenarioSpec } from "./scenario-types.ts";
import type { Factors } from "./task-types.ts";

type Physics = NonNullable<ScenarioSpec["physics"]>;

/** Engines that can do what a scenario asks for. */
const BODIES: readonly Physics[] = ["bodies"];
const CONTACTS: readonly Physics[] = ["bodies", "articulated"];

/** A SpecError names the first part that refers to something that is not there, or cannot be. */
export function checkReferences(spec: ScenarioSpec, build: Build): void {
  checkBodyNames(spec, build.bodies);
  for (const [i, body] of build.bodies.entries()) checkMotion(spec, body, `scenario ${spec.id}: bodies.${i}`);
  checkActuators(spec, build);
  checkSensors(spec, build);
  checkVehicles(spec, build);
  checkFactors(spec);
  checkMasses(spec, build);
  checkEngine(spec);
  checkIgnoredPhysics(spec, build);
}

/** A SpecError where other factors make other names, parents, joints or motions. */
export function checkBuild(spec: ScenarioSpec, build: Build, nominal: Build, factors: Factors): void {
  const outline = ({ bodies }: Build): string =>
    JSON.stringify(bodies.map((body) => [body.name, body.parent, motionOf(body), body.joint?.name, body.joint?.kind]));
  if (outline(build) !== outline(nominal)) {
    throw new SpecError(
      `scenario ${spec.id}: bodies: expected the same names, parents, joints and motions for all factors, got others for ${JSON.stringify(factors)}`,
    );
  }
  checkMasses(spec, build);
  checkIgnoredPhysics(spec, build);
}

function checkBodyNames(spec: ScenarioSpec, bodies: readonly BodySpec[]): void {
  const bodyNames = new Set<string>();
  const jointNames = new Set<string>();
  for (const [i, body] of bodies.entries()) {
    const at = `scenario ${spec.id}: bodies.${i}`;
    if (body.parent !== undefined && !bodyNames.has(body.parent)) {
      throw new SpecError(`${at}.parent: expected the name of a body declared before, got "${body.parent}"`);
    }
    if (bodyNames.has(body.name)) {
      throw new SpecError(`${at}.name: expected a name of its own, got "${body.name}" again`);
    }
    bodyNames.add(body.name);
    if (!body.joint) continue;
    const { name } = body.joint;
    if (jointNames.has(name)) throw new SpecError(`${at}.joint.name: expected a name of its own, got "${name}" again`);
    jointNames.add(name);
  }
}

function checkMotion(spec: ScenarioSpec, body: BodySpec, at: string): void {
  const motion = motionOf(body);
  const expected = (field: string, want: string, got: string): never => {
    throw new SpecError(`${at}.${field}: expected ${want}, got ${got}`);
  };
  if (motion === "joint" && !body.joint) expected("joint", 'a joint, as the motion is "joint"', "nothing");
  if (motion !== "joint" && body.joint) expected("motion", '"joint", as the body has a joint', `"${motion}"`);
  if (motion === "free" || motion === "kinematic") {
    if (body.parent !== undefined) expected("parent", `none, as the motion is "${motion}"`, `"${body.parent}"`);
    const able = motion === "free" ? CONTACTS : BODIES;
    if (!able.includes(spec.physics ?? "joints")) expected("motion", `${physicsNamed(able)} for it`, `"${motion}"`);
  }
  if (body.freedoms && motion !== "free") expected("freedoms", 'the motion "free" for them', `"${motion}"`);
}

function checkActuators(spec: ScenarioSpec, { mechanism }: Build): void {
  const names = mechanism.joints.map(({ joint }) => joint.name);
  for (const [i, { joint, kind, maxForce }] of spec.actuators.entries()) {
    const at = `scenario ${spec.id}: actuators.${i}`;
    if (joint === undefined) {
      if (!spec.control) throw new SpecError(`${at}.joint: expected a joint, or a control that reads it, got neither`);
      if (kind !== undefined) throw new SpecError(`${at}.kind: expected a joint for it, got none`);
      continue;
    }
    if (!names.includes(joint)) {
      const known = names.join(", ") || "(no body has a joint)";
      throw new SpecError(`${at}.joint: expected the name of a joint (${known}), got "${joint}"`);
    }
    if (kind === "velocity" && maxForce === undefined) {
      throw new SpecError(`${at}.maxForce: expected the greatest force of a velocity servo, got nothing`);
    }
  }
}

function checkSensors(spec: ScenarioSpec, { bodies, mechanism }: Build): void {
  const known = { body: bodies.map(({ name }) => name), joint: mechanism.joints.map(({ joint }) => joint.name) };
  const names = new Set<string>(["state"]);
  const mustKnow = (field: string, what: "body" | "joint", name: string): void => {
    if (known[what].includes(name)) return;
    throw new SpecError(`scenario ${spec.id}: ${field}: expected the name of a ${what}, got "${name}"`);
  };
  for (const [i, sensor] of (spec.sensors ?? []).entries()) {
    const at = `sensors.${i}`;
    if (names.has(sensor.name)) {
      throw new SpecError(`scenario ${spec.id}: ${at}.name: expected a name of its own, got "${sensor.name}" again`);
    }
    names.add(sensor.name);
    if (sensor.kind === "lidar") mustKnow(`${at}.body`, "body", sensor.body);
    if (sensor.kind === "contact" || sensor.kind === "pose") {
      for (const name of sensor.bodies) mustKnow(`${at}.bodies`, "body", name);
    }
    if (sensor.kind === "joints") for (const name of sensor.joints ?? []) mustKnow(`${at}.joints`, "joint", name);
    if (sensor.kind === "camera" && sensor.pose?.mount)
      mustKnow(`${at}.pose.mount.body`, "body", sensor.pose.mount.body);
  }
  if (spec.camera.mount) mustKnow("camera.mount.body", "body", spec.camera.mount.body);
}

function checkVehicles(spec: ScenarioSpec, { bodies }: Build): void {
  const names = new Set<string>();
  const shown = new Set<string>();
  const mustBe = (at: string, motion: "free" | "kinematic", name: string): BodySpec => {
    const body = bodies.find((candidate) => candidate.name === name);
    if (body && motionOf(body) === motion) return body;
    throw new SpecError(`scenario ${spec.id}: ${at}: expected the name of a ${motion} body, got "${name}"`);
  };
  for (const [i, { name, chassis, wheels }] of (spec.vehicles ?? []).entries()) {
    const at = `vehicles.${i}`;
    if (names.has(name)) {
      throw new SpecError(`scenario ${spec.id}: ${at}.name: expected a name of its own, got "${name}" again`);
    }
    names.add(name);
    mustBe(`${at}.chassis`, "free", chassis);
    for (const [k, { body }] of wheels.entries()) {
      if (body === undefined) continue;
      const wheelAt = `${at}.wheels.${k}.body`;
      if (mustBe(wheelAt, "kinematic", body).shapes.some(({ solid }) => solid ?? true) || shown.has(body)) {
        throw new SpecError(
          `scenario ${spec.id}: ${wheelAt}: expected a body of its own without solid shapes, got "${body}"`,
        );
      }
      shown.add(body);
    }
  }
}

function checkFactors(spec: ScenarioSpec): void {
  for (const [name, { low, high, nominal }] of Object.entries(spec.factors ?? {})) {
    const at = `scenario ${spec.id}: factors.${name}`;
    if (spec.resetOptions?.[name]) throw new SpecError(`${at}: expected a name of its own, got that of a reset option`);
    if (!(low <= high)) throw new SpecError(`${at}: expected low <= high, got low ${low} and high ${high}`);
    if (!(low <= nominal && nominal <= high)) {
      throw new SpecError(`${at}.nominal: expected ${low} to ${high}, got ${nominal}`);
    }
  }
}

function checkMasses(spec: ScenarioSpec, { bodies, mechanism }: Build): void {
  for (const { body, motion, joint, mass } of mechanism.links) {
    if (mass.mass > 0 || motion === "kinematic") continue;
    const why = joint ? `joint ${joint.name} moves them` : "the body is free";
    throw new SpecError(
      `scenario ${spec.id}: bodies.${bodies.indexOf(body)}.shapes: expected a shape with mass or density, as ${why}, got none`,
    );
  }
}

/** What not every engine can do. */
function checkEngine(spec: ScenarioSpec): void {
  const physics = spec.physics ?? "joints";
  const senses = (sensor: "lidar" | "contact"): boolean => spec.sensors?.some(({ kind }) => kind === sensor) ?? false;
  const needs: readonly (readonly [string, boolean, readonly Physics[]])[] = [
    ["control", spec.control !== undefined, CONTACTS],
    ["ropes", (spec.ropes?.length ?? 0) > 0, BODIES],
    ["vehicles", (spec.vehicles?.length ?? 0) > 0, BODIES],
    ["sensors", senses("lidar"), BODIES],
    ["sensors", senses("contact"), CONTACTS],
    ["actuators", spec.actuators.some(({ kind }) => kind === "velocity"), BODIES],
  ];
  for (const [field, needed, able] of needs) {
    if (!needed || able.includes(physics)) continue;
    throw new SpecError(`scenario ${spec.id}: ${field}: expected ${physicsNamed(able)} for it, got "${physics}"`);
  }
}

function physicsNamed(able: readonly Physics[]): string {
  return `physics ${able.map((name) => `"${name}"`).join(" or ")}`;
}
