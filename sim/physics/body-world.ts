/** A Rapier world with contacts: free, kinematic and jointed bodies. */
import type { VectorOps, World } from "@dimforge/rapier3d";
import type { Quat, Vec3 } from "../core/env.ts";
import { StateError } from "../core/errors.ts";
import { createLinkMotion, type LinkMotion, linkMotionInto, orientLink } from "../link-motion.ts";
import type { Link } from "../mechanism.ts";
import type { Build, Scenario } from "../scenario-types.ts";
import { type BuiltBodies, buildBodies } from "./build-bodies.ts";
import { castRay, type Ray } from "./cast-ray.ts";
import { type ContactForce, contactForceInto, deepestOverlap, forEachTouch, type Overlap } from "./contacts.ts";
import { jointPosition, jointRate } from "./joint-coordinates.ts";
import { JointDrives } from "./joint-drives.ts";
import { LinkLoads } from "./link-loads.ts";
import type { Rapier } from "./rapier.ts";
import { Vehicles } from "./vehicles.ts";
import { restoreWorld } from "./world-bytes.ts";

type RawVector = ReturnType<typeof VectorOps.intoRaw>;

/** A motion of a link's frame: what `placeLink` sets. */
export interface LinkPlacement {
  readonly position: Vec3;
  readonly rotation: Quat;
  readonly velocity: Vec3;
  readonly angularVelocity: Vec3;
}

/**
 * Its state is Rapier's world, contacts and solver impulses included: bytes of some ten kilobytes, from which it continues bit for
 * bit. An episode starts in a new world (0.2 ms), so that nothing of an earlier one survives.
 */
export class BodyWorld {
  readonly build: Build;
  /** [J] */
  readonly positions: Float64Array;
  /** [J] */
  readonly velocities: Float64Array;
  readonly vehicles: Vehicles;
  readonly #rapier: Rapier;
  readonly #scenario: Scenario;
  readonly #built: BuiltBodies;
  readonly #drives: JointDrives;
  readonly #vector: RawVector;
  readonly #motion: LinkMotion;
  readonly #loads: LinkLoads;
  readonly #read: Float32Array = new Float32Array(4);
  #world: World;
  /** How often the motion was read: whoever derives from it knows by this when to do so again. */
  readings = 0;
  /** Whether the motion is that of the world now. */
  #fresh = false;
  /** Whether bodies were placed since the world last knew; so they are in a new one. */
  #placed = true;
  #freed = false;

  constructor(rapier: Rapier, scenario: Scenario, build: Build) {
    this.build = build;
    this.#rapier = rapier;
    this.#scenario = scenario;
    this.#built = buildBodies(rapier, scenario, build);
    this.#world = this.#built.world;
    this.#drives = new JointDrives(rapier, scenario, build, this.#built.joints);
    this.#drives.configure(rapier, this.#world);
    this.#vector = rapier.VectorOps.intoRaw({ x: 0, y: 0, z: 0 });
    this.#motion = createLinkMotion(build.mechanism);
    this.#loads = new LinkLoads(this.#built.links);
    this.vehicles = new Vehicles(scenario, build, this.#built.links);
    this.vehicles.enter(this.#world);
    this.positions = new Float64Array(build.mechanism.joints.length);
    this.velocities = new Float64Array(build.mechanism.joints.length);
  }

  /** Poses and velocities of the links' frames, read when they have changed. */
  get motion(): LinkMotion {
    if (!this.#fresh) this.#readMotion();
    return this.#motion;
  }

  /** Advances one control step; `control` comes before each physics step. A StateError where a body is no longer finite. */
  step(action: ArrayLike<number>, control: (() => void) | undefined): void {
    const { substeps } = this.#scenario;
    for (let substep = 0; substep < substeps; substep++) {
      control?.();
      if (this.#drives.readsJoints && !this.#fresh) this.#readMotion();
      const { positions, velocities } = this;
      const loads = this.#loads.values;
      this.#drives.apply(this.#world, { action, positions, velocities, motion: this.#motion, loads });
      this.#loads.apply(this.#world, this.#vector);
      this.vehicles.drive(this.#world);
      this.#world.step();
      this.vehicles.showWheels(this.#world);
      this.#fresh = false;
      this.#loads.reset(this.#world);
    }
    this.#requireFinite();
  }

  /** Adds a force (N) at an arm from the centre of mass, and a torque (N m), for the coming physics step. */
  addLoad(link: number, force: Vec3, arm: Vec3, torque: Vec3): void {
    this.#loads.add(link, force, arm, torque);
  }

  /** Sets the frame of a free or kinematic link; `settle` takes along what hangs from it. */
  placeLink(i: number, { position, rotation, velocity, angularVelocity }: LinkPlacement): void {
    const { poses, linear, angular } = this.motion;
    poses.set(position, i * 7);
    poses.set(rotation, i * 7 + 3);
    linear.set(velocity, i * 3);
    angular.set(angularVelocity, i * 3);
    this.#placed = true;
  }

  /** Sets a joint's coordinate and rate; `settle` moves the bodies. */
  setJoint(j: number, position: number, velocity: number): void {
    // Reading would overwrite the coordinate that is set here.
    if (!this.#fresh) this.#readMotion();
    this.positions[j] = position;
    this.velocities[j] = velocity;
    this.#placed = true;
  }

  /** Where a kinematic link is at the end of the coming physics step. */
  moveLink(i: number, [x, y, z]: Vec3, [qx, qy, qz, qw]: Quat): void {
    const { raw } = this.#world.bodies;
    const handle = this.#built.links[i]!;
    raw.rbSetNextKinematicTranslation(handle, x, y, z);
    raw.rbSetNextKinematicRotation(handle, qx, qy, qz, qw);
  }

  /** Puts Rapier's bodies where links were placed, and finds contacts. No time passes. Nothing to do where nothing was placed. */
  settle(): void {
    if (!this.#placed) return;
    if (!this.#fresh) this.#readMotion();
    this.#placed = false;
    linkMotionInto(this.build.mechanism, this.positions, this.velocities, 0, this.#motion);
    const { links } = this.build.mechanism;
    for (let i = 0; i < links.length; i++) this.#writeLink(i);
    this.refreshContacts();
    // The solver has let bodies collide that approach one another: that is the next step's affair.
    for (let i = 0; i < links.length; i++) this.#writeVelocity(i);
    this.vehicles.showWheels(this.#world);
  }

  /** Brings contacts and ray casts up to date with where the bodies are: a step of no length. */
  refreshContacts(): void {
    const { timestep } = this.#world;
    this.#world.timestep = 0;
    this.#world.step();
    this.#world.timestep = timestep;
    this.#fresh = false;
  }

  /** First solid thing along a ray. */
  castRay(ray: Ray): ReturnType<typeof castRay> {
    return castRay(this.#rapier, this.#world, this.#built, this.build.mechanism, ray);
  }

  /** Calls back with the body that each solid shape of a body touches now, by their indices. */
  forEachTouch(body: number, call: (other: number) => void): void {
    forEachTouch(this.#world, this.#built.colliders, body, call);
  }

  /** The two bodies that are deepest inside one another now. */
  deepestOverlap(): Overlap | null {
    return deepestOverlap(this.#world, this.#built.colliders);
  }

  /** Normal force of all contacts on a body in the last physics step. out [3], N */
  contactForceInto(out: ContactForce, body: number): void {
    contactForceInto(out, this.#world, this.#built.colliders, body, this.#world.timestep);
  }

  /** Everything of the world but the coordinates' turns, which are `positions`. */
  save(): Uint8Array {
    return this.vehicles.save(this.#world.takeSnapshot());
  }

  /** Continues from bytes of a world of the same build, and from its coordinates. */
  load(bytes: Uint8Array, positions: ArrayLike<number>, velocities: ArrayLike<number>): void {
    const world = restoreWorld(this.#rapier, this.vehicles.load(bytes));
    if (!world) throw new StateError(`restore: bytes of a world of ${this.#scenario.id} are required, got others`);
    this.#world.free();
    this.#world = world;
    this.vehicles.enter(world);
    this.positions.set(positions);
    this.velocities.set(velocities);
    this.#fresh = false;
    this.#placed = false;
  }

  /** Frees the world; more than once does nothing. */
  free(): void {
    if (this.#freed) return;
    this.#freed = true;
    this.#vector.free();
    this.#world.free();
  }

  #readMotion(): void {
    this.#fresh = true;
    this.readings++;
    const { raw } = this.#world.bodies;
    const { links } = this.build.mechanism;
    const { poses, linear, angular } = this.#motion;
    const read = this.#read;
    for (let i = 0; i < links.length; i++) {
      const handle = this.#built.links[i]!;
      const p = i * 7;
      const v = i * 3;
      raw.rbTranslation(handle, read);
      poses[p] = read[0]!;
      poses[p + 1] = read[1]!;
      poses[p + 2] = read[2]!;
      raw.rbRotation(handle, read);
      poses[p + 3] = read[0]!;
      poses[p + 4] = read[1]!;
      poses[p + 5] = read[2]!;
      poses[p + 6] = read[3]!;
      raw.rbLinvel(handle, read);
      linear[v] = read[0]!;
      linear[v + 1] = read[1]!;
      linear[v + 2] = read[2]!;
      raw.rbAngvel(handle, read);
      angular[v] = read[0]!;
      angular[v + 1] = read[1]!;
      angular[v + 2] = read[2]!;
      orientLink(links[i]!, i, this.#motion);
      this.#velocityOfOrigin(i, -1);
    }
    const { joints } = this.build.mechanism;
    for (let j = 0; j < joints.length; j++) {
      const link = joints[j]!;
      const i = links.indexOf(link);
      this.positions[j] = jointPosition(link, i, this.positions[j]!, this.#motion);
      this.velocities[j] = jointRate(link, i, this.#motion);
    }
  }

  /** Rapier's linear velocity is that of the centre of mass, ours that of the origin: turns one into the other (sign ±1). */
  #velocityOfOrigin(i: number, sign: number): void {
    const { centres, linear, angular } = this.#motion;
    const v = i * 3;
    const [wx, wy, wz] = [angular[v]!, angular[v + 1]!, angular[v + 2]!];
    const [cx, cy, cz] = [centres[v]!, centres[v + 1]!, centres[v + 2]!];
    linear[v]! += sign * (wy * cz - wz * cy);
    linear[v + 1]! += sign * (wz * cx - wx * cz);
    linear[v + 2]! += sign * (wx * cy - wy * cx);
  }

  #writeLink(i: number): void {
    const { raw } = this.#world.bodies;
    const { poses } = this.#motion;
    const handle = this.#built.links[i]!;
    const p = i * 7;
    raw.rbSetTranslation(handle, poses[p]!, poses[p + 1]!, poses[p + 2]!, false);
    raw.rbSetRotation(handle, poses[p + 3]!, poses[p + 4]!, poses[p + 5]!, poses[p + 6]!, false);
    this.#writeVelocity(i);
  }

  #writeVelocity(i: number): void {
    if ((this.build.mechanism.links[i] as Link).motion === "kinematic") return;
    const { raw } = this.#world.bodies;
    const { linear, angular } = this.#motion;
    const handle = this.#built.links[i]!;
    const v = i * 3;
    this.#velocityOfOrigin(i, 1);
    raw.rbSetLinvel(handle, this.#rawVector(linear[v]!, linear[v + 1]!, linear[v + 2]!), false);
    raw.rbSetAngvel(handle, this.#rawVector(angular[v]!, angular[v + 1]!, angular[v + 2]!), false);
    this.#velocityOfOrigin(i, -1);
  }

  #requireFinite(): void {
    const { raw } = this.#world.bodies;
    const { links } = this.build.mechanism;
    const { poses, linear } = this.motion;
    for (let i = 0; i < links.length; i++) {
      const p = i * 7;
      const sum = poses[p]! + poses[p + 1]! + poses[p + 2]! + poses[p + 3]! + linear[i * 3]!;
      // The engine takes a body whose state overflowed out of the simulation without a word.
      if (Number.isFinite(sum) && raw.rbIsEnabled(this.#built.links[i]!)) continue;
      const at = [poses[p], poses[p + 1], poses[p + 2]];
      throw new StateError(
        `physics of ${this.#scenario.id}: body ${links[i]!.body.name} must stay finite, got the position (${at})`,
      );
    }
  }

  #rawVector(x: number, y: number, z: number): RawVector {
    this.#vector.x = x;
    this.#vector.y = y;
    this.#vector.z = z;
    return this.#vector;
  }
}
