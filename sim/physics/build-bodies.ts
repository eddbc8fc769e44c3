/** Builds a scenario's bodies, joints and ropes in a Rapier world with contacts. */
import type { ImpulseJoint, RigidBody, World } from "@dimforge/rapier3d";
import type { BodySpec, Freedom } from "../body-types.ts";
import type { Vec3 } from "../core/env.ts";
import { SpecError } from "../core/errors.ts";
import { rotateVec } from "../core/quaternion.ts";
import { addVec } from "../core/vector.ts";
import type { JointLink, Link } from "../mechanism.ts";
import type { Build, Scenario } from "../scenario-types.ts";
import { colliderOf, collisionGroups, isSolid, rapierVector } from "./collider.ts";
import { principalAxes } from "./principal-axes.ts";
import type { Rapier } from "./rapier.ts";

export interface BuiltBodies {
  readonly world: World;
  /** Rapier's handle of each link. [links] */
  readonly links: Float64Array;
  /** Rapier's handle of each joint. [J] */
  readonly joints: Float64Array;
  /** Rapier's handle of each solid shape, and the index of its body. */
  readonly colliders: ReadonlyMap<number, number>;
}

export function buildBodies(rapier: Rapier, scenario: Scenario, build: Build): BuiltBodies {
  const world = new rapier.World(rapierVector(build.gravity));
  try {
    return fillWorld(rapier, world, scenario, build);
  } catch (error) {
    world.free();
    throw error;
  }
}

function fillWorld(rapier: Rapier, world: World, scenario: Scenario, build: Build): BuiltBodies {
  world.timestep = scenario.timestepSecs / scenario.substeps;
  world.numSolverIterations = scenario.solverIterations;
  const { contactFrequencyHz } = scenario;
  if (contactFrequencyHz !== undefined) world.integrationParameters.contact_natural_frequency = contactFrequencyHz;
  const { links, joints } = build.mechanism;
  const origins = restOrigins(links);
  const bodies = links.map((link, i) => createLink(rapier, world, link, origins[i] as Vec3));
  const colliders = createColliders(rapier, world, build, bodies);
  const made = joints.map((link) => createJoint(rapier, world, link, links.indexOf(link), bodies));
  createRopes(rapier, world, scenario, build, bodies);
  return {
    world,
    links: Float64Array.from(bodies, (body) => body.handle),
    joints: Float64Array.from(made, (joint) => joint.handle),
    colliders,
  };
}

/** Where the links' frames are in the world when every joint is 0. */
function restOrigins(links: readonly Link[]): readonly Vec3[] {
  const origins: Vec3[] = [];
  for (const { parent, offset } of links) origins.push(parent < 0 ? offset : addVec(origins[parent] as Vec3, offset));
  return origins;
}

function createLink(rapier: Rapier, world: World, link: Link, origin: Vec3): RigidBody {
  const { mass, centre, inertia } = link.mass;
  if (link.motion === "kinematic") {
    return world.createRigidBody(rapier.RigidBodyDesc.kinematicPositionBased().setTranslation(...origin));
  }
  const { moments, rotation } = principalAxes(inertia);
  const [x, y, z, w] = rotation;
  const description = rapier.RigidBodyDesc.dynamic()
    .setTranslation(...origin)
    .setCanSleep(false)
    .setCcdEnabled(link.body.continuous ?? false)
    .setAdditionalMassProperties(mass, rapierVector(centre), rapierVector(moments), { x, y, z, w });
  const { freedoms } = link.body;
  if (freedoms) {
    const may = (freedom: Freedom): boolean => freedoms.includes(freedom);
    description.enabledTranslations(may("x"), may("y"), may("z")).enabledRotations(may("rx"), may("ry"), may("rz"));
  }
  return world.createRigidBody(description);
}

function createColliders(
  rapier: Rapier,
  world: World,
  { bodies, mechanism }: Build,
  links: readonly RigidBody[],
): Map<number, number> {
  const groups = collisionGroups(bodies.flatMap(({ shapes }) => shapes.filter(isSolid)));
  const owners = new Map<number, number>();
  for (const [i, body] of bodies.entries()) {
    const placement = mechanism.placements[i];
    if (!placement) continue;
    for (const shape of body.shapes.filter(isSolid)) {
      const description = colliderOf(rapier, shape, placement, groups(shape));
      owners.set(world.createCollider(description, links[placement.link]).handle, i);
    }
  }
  return owners;
}

function createJoint(
  rapier: Rapier,
  world: World,
  link: JointLink,
  index: number,
  bodies: readonly RigidBody[],
): ImpulseJoint {
  const anchorInParent = rapierVector(addVec(link.offset, link.anchor));
  const make = link.joint.kind === "hinge" ? rapier.JointData.revolute : rapier.JointData.prismatic;
  const data = make(anchorInParent, rapierVector(link.anchor), rapierVector(link.axis));
  const parent = bodies[link.parent] ?? world.createRigidBody(rapier.RigidBodyDesc.fixed());
  const joint = world.createImpulseJoint(data, parent, bodies[index] as RigidBody, true);
  joint.setContactsEnabled(false);
  return joint;
}

function createRopes(
  rapier: Rapier,
  world: World,
  scenario: Scenario,
  { bodies, mechanism }: Build,
  links: readonly RigidBody[],
): void {
  for (const [i, rope] of scenario.ropes.entries()) {
    const [a, b] = rope.bodies.map((name, end) => {
      const at = bodies.findIndex((body: BodySpec) => body.name === name);
      const placement = mechanism.placements[at];
      const link = links[placement?.link ?? -1];
      if (!placement || !link) {
        throw new SpecError(`scenario ${scenario.id}: ropes.${i}.bodies: expected a moving body, got "${name}"`);
      }
      const anchor = addVec(placement.position, rotateVec(placement.rotation, rope.anchors[end] ?? [0, 0, 0]));
      return { link, anchor };
    });
    if (!a || !b) continue;
    const data = rapier.JointData.rope(rope.length, rapierVector(a.anchor), rapierVector(b.anchor));
    world.createImpulseJoint(data, a.link, b.link, true);
  }
}
