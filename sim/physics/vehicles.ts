/** The cars of a world: Rapier's ray-cast vehicles. */
import type { DynamicRayCastVehicleController, RigidBody, World } from "@dimforge/rapier3d";
import type { VehicleSpec, WheelSpec } from "../body-types.ts";
import { cos, sin } from "../core/deterministic-math.ts";
import type { Quat } from "../core/env.ts";
import { multiplyQuat, rotateVec } from "../core/quaternion.ts";
import { addVec, subtractVec } from "../core/vector.ts";
import type { Build, Scenario } from "../scenario-types.ts";
import { rapierVector } from "./collider.ts";

/** What is kept of each wheel: four values that the task sets, three that it reads. */
export const WHEEL = {
  steering: 0,
  engineForce: 1,
  brake: 2,
  friction: 3,
  rotation: 4,
  suspensionLength: 5,
  grounded: 6,
} as const;
export const WHEEL_SIZE = 7;

interface Car {
  readonly spec: VehicleSpec;
  readonly chassis: number;
  /** Rapier's handles of the bodies that show the wheels; −1 without. */
  readonly shown: readonly number[];
  readonly firstWheel: number;
}

/**
 * Rapier keeps nothing of its controllers in a snapshot, and needs nothing: forces follow from the chassis's motion and from what
 * is set. So `values` is all there is beside the world, and a restored world gets new controllers.
 */
export class Vehicles {
  /** Of each wheel of each vehicle, `WHEEL_SIZE` numbers. */
  readonly values: Float64Array;
  readonly #cars: readonly Car[];
  #controllers: readonly DynamicRayCastVehicleController[] = [];

  constructor({ vehicles }: Scenario, { bodies, mechanism }: Build, links: Float64Array) {
    const handleOf = (name: string | undefined): number => {
      const body = bodies.findIndex((candidate) => candidate.name === name);
      return links[mechanism.placements[body]?.link ?? -1] ?? -1;
    };
    let wheels = 0;
    this.#cars = vehicles.map((spec) => {
      const firstWheel = wheels;
      wheels += spec.wheels.length;
      return {
        spec,
        chassis: handleOf(spec.chassis),
        shown: spec.wheels.map(({ body }) => handleOf(body)),
        firstWheel,
      };
    });
    this.values = new Float64Array(wheels * WHEEL_SIZE);
    for (const { spec, firstWheel } of this.#cars) {
      for (const [i, { suspensionLength }] of spec.wheels.entries()) {
        this.values[(firstWheel + i) * WHEEL_SIZE + WHEEL.friction] = 1;
        this.values[(firstWheel + i) * WHEEL_SIZE + WHEEL.suspensionLength] = suspensionLength;
      }
    }
  }

  /** Makes the controllers of a world; it frees them. */
  enter(world: World): void {
    this.#controllers = this.#cars.map(({ spec, chassis }) => {
      const controller = world.createVehicleController(world.getRigidBody(chassis));
      controller.indexUpAxis = 2;
      controller.setIndexForwardAxis = 0;
      for (const [i, wheel] of spec.wheels.entries()) addWheel(controller, wheel, i);
      return controller;
    });
  }

  /** A world's bytes, with the wheels behind them. */
  save(world: Uint8Array): Uint8Array {
    if (this.values.length === 0) return world;
    const bytes = new Uint8Array(world.length + this.values.byteLength);
    bytes.set(world);
    bytes.set(new Uint8Array(this.values.buffer), world.length);
    return bytes;
  }

  /** Takes the wheels from what `save` returned; returns the world's bytes. */
  load(bytes: Uint8Array): Uint8Array {
    const end = Math.max(0, bytes.length - this.values.byteLength);
    new Uint8Array(this.values.buffer).set(bytes.subarray(end));
    return bytes.subarray(0, end);
  }

  /** Pushes the cars for the coming physics step. */
  drive(world: World): void {
    const { values } = this;
    for (const [car, { spec, firstWheel }] of this.#cars.entries()) {
      const controller = this.#controllers[car]!;
      for (let i = 0; i < spec.wheels.length; i++) {
        const at = (firstWheel + i) * WHEEL_SIZE;
        controller.setWheelSteering(i, values[at + WHEEL.steering]!);
        controller.setWheelEngineForce(i, values[at + WHEEL.engineForce]!);
        // Rapier's brake is an impulse.
        controller.setWheelBrake(i, values[at + WHEEL.brake]! * world.timestep);
        controller.setWheelFrictionSlip(i, values[at + WHEEL.friction]!);
      }
      controller.updateVehicle(world.timestep);
      const chassis = controller.chassis();
      for (let i = 0; i < spec.wheels.length; i++) {
        const at = (firstWheel + i) * WHEEL_SIZE;
        const grounded = controller.wheelIsInContact(i);
        values[at + WHEEL.grounded] = grounded ? 1 : 0;
        values[at + WHEEL.suspensionLength] = controller.wheelSuspensionLength(i)!;
        if (!grounded) continue;
        const rolled = rollingSpeed(chassis, spec.wheels[i]!, values[at + WHEEL.steering]!) * world.timestep;
        values[at + WHEEL.rotation]! += rolled / spec.wheels[i]!.radius;
      }
    }
  }

  /** Puts the bodies that show wheels where they are. */
  showWheels(world: World): void {
    const { raw } = world.bodies;
    for (const { spec, chassis, shown, firstWheel } of this.#cars) {
      const body = world.getRigidBody(chassis);
      const { x, y, z, w } = body.rotation();
      const turn: Quat = [x, y, z, w];
      const at = body.translation();
      for (const [i, handle] of shown.entries()) {
        if (handle < 0) continue;
        const wheel = (firstWheel + i) * WHEEL_SIZE;
        const { position } = spec.wheels[i]!;
        const height = position[2] - this.values[wheel + WHEEL.suspensionLength]!;
        const [px, py, pz] = addVec([at.x, at.y, at.z], rotateVec(turn, [position[0], position[1], height]));
        raw.rbSetTranslation(handle, px, py, pz, false);
        const half = this.values[wheel + WHEEL.steering]! / 2;
        const rolled = this.values[wheel + WHEEL.rotation]! / 2;
        const heading = multiplyQuat(turn, [0, 0, sin(half), cos(half)]);
        raw.rbSetRotation(handle, ...multiplyQuat(heading, [0, sin(rolled), 0, cos(rolled)]), false);
      }
    }
  }
}

/** Rapier's own limit, 6 kN, is a small car's. */
const MOST_SUSPENSION_FORCE = 1e7;

function addWheel(controller: DynamicRayCastVehicleController, wheel: WheelSpec, i: number): void {
  const { position, radius, suspensionLength, stiffness } = wheel;
  const down = { x: 0, y: 0, z: -1 };
  // Rapier drives towards axle × up.
  const axle = { x: 0, y: -1, z: 0 };
  controller.addWheel(rapierVector(position), down, axle, suspensionLength, radius);
  // A wheel that carries m/4 on the spring m·k is critically damped by m·√k.
  const damping = wheel.damping ?? 0.5 * Math.sqrt(stiffness);
  controller.setWheelSuspensionStiffness(i, stiffness);
  controller.setWheelSuspensionCompression(i, damping);
  controller.setWheelSuspensionRelaxation(i, damping);
  controller.setWheelMaxSuspensionTravel(i, wheel.suspensionTravel ?? suspensionLength);
  controller.setWheelMaxSuspensionForce(i, MOST_SUSPENSION_FORCE);
}

/** How fast the ground passes below a wheel along its heading, m/s. */
function rollingSpeed(chassis: RigidBody, { position }: WheelSpec, steering: number): number {
  const [q, v, spin, centre] = [chassis.rotation(), chassis.linvel(), chassis.angvel(), chassis.localCom()];
  const turn: Quat = [q.x, q.y, q.z, q.w];
  const [x, y, z] = rotateVec(turn, subtractVec(position, [centre.x, centre.y, centre.z]));
  const [hx, hy, hz] = rotateVec(turn, [cos(steering), sin(steering), 0]);
  return (
    hx * (v.x + spin.y * z - spin.z * y) + hy * (v.y + spin.z * x - spin.x * z) + hz * (v.z + spin.x * y - spin.y * x)
  );
}
