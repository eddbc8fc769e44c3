/**
 * The moving parts of a scenario: links joined in trees. Bodies fixed to one another share a link. A link's frame sits at the
 * origin of the body that carries the joint (or is free) and is aligned with the world where every joint is 0 and every free body
 * is where it was declared, so that axes, anchors and centres of mass are all given in world directions at rest.
 */

import type { BodySpec, JointSpec, ShapeSpec } from "./body-types.ts";
import type { Quat, Vec3 } from "./core/env.ts";
import { IDENTITY_QUAT, multiplyQuat, normalizeQuat, rotateVec } from "./core/quaternion.ts";
import { addVec, crossVec, dotVec, normalizeVec, subtractVec } from "./core/vector.ts";
import { combineMasses, type MassProperties, shapeMass } from "./mass-properties.ts";

export type Motion = "joint" | "free" | "kinematic";

export interface Link {
  /** The body that carries the joint, or is free or kinematic. */
  readonly body: BodySpec;
  readonly motion: Motion;
  readonly joint: JointSpec | null;
  /** Index of its coordinate; −1 without a joint. */
  readonly coordinate: number;
  /** Index of the link that carries this one; −1 for the world. */
  readonly parent: number;
  /** Unit vector, in world directions at rest. */
  readonly axis: Vec3;
  /** From the parent link's origin (or the world's) to this link's, at rest. */
  readonly offset: Vec3;
  /** Point on the joint's axis, from this link's origin, at rest. */
  readonly anchor: Vec3;
  readonly mass: MassProperties;
  /** What the joint moves, at rest: mass (kg) for a slide, inertia about the axis (kg m²) for a hinge. */
  readonly effectiveInertia: number;
}

/** A link that a joint carries. */
export interface JointLink extends Link {
  readonly joint: JointSpec;
}

/** Where a body sits in its link. */
export interface Placement {
  /** Index of the link; −1 for the world. */
  readonly link: number;
  readonly position: Vec3;
  readonly rotation: Quat;
}

export interface Mechanism {
  /** Parents before children. */
  readonly links: readonly Link[];
  /** Those with a coordinate, in its order. [J] */
  readonly joints: readonly JointLink[];
  /** One for each body, in their order. */
  readonly placements: readonly Placement[];
}

interface RestPose {
  readonly position: Vec3;
  readonly rotation: Quat;
}

/** Gathers bodies into links. Parents stand before their children. */
export function buildMechanism(bodies: readonly BodySpec[]): Mechanism {
  const rest = new Map<string, RestPose>();
  const linkOf = new Map<string, number>();
  const origins: Vec3[] = [];
  const drafts: Omit<Link, "mass" | "effectiveInertia">[] = [];
  const placements: Placement[] = [];
  let coordinates = 0;
  for (const body of bodies) {
    const parentPose = rest.get(body.parent ?? "") ?? { position: [0, 0, 0], rotation: IDENTITY_QUAT };
    const parentLink = linkOf.get(body.parent ?? "") ?? -1;
    const position = addVec(parentPose.position, rotateVec(parentPose.rotation, body.position ?? [0, 0, 0]));
    const rotation = normalizeQuat(multiplyQuat(parentPose.rotation, body.rotation ?? IDENTITY_QUAT));
    const motion = motionOf(body);
    if (motion !== "fixed") {
      const joint = body.joint ?? null;
      drafts.push({
        body,
        motion,
        joint,
        coordinate: joint ? coordinates++ : -1,
        parent: parentLink,
        axis: joint ? normalizeVec(rotateVec(rotation, joint.axis)) : [0, 0, 1],
        offset: subtractVec(position, origins[parentLink] ?? [0, 0, 0]),
        anchor: rotateVec(rotation, joint?.anchor ?? [0, 0, 0]),
      });
      origins.push(position);
    }
    const link = motion === "fixed" ? parentLink : drafts.length - 1;
    rest.set(body.name, { position, rotation });
    linkOf.set(body.name, link);
    placements.push({ link, position: subtractVec(position, origins[link] ?? [0, 0, 0]), rotation });
  }
  const masses = drafts.map((_, link) => linkMass(link, bodies, placements));
  const links = drafts.map((draft, i) => ({
    ...draft,
    mass: masses[i] as MassProperties,
    effectiveInertia: subtreeInertia(i, drafts, origins, masses),
  }));
  return { links, joints: links.filter(hasJoint), placements };
}

/** Whether a joint carries a link. */
export function hasJoint(link: Link): link is JointLink {
  return link.joint !== null;
}

/** What moves a body. */
export function motionOf(body: BodySpec): Motion | "fixed" {
  return body.motion ?? (body.joint ? "joint" : "fixed");
}

function linkMass(link: number, bodies: readonly BodySpec[], placements: readonly Placement[]): MassProperties {
  const parts = placements.flatMap((placement, i) =>
    placement.link === link ? (bodies[i]?.shapes ?? []).map((shape) => placedMass(shape, placement)) : [],
  );
  return combineMasses(parts);
}

function placedMass(shape: ShapeSpec, placement: Placement): MassProperties {
  const rotation = multiplyQuat(placement.rotation, shape.rotation ?? IDENTITY_QUAT);
  const position = addVec(placement.position, rotateVec(placement.rotation, shape.position ?? [0, 0, 0]));
  return shapeMass(shape, position, normalizeQuat(rotation));
}

function subtreeInertia(
  root: number,
  drafts: readonly Omit<Link, "mass" | "effectiveInertia">[],
  origins: readonly Vec3[],
  masses: readonly MassProperties[],
): number {
  const draft = drafts[root];
  if (!draft?.joint) return masses[root]?.mass ?? 0;
  const axisPoint = addVec(origins[root] ?? [0, 0, 0], draft.anchor);
  let total = 0;
  for (const [i, mass] of masses.entries()) {
    let ancestor = i;
    while (ancestor > root) ancestor = drafts[ancestor]?.parent ?? -1;
    if (ancestor !== root) continue;
    if (draft.joint.kind === "slide") {
      total += mass.mass;
      continue;
    }
    const arm = crossVec(draft.axis, subtractVec(addVec(origins[i] ?? [0, 0, 0], mass.centre), axisPoint));
    const [xx, yy, zz, xy, xz, yz] = mass.inertia;
    const [x, y, z] = draft.axis;
    const own = xx * x * x + yy * y * y + zz * z * z + 2 * (xy * x * y + xz * x * z + yz * y * z);
    total += own + mass.mass * dotVec(arm, arm);
  }
  return total;
}
