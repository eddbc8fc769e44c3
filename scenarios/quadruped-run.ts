/**
 * Quadruped run: a four-legged robot learns to run forwards (Gymnasium's Ant, after Schulman et al. 2016).
 *
 * **What it is.** A round torso on four legs of two links each: nine bodies, eight motors, each with a rotor of 1 kg m².
 *
 * **Observation** `state`, float32 [27], in Gymnasium's order: 0 height of the torso (m); 1–4 its orientation (w, x, y, z);
 * 5–12 angles of the joints, hip and ankle of each leg (rad); 13–15 velocity of the torso in the world (m/s); 16–18 its angular
 * velocity in its own frame (rad/s); 19–26 rates of the joints (rad/s). Sensor `contact`: forces on the nine bodies (N) [27].
 *
 * **Action** float32 [8]: torques of hip and ankle of legs 4, 1, 2, 3, times 150 N m.
 *
 * **Reward**: forward speed over the step (m/s) + 1 while healthy − 0.5 |action|² − 5e-4 |contact forces, clipped to ±1 N|².
 * Healthy: the torso between 0.2 and 1.0 m high.
 *
 * **Start**: standing 0.75 m high with ankles bent by 1 rad; every coordinate ± up to 0.1, every rate 0.1 · N(0, 1).
 *
 * **End**: terminates when unhealthy; truncated after 1,000 steps of 0.05 s.
 *
 * **Factors**: gravity, friction, density of all bodies, length of the lower legs. **Options**: height, speed, yaw.
 *
 * **Source**: Gymnasium, Ant-v5 (gymnasium/envs/mujoco/ant_v5.py). Gymnasium also clips and counts the torques of the contact
 * forces about the robot's centre of mass; here forces alone count, at most 0.0135 a step.
 */
import {
  type BodySpec,
  capsuleBetween,
  conjugateQuat,
  defineScenario,
  multiplyQuat,
  normalizeQuat,
  type Quat,
  quatFromAxisAngle,
  rotateVec,
  type Scenario,
  type ShapeSpec,
  type TaskState,
  type Vec3,
} from "../sim/index.ts";

/** Where each leg points (x, y), and which way its ankle bends it down. */
const LEGS = [
  { name: "front left", x: 1, y: 1, axis: [-1, 1, 0], bend: 1 },
  { name: "front right", x: -1, y: 1, axis: [1, 1, 0], bend: -1 },
  { name: "back left", x: -1, y: -1, axis: [-1, 1, 0], bend: -1 },
  { name: "back right", x: 1, y: -1, axis: [1, 1, 0], bend: 1 },
] as const;
/** Gymnasium's order of the motors, by leg. */
const MOTOR_ORDER = [3, 0, 1, 2] as const;

const LEG_RADIUS = 0.08;
const START_HEIGHT = 0.75;
const CONTACT_MARGIN = 0.01;
const POSITION_NOISE = 0.1;
const RATE_NOISE = 0.1;
const HEALTHY_HEIGHT = [0.2, 1] as const;
const CONTROL_COST = 0.5;
const CONTACT_COST = 5e-4;
const STEP_SECS = 0.05;

const DEGREE = Math.PI / 180;
const HIP_RANGE = [-30 * DEGREE, 30 * DEGREE] as const;
const ANKLE_RANGE = [30 * DEGREE, 70 * DEGREE] as const;

const GROUND: Vec3 = [0.19, 0.22, 0.28];
const TORSO: Vec3 = [0.16, 0.5, 0.73];
const HIP: Vec3 = [0.75, 0.77, 0.8];
const ANKLE: Vec3 = [0.95, 0.61, 0.18];
const EYE: Vec3 = [0.84, 0.29, 0.27];

const MOVING = ["torso", ...LEGS.flatMap(({ name }) => [`${name} hip`, `${name} ankle`])];

const quadrupedRun: Scenario = defineScenario({
  id: "quadruped-run",
  description: "Run forwards with a four-legged robot of nine bodies and eight motors.",
  tags: ["locomotion", "gymnasium", "contact"],
  source: "Gymnasium, Ant-v5 (gymnasium/envs/mujoco/ant_v5.py)",
  physics: "articulated",
  timestepSecs: STEP_SECS,
  substeps: 5,
  maxSteps: 1000,
  factors: {
    gravity: { description: "gravity", unit: "m/s²", low: 1, high: 20, nominal: 9.81 },
    friction: { description: "friction of feet and ground", unit: "1", low: 0.1, high: 2, nominal: 1 },
    density: { description: "density of the robot", unit: "kg/m³", low: 2, high: 20, nominal: 5 },
    lowerLeg: { description: "length of the lower legs", unit: "m", low: 0.4, high: 0.7, nominal: 0.4 * Math.SQRT2 },
  },
  gravity: ({ gravity }) => [0, 0, -gravity],
  bodies: ({ friction, density, lowerLeg }) => [ground(friction), ...robot(friction, density, lowerLeg)],
  actuators: MOTOR_ORDER.flatMap((leg) => {
    const { name } = LEGS[leg];
    return [
      { name: `${name} hip`, joint: `${name} hip`, gear: 150 },
      { name: `${name} ankle`, joint: `${name} ankle`, gear: 150 },
    ];
  }),
  sensors: [{ kind: "contact", name: "contact", bodies: MOVING }],
  camera: {
    position: [1.6, -2.9, 1.5],
    target: [0, 0, -0.15],
    verticalFovRad: 0.62,
    mount: { body: "torso", turns: "none" },
  },
  observation: {
    elements: [
      { name: "torso height", unit: "m" },
      ...["w", "x", "y", "z"].map((part) => ({ name: `torso orientation ${part}`, unit: "1", low: -1, high: 1 })),
      ...MOVING.slice(1).map((joint) => ({ name: `${joint} angle`, unit: "rad" })),
      ...["x", "y", "z"].map((axis) => ({ name: `torso velocity ${axis}`, unit: "m/s" })),
      ...["x", "y", "z"].map((axis) => ({ name: `torso angular velocity ${axis}`, unit: "rad/s" })),
      ...MOVING.slice(1).map((joint) => ({ name: `${joint} rate`, unit: "rad/s" })),
    ],
    into(out, { body, positions, velocities }) {
      const torso = body("torso");
      const { rotation } = torso;
      out[0] = torso.position[2];
      out[1] = rotation[3];
      out[2] = rotation[0];
      out[3] = rotation[1];
      out[4] = rotation[2];
      out.set(torso.velocity, 13);
      out.set(rotateVec(conjugateQuat(rotation), torso.angularVelocity), 16);
      for (let j = 0; j < 8; j++) {
        out[5 + j] = positions[j] as number;
        out[19 + j] = velocities[j] as number;
      }
    },
  },
  resetOptions: {
    height: { description: "height of the torso instead of a drawn one", unit: "m", low: 0.4, high: 0.99 },
    speed: { description: "forward speed instead of a drawn one", unit: "m/s", low: -5, high: 5 },
    yaw: { description: "heading instead of a drawn one", unit: "rad", low: -Math.PI, high: Math.PI },
  },
  // Where the torso was before the step, its mean forward speed over it, and the cost of contact forces at its end.
  memory: { x: 1, speed: 1, contact: 1 },
  start({ rng, place, setJoint, memory }, options) {
    const near = (): number => POSITION_NOISE * (2 * rng.uniform() - 1);
    const slow = (): number => RATE_NOISE * rng.normal();
    // All is drawn whatever the options say, so that an option changes nothing but itself.
    const position: Vec3 = [near(), near(), START_HEIGHT + near()];
    const noise = [near(), near(), near(), near()] as const;
    const velocity: Vec3 = [slow(), slow(), slow()];
    const angularVelocity: Vec3 = [slow(), slow(), slow()];
    const { height = position[2], speed = velocity[0], yaw } = options;
    const tilted = normalizeQuat([noise[1], noise[2], noise[3], 1 + noise[0]]);
    place("torso", {
      position: [position[0], position[1], height],
      rotation: yaw === undefined ? tilted : withYaw(tilted, yaw),
      velocity: [speed, velocity[1], velocity[2]],
      angularVelocity,
    });
    for (const { name, bend } of LEGS) {
      setJoint(`${name} hip`, near(), slow());
      setJoint(`${name} ankle`, bend + near(), slow());
    }
    memory.x[0] = position[0];
  },
  update({ body, memory, sensor }) {
    const x = body("torso").position[0];
    memory.speed[0] = (x - (memory.x[0] as number)) / STEP_SECS;
    memory.x[0] = x;
    const forces = sensor("contact");
    let squares = 0;
    for (let i = 0; i < forces.length; i++) {
      const force = Math.min(1, Math.max(-1, forces[i] as number));
      squares += force * force;
    }
    memory.contact[0] = CONTACT_COST * squares;
  },
  reward(state) {
    const { forward, healthy, control, contact } = rewardTerms(state);
    return forward + healthy - control - contact;
  },
  terminated: ({ body }) => !isHealthy(body("torso").position[2]),
  info: (state) => ({ ...rewardTerms(state) }),
});

export default quadrupedRun;

interface RewardTerms {
  readonly forward: number;
  readonly healthy: number;
  readonly control: number;
  readonly contact: number;
}

function rewardTerms({ body, action, memory }: TaskState): RewardTerms {
  let effort = 0;
  for (let k = 0; k < action.length; k++) effort += (action[k] as number) * (action[k] as number);
  return {
    forward: memory["speed"]?.[0] as number,
    healthy: isHealthy(body("torso").position[2]) ? 1 : 0,
    control: CONTROL_COST * effort,
    contact: memory["contact"]?.[0] as number,
  };
}

function isHealthy(height: number): boolean {
  return height >= HEALTHY_HEIGHT[0] && height <= HEALTHY_HEIGHT[1];
}

/** The rotation with its turn about the vertical replaced. */
function withYaw(tilted: Quat, yaw: number): Quat {
  const length = Math.sqrt(tilted[2] * tilted[2] + tilted[3] * tilted[3]);
  const untwist: Quat = [0, 0, -tilted[2] / length, tilted[3] / length];
  return multiplyQuat(quatFromAxisAngle([0, 0, 1], yaw), multiplyQuat(untwist, tilted));
}

function ground(friction: number): BodySpec {
  return {
    name: "ground",
    // Ant's contacts begin a centimetre before shapes touch.
    position: [0, 0, CONTACT_MARGIN],
    shapes: [
      {
        geometry: { kind: "plane", halfSizes: [40, 40] },
        friction,
        group: "ground",
        touches: ["robot"],
        colour: GROUND,
      },
    ],
  };
}

/** The torso, and for each leg what hangs from its hip and from its ankle. The robot does not touch itself. */
function robot(friction: number, density: number, lowerLeg: number): BodySpec[] {
  const solid = { density, friction, group: "robot", touches: ["ground"] };
  const rotor = { kind: "hinge", damping: 1, armature: 1 } as const;
  const link = (x: number, y: number, length: number, colour: Vec3): ShapeSpec => ({
    ...capsuleBetween([0, 0, 0], [x * length, y * length, 0], LEG_RADIUS),
    ...solid,
    colour,
  });
  return [
    {
      name: "torso",
      motion: "free",
      position: [0, 0, START_HEIGHT],
      shapes: [
        { geometry: { kind: "sphere", radius: 0.25 }, ...solid, colour: TORSO },
        ...LEGS.map(({ x, y }) => link(x, y, 0.2, TORSO)),
        // Shows which way is forwards.
        { geometry: { kind: "sphere", radius: 0.06 }, position: [0.22, 0, 0.08], solid: false, colour: EYE },
      ],
    },
    ...LEGS.flatMap(({ name, x, y, axis, bend }): BodySpec[] => [
      {
        name: `${name} hip`,
        parent: "torso",
        position: [0.2 * x, 0.2 * y, 0],
        joint: { ...rotor, name: `${name} hip`, axis: [0, 0, 1], range: HIP_RANGE },
        shapes: [link(x, y, 0.2, HIP)],
      },
      {
        name: `${name} ankle`,
        parent: `${name} hip`,
        position: [0.2 * x, 0.2 * y, 0],
        joint: {
          ...rotor,
          name: `${name} ankle`,
          axis,
          range: bend > 0 ? ANKLE_RANGE : [-ANKLE_RANGE[1], -ANKLE_RANGE[0]],
        },
        shapes: [link(x, y, lowerLeg * Math.SQRT1_2, ANKLE)],
      },
    ]),
  ];
}
