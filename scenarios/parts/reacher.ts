/**
 * Reacher of the DeepMind Control Suite (Tassa et al. 2018), for targets of any size: a planar arm of two links brings its finger
 * to a target that is drawn anew for each episode.
 *
 * **What it is**: an arm in a horizontal plane: upper arm of 0.12 m and 42 g, hand of 0.10 m with a finger at 0.12 m, 40 g
 * together. Two hinges with damping 0.01 N m s/rad, the wrist within ±160°. Nothing touches anything.
 *
 * **Observation** [6]: shoulder and wrist (rad; the shoulder is not wrapped); the vector from finger to target (m); two joint
 * velocities (rad/s).
 *
 * **Action** [2]: torques of shoulder and wrist, −1 to 1 times 0.05 N m.
 *
 * **Reward**: 1 where the distance of finger and target is at most the target's radius plus the finger's 0.01 m, else 0.
 *
 * **Start**: shoulder uniform over the circle, wrist over its range, at rest; target at an angle uniform over the circle and a
 * distance uniform in 0.05 to 0.20 m.
 *
 * **End**: never terminates; truncated after 1,000 steps of 0.02 s.
 *
 * **Factors**: handLength, density, damping. **Options**: shoulder, wrist, targetAngle, targetDistance.
 *
 * **Source**: dm_control/suite/reacher.py; physics steps of 20 ms as there.
 */
import { capsuleBetween, cos, defineScenario, type Scenario, type SceneBody, sin } from "../../sim/index.ts";
import { untouched } from "./untouched.ts";

const UPPER_ARM = 0.12;
const FINGER_RADIUS = 0.01;
/** From the hand's end to the finger's centre. */
const FINGER_BEYOND = 0.02;
const HAND = 0.1;
const HEIGHT = 0.012;
/** It is drawn as a disc under the arm. */
const TARGET_HALF_HEIGHT = 0.001;
const WRIST_RANGE = (160 * Math.PI) / 180;

export interface ReacherTask {
  readonly id: string;
  readonly description: string;
  /** m */
  readonly targetRadius: number;
}

/** The task with a target of this size. */
export function defineReacher({ id, description, targetRadius }: ReacherTask): Scenario {
  return defineScenario({
    id,
    description,
    tags: ["control", "dm-control", "reaching"],
    source: `DeepMind Control Suite, ${id} (dm_control/suite/reacher.py)`,
    physics: "articulated",
    timestepSecs: 0.02,
    maxSteps: 1000,
    factors: {
      handLength: { description: "length of the hand", unit: "m", low: 0.05, high: 0.15, nominal: HAND },
      density: { description: "density of the arm", unit: "kg/m³", low: 500, high: 2000, nominal: 1000 },
      damping: { description: "damping of both hinges", unit: "N m s/rad", low: 0.005, high: 0.02, nominal: 0.01 },
    },
    bodies: ({ handLength, density, damping }) =>
      untouched([
        {
          name: "table",
          shapes: [{ geometry: { kind: "plane", halfSizes: [0.3, 0.3] }, colour: [0.19, 0.22, 0.28] }],
        },
        {
          name: "base",
          shapes: [
            {
              geometry: { kind: "cylinder", radius: 0.018, halfLength: 0.003 },
              position: [0, 0, 0.003],
              colour: [0.55, 0.58, 0.64],
            },
          ],
        },
        {
          name: "upper arm",
          position: [0, 0, HEIGHT],
          joint: { name: "shoulder", kind: "hinge", axis: [0, 0, 1], damping },
          shapes: [{ ...capsuleBetween([0, 0, 0], [UPPER_ARM, 0, 0], 0.01), density, colour: [0.16, 0.5, 0.73] }],
        },
        {
          name: "hand",
          parent: "upper arm",
          position: [UPPER_ARM, 0, 0],
          joint: { name: "wrist", kind: "hinge", axis: [0, 0, 1], range: [-WRIST_RANGE, WRIST_RANGE], damping },
          shapes: [{ ...capsuleBetween([0, 0, 0], [handLength, 0, 0], 0.01), density, colour: [0.56, 0.45, 0.76] }],
        },
        {
          name: "finger",
          parent: "hand",
          position: [handLength + FINGER_BEYOND, 0, 0],
          shapes: [{ geometry: { kind: "sphere", radius: FINGER_RADIUS }, density, colour: [0.95, 0.61, 0.18] }],
        },
      ]),
    actuators: [
      { name: "shoulder torque", joint: "shoulder", gear: 0.05 },
      { name: "wrist torque", joint: "wrist", gear: 0.05 },
    ],
    camera: { position: [0, -0.1, 0.7], target: [0, -0.005, 0], verticalFovRad: 0.75 },
    memory: { target: 2, hand: 1 },
    observation: {
      elements: [
        { name: "shoulder angle", unit: "rad" },
        { name: "wrist angle", unit: "rad" },
        { name: "finger to target x", unit: "m" },
        { name: "finger to target y", unit: "m" },
        { name: "shoulder velocity", unit: "rad/s" },
        { name: "wrist velocity", unit: "rad/s" },
      ],
      into(out, { positions, velocities, memory }) {
        const [dx, dy] = fingerToTarget(positions, memory);
        out[0] = positions[0] as number;
        out[1] = positions[1] as number;
        out[2] = dx;
        out[3] = dy;
        out[4] = velocities[0] as number;
        out[5] = velocities[1] as number;
      },
    },
    resetOptions: {
      shoulder: { description: "shoulder angle instead of a drawn one", unit: "rad", low: -Math.PI, high: Math.PI },
      wrist: { description: "wrist angle instead of a drawn one", unit: "rad", low: -WRIST_RANGE, high: WRIST_RANGE },
      targetAngle: { description: "direction of the target from +y to +x", unit: "rad", low: 0, high: 2 * Math.PI },
      targetDistance: { description: "distance of the target from the shoulder", unit: "m", low: 0, high: 0.25 },
    },
    start({ rng, setJoint, memory, factors }, options) {
      const [shoulder, wrist, turn, reach] = [rng.uniform(), rng.uniform(), rng.uniform(), rng.uniform()];
      setJoint("shoulder", options["shoulder"] ?? (2 * shoulder - 1) * Math.PI);
      setJoint("wrist", options["wrist"] ?? (2 * wrist - 1) * WRIST_RANGE);
      const angle = options["targetAngle"] ?? 2 * Math.PI * turn;
      const distance = options["targetDistance"] ?? 0.05 + 0.15 * reach;
      memory.target[0] = distance * sin(angle);
      memory.target[1] = distance * cos(angle);
      memory.hand[0] = factors.handLength + FINGER_BEYOND;
    },
    rewardRange: [0, 1],
    reward({ positions, memory }) {
      const [dx, dy] = fingerToTarget(positions, memory);
      return Math.sqrt(dx * dx + dy * dy) <= targetRadius + FINGER_RADIUS ? 1 : 0;
    },
    scenery: ({ memory }) => [targetAt(memory.target, targetRadius)],
    jointsFromObservation: (state) => [state[0] as number, state[1] as number],
  });
}

interface ReacherMemory {
  /** Place of the target. [x, y] */
  readonly target: Float64Array;
  /** From the wrist to the finger, m. */
  readonly hand: Float64Array;
}

function fingerToTarget(positions: ArrayLike<number>, { target, hand }: ReacherMemory): readonly [number, number] {
  const shoulder = positions[0] as number;
  const both = shoulder + (positions[1] as number);
  const reach = hand[0] as number;
  const x = UPPER_ARM * cos(shoulder) + reach * cos(both);
  const y = UPPER_ARM * sin(shoulder) + reach * sin(both);
  return [(target[0] as number) - x, (target[1] as number) - y];
}

function targetAt(target: Float64Array, radius: number): SceneBody {
  return {
    name: "target",
    moves: false,
    shapes: [
      {
        geometry: { kind: "cylinder", radius, halfLength: TARGET_HALF_HEIGHT },
        position: [target[0] as number, target[1] as number, TARGET_HALF_HEIGHT],
        rotation: [0, 0, 0, 1],
        colour: [0.84, 0.29, 0.27],
      },
    ],
  };
}
