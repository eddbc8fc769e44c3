/** Casts rays at the solid shapes of a Rapier world. */
import type { Collider, World } from "@dimforge/rapier3d";
import type { Vec3 } from "../core/env.ts";
import type { Mechanism } from "../mechanism.ts";
import type { BuiltBodies } from "./build-bodies.ts";
import { rapierVector } from "./collider.ts";
import type { Rapier } from "./rapier.ts";

export interface Ray {
  readonly origin: Vec3;
  readonly unitDirection: Vec3;
  readonly maxDistance: number;
  /** The body that it passes through, with all that its link carries; −1 for none. */
  readonly ignoredBody: number;
}

/** Distance to the first solid thing along a ray, and the index of its body; null where there is none. */
export function castRay(
  rapier: Rapier,
  world: World,
  { links, colliders }: BuiltBodies,
  { placements }: Mechanism,
  { origin, unitDirection, maxDistance, ignoredBody }: Ray,
): { readonly distance: number; readonly body: number } | null {
  const link = placements[ignoredBody]?.link ?? -1;
  const moving = link < 0 ? undefined : world.getRigidBody(links[link]!);
  // A fixed body is none of Rapier's: its shapes tell whose they are.
  const fixed = ignoredBody >= 0 && !moving;
  const passes = fixed ? ({ handle }: Collider): boolean => colliders.get(handle) !== ignoredBody : undefined;
  const ray = new rapier.Ray(rapierVector(origin), rapierVector(unitDirection));
  const hit = world.castRay(ray, maxDistance, true, undefined, undefined, undefined, moving, passes);
  return hit && { distance: hit.timeOfImpact, body: colliders.get(hit.collider.handle) ?? -1 };
}
