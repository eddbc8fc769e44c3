/** The engine of mechanisms without contacts: a `PhysicsWorld` with one copy. */
import { SpecError } from "../core/errors.ts";
import { linkPosesInto, placedPosesInto } from "../kinematics.ts";
import { bodyVelocityInto, createLinkMotion, linkMotionInto } from "../link-motion.ts";
import type { Placement as LinkPlace } from "../mechanism.ts";
import type { Build, Scenario } from "../scenario-types.ts";
import type { Engine, Readings } from "./engine.ts";
import { PhysicsWorld } from "./physics-world.ts";

/** The engines that have what this one lacks. */
const BODIES = '"bodies"';
const CONTACTS = '"bodies" or "articulated"';

/** Loads the physics and builds the nominal world. */
export async function createJointEngine(scenario: Scenario): Promise<Engine> {
  let build: Build = scenario;
  let world = await PhysicsWorld.create(scenario, 1);
  let failed = false;
  const positions = new Float64Array(scenario.mechanism.joints.length);
  const velocities = new Float64Array(positions.length);
  const readings = jointReadings(() => build, positions, velocities);

  function adopt(next: Build): void {
    if (next !== build || failed) world = world.rebuild(next);
    build = next;
    failed = false;
  }

  const refuse = (call: string, able: string) => (): never => {
    throw new SpecError(`scenario ${scenario.id}: ${call} needs physics ${able}, and it declares "joints"`);
  };

  return {
    get build() {
      return build;
    },
    ...readings,
    begin(next) {
      adopt(next);
      positions.fill(0);
      velocities.fill(0);
    },
    settle() {},
    step(action) {
      try {
        world.step(positions, velocities, action);
      } catch (error) {
        failed = true;
        throw error;
      }
    },
    save: () => new Uint8Array(),
    load(next, _bytes, savedPositions, savedVelocities) {
      adopt(next);
      positions.set(savedPositions);
      velocities.set(savedVelocities);
    },
    setJoint(j, position, velocity) {
      positions[j] = position;
      velocities[j] = velocity;
    },
    place: refuse("place", CONTACTS),
    moveTo: refuse("moveTo", BODIES),
    addForce: refuse("addForce", CONTACTS),
    addTorque: refuse("addTorque", CONTACTS),
    castRay: refuse("castRay", BODIES),
    touches: refuse("touching", CONTACTS),
    deepestOverlap: () => null,
    contactForceInto: refuse("a contact sensor", CONTACTS),
    wheels: new Float64Array(),
    free: () => world.free(),
  };
}

/**
 * Reads poses and velocities of bodies from coordinates, which are all the state there is: what was derived from equal ones holds.
 * positions, velocities [J]
 */
export function jointReadings(build: () => Build, positions: Float64Array, velocities: Float64Array): Readings {
  const { mechanism, bodies } = build();
  const poses = new Float32Array(bodies.length * 7);
  const motion = createLinkMotion(mechanism);
  const derived = { positions: positions.slice(), velocities: velocities.slice(), posed: false, moved: false };
  let of: Build | undefined;

  /** Forgets what was derived from other coordinates. */
  function refresh(): Build {
    const now = build();
    if (now === of && same(positions, derived.positions) && same(velocities, derived.velocities)) return now;
    of = now;
    derived.positions.set(positions);
    derived.velocities.set(velocities);
    derived.posed = false;
    derived.moved = false;
    return now;
  }

  return {
    positions,
    velocities,
    poses() {
      const now = refresh();
      if (derived.posed) return poses;
      linkPosesInto(now.mechanism, positions, 0, motion.poses);
      placedPosesInto(now.mechanism, motion.poses, poses);
      derived.posed = true;
      return poses;
    },
    velocityInto(out, body) {
      const now = refresh();
      const { link, position } = now.mechanism.placements[body] as LinkPlace;
      out.fill(0);
      if (link < 0) return;
      if (!derived.moved) linkMotionInto(now.mechanism, positions, velocities, 0, motion);
      derived.moved = true;
      bodyVelocityInto(out, motion, link, position);
    },
  };
}

/** To the bit: the sign of a zero can be that of a pose. */
function same(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}
