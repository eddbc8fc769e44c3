/** Contacts of a Rapier world, by the indices of bodies. */
import type { Collider, TempContactManifold, World } from "@dimforge/rapier3d";

/** World axes, N. [3] */
export type ContactForce = Float32Array | Float64Array;

/** Calls back with the body at the other side of each pair of shapes that touch. */
export function forEachTouch(
  world: World,
  owners: ReadonlyMap<number, number>,
  body: number,
  call: (other: number) => void,
): void {
  forEachManifold(world, owners, body, (manifold, _sign, other) => {
    for (let i = 0; i < manifold.numContacts(); i++) {
      if (manifold.contactDist(i) > 0 && manifold.contactImpulse(i) === 0) continue;
      call(other);
      return;
    }
  });
}

/** Two bodies, one inside the other. */
export interface Overlap {
  /** Their indices. */
  readonly bodies: readonly [number, number];
  /** How far the one has to go to be out of the other, m. */
  readonly depth: number;
}

/** The deepest overlap of solid shapes that touch each other; `null` where there is none. */
export function deepestOverlap(world: World, owners: ReadonlyMap<number, number>): Overlap | null {
  let deepest: Overlap | null = null;
  for (const body of new Set(owners.values())) {
    forEachManifold(world, owners, body, (manifold, _sign, other) => {
      for (let i = 0; i < manifold.numContacts(); i++) {
        const depth = -manifold.contactDist(i);
        if (depth > (deepest?.depth ?? 0)) deepest = { bodies: [body, other], depth };
      }
    });
  }
  return deepest;
}

/**
 * Sum of the normal forces of all contacts of a body in the last physics step; Rapier does not tell friction's impulses. It counts
 * the impulse that it starts from, which is that of the previous step's last pass, as one pass more: of n passes it reports
 * (n + 1)/n of the impulse that acts. The share taken off here makes lasting contact exact; the first step of an impact
 * comes out n/(n + 1) of the truth, and one pass's impulse is still told a step after it (measured against momentum).
 */
export function contactForceInto(
  out: ContactForce,
  world: World,
  owners: ReadonlyMap<number, number>,
  body: number,
  stepSecs: number,
): void {
  const passes = world.numSolverIterations;
  const scale = passes / ((passes + 1) * stepSecs);
  out.fill(0);
  forEachManifold(world, owners, body, (manifold, sign) => {
    const { x, y, z } = manifold.normal();
    for (let i = 0; i < manifold.numContacts(); i++) {
      const push = sign * scale * manifold.contactImpulse(i);
      out[0]! += push * x;
      out[1]! += push * y;
      out[2]! += push * z;
    }
  });
}

/** Calls back with every manifold of a body, the sign that turns its normal towards the body, and the other body. */
function forEachManifold(
  world: World,
  owners: ReadonlyMap<number, number>,
  body: number,
  call: (manifold: TempContactManifold, sign: number, other: number) => void,
): void {
  for (const [handle, owner] of owners) {
    if (owner !== body) continue;
    const own: Collider = world.getCollider(handle);
    const others: Collider[] = [];
    world.contactPairsWith(own, (other) => others.push(other));
    for (const other of others) {
      // The normal points from the first shape of the pair to the second.
      world.contactPair(own, other, (manifold, flipped) =>
        call(manifold, flipped ? 1 : -1, owners.get(other.handle) ?? -1),
      );
    }
  }
}
