/**
 * Contacts and joint limits as soft constraints, after MuJoCo's model (its documentation, "Computation": constraint model, with
 * solref 0.02 1, solimp 0.9 0.95 0.001 0.5 2, pyramids of friction, impratio 1). Row i wants J_i v̇ ≥ aref_i, its reference
 * acceleration, and pushes with weight_i, the inverse of its regularizer, for each unit by which it falls short.
 */
import { IMPEDANCE_MAX, impedance, TIME_CONSTANT_SECS } from "../impedance.ts";
import type { RestMobility } from "./rest-mobility.ts";
import type { Tree } from "./tree.ts";
import { CONTACT_SIZE, DISTANCE, FRICTION, type TreeContacts } from "./tree-contacts.ts";
import type { TreeDynamics } from "./tree-dynamics.ts";

/** Rows of a contact: n + μ t₁, n − μ t₁, n + μ t₂, n − μ t₂. */
export const CONTACT_ROWS = 4;

/** Below it a contact does not rub, and its rows would have no weight. */
const LEAST_FRICTION = 1e-5;

export interface SoftRows {
  count: number;
  /** Rows of contacts come first, four for each. [rows × D] */
  readonly jacobian: Float64Array;
  /** MuJoCo's `aref`. [rows] */
  readonly referenceAccelerations: Float64Array;
  /** Inverse of the regularizers, MuJoCo's `efc_D`. [rows] */
  readonly weights: Float64Array;
  /** The last degree of freedom of a row that is on one branch of a tree; −1 for one that joins two. [rows] */
  readonly lastDofs: Int32Array;
  /** Whether all rows are on one branch each. */
  branched: boolean;
  /** Sets the rows up. rates [D], positions [J] */
  update(dynamics: TreeDynamics, contacts: TreeContacts, rates: Float64Array, positions: Float64Array): void;
}

export function createSoftRows(tree: Tree, mobility: RestMobility, mostContacts: number, stepSecs: number): SoftRows {
  const { dofParents, lastDofs: linkLastDofs, jointDofs, mechanism } = tree;
  const n = dofParents.length;
  const limited = mechanism.joints.flatMap(({ joint }, j) => (joint.range ? [{ j, range: joint.range }] : []));
  const most = mostContacts * CONTACT_ROWS + limited.length;
  const jacobian = new Float64Array(most * n);
  const referenceAccelerations = new Float64Array(most);
  const weights = new Float64Array(most);
  const lastDofs = new Int32Array(most);
  // No spring can be stiffer than the step resolves.
  const impededSecs = IMPEDANCE_MAX * Math.max(TIME_CONSTANT_SECS, 2 * stepSecs);
  const stiffness = 1 / (impededSecs * impededSecs);
  const damping = 2 / impededSecs;

  const rows: SoftRows = {
    count: 0,
    jacobian,
    referenceAccelerations,
    weights,
    lastDofs,
    branched: true,
    update(dynamics, contacts, rates, positions) {
      rows.branched = true;
      const { count } = contacts;
      for (let c = 0; c < count; c++) contactRows(c, dynamics, contacts, rates);
      rows.count = count * CONTACT_ROWS;
      for (let l = 0; l < limited.length; l++) limitRow(l, rates, positions);
    },
  };

  function contactRows(
    c: number,
    { motionSubspace, origin }: TreeDynamics,
    contacts: TreeContacts,
    rates: Float64Array,
  ): void {
    const { values, links } = contacts;
    const a = links[2 * c]!;
    const b = links[2 * c + 1]!;
    const first = c * CONTACT_ROWS;
    const o = c * CONTACT_SIZE;
    const at = first * n;
    jacobian.fill(0, at, at + CONTACT_ROWS * n);
    addSide(at, b < 0 ? -1 : linkLastDofs[b]!, 1, motionSubspace, origin, values, o);
    addSide(at, a < 0 ? -1 : linkLastDofs[a]!, -1, motionSubspace, origin, values, o);
    const single = a < 0 || b < 0;
    if (!single) rows.branched = false;
    const lastDof = single ? linkLastDofs[a < 0 ? b : a]! : -1;
    const friction = Math.max(values[o + FRICTION]!, LEAST_FRICTION);
    let normalSpeed = 0;
    let speed1 = 0;
    let speed2 = 0;
    for (let d = 0; d < n; d++) {
      const normal = jacobian[at + d]!;
      const tangent1 = friction * jacobian[at + n + d]!;
      const tangent2 = friction * jacobian[at + 2 * n + d]!;
      const rate = rates[d]!;
      normalSpeed += normal * rate;
      speed1 += tangent1 * rate;
      speed2 += tangent2 * rate;
      jacobian[at + d] = normal + tangent1;
      jacobian[at + n + d] = normal - tangent1;
      jacobian[at + 2 * n + d] = normal + tangent2;
      jacobian[at + 3 * n + d] = normal - tangent2;
    }
    const distance = values[o + DISTANCE]!;
    const share = impedance(-distance);
    const inverseWeight = (a < 0 ? 0 : mobility.links[a]!) + (b < 0 ? 0 : mobility.links[b]!);
    // Four rows push together: each is as soft as makes them together as soft as the normal alone.
    const regularizer = ((1 - share) / share) * inverseWeight * (1 + friction * friction) * 2 * friction * friction;
    const spring = -stiffness * share * distance;
    for (let k = 0; k < CONTACT_ROWS; k++) {
      const along = k < 2 ? speed1 : speed2;
      referenceAccelerations[first + k] = spring - damping * (normalSpeed + (k % 2 === 0 ? along : -along));
      weights[first + k] = 1 / regularizer;
      lastDofs[first + k] = lastDof;
    }
  }

  /** Adds what one side's degrees of freedom do to the contact along its normal and tangents, in three rows. */
  function addSide(
    at: number,
    lastDof: number,
    sign: number,
    motionSubspace: Float64Array,
    origin: Float64Array,
    values: Float64Array,
    o: number,
  ): void {
    const px = values[o]! - origin[0]!;
    const py = values[o + 1]! - origin[1]!;
    const pz = values[o + 2]! - origin[2]!;
    for (let d = lastDof; d >= 0; d = dofParents[d]!) {
      const s = d * 6;
      const wx = motionSubspace[s]!;
      const wy = motionSubspace[s + 1]!;
      const wz = motionSubspace[s + 2]!;
      const x = sign * (motionSubspace[s + 3]! + wy * pz - wz * py);
      const y = sign * (motionSubspace[s + 4]! + wz * px - wx * pz);
      const z = sign * (motionSubspace[s + 5]! + wx * py - wy * px);
      jacobian[at + d]! += x * values[o + 3]! + y * values[o + 4]! + z * values[o + 5]!;
      jacobian[at + n + d]! += x * values[o + 6]! + y * values[o + 7]! + z * values[o + 8]!;
      jacobian[at + 2 * n + d]! += x * values[o + 9]! + y * values[o + 10]! + z * values[o + 11]!;
    }
  }

  /** Adds a row for a joint that is beyond one of its limits. */
  function limitRow(l: number, rates: Float64Array, positions: Float64Array): void {
    const { j, range } = limited[l]!;
    const position = positions[j]!;
    const below = position < range[0];
    if (!below && position <= range[1]) return;
    const depth = below ? range[0] - position : position - range[1];
    const sign = below ? 1 : -1;
    const d = jointDofs[j]!;
    const row = rows.count++;
    jacobian.fill(0, row * n, row * n + n);
    jacobian[row * n + d] = sign;
    const share = impedance(depth);
    referenceAccelerations[row] = stiffness * share * depth - damping * sign * rates[d]!;
    weights[row] = share / ((1 - share) * mobility.joints[j]!);
    lastDofs[row] = d;
  }

  return rows;
}
