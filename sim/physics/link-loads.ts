/** Forces and torques on links for one physics step. */
import type { VectorOps, World } from "@dimforge/rapier3d";
import type { Vec3 } from "../core/env.ts";

type RawVector = ReturnType<typeof VectorOps.intoRaw>;

export class LinkLoads {
  /** Force (N) at the centre of mass and torque (N m) of each link, to be added to. [links × 6] */
  readonly values: Float64Array;
  readonly #handles: Float64Array;
  #any = false;

  constructor(handles: Float64Array) {
    this.#handles = handles;
    this.values = new Float64Array(handles.length * 6);
  }

  /** Adds a force at an arm from the centre of mass, and a torque. */
  add(link: number, force: Vec3, arm: Vec3, torque: Vec3): void {
    const at = link * 6;
    const { values } = this;
    for (let k = 0; k < 3; k++) values[at + k]! += force[k]!;
    values[at + 3]! += torque[0] + arm[1] * force[2] - arm[2] * force[1];
    values[at + 4]! += torque[1] + arm[2] * force[0] - arm[0] * force[2];
    values[at + 5]! += torque[2] + arm[0] * force[1] - arm[1] * force[0];
  }

  /** Hands the loads to the world, before its step. */
  apply(world: World, vector: RawVector): void {
    const { raw } = world.bodies;
    const { values } = this;
    for (let i = 0; i < this.#handles.length; i++) {
      const handle = this.#handles[i]!;
      const at = i * 6;
      if (setVector(vector, values, at)) {
        raw.rbAddForce(handle, vector, false);
        this.#any = true;
      }
      if (setVector(vector, values, at + 3)) {
        raw.rbAddTorque(handle, vector, false);
        this.#any = true;
      }
    }
  }

  /** After the step: Rapier keeps a force until it is reset. */
  reset(world: World): void {
    if (!this.#any) return;
    this.#any = false;
    this.values.fill(0);
    for (const handle of this.#handles) {
      world.bodies.raw.rbResetForces(handle, false);
      world.bodies.raw.rbResetTorques(handle, false);
    }
  }
}

/** Whether the vector differs from zero. */
function setVector(vector: RawVector, values: Float64Array, at: number): boolean {
  vector.x = values[at]!;
  vector.y = values[at + 1]!;
  vector.z = values[at + 2]!;
  return values[at] !== 0 || values[at + 1] !== 0 || values[at + 2] !== 0;
}
