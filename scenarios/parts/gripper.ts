/** A gripper: a hand that a gantry moves along x, y and z, and two linked fingers that close along x. */
import type { BodySpec, ShapeSpec, TaskWorld, Vec3 } from "../../sim/index.ts";

export const HAND_START: Vec3 = [0, 0, 0.2];
const LOW: Vec3 = [-0.26, -0.2, 0.02];
const HIGH: Vec3 = [0.26, 0.2, 0.3];
const SPEED = 0.25;
const HAND_MASS = 0.5;
const FINGER_MASS = 0.1;
/** The gantry is a spring of 60 rad/s, critically damped, that pulls towards where the action has led, at most 1 cm ahead. */
const STIFFNESS = (HAND_MASS + 2 * FINGER_MASS) * 3600;
const DAMPING = (HAND_MASS + 2 * FINGER_MASS) * 120;
const LEAD = 0.01;
const GRIP = 10;
/** From the middle to a finger's inner face, open. */
export const OPEN = 0.045;
const FINGER: Vec3 = [0.008, 0.018, 0.04];
/** What links the fingers, so that they close about the middle: N/m and N s/m. */
const LINK_STIFFNESS = 400;
const LINK_DAMPING = 4;
/** N/m */
const OPENING_STIFFNESS = 1000;

const DARK: Vec3 = [0.34, 0.37, 0.43];
const ORANGE: Vec3 = [0.95, 0.61, 0.18];

type World = Pick<TaskWorld, "action" | "body" | "positions" | "velocities" | "addForce" | "substepSecs">;

/** The hand's origin is its grip point, the middle between the fingers' lower ends. */
export function gripperBodies(fingerFriction: number): readonly BodySpec[] {
  const box = (halfSizes: Vec3, z: number, mass: number): ShapeSpec => ({
    geometry: { kind: "box", halfSizes },
    position: [0, 0, z],
    mass,
    colour: DARK,
  });
  const finger = (name: string, side: -1 | 1): BodySpec => ({
    name,
    parent: "hand",
    position: [side * (OPEN + FINGER[0]), 0, 0],
    joint: {
      name,
      kind: "slide",
      axis: [1, 0, 0],
      range: side < 0 ? [0, OPEN - 0.005] : [0.005 - OPEN, 0],
      damping: 60,
    },
    shapes: [{ ...box(FINGER, FINGER[2] - 0.015, FINGER_MASS), friction: fingerFriction, colour: ORANGE }],
  });
  return [
    {
      name: "hand",
      motion: "free",
      position: HAND_START,
      freedoms: ["x", "y", "z"],
      shapes: [box([0.065, 0.022, 0.01], 0.077, 0.8 * HAND_MASS), box([0.014, 0.014, 0.05], 0.137, 0.2 * HAND_MASS)],
    },
    finger("left finger", -1),
    finger("right finger", 1),
  ];
}

/**
 * Drives a physics step by an action of 4: the hand's velocity, then the fingers' force. `aim` [3], where the gantry pulls, is part of the
 * episode's memory; HAND_START at its start. In `control`. The fingers' joints are the scenario's first two.
 */
export function driveGripper(world: World, aim: Float64Array, gravity: number): void {
  driveHand(world, aim, gravity);
  driveFingers(world);
}

/** Moves the gantry's aim, and pulls the hand towards it. */
function driveHand({ action, body, addForce, substepSecs }: World, aim: Float64Array, gravity: number): void {
  const { position, velocity } = body("hand");
  const force = [0, 0, (HAND_MASS + 2 * FINGER_MASS) * gravity] as [number, number, number];
  for (const axis of [0, 1, 2] as const) {
    const ahead = aim[axis]! + SPEED * action[axis]! * substepSecs;
    const within = Math.min(position[axis] + LEAD, Math.max(position[axis] - LEAD, ahead));
    const next = Math.min(HIGH[axis], Math.max(LOW[axis], within));
    const speed = (next - aim[axis]!) / substepSecs;
    aim[axis] = next;
    const wanted = Math.min(SPEED, Math.max(-SPEED, speed));
    force[axis] += STIFFNESS * (next - position[axis]) + DAMPING * (wanted - velocity[axis]);
  }
  addForce("hand", force);
}

/** Closes the fingers, or opens them as far as they go; linked to one another. The hand bears the reaction. */
function driveFingers({ action, positions, velocities, addForce }: World): void {
  const [left, right] = [positions[0]!, positions[1]!];
  const link = -LINK_STIFFNESS * (left + right) - LINK_DAMPING * (velocities[0]! + velocities[1]!);
  const grip = GRIP * action[3]!;
  // Opening ends at the open place; the joint's own limits are soft.
  const onLeft = link + Math.max(grip, -OPENING_STIFFNESS * Math.max(0, left));
  const onRight = link - Math.max(grip, -OPENING_STIFFNESS * Math.max(0, -right));
  addForce("left finger", [onLeft, 0, 0]);
  addForce("right finger", [onRight, 0, 0]);
  addForce("hand", [-onLeft - onRight, 0, 0]);
}
