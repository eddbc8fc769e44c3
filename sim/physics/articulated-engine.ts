/** The engine of robots: an `ArticulatedWorld` for each set of factors. */
import type { Quat, Vec3 } from "../core/env.ts";
import { SpecError, StateError } from "../core/errors.ts";
import { conjugateQuat, multiplyQuat, rotateVec } from "../core/quaternion.ts";
import { addVec, crossVec, subtractVec } from "../core/vector.ts";
import { placedPosesInto } from "../kinematics.ts";
import { bodyVelocityInto } from "../link-motion.ts";
import type { Placement as LinkPlace } from "../mechanism.ts";
import type { Build, Scenario } from "../scenario-types.ts";
import { type ArticulatedWorld, createArticulatedWorld } from "./articulated/articulated-world.ts";
import { CONTACT_SIZE, DISTANCE } from "./articulated/tree-contacts.ts";
import type { Overlap } from "./contacts.ts";
import type { Engine } from "./engine.ts";

const ZERO: Vec3 = [0, 0, 0];

/** Builds the nominal world. */
export function createArticulatedEngine(scenario: Scenario): Engine {
  let world: ArticulatedWorld = createArticulatedWorld(scenario, scenario);
  const poses = new Float32Array(scenario.bodies.length * 7);
  let posed = false;

  function worldOf(build: Build): ArticulatedWorld {
    return build === world.build ? world : createArticulatedWorld(scenario, build);
  }

  function moved(): void {
    world.moved();
    posed = false;
  }

  function placeOf(body: number): LinkPlace {
    return world.build.mechanism.placements[body] as LinkPlace;
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

  const refuse = (call: string) => (): never => {
    throw new SpecError(`scenario ${scenario.id}: ${call} needs physics "bodies", and it declares "articulated"`);
  };

  const engine: Engine = {
    get build() {
      return world.build;
    },
    get positions() {
      return world.positions;
    },
    get velocities() {
      return world.velocities;
    },
    poses() {
      if (!posed) placedPosesInto(world.build.mechanism, world.motion().poses, poses);
      posed = true;
      return poses;
    },
    velocityInto(out, body) {
      const { link, position } = placeOf(body);
      if (link < 0) out.fill(0);
      else bodyVelocityInto(out, world.motion(), link, position);
    },
    begin(build) {
      world = worldOf(build);
      world.reset();
      posed = false;
    },
    settle() {},
    step(action, control) {
      posed = false;
      world.step(action, control);
    },
    save: () => new Uint8Array(world.save().buffer),
    load(build, bytes, positions, velocities) {
      const next = worldOf(build);
      if (bytes.byteLength !== next.savedBytes) {
        throw new StateError(
          `restore: ${next.savedBytes} bytes of a world of ${scenario.id} are required, got ${bytes.byteLength}`,
        );
      }
      world = next;
      posed = false;
      world.positions.set(positions);
      world.velocities.set(velocities);
      // A copy, as numbers need memory of their own: a Buffer's slice would be a view.
      world.load(new Float64Array(new Uint8Array(bytes).buffer));
    },
    setJoint(j, position, velocity) {
      world.positions[j] = position;
      world.velocities[j] = velocity;
      moved();
    },
    place(body, placement) {
      const link = movable("place", body, ["free"]);
      const place = placeOf(body);
      const at = body * 7;
      const now = engine.poses();
      const position = placement.position ?? ([now[at]!, now[at + 1]!, now[at + 2]!] as const);
      const rotation: Quat = placement.rotation ?? [now[at + 3]!, now[at + 4]!, now[at + 5]!, now[at + 6]!];
      const angularVelocity = placement.angularVelocity ?? ZERO;
      const turn = multiplyQuat(rotation, conjugateQuat(place.rotation));
      const arm = rotateVec(turn, place.position);
      const motion = world.motion();
      motion.poses.set(subtractVec(position, arm), link * 7);
      motion.poses.set(turn, link * 7 + 3);
      motion.linear.set(subtractVec(placement.velocity ?? ZERO, crossVec(angularVelocity, arm)), link * 3);
      motion.angular.set(angularVelocity, link * 3);
      moved();
    },
    addForce(body, force, at) {
      const link = movable("addForce", body, ["free", "joint"]);
      world.addLoad(link, force, at ? crossVec(subtractVec(at, centreOfMass(link)), force) : ZERO);
    },
    addTorque: (body, torque) => world.addLoad(movable("addTorque", body, ["free", "joint"]), ZERO, torque),
    touches(body) {
      const { count, bodies } = world.contacts();
      const others: number[] = [];
      for (let c = 0; c < count; c++) {
        if (bodies[2 * c] === body) others.push(bodies[2 * c + 1]!);
        if (bodies[2 * c + 1] === body) others.push(bodies[2 * c]!);
      }
      return others;
    },
    deepestOverlap() {
      const { count, bodies, values } = world.contacts();
      let deepest: Overlap | null = null;
      for (let c = 0; c < count; c++) {
        const depth = -values[c * CONTACT_SIZE + DISTANCE]!;
        if (depth > (deepest?.depth ?? 0)) deepest = { bodies: [bodies[2 * c]!, bodies[2 * c + 1]!], depth };
      }
      return deepest;
    },
    contactForceInto(out, body) {
      for (let axis = 0; axis < 3; axis++) out[axis] = world.contactForces[body * 3 + axis]!;
    },
    moveTo: refuse("moveTo"),
    castRay: refuse("castRay"),
    wheels: new Float64Array(),
    free() {},
  };

  function centreOfMass(link: number): Vec3 {
    const { poses: frames, centres } = world.motion();
    const origin: Vec3 = [frames[link * 7]!, frames[link * 7 + 1]!, frames[link * 7 + 2]!];
    return addVec(origin, [centres[link * 3]!, centres[link * 3 + 1]!, centres[link * 3 + 2]!]);
  }

  return engine;
}
