/** Drives the joints of a world with contacts: motors, servos, damping, rotors and soft limits. */
import type { UnitImpulseJoint, World } from "@dimforge/rapier3d";
import type { LinkMotion } from "../link-motion.ts";
import type { JointLink } from "../mechanism.ts";
import type { Build, Scenario } from "../scenario-types.ts";
import { addJointLoads } from "./joint-coordinates.ts";
import { limitedForce } from "./joint-force.ts";
import type { Rapier } from "./rapier.ts";
import { servoGain } from "./servo-gain.ts";

/** How early a velocity servo slows down before an end of its range. */
const SERVO_ENDING_SECS = 0.05;

interface Servo {
  readonly k: number;
  readonly gear: number;
  readonly maxForce: number;
  /** Force for each m/s (or rad/s) that the speed is off. */
  readonly gain: number;
}

interface Drive {
  readonly link: JointLink;
  /** Index of the link. */
  readonly index: number;
  /** Coordinate. */
  readonly j: number;
  readonly handle: number;
  readonly axis: number;
  /** Motors: index in the action, and gear. */
  readonly motors: readonly { readonly k: number; readonly gear: number }[];
  readonly servo: Servo | null;
  readonly armature: number;
  readonly damping: number;
}

/** What every physics step asks for. */
export interface DriveStep {
  readonly action: ArrayLike<number>;
  /** [J] */
  readonly positions: ArrayLike<number>;
  /** [J] */
  readonly velocities: ArrayLike<number>;
  readonly motion: LinkMotion;
  /** Force and torque of each link, added to. [links × 6] */
  readonly loads: Float64Array;
}

/**
 * Damping and a rotor's inertia (armature) are Rapier's own motors, solved with the contacts: a force-based motor with damping c
 * and target speed w gives the force c (w − v'), v' being the speed after the step. With c = a/h + d and w = (a v/h + f)/c that
 * is f − d v' − a (v' − v)/h: the force f less damping, less what turns the rotor. It costs nothing beyond the joint's own solver row,
 * where Rapier's limits would take a third of the quadruped's step (26,000 steps/s with them, 40,000 without): limits are
 * soft ones here, part of f.
 */
export class JointDrives {
  readonly #drives: readonly Drive[];
  readonly #stepSecs: number;
  /** Whether a drive needs the joints' coordinates before every physics step. */
  readonly readsJoints: boolean;

  constructor(rapier: Rapier, scenario: Scenario, build: Build, handles: Float64Array) {
    this.#stepSecs = scenario.timestepSecs / scenario.substeps;
    const { links, joints } = build.mechanism;
    this.#drives = joints
      .map((link, j): Drive => {
        const actuators = scenario.actuators.flatMap((actuator, k) =>
          actuator.joint === link.joint.name ? [{ ...actuator, k, gear: actuator.gear ?? 1 }] : [],
        );
        // The scenario's checks require that a servo has a greatest force, and that its joint has nothing beside it.
        const servo = actuators.find(({ kind }) => kind === "velocity");
        const maxForce = servo?.maxForce ?? 0;
        return {
          link,
          index: links.indexOf(link),
          j,
          handle: handles[j]!,
          axis: link.joint.kind === "hinge" ? rapier.JointAxis.AngX : rapier.JointAxis.LinX,
          motors: actuators.filter(({ kind }) => kind !== "velocity"),
          servo: servo ? { ...servo, maxForce, gain: servoGain(servo.gear, maxForce) } : null,
          armature: link.joint.armature ?? 0,
          damping: link.joint.damping ?? 0,
        };
      })
      .filter(isDriven);
    this.readsJoints = this.#drives.some(
      ({ link, armature, motors }) => link.joint.range !== undefined || armature > 0 || motors.length > 0,
    );
  }

  /** Sets up the motors of a world that was just built. A restored one has them. */
  configure(rapier: Rapier, world: World): void {
    const { raw } = world.impulseJoints;
    for (const { handle, axis, servo, damping, armature } of this.#drives) {
      if (!servo && damping === 0 && armature === 0) continue;
      (world.getImpulseJoint(handle) as UnitImpulseJoint).configureMotorModel(rapier.MotorModel.ForceBased);
      raw.jointConfigureMotorVelocity(handle, axis, 0, damping);
      if (servo) raw.jointSetMotorMaxForce(handle, axis, servo.maxForce);
    }
  }

  /** Before a physics step: sets motors' targets, and adds what is an outer force. */
  apply(world: World, { action, positions, velocities, motion, loads }: DriveStep): void {
    const { raw } = world.impulseJoints;
    const h = this.#stepSecs;
    for (const { link, index, j, handle, axis, motors, servo, armature, damping } of this.#drives) {
      if (servo) {
        const speed = speedWithin(link, servo, positions[j]!, servo.gear * action[servo.k]!);
        raw.jointConfigureMotorVelocity(handle, axis, speed, servo.gain);
        continue;
      }
      let force = 0;
      for (const { k, gear } of motors) force += gear * action[k]!;
      const { range } = link.joint;
      const velocity = velocities[j]!;
      if (range) {
        const inertia = link.effectiveInertia + armature;
        force = limitedForce(range, inertia, { position: positions[j]!, velocity, force, stepSecs: h });
      }
      if (armature > 0) {
        const c = armature / h + damping;
        raw.jointConfigureMotorVelocity(handle, axis, ((armature * velocity) / h + force) / c, c);
      } else if (force !== 0) addJointLoads(link, index, force, motion, loads);
    }
  }
}

/** A servo's target speed, which falls towards the end of the joint's range so that half of its force can brake in time. */
function speedWithin({ joint, effectiveInertia }: JointLink, servo: Servo, position: number, speed: number): number {
  if (!joint.range || speed === 0) return speed;
  const sign = speed < 0 ? -1 : 1;
  const room = sign < 0 ? position - joint.range[0] : joint.range[1] - position;
  const distance = Math.abs(room);
  const braked = Math.sqrt((distance * servo.maxForce) / effectiveInertia);
  const most = Math.min(Math.abs(speed), distance / SERVO_ENDING_SECS, braked);
  return room < 0 ? -sign * most : sign * most;
}

function isDriven({ link, motors, servo, armature, damping }: Drive): boolean {
  return motors.length > 0 || servo !== null || armature > 0 || damping > 0 || link.joint.range !== undefined;
}
