/** What of a tree's shapes can touch: points with a radius against planes, and capsules (spheres are short ones) against capsules. */
import type { BodySpec, ShapeSpec } from "../../body-types.ts";
import type { Vec3 } from "../../core/env.ts";
import { SpecError } from "../../core/errors.ts";
import { IDENTITY_QUAT, multiplyQuat, rotateVec } from "../../core/quaternion.ts";
import { addVec, dotVec, scaleVec } from "../../core/vector.ts";
import type { Placement } from "../../mechanism.ts";
import type { Build, Scenario } from "../../scenario-types.ts";
import { collisionGroups, DEFAULT_FRICTION, isSolid, mayTouch } from "../collider.ts";

/** A sphere about a point of a link, that can touch a plane of the world. Vectors in the link's frame. */
export interface PlanePair {
  readonly link: number;
  readonly body: number;
  readonly plane: Plane;
  readonly point: Vec3;
  readonly radius: number;
  /** Along the capsule whose end it is; zero elsewhere. */
  readonly axis: Vec3;
  readonly friction: number;
}

/** Solid where normal · x < offset, in the world. */
export interface Plane {
  readonly body: number;
  readonly normal: Vec3;
  readonly offset: number;
}

/** All points at `radius` from a line of ±`half` about `centre`. In the frame of its link, or the world's (link −1). */
export interface Capsule {
  readonly link: number;
  readonly body: number;
  readonly centre: Vec3;
  readonly half: Vec3;
  readonly radius: number;
}

export interface CapsulePair {
  readonly capsules: readonly [Capsule, Capsule];
  readonly friction: number;
}

export interface TreeShapes {
  readonly planePairs: readonly PlanePair[];
  readonly capsulePairs: readonly CapsulePair[];
}

interface Solid {
  readonly spec: ShapeSpec;
  readonly body: number;
  readonly link: number;
  readonly centre: Vec3;
  readonly turn: ReturnType<typeof multiplyQuat>;
}

const NOWHERE: Vec3 = [0, 0, 0];

/** A SpecError for solid shapes that these contacts do not know. */
export function treeShapes(scenario: Scenario, { bodies, mechanism }: Build): TreeShapes {
  const solids = bodies.flatMap((body, i) => {
    const placement = mechanism.placements[i] as Placement;
    return body.shapes.filter(isSolid).map((spec): Solid => placed(spec, i, placement));
  });
  for (const solid of solids) requireKnown(scenario, bodies, solid);
  const groups = collisionGroups(solids.map(({ spec }) => spec));
  const planePairs: PlanePair[] = [];
  const capsulePairs: CapsulePair[] = [];
  for (const [i, a] of solids.entries()) {
    for (const b of solids.slice(i + 1)) {
      if (!mayTouch(groups(a.spec), groups(b.spec)) || !apart(mechanism.links, a.link, b.link)) continue;
      const friction = ((a.spec.friction ?? DEFAULT_FRICTION) + (b.spec.friction ?? DEFAULT_FRICTION)) / 2;
      const plane = a.spec.geometry.kind === "plane" ? a : b.spec.geometry.kind === "plane" ? b : undefined;
      if (plane) planePairs.push(...planePairsOf(plane === a ? b : a, planeOf(plane), friction));
      else if (isCapsule(a) && isCapsule(b)) capsulePairs.push({ capsules: [capsuleOf(a), capsuleOf(b)], friction });
    }
  }
  return { planePairs, capsulePairs };
}

function placed(spec: ShapeSpec, body: number, placement: Placement): Solid {
  return {
    spec,
    body,
    link: placement.link,
    centre: addVec(placement.position, rotateVec(placement.rotation, spec.position ?? NOWHERE)),
    turn: multiplyQuat(placement.rotation, spec.rotation ?? IDENTITY_QUAT),
  };
}

function requireKnown(scenario: Scenario, bodies: readonly BodySpec[], { spec, body, link }: Solid): void {
  const { kind } = spec.geometry;
  const known = link < 0 ? ["plane", "sphere", "capsule"] : ["sphere", "capsule", "box"];
  if (known.includes(kind)) return;
  throw new SpecError(
    `scenario ${scenario.id}: bodies.${body}.shapes: expected solid shapes of ${link < 0 ? "a fixed" : "a moving"} body to be ${known.join(", ")} with physics "articulated", got a ${kind} of ${bodies[body]?.name}; "solid: false", or physics "bodies"?`,
  );
}

/** Shapes of one link do not touch, nor do those of jointed neighbours, nor what stands still. */
function apart(links: Build["mechanism"]["links"], a: number, b: number): boolean {
  if (a === b) return false;
  const neighbours = (one: number, other: number): boolean => one >= 0 && other >= 0 && links[one]?.parent === other;
  return !neighbours(a, b) && !neighbours(b, a);
}

function isCapsule({ spec }: Solid): boolean {
  return spec.geometry.kind === "sphere" || spec.geometry.kind === "capsule";
}

function capsuleOf({ spec, body, link, centre, turn }: Solid): Capsule {
  const { geometry } = spec;
  const half: Vec3 = geometry.kind === "capsule" ? rotateVec(turn, [0, 0, geometry.halfLength]) : NOWHERE;
  const radius = geometry.kind === "capsule" || geometry.kind === "sphere" ? geometry.radius : 0;
  return { link, body, centre, half, radius };
}

function planeOf({ body, centre, turn }: Solid): Plane {
  const normal = rotateVec(turn, [0, 0, 1]);
  return { body, normal, offset: dotVec(normal, centre) };
}

function planePairsOf(solid: Solid, plane: Plane, friction: number): PlanePair[] {
  const { spec, link, body, centre, turn } = solid;
  const common = { link, body, plane, friction };
  if (spec.geometry.kind === "box") {
    const [x, y, z] = spec.geometry.halfSizes;
    return [0, 1, 2, 3, 4, 5, 6, 7].map((corner) => {
      const arm: Vec3 = [corner & 1 ? x : -x, corner & 2 ? y : -y, corner & 4 ? z : -z];
      return { ...common, point: addVec(centre, rotateVec(turn, arm)), radius: 0, axis: NOWHERE };
    });
  }
  const { half, radius } = capsuleOf(solid);
  if (spec.geometry.kind === "sphere") return [{ ...common, point: centre, radius, axis: NOWHERE }];
  return [1, -1].map((end) => ({ ...common, point: addVec(centre, scaleVec(half, end)), radius, axis: half }));
}
