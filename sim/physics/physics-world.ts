/**
 * A Rapier world whose state is the joints' coordinates. Every control step places the bodies from the coordinates, applies the
 * joints' forces, steps, and reads the coordinates back, so that
 * - a state is restored exactly, in place, from J positions and J velocities (Rapier normalises a rotation that is set, so bodies
 *   put back where they were would differ in the last bit; `World.restoreSnapshot` leaks about 2 kB a call),
 * - joints never drift apart, and nothing of an earlier episode survives in the solver.
 *
 * Set-ups tried against a Runge-Kutta integration of the cart-pole under random forces, control step 0.01 s (largest error of
 * position and angle over 1 s; energy lost in 10 s of free swing, of the pole's m g l; times of one core):
 * - cart with locked degrees of freedom, impulse hinge: substeps 1: 9.3e-3, 3.0 %; 2: about half; **4: 2.3e-3, 0.8 %, 9.4 µs**;
 *   8: 1.2e-3, 0.4 %, 17 µs; 16: 5.8e-4, 0.2 %. The error is of first order in the substep.
 * - four world steps of one substep each: the same errors at more than twice the time.
 * - prismatic impulse joint on the rail instead of locked axes: the same errors, slower, the hinge apart by 14 times more.
 * - the pole's own axes locked as well (planar): unstable.
 * - multibody joints: do not follow a pose that is set on their bodies, so no state can be restored; a multibody slide with an
 *   impulse hinge explodes within 10 s.
 */
import type { VectorOps, World } from "@dimforge/rapier3d";
import { StateError } from "../core/errors.ts";
import { createLinkMotion, type LinkMotion, linkMotionInto, orientLink } from "../link-motion.ts";
import type { JointLink, Mechanism } from "../mechanism.ts";
import type { Build, Scenario } from "../scenario-types.ts";
import { buildWorld, isAlignedSlide } from "./build-world.ts";
import { addJointLoads, jointPosition, jointRate } from "./joint-coordinates.ts";
import { jointForce } from "./joint-force.ts";
import { loadRapier, type Rapier } from "./rapier.ts";

type RawVector = ReturnType<typeof VectorOps.intoRaw>;

/** Several copies of one mechanism, side by side without touching. */
export class PhysicsWorld {
  readonly copies: number;
  readonly #rapier: Rapier;
  readonly #scenario: Scenario;
  readonly #mechanism: Mechanism;
  readonly #world: World;
  readonly #handles: Float64Array;
  readonly #vector: RawVector;
  readonly #actuators: readonly { readonly link: number; readonly gear: number }[];
  readonly #aligned: readonly boolean[];
  readonly #motion: LinkMotion;
  /** Force and torque on each link. [J × 6] */
  readonly #loads: Float64Array;
  readonly #read: Float32Array = new Float32Array(4);
  #freed = false;

  /** Loads the engine and builds the world. */
  static async create(scenario: Scenario, copies: number): Promise<PhysicsWorld> {
    return new PhysicsWorld(await loadRapier(), scenario, scenario, copies);
  }

  private constructor(rapier: Rapier, scenario: Scenario, build: Build, copies: number) {
    const { world, bodies } = buildWorld(rapier, scenario, build, copies);
    const links = build.mechanism.joints;
    this.copies = copies;
    this.#rapier = rapier;
    this.#scenario = scenario;
    this.#mechanism = build.mechanism;
    this.#world = world;
    this.#handles = Float64Array.from(bodies, (body) => body.handle);
    this.#vector = rapier.VectorOps.intoRaw({ x: 0, y: 0, z: 0 });
    this.#actuators = scenario.actuators.map(({ joint, gear }) => ({
      link: links.findIndex((link) => link.joint.name === joint),
      gear: gear ?? 1,
    }));
    this.#aligned = links.map(isAlignedSlide);
    this.#motion = createLinkMotion(build.mechanism);
    this.#loads = new Float64Array(links.length * 6);
  }

  /**
   * Advances every copy by one control step, in place. positions, velocities [copies × J], actions [copies × A].
   * A StateError when a coordinate is no longer a finite number; the world must then be freed.
   */
  step(positions: Float64Array, velocities: Float64Array, actions: ArrayLike<number>): void {
    if (this.#freed)
      throw new StateError(`physics of ${this.#scenario.id}: step needs an open world, and it was freed`);
    for (let copy = 0; copy < this.copies; copy++) {
      this.#place(copy, positions, velocities);
      this.#load(copy, positions, velocities, actions);
    }
    this.#world.step();
    for (let copy = 0; copy < this.copies; copy++) this.#readBack(copy, positions, velocities);
  }

  /** Frees this world and builds another: for other factors, or after a failure, when the engine has taken bodies out of the simulation. */
  rebuild(build: Build): PhysicsWorld {
    this.free();
    return new PhysicsWorld(this.#rapier, this.#scenario, build, this.copies);
  }

  /** Frees the world; more than once does nothing. */
  free(): void {
    if (this.#freed) return;
    this.#freed = true;
    this.#vector.free();
    this.#world.free();
  }

  /** Puts the bodies of a copy where its coordinates say. */
  #place(copy: number, positions: Float64Array, velocities: Float64Array): void {
    const mechanism = this.#mechanism;
    const { poses, centres, linear, angular } = this.#motion;
    const raw = this.#world.bodies.raw;
    const count = mechanism.links.length;
    linkMotionInto(mechanism, positions, velocities, copy * count, this.#motion);
    for (let i = 0; i < count; i++) {
      const handle = this.#handles[copy * count + i]!;
      const p = i * 7;
      const v = i * 3;
      const [wx, wy, wz] = [angular[v]!, angular[v + 1]!, angular[v + 2]!];
      const [cx, cy, cz] = [centres[v]!, centres[v + 1]!, centres[v + 2]!];
      raw.rbSetTranslation(handle, poses[p]!, poses[p + 1]!, poses[p + 2]!, false);
      // Rapier's linear velocity is that of the centre of mass.
      this.#setVector(
        linear[v]! + wy * cz - wz * cy,
        linear[v + 1]! + wz * cx - wx * cz,
        linear[v + 2]! + wx * cy - wy * cx,
      );
      raw.rbSetLinvel(handle, this.#vector, false);
      if (this.#aligned[i]) continue;
      raw.rbSetRotation(handle, poses[p + 3]!, poses[p + 4]!, poses[p + 5]!, poses[p + 6]!, false);
      this.#setVector(wx, wy, wz);
      raw.rbSetAngvel(handle, this.#vector, false);
    }
  }

  /** Applies the joints' forces to a copy, as equal and opposite loads on the two links of each. */
  #load(copy: number, positions: Float64Array, velocities: Float64Array, actions: ArrayLike<number>): void {
    const { timestepSecs, actuators } = this.#scenario;
    const links = this.#mechanism.joints;
    const loads = this.#loads.fill(0);
    for (let i = 0; i < links.length; i++) {
      const at = copy * links.length + i;
      let motor = 0;
      for (let k = 0; k < actuators.length; k++) {
        const { link, gear } = this.#actuators[k]!;
        if (link === i) motor += gear * actions[copy * actuators.length + k]!;
      }
      const link = links[i] as JointLink;
      const force = jointForce(link, positions[at]!, velocities[at]!, motor, timestepSecs);
      addJointLoads(link, i, force, this.#motion, loads);
    }
    const raw = this.#world.bodies.raw;
    for (let i = 0; i < links.length; i++) {
      const handle = this.#handles[copy * links.length + i]!;
      const l = i * 6;
      // Rapier keeps a force until it is reset.
      raw.rbResetForces(handle, false);
      this.#setVector(loads[l]!, loads[l + 1]!, loads[l + 2]!);
      raw.rbAddForce(handle, this.#vector, false);
      if (this.#aligned[i]) continue;
      raw.rbResetTorques(handle, false);
      this.#setVector(loads[l + 3]!, loads[l + 4]!, loads[l + 5]!);
      raw.rbAddTorque(handle, this.#vector, false);
    }
  }

  /** Derives the coordinates of a copy from its bodies; angles continue the turns counted so far. */
  #readBack(copy: number, positions: Float64Array, velocities: Float64Array): void {
    const { id } = this.#scenario;
    const links = this.#mechanism.joints;
    for (let i = 0; i < links.length; i++) {
      const link = links[i] as JointLink;
      const at = copy * links.length + i;
      this.#readLink(i, this.#handles[at]!);
      const moved = jointPosition(link, i, positions[at]!, this.#motion);
      const rate = jointRate(link, i, this.#motion);
      // The engine takes a body whose state overflowed out of the simulation without a word.
      if (
        !Number.isFinite(moved) ||
        !Number.isFinite(rate) ||
        !this.#world.bodies.raw.rbIsEnabled(this.#handles[at]!)
      ) {
        throw new StateError(
          `physics of ${id}: joint ${link.joint.name} must stay finite, got position ${moved} and velocity ${rate}`,
        );
      }
      positions[at] = moved;
      velocities[at] = rate;
    }
  }

  /** Copies a body's pose and velocities into the motion of link i; the velocity is turned into that of the origin. */
  #readLink(i: number, handle: number): void {
    const raw = this.#world.bodies.raw;
    const { poses, centres, linear, angular } = this.#motion;
    const read = this.#read;
    const p = i * 7;
    const v = i * 3;
    raw.rbTranslation(handle, read);
    for (let k = 0; k < 3; k++) poses[p + k] = read[k]!;
    raw.rbLinvel(handle, read);
    for (let k = 0; k < 3; k++) linear[v + k] = read[k]!;
    // Its locked rotation and spin are still those that were placed.
    if (this.#aligned[i]) return;
    raw.rbRotation(handle, read);
    for (let k = 0; k < 4; k++) poses[p + 3 + k] = read[k]!;
    raw.rbAngvel(handle, read);
    for (let k = 0; k < 3; k++) angular[v + k] = read[k]!;
    const link = this.#mechanism.joints[i] as JointLink;
    orientLink(link, i, this.#motion);
    const [wx, wy, wz] = [read[0]!, read[1]!, read[2]!];
    const [cx, cy, cz] = [centres[v]!, centres[v + 1]!, centres[v + 2]!];
    linear[v]! -= wy * cz - wz * cy;
    linear[v + 1]! -= wz * cx - wx * cz;
    linear[v + 2]! -= wx * cy - wy * cx;
  }

  #setVector(x: number, y: number, z: number): void {
    this.#vector.x = x;
    this.#vector.y = y;
    this.#vector.z = z;
  }
}
