/** How easily links and joints move in the pose at rest: MuJoCo's `invweight0`, which scales the regularizers of constraints. */
import { createLinkMotion, linkMotionInto } from "../../link-motion.ts";
import type { Build } from "../../scenario-types.ts";
import type { Tree } from "./tree.ts";
import { createTreeDynamics } from "./tree-dynamics.ts";
import { factorTree, solveTree } from "./tree-factor.ts";

export interface RestMobility {
  /** Acceleration of each link's centre of mass under a unit force, mean over directions, 1/kg. [links] */
  readonly links: Float64Array;
  /** Acceleration of each joint under a unit force, 1/kg or 1/(kg m²). [J] */
  readonly joints: Float64Array;
}

export function restMobility(tree: Tree, { mechanism }: Build): RestMobility {
  const { dofParents, lastDofs, jointDofs } = tree;
  const n = dofParents.length;
  const motion = createLinkMotion(mechanism);
  for (const [i, { offset }] of mechanism.links.entries()) motion.poses.set([...offset, 0, 0, 0, 1], i * 7);
  const still = new Float64Array(mechanism.joints.length);
  linkMotionInto(mechanism, still, still, 0, motion);
  const dynamics = createTreeDynamics(tree);
  dynamics.update(motion, new Float64Array(n), [0, 0, 0], undefined);
  const { inertia, motionSubspace, origin } = dynamics;
  factorTree(inertia, dofParents);

  /** vᵀ M⁻¹ v */
  const mobility = (row: Float64Array): number => {
    const answer = row.slice();
    solveTree(inertia, dofParents, answer);
    return row.reduce((sum, value, d) => sum + value * answer[d]!, 0);
  };

  /** How much each degree of freedom moves a link's centre of mass along an axis. */
  const rowOf = (link: number, axis: 0 | 1 | 2): Float64Array => {
    const row = new Float64Array(n);
    const arm = [0, 1, 2].map((k) => motion.poses[link * 7 + k]! + motion.centres[link * 3 + k]! - origin[k]!);
    const [next, last] = [(axis + 1) % 3, (axis + 2) % 3];
    for (let d = lastDofs[link]!; d >= 0; d = dofParents[d]!) {
      row[d] =
        motionSubspace[d * 6 + 3 + axis]! +
        motionSubspace[d * 6 + next]! * arm[last]! -
        motionSubspace[d * 6 + last]! * arm[next]!;
    }
    return row;
  };

  return {
    links: Float64Array.from(mechanism.links, (_, i) => {
      const [x, y, z] = [rowOf(i, 0), rowOf(i, 1), rowOf(i, 2)].map(mobility);
      return ((x ?? 0) + (y ?? 0) + (z ?? 0)) / 3;
    }),
    joints: Float64Array.from(jointDofs, (d) => mobility(new Float64Array(n).fill(1, d, d + 1))),
  };
}
