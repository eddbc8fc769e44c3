/** The engine of scenarios with contacts: a `BodyWorld` for each episode. */
import type { Quat, Vec3 } from "../core/env.ts";
import { SpecError } from "../core/errors.ts";
import { conjugateQuat, multiplyQuat, rotateVec } from "../core/quaternion.ts";
import { addVec, crossVec, subtractVec } from "../core/vector.ts";
import { placedPosesInto } from "../kinematics.ts";
import { bodyVelocityInto } from "../link-motion.ts";
import type { Placement as LinkPlace } from "../mechanism.ts";
import type { Scenario } from "../scenario-types.ts";
import { BodyWorld } from "./body-world.ts";
import type { Engine } from "./engine.ts";
import { loadRapier } from "./rapier.ts";

const ZERO: Vec3 = [0, 0, 0];

/** Loads the physics and builds the nominal world. */
export async function createBodyEngine(scenario: Scenario): Promise<Engine> {
  const rapier = await loadRapier();
  let world = new BodyWorld(rapier, scenario, scenario);
  const poses = new Float32Array(scenario.bodies.length * 7);
  /** The reading that the poses are derived from; a new world's first is 1. */
  let posed = 0;

  function placeOf(body: number): LinkPlace {
    return world.build.mechanism.placements[body] as LinkPlace;
  }

  function poseOf(body: number): { position: Vec3; rotation: Quat } {
    const all = engine.poses();
    const at = body * 7;
    return {
      position: [all[at]!, all[at + 1]!, all[at + 2]!],
      rotation: [all[at + 3]!, all[at + 4]!, all[at + 5]!, all[at + 6]!],
    };
  }

  /** Link frame that puts a body at a pose. */
  function linkFrame(body: number, position: Vec3, rotation: Quat): { position: Vec3; rotation: Quat } {
    const place = placeOf(body);
    const turn = multiplyQuat(rotation, conjugateQuat(place.rotation));
    return { position: subtractVec(position, rotateVec(turn, place.position)), rotation: turn };
  }

  function movable(call: string, body: number, motions: readonly string[]): number {
    const { link } = placeOf(body);
    const motion = world.build.mechanism.links[link]?.motion ?? "fixed";
    if (motions.includes(motion)) return link;
    const name = world.build.bodies[body]?.name;
    throw new SpecError(
      `scenario ${scenario.id}: ${call}: body ${name} must be ${motions.join(" or ")}, and its motion is ${motion}`,
    );
  }

  const engine: Engine = {
    get build() {
      return world.build;
    },
    get positions() {
      // Reading the motion brings the coordinates up to date.
      return world.motion && world.positions;
    },
    get velocities() {
      return world.motion && world.velocities;
    },
    poses() {
      const { motion } = world;
      if (posed !== world.readings) placedPosesInto(world.build.mechanism, motion.poses, poses);
      posed = world.readings;
      return poses;
    },
    velocityInto(out, body) {
      const { link, position } = placeOf(body);
      if (link < 0) out.fill(0);
      else bodyVelocityInto(out, world.motion, link, position);
    },
    begin(build) {
      world.free();
      world = new BodyWorld(rapier, scenario, build);
      posed = 0;
    },
    settle: () => world.settle(),
    step: (action, control) => world.step(action, control),
    save: () => world.save(),
    load(build, bytes, positions, velocities) {
      if (build !== world.build) engine.begin(build);
      world.load(bytes, positions, velocities);
    },
    setJoint: (j, position, speed) => world.setJoint(j, position, speed),
    place(body, placement) {
      const link = movable("place", body, ["free", "kinematic"]);
      const now = poseOf(body);
      const frame = linkFrame(body, placement.position ?? now.position, placement.rotation ?? now.rotation);
      const angularVelocity = placement.angularVelocity ?? ZERO;
      const arm = rotateVec(frame.rotation, placeOf(body).position);
      const origin = subtractVec(placement.velocity ?? ZERO, crossVec(angularVelocity, arm));
      posed = 0;
      world.placeLink(link, { ...frame, velocity: origin, angularVelocity });
    },
    moveTo(body, position, rotation) {
      const link = movable("moveTo", body, ["kinematic"]);
      const frame = linkFrame(body, position, rotation);
      world.moveLink(link, frame.position, frame.rotation);
    },
    addForce(body, force, at) {
      const link = movable("addForce", body, ["free", "joint"]);
      world.addLoad(link, force, at ? subtractVec(at, centreOfMass(link)) : ZERO, ZERO);
    },
    addTorque(body, torque) {
      world.addLoad(movable("addTorque", body, ["free", "joint"]), ZERO, ZERO, torque);
    },
    castRay: (origin, unitDirection, maxDistance, ignoredBody) =>
      world.castRay({ origin, unitDirection, maxDistance, ignoredBody }),
    touches(body) {
      const others: number[] = [];
      world.forEachTouch(body, (other) => others.push(other));
      return others;
    },
    deepestOverlap: () => world.deepestOverlap(),
    contactForceInto: (out, body) => world.contactForceInto(out, body),
    get wheels() {
      return world.vehicles.values;
    },
    free: () => world.free(),
  };

  function centreOfMass(link: number): Vec3 {
    const { poses: frames, centres } = world.motion;
    const origin: Vec3 = [frames[link * 7]!, frames[link * 7 + 1]!, frames[link * 7 + 2]!];
    return addVec(origin, [centres[link * 3]!, centres[link * 3 + 1]!, centres[link * 3 + 2]!]);
  }

  return engine;
}
