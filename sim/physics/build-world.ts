/** Builds a scenario's mechanism in a Rapier world: one rigid body for each link. */
import type { ImpulseJoint, RigidBody, World } from "@dimforge/rapier3d";
import { addVec } from "../core/vector.ts";
import type { JointLink } from "../mechanism.ts";
import type { Build, Scenario } from "../scenario-types.ts";
import { principalAxes } from "./principal-axes.ts";
import type { Rapier } from "./rapier.ts";

export interface BuiltWorld {
  readonly world: World;
  /** [copies × links] */
  readonly bodies: readonly RigidBody[];
}

/** Builds several copies of the mechanism, which do not touch each other, in one world. The caller frees it. */
export function buildWorld(rapier: Rapier, scenario: Scenario, build: Build, copies: number): BuiltWorld {
  const [gx, gy, gz] = build.gravity;
  const world = new rapier.World({ x: gx, y: gy, z: gz });
  world.timestep = scenario.timestepSecs;
  world.numSolverIterations = scenario.substeps;
  const bodies: RigidBody[] = [];
  for (let copy = 0; copy < copies; copy++) {
    const start = bodies.length;
    for (const link of build.mechanism.joints) {
      const body = createLink(rapier, world, link);
      if (!isAlignedSlide(link)) createJoint(rapier, world, link, bodies[start + link.parent] ?? null, body);
      bodies.push(body);
    }
  }
  return { world, bodies };
}

/** A slide along an axis of the world needs no joint: the body's other degrees of freedom are locked, which is exact. */
export function isAlignedSlide(link: JointLink): boolean {
  return (
    link.joint.kind === "slide" && link.parent < 0 && link.axis.filter((component) => component !== 0).length === 1
  );
}

function createLink(rapier: Rapier, world: World, link: JointLink): RigidBody {
  const { mass, centre, inertia } = link.mass;
  const { moments, rotation } = principalAxes(inertia);
  // Awake for ever: a body that falls asleep near rest would no longer follow the equations of motion.
  const description = rapier.RigidBodyDesc.dynamic()
    .setCanSleep(false)
    .setAdditionalMassProperties(mass, vector(centre), vector(moments), quaternion(rotation));
  if (isAlignedSlide(link)) {
    const [x, y, z] = link.axis;
    description.enabledTranslations(x !== 0, y !== 0, z !== 0).lockRotations();
  }
  return world.createRigidBody(description);
}

function createJoint(
  rapier: Rapier,
  world: World,
  link: JointLink,
  parent: RigidBody | null,
  body: RigidBody,
): ImpulseJoint {
  const anchorInParent = vector(addVec(link.offset, link.anchor));
  const axis = vector(link.axis);
  const data =
    link.joint.kind === "hinge"
      ? rapier.JointData.revolute(anchorInParent, vector(link.anchor), axis)
      : rapier.JointData.prismatic(anchorInParent, vector(link.anchor), axis);
  return world.createImpulseJoint(data, parent ?? world.createRigidBody(rapier.RigidBodyDesc.fixed()), body, true);
}

function vector([x, y, z]: readonly [number, number, number]): { x: number; y: number; z: number } {
  return { x, y, z };
}

function quaternion([x, y, z, w]: readonly [number, number, number, number]): {
  x: number;
  y: number;
  z: number;
  w: number;
} {
  return { x, y, z, w };
}
