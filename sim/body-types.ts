/** What a scenario declares about its bodies: shapes, joints, motors, ropes. World frame: Z up, SI units; angles in radians. */
import type { Geometry, Quat, Vec3 } from "./core/env.ts";

/** A primitive of a body, in the body's frame. */
export interface ShapeSpec {
  readonly geometry: Geometry;
  readonly position?: Vec3 | undefined;
  readonly rotation?: Quat | undefined;
  /** sRGB, 0 to 1. */
  readonly colour?: Vec3 | undefined;
  /** kg. A shape with neither mass nor density weighs nothing. */
  readonly mass?: number | undefined;
  /** kg/m³ */
  readonly density?: number | undefined;
  /** Whether it touches others, where the scenario's physics has contacts; true unless given. A solid plane is an infinite half-space. */
  readonly solid?: boolean | undefined;
  /** Coulomb's coefficient, where the scenario's physics has contacts; 0.5 unless given. Two shapes that touch use the mean of theirs. */
  readonly friction?: number | undefined;
  /** Share of the closing speed that returns, 0 to 1; 0 unless given. Two shapes that touch use the mean of theirs. Physics `bodies` only. */
  readonly restitution?: number | undefined;
  /** Name of a group for `touches`; `default` unless given. At most 16 in a scenario. */
  readonly group?: string | undefined;
  /** Groups that this shape touches, if they touch its own as well; all unless given. */
  readonly touches?: readonly string[] | undefined;
}

/** The one degree of freedom between a body and its parent. Its coordinate is 0 in the pose that the body declares. */
export interface JointSpec {
  readonly name: string;
  readonly kind: "slide" | "hinge";
  /** In the body's frame; normalised. */
  readonly axis: Vec3;
  /** Where the hinge's axis passes, in the body's frame; the origin unless given. */
  readonly anchor?: Vec3 | undefined;
  /** Soft limits: MuJoCo's default constraint (solref 0.02 1), a critically damped spring. */
  readonly range?: readonly [number, number] | undefined;
  /** N s/m or N m s/rad; 0 unless given. */
  readonly damping?: number | undefined;
  /**
   * Inertia of the motor's rotor, seen at the joint: kg or kg m²; 0 unless given. Not in physics `joints`; `bodies` needs many solver
   * iterations where it is many times what the joint moves, `articulated` is exact.
   */
  readonly armature?: number | undefined;
}

/** World axes along and about which a free body may move. */
export type Freedom = "x" | "y" | "z" | "rx" | "ry" | "rz";

export interface BodySpec {
  readonly name: string;
  /** Name of a body declared before; the world unless given. */
  readonly parent?: string | undefined;
  /** Pose in the parent's frame with the joint at 0; the parent's own unless given. */
  readonly position?: Vec3 | undefined;
  readonly rotation?: Quat | undefined;
  /**
   * What moves it: `joint` (the default where a joint is given), `fixed` to its parent (the default elsewhere), `free` (forces
   * and contacts), or `kinematic` (the task places it, forces do not). Neither of the last two has a parent. Free bodies need physics `bodies`
   * or `articulated`, kinematic ones `bodies`.
   */
  readonly motion?: "joint" | "fixed" | "free" | "kinematic" | undefined;
  readonly joint?: JointSpec | undefined;
  /** Of a free body: the only ways it may move; all six unless given. */
  readonly freedoms?: readonly Freedom[] | undefined;
  /** Of a moving body: sweeps its path, so that it cannot jump through thin things; false unless given. Physics `bodies` only. */
  readonly continuous?: boolean | undefined;
  readonly shapes: readonly ShapeSpec[];
}

/** One element of the action, in [−1, 1]. */
export interface ActuatorSpec {
  readonly name: string;
  /** The joint that it drives. Without one, the task's `control` reads the action itself (thrust, wheels, drag). */
  readonly joint?: string | undefined;
  /**
   * `motor` (the default): force or torque is gear × action (N, N m). `velocity`: a servo to the speed gear × action (m/s, rad/s),
   * as strong as `maxForce`; it slows down before an end of the joint's range. The latter needs physics `bodies`, and a joint without
   * damping, armature or another actuator.
   */
  readonly kind?: "motor" | "velocity" | undefined;
  /** 1 unless given. */
  readonly gear?: number | undefined;
  /** Of a velocity servo: N or N m. */
  readonly maxForce?: number | undefined;
}

/** A string between points of two bodies: it cannot be longer than its length. Physics `bodies` only. */
export interface RopeSpec {
  readonly bodies: readonly [string, string];
  /** In each body's frame. */
  readonly anchors: readonly [Vec3, Vec3];
  readonly length: number;
}

/** One wheel of a vehicle: a ray that is cast downwards, a spring on it, and friction where it meets the ground. */
export interface WheelSpec {
  /** Upper end of its suspension, in the chassis's frame. */
  readonly position: Vec3;
  readonly radius: number;
  /** From the suspension's upper end to the wheel's middle where nothing presses it, m. */
  readonly suspensionLength: number;
  /** How far the suspension gives each way, m; as much as its length unless given. */
  readonly suspensionTravel?: number | undefined;
  /** Of the spring, for each kg of the chassis: s⁻². */
  readonly stiffness: number;
  /** Of the damper, for each kg of the chassis: s⁻¹; half of the critical damping of a quarter of the chassis unless given. */
  readonly damping?: number | undefined;
  /** A kinematic body without solid shapes that shows the wheel: its axle lies along its y axis. */
  readonly body?: string | undefined;
}

/** A car: Rapier's ray-cast vehicle. The chassis's +x is forwards, +y left, +z up. Physics `bodies` only. */
export interface VehicleSpec {
  readonly name: string;
  /** A free body. */
  readonly chassis: string;
  readonly wheels: readonly WheelSpec[];
}
