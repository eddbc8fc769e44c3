/** Which shapes touch, in MuJoCo's words. */
import type { ShapeSpec } from "../body-types.ts";
import { SpecError } from "../core/errors.ts";
import { collisionGroups, DEFAULT_FRICTION, isSolid, mayTouch } from "../physics/collider.ts";
import type { Scenario } from "../scenario-types.ts";

/** MuJoCo's bits are those of a signed integer. */
const MOST_KINDS = 31;

export interface ContactPlan {
  /** MuJoCo lets shapes touch where one's type meets the other's affinity. `undefined` of shapes that are only drawn. */
  bits(shape: ShapeSpec): { readonly type: number; readonly affinity: number } | undefined;
  /** Names of shapes that touch with a friction that is not the greater one of theirs. */
  readonly pairs: readonly { readonly geoms: readonly [string, string]; readonly friction: number }[];
}

/** Shapes that touch the same others are a kind, and each kind has a bit. */
export function planContacts(scenario: Scenario): ContactPlan {
  const { bodies, mechanism } = scenario;
  const solids = bodies.flatMap((body, i) =>
    body.shapes.flatMap((shape, k) =>
      isSolid(shape) ? [{ shape, geom: `${body.name} ${k}`, link: mechanism.placements[i]?.link ?? -1 }] : [],
    ),
  );
  for (const { shape, geom } of solids) {
    if (!shape.restitution) continue;
    throw new SpecError(
      `MJCF export: restitution must be 0, as MuJoCo's contacts have none, got ${shape.restitution} of ${geom} in ${scenario.id}`,
    );
  }
  const groups = collisionGroups(solids.map(({ shape }) => shape));
  const kinds = [...new Set(solids.map(({ shape }) => groups(shape)))];
  if (kinds.length > MOST_KINDS) {
    throw new SpecError(
      `MJCF export: ${scenario.id} must have at most ${MOST_KINDS} kinds of groups, got ${kinds.length}`,
    );
  }
  const pairs = solids.flatMap((a, i) =>
    solids.slice(i + 1).flatMap((b) => {
      const [one, other] = [a.shape.friction ?? DEFAULT_FRICTION, b.shape.friction ?? DEFAULT_FRICTION];
      const meet = one !== other && a.link !== b.link && mayTouch(groups(a.shape), groups(b.shape));
      if (!meet || jointed(scenario, a.link, b.link)) return [];
      return [{ geoms: [a.geom, b.geom] as const, friction: (one + other) / 2 }];
    }),
  );
  return {
    pairs,
    bits(shape) {
      if (!isSolid(shape)) return undefined;
      const own = groups(shape);
      const affinity = kinds.reduce((bits, kind, k) => (mayTouch(own, kind) ? bits | (1 << k) : bits), 0);
      return { type: 1 << kinds.indexOf(own), affinity };
    },
  };
}

function jointed({ mechanism: { links } }: Scenario, a: number, b: number): boolean {
  return (a >= 0 && b >= 0 && links[a]?.parent === b) || (a >= 0 && b >= 0 && links[b]?.parent === a);
}
