/**
 * Trees of links with contacts, in generalised coordinates: joints that cannot drift, rotors' inertia, and MuJoCo's soft contacts
 * and limits. One physics step is MuJoCo's semi-implicit Euler: v' = v + h a, with dampers taken at the end of the step.
 */
import { cos, sin } from "../../core/deterministic-math.ts";
import type { Vec3 } from "../../core/env.ts";
import { StateError } from "../../core/errors.ts";
import { createLinkMotion, type LinkMotion, linkMotionInto } from "../../link-motion.ts";
import type { Build, Scenario } from "../../scenario-types.ts";
import { ContactForces } from "./contact-forces.ts";
import { createNewtonSolver } from "./newton-solver.ts";
import { restMobility } from "./rest-mobility.ts";
import { CONTACT_ROWS, createSoftRows } from "./soft-rows.ts";
import { buildTree } from "./tree.ts";
import { createTreeContacts, type TreeContacts } from "./tree-contacts.ts";
import { createTreeDynamics } from "./tree-dynamics.ts";
import { factorTree, solveTree } from "./tree-factor.ts";
import { treeShapes } from "./tree-shapes.ts";

/** Numbers of a free link's state: pose, velocity of its origin, angular velocity. */
const ROOT_SIZE = 13;

export interface ArticulatedWorld {
  readonly build: Build;
  /** [J] */
  readonly positions: Float64Array;
  /** [J] */
  readonly velocities: Float64Array;
  /** Force of all contacts, friction's too, on each body in the last physics step, N. [bodies × 3] */
  readonly contactForces: Float64Array;
  /** Poses and velocities of the links' frames. Those of free links are their state: to be set, then `moved`. */
  motion(): LinkMotion;
  /** Contacts as the bodies are now. */
  contacts(): TreeContacts;
  /** Adds a force (N) at the centre of mass and a torque (N m) for the coming physics step. */
  addLoad(link: number, force: Vec3, torque: Vec3): void;
  /** Says that positions, velocities or free links were set. */
  moved(): void;
  /** As declared: joints at 0, everything at rest. */
  reset(): void;
  /** One control step; `control` comes before each physics step. A StateError where a body is no longer finite. */
  step(action: ArrayLike<number>, control: (() => void) | undefined): void;
  /** Everything but `positions` and `velocities`. */
  save(): Float64Array;
  /** Size of what `save` returns. */
  readonly savedBytes: number;
  load(saved: Float64Array): void;
}

export function createArticulatedWorld(scenario: Scenario, build: Build): ArticulatedWorld {
  const { mechanism, gravity, bodies } = build;
  const { links, joints } = mechanism;
  const stepSecs = scenario.timestepSecs / scenario.substeps;
  const tree = buildTree(mechanism);
  const { dofParents, freedoms, firstDofs, roots, jointDofs, damping } = tree;
  const n = dofParents.length;
  const shapes = treeShapes(scenario, build);
  const mostContacts = shapes.planePairs.length + shapes.capsulePairs.length;
  const dynamics = createTreeDynamics(tree);
  const found = createTreeContacts(shapes);
  const rows = createSoftRows(tree, restMobility(tree, build), mostContacts, stepSecs);
  const newton = createNewtonSolver(tree, mostContacts * CONTACT_ROWS + joints.length);
  const forces = new ContactForces(bodies.length);
  const savedCount = roots.length * ROOT_SIZE + n + forces.values.length;
  const motors = scenario.actuators.map(({ joint, gear }) => ({
    dof: joint === undefined ? -1 : jointDofs[joints.findIndex((link) => link.joint.name === joint)]!,
    gear: gear ?? 1,
  }));

  const positions = new Float64Array(joints.length);
  const velocities = new Float64Array(joints.length);
  const rates = new Float64Array(n);
  /** Force and torque of each link, for the coming physics step. [links × 6] */
  const loads = new Float64Array(links.length * 6);
  const motion = createLinkMotion(mechanism);
  const factors = new Float64Array(n * n);
  const forcing = new Float64Array(n);
  /** Kept from step to step, as the solver's first guess. */
  const acceleration = new Float64Array(n);
  let fresh = false;
  let touched = false;
  let loaded = false;

  function current(): LinkMotion {
    if (!fresh) linkMotionInto(mechanism, positions, velocities, 0, motion);
    fresh = true;
    return motion;
  }

  function contacts(): TreeContacts {
    if (!touched) found.find(current());
    touched = true;
    return found;
  }

  function moved(): void {
    fresh = false;
    touched = false;
  }

  function gatherRates(): void {
    for (let j = 0; j < jointDofs.length; j++) rates[jointDofs[j]!] = velocities[j]!;
    for (const root of roots) {
      for (let d = firstDofs[root]!; d < firstDofs[root + 1]!; d++) {
        const k = freedoms[d]!;
        rates[d] = k < 3 ? motion.linear[root * 3 + k]! : motion.angular[root * 3 + k - 3]!;
      }
    }
  }

  /** Force on each degree of freedom but for contacts and limits. */
  function gatherForces(action: ArrayLike<number>): void {
    for (let d = 0; d < n; d++) forcing[d] = -dynamics.bias[d]! - damping[d]! * rates[d]!;
    for (let k = 0; k < motors.length; k++) {
      const { dof, gear } = motors[k]!;
      if (dof >= 0) forcing[dof]! += gear * action[k]!;
    }
  }

  /** Change of the rates in a second: what the forces make, with dampers at the speeds of the step's end, (M + h D) v̇ = forces. */
  function accelerate(action: ArrayLike<number>): void {
    gatherRates();
    dynamics.update(motion, rates, gravity, loaded ? loads : undefined);
    gatherForces(action);
    rows.update(dynamics, contacts(), rates, positions);
    const constrained = rows.count > 0;
    if (constrained) newton.solve(rows, dynamics.inertia, forcing, acceleration);
    factors.set(dynamics.inertia);
    for (let d = 0; d < n; d++) factors[d * n + d]! += stepSecs * damping[d]!;
    factorTree(factors, dofParents);
    solveTree(factors, dofParents, forcing);
    if (!constrained) acceleration.set(forcing);
  }

  function advance(): void {
    for (let j = 0; j < jointDofs.length; j++) {
      velocities[j]! += stepSecs * forcing[jointDofs[j]!]!;
      positions[j]! += stepSecs * velocities[j]!;
    }
    for (const root of roots) {
      for (let d = firstDofs[root]!; d < firstDofs[root + 1]!; d++) {
        const k = freedoms[d]!;
        if (k < 3) motion.linear[root * 3 + k]! += stepSecs * forcing[d]!;
        else motion.angular[root * 3 + k - 3]! += stepSecs * forcing[d]!;
      }
      driftInto(motion, root, stepSecs);
    }
    moved();
  }

  function requireFinite(): void {
    let sum = 0;
    for (let d = 0; d < n; d++) sum += acceleration[d]!;
    for (let j = 0; j < positions.length; j++) sum += positions[j]!;
    if (Number.isFinite(sum)) return;
    throw new StateError(`physics of ${scenario.id}: all bodies must stay finite, got accelerations [${acceleration}]`);
  }

  function reset(): void {
    for (const values of [positions, velocities, loads, acceleration, forces.values]) values.fill(0);
    for (const values of [motion.linear, motion.angular]) values.fill(0);
    for (const [i, { offset }] of links.entries()) motion.poses.set([...offset, 0, 0, 0, 1], i * 7);
    loaded = false;
    moved();
  }

  reset();
  return {
    build,
    positions,
    velocities,
    contactForces: forces.values,
    motion: current,
    contacts,
    addLoad(link, force, torque) {
      for (let k = 0; k < 3; k++) {
        loads[link * 6 + k]! += force[k]!;
        loads[link * 6 + 3 + k]! += torque[k]!;
      }
      loaded = true;
    },
    moved,
    reset,
    step(action, control) {
      const { substeps } = scenario;
      for (let substep = 0; substep < substeps; substep++) {
        control?.();
        current();
        accelerate(action);
        // A sensor tells the last step's.
        if (substep === substeps - 1) forces.gather(found, newton.constraintForces);
        if (loaded) loads.fill(0);
        loaded = false;
        advance();
      }
      requireFinite();
    },
    savedBytes: savedCount * Float64Array.BYTES_PER_ELEMENT,
    save() {
      const saved = new Float64Array(savedCount);
      for (const [r, root] of roots.entries()) {
        const at = r * ROOT_SIZE;
        saved.set(motion.poses.subarray(root * 7, root * 7 + 7), at);
        saved.set(motion.linear.subarray(root * 3, root * 3 + 3), at + 7);
        saved.set(motion.angular.subarray(root * 3, root * 3 + 3), at + 10);
      }
      saved.set(acceleration, roots.length * ROOT_SIZE);
      saved.set(forces.values, roots.length * ROOT_SIZE + n);
      return saved;
    },
    load(saved) {
      for (const [r, root] of roots.entries()) {
        const at = r * ROOT_SIZE;
        motion.poses.set(saved.subarray(at, at + 7), root * 7);
        motion.linear.set(saved.subarray(at + 7, at + 10), root * 3);
        motion.angular.set(saved.subarray(at + 10, at + 13), root * 3);
      }
      const rest = roots.length * ROOT_SIZE;
      acceleration.set(saved.subarray(rest, rest + n));
      forces.values.set(saved.subarray(rest + n));
      loads.fill(0);
      loaded = false;
      moved();
    },
  };
}

/** Moves a free link along its velocities: q' = exp(h ω) q. */
function driftInto({ poses, linear, angular }: LinkMotion, i: number, secs: number): void {
  const p = i * 7;
  const v = i * 3;
  for (let k = 0; k < 3; k++) poses[p + k]! += secs * linear[v + k]!;
  const wx = angular[v]!;
  const wy = angular[v + 1]!;
  const wz = angular[v + 2]!;
  const speed = Math.sqrt(wx * wx + wy * wy + wz * wz);
  if (speed === 0) return;
  const half = (secs * speed) / 2;
  const s = sin(half) / speed;
  const c = cos(half);
  const bx = wx * s;
  const by = wy * s;
  const bz = wz * s;
  const x = poses[p + 3]!;
  const y = poses[p + 4]!;
  const z = poses[p + 5]!;
  const w = poses[p + 6]!;
  const rx = c * x + bx * w + by * z - bz * y;
  const ry = c * y - bx * z + by * w + bz * x;
  const rz = c * z + bx * y - by * x + bz * w;
  const rw = c * w - bx * x - by * y - bz * z;
  const scale = 1 / Math.sqrt(rx * rx + ry * ry + rz * rz + rw * rw);
  poses[p + 3] = rx * scale;
  poses[p + 4] = ry * scale;
  poses[p + 5] = rz * scale;
  poses[p + 6] = rw * scale;
}
