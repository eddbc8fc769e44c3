/** The degrees of freedom of a mechanism's trees: which link has which, and which is whose parent. */
import type { Freedom } from "../../body-types.ts";
import type { Link, Mechanism } from "../../mechanism.ts";

/** Ways in which a free body moves, in the order of its degrees of freedom. */
const FREEDOMS: readonly Freedom[] = ["x", "y", "z", "rx", "ry", "rz"];

/**
 * A free link has up to six: velocity of its origin along, and angular velocity about, the world's axes. A jointed link has its
 * joint's rate. Letter D: their number.
 */
export interface Tree {
  readonly mechanism: Mechanism;
  /** Index of each link's parent; −1 for the world. [links] */
  readonly parents: Int32Array;
  /** First degree of freedom of each link; last entry: D. [links + 1] */
  readonly firstDofs: Int32Array;
  /** Of each: index of its parent, lower than its own; −1 at a root. [D] */
  readonly dofParents: Int32Array;
  /** Of each of a free link: 0 to 5, as in x, y, z, rx, ry, rz; −1 of a joint. [D] */
  readonly freedoms: Int32Array;
  /** The last one that moves each link; −1 where none does. [links] */
  readonly lastDofs: Int32Array;
  /** Degree of freedom of each joint. [J] */
  readonly jointDofs: Int32Array;
  /** kg or kg m². [D] */
  readonly armature: Float64Array;
  /** N s/m or N m s/rad. [D] */
  readonly damping: Float64Array;
  /** Indices of the free links. */
  readonly roots: readonly number[];
}

export function buildTree(mechanism: Mechanism): Tree {
  const { links, joints } = mechanism;
  const firstDofs = new Int32Array(links.length + 1);
  const lastDofs = new Int32Array(links.length);
  const dofParents: number[] = [];
  const freedoms: number[] = [];
  const armature: number[] = [];
  const damping: number[] = [];
  for (const [i, link] of links.entries()) {
    firstDofs[i] = dofParents.length;
    let dofParent = link.parent < 0 ? -1 : lastDofs[link.parent]!;
    for (const freedom of freedomsOf(link)) {
      dofParents.push(dofParent);
      dofParent = dofParents.length - 1;
      freedoms.push(freedom);
      armature.push(link.joint?.armature ?? 0);
      damping.push(link.joint?.damping ?? 0);
    }
    lastDofs[i] = dofParent;
  }
  firstDofs[links.length] = dofParents.length;
  return {
    mechanism,
    parents: Int32Array.from(links, ({ parent }) => parent),
    firstDofs,
    dofParents: Int32Array.from(dofParents),
    freedoms: Int32Array.from(freedoms),
    lastDofs,
    jointDofs: Int32Array.from(joints, (link) => firstDofs[links.indexOf(link)]!),
    armature: Float64Array.from(armature),
    damping: Float64Array.from(damping),
    roots: links.flatMap((link, i) => (link.motion === "free" ? [i] : [])),
  };
}

function freedomsOf({ body, motion }: Link): readonly number[] {
  if (motion === "joint") return [-1];
  return FREEDOMS.flatMap((freedom, k) => ((body.freedoms?.includes(freedom) ?? true) ? [k] : []));
}
