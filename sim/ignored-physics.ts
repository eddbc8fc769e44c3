/** Refuses physics that a scenario declares and its engine would drop without a word. */
import { SpecError } from "./core/errors.ts";
import type { Build, ScenarioSpec } from "./scenario-types.ts";

/** A SpecError names the first of the fields below that would do nothing, and its value. */
export function checkIgnoredPhysics(spec: ScenarioSpec, build: Build): void {
  checkEngineFields(spec, build);
  checkServos(spec, build);
}

/** What `joints` and `articulated` have no use for. A value that says what they do anyway, as restitution 0, is no fault. */
function checkEngineFields(spec: ScenarioSpec, { bodies }: Build): void {
  const physics = spec.physics ?? "joints";
  if (physics === "bodies") return;
  const refuse = (field: string, value: number | boolean | undefined): void => {
    if (!value) return;
    throw new SpecError(
      `scenario ${spec.id}: ${field}: expected nothing, as physics "${physics}" ignores it, got ${value}`,
    );
  };
  refuse("solverIterations", spec.solverIterations);
  refuse("contactFrequencyHz", spec.contactFrequencyHz);
  for (const [i, { continuous, joint, shapes }] of bodies.entries()) {
    refuse(`bodies.${i}.continuous`, continuous);
    if (physics === "joints") refuse(`bodies.${i}.joint.armature`, joint?.armature);
    for (const [k, { restitution }] of shapes.entries()) refuse(`bodies.${i}.shapes.${k}.restitution`, restitution);
  }
}

/** A velocity servo is the joint's one motor, in which Rapier holds damping and rotors too. */
function checkServos(spec: ScenarioSpec, { bodies }: Build): void {
  for (const [i, { name, joint, kind, maxForce }] of spec.actuators.entries()) {
    const at = `scenario ${spec.id}: actuators.${i}`;
    if (kind !== "velocity") {
      if (maxForce === undefined) continue;
      throw new SpecError(`${at}.maxForce: expected the kind "velocity" for it, got ${maxForce} of a motor`);
    }
    const other = spec.actuators.findIndex((candidate, k) => k !== i && candidate.joint === joint);
    if (other >= 0) {
      throw new SpecError(
        `scenario ${spec.id}: actuators.${other}.joint: expected another joint, as the velocity servo ${name} drives it alone, got "${joint}"`,
      );
    }
    const body = bodies.findIndex((candidate) => candidate.joint?.name === joint);
    for (const field of ["damping", "armature"] as const) {
      const value = bodies[body]?.joint?.[field];
      if (!value) continue;
      throw new SpecError(
        `scenario ${spec.id}: bodies.${body}.joint.${field}: expected nothing, as the velocity servo ${name} takes its place, got ${value}`,
      );
    }
  }
}
