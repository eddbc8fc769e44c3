/**
 * Hopper stand of the DeepMind Control Suite (Tassa et al. 2018): get up on one leg from any pose, and stay up.
 *
 * **What it is.** A one-legged robot in the x–z plane: torso, pelvis, thigh, calf and foot, each hinged to the one before.
 *
 * **Observation** `state`, float32 [15]: 0 height of the torso less 1 m; 1 its pitch (rad); 2–5 angles of waist, hip, knee and
 * ankle (rad); 6–7 velocity of the torso along x and z (m/s); 8 its pitch rate; 9–12 rates of the four joints (rad/s); 13–14
 * log(1 + force in N) of toe and heel.
 *
 * **Action** float32 [4]: torques of waist, hip, knee and ankle, times 30, 40, 30 and 10 N m.
 *
 * **Reward**, in [0, 1]: 1 if the torso's centre of mass is 0.6 to 2 m above the foot's, else 0, × (4 + mean over the actions of
 * max(0, 1 − a²))/5.
 *
 * **Start**: each joint uniform over its range, pitch uniform over the circle, the torso 1 m high, all at rest.
 *
 * **End**: never terminates; truncated after 1,000 steps of 0.02 s.
 *
 * **Factors**: gravity, friction, density (of all bodies). **Options**: height, pitch.
 *
 * **Source**: DeepMind Control Suite, hopper-stand (dm_control/suite/hopper.py, hopper.xml).
 */
import {
  atan2,
  type BodySpec,
  capsuleBetween,
  defineScenario,
  log,
  quatFromAxisAngle,
  rotateVec,
  type Scenario,
  type ShapeSpec,
  tolerance,
  type Vec3,
} from "../sim/index.ts";

const START_HEIGHT = 1;
const STAND_HEIGHT = [0.6, 2] as const;
const DEGREE = Math.PI / 180;

const JOINTS = [
  { name: "waist", range: [-30 * DEGREE, 30 * DEGREE], gear: 30 },
  { name: "hip", range: [-170 * DEGREE, 10 * DEGREE], gear: 40 },
  { name: "knee", range: [5 * DEGREE, 150 * DEGREE], gear: 30 },
  { name: "ankle", range: [-45 * DEGREE, 45 * DEGREE], gear: 10 },
] as const;

const GROUND: Vec3 = [0.19, 0.22, 0.28];
const BLUE: Vec3 = [0.16, 0.5, 0.73];
const GREY: Vec3 = [0.75, 0.77, 0.8];
const ORANGE: Vec3 = [0.95, 0.61, 0.18];
const RED: Vec3 = [0.84, 0.29, 0.27];

const TORSO = capsuleBetween([0, 0, -0.05], [0, 0, 0.2], 0.0653);
const NOSE = capsuleBetween([0.08, 0, 0.13], [0.15, 0, 0.14], 0.03);
const TOE: Vec3 = [0.17, 0, 0];
const HEEL: Vec3 = [-0.08, 0, 0];
const FOOT_RADIUS = 0.04;

/** Centres of mass of torso and foot, in their frames: what the reward compares. */
const TORSO_CENTRE: Vec3 = centreOf(TORSO, NOSE);
const FOOT_CENTRE: Vec3 = [0.045, 0, 0];

const hopperStand: Scenario = defineScenario({
  id: "hopper-stand",
  description: "Get a one-legged robot up from any pose, and keep it standing.",
  tags: ["control", "dm-control", "contact"],
  source: "DeepMind Control Suite, hopper-stand (dm_control/suite/hopper.py)",
  physics: "articulated",
  timestepSecs: 0.02,
  substeps: 4,
  maxSteps: 1000,
  factors: {
    gravity: { description: "gravity", unit: "m/s²", low: 1, high: 20, nominal: 9.81 },
    friction: { description: "friction of the robot and the ground", unit: "1", low: 0.1, high: 2, nominal: 1 },
    density: { description: "density of the robot", unit: "kg/m³", low: 300, high: 2000, nominal: 1000 },
  },
  gravity: ({ gravity }) => [0, 0, -gravity],
  bodies: ({ friction, density }) => [ground(friction), ...robot(friction, density)],
  actuators: JOINTS.map(({ name, gear }) => ({ name, joint: name, gear })),
  sensors: [{ kind: "contact", name: "touch", bodies: ["toe", "heel"] }],
  camera: {
    position: [0, -3, 0.2],
    target: [0, 0, -0.3],
    verticalFovRad: 0.56,
    mount: { body: "torso", turns: "none" },
  },
  observation: {
    elements: [
      { name: "torso height less 1 m", unit: "m" },
      { name: "torso pitch", unit: "rad" },
      ...JOINTS.map(({ name }) => ({ name: `${name} angle`, unit: "rad" })),
      { name: "torso velocity x", unit: "m/s" },
      { name: "torso velocity z", unit: "m/s" },
      { name: "torso pitch rate", unit: "rad/s" },
      ...JOINTS.map(({ name }) => ({ name: `${name} rate`, unit: "rad/s" })),
      { name: "toe touch, log(1 + N)", unit: "1", low: 0 },
      { name: "heel touch, log(1 + N)", unit: "1", low: 0 },
    ],
    into(out, { body, positions, velocities, memory, sensor }) {
      const torso = body("torso");
      const { velocity } = torso;
      out[0] = torso.position[2] - START_HEIGHT;
      out[1] = memory["pitch"]?.[0] as number;
      out[6] = velocity[0];
      out[7] = velocity[2];
      out[8] = torso.angularVelocity[1];
      for (let j = 0; j < 4; j++) {
        out[2 + j] = positions[j] as number;
        out[9 + j] = velocities[j] as number;
      }
      const touch = sensor("touch");
      out[13] = log(1 + Math.max(0, touch[2] as number));
      out[14] = log(1 + Math.max(0, touch[5] as number));
    },
  },
  resetOptions: {
    height: { description: "height of the torso", unit: "m", low: 0.1, high: 3 },
    pitch: { description: "pitch instead of a drawn one", unit: "rad", low: -Math.PI, high: Math.PI },
  },
  // Counts whole turns, as a hinge does.
  memory: { pitch: 1 },
  start({ rng, place, setJoint, memory }, options) {
    for (const { name, range } of JOINTS) setJoint(name, range[0] + (range[1] - range[0]) * rng.uniform());
    const drawn = Math.PI * (2 * rng.uniform() - 1);
    const { height = START_HEIGHT, pitch = drawn } = options;
    place("torso", { position: [0, 0, height], rotation: quatFromAxisAngle([0, 1, 0], pitch) });
    memory.pitch[0] = pitch;
  },
  update({ body, memory }) {
    const [, y, , w] = body("torso").rotation;
    const before = memory.pitch[0] as number;
    const turn = 2 * atan2(y, w) - before;
    memory.pitch[0] = before + turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI));
  },
  rewardRange: [0, 1],
  reward({ body, action }) {
    const height = heightOf(body("torso"), TORSO_CENTRE) - heightOf(body("foot"), FOOT_CENTRE);
    let effort = 0;
    for (let k = 0; k < action.length; k++) {
      effort += tolerance(action[k] as number, { margin: 1, valueAtMargin: 0, shape: "quadratic" });
    }
    return tolerance(height, { bounds: STAND_HEIGHT }) * ((4 + effort / action.length) / 5);
  },
});

export default hopperStand;

function heightOf({ position, rotation }: ReturnType<Parameters<Scenario["reward"]>[0]["body"]>, point: Vec3): number {
  return position[2] + rotateVec(rotation, point)[2];
}

function centreOf(...capsules: readonly ReturnType<typeof capsuleBetween>[]): Vec3 {
  const volumes = capsules.map(({ geometry }) => {
    if (geometry.kind !== "capsule") return 0;
    const { radius, halfLength } = geometry;
    return Math.PI * radius * radius * (2 * halfLength + (4 / 3) * radius);
  });
  const total = volumes.reduce((sum, volume) => sum + volume, 0);
  const along = (axis: 0 | 1 | 2): number =>
    capsules.reduce((sum, { position }, i) => sum + position[axis] * ((volumes[i] ?? 0) / total), 0);
  return [along(0), along(1), along(2)];
}

function ground(friction: number): BodySpec {
  return {
    name: "ground",
    shapes: [{ geometry: { kind: "plane", halfSizes: [40, 10] }, friction, group: "ground", colour: GROUND }],
  };
}

/** Each part hangs from the one before. Toe and heel are the ends of the foot's capsule, apart so that each feels its own touch. */
function robot(friction: number, density: number): BodySpec[] {
  const solid = { density, friction, group: "robot" };
  const hinge = (j: 0 | 1 | 2 | 3): BodySpec["joint"] => ({
    name: JOINTS[j].name,
    kind: "hinge",
    axis: [0, 1, 0],
    range: JOINTS[j].range,
    damping: 0.05,
    armature: 0.2,
  });
  const segment = (length: number, radius: number, colour: Vec3): ShapeSpec => ({
    ...capsuleBetween([0, 0, 0], [0, 0, -length], radius),
    ...solid,
    colour,
  });
  const tip = (name: string, position: Vec3): BodySpec => ({
    name,
    parent: "foot",
    position,
    shapes: [
      { geometry: { kind: "sphere", radius: FOOT_RADIUS }, friction, group: "tip", touches: ["ground"], colour: RED },
    ],
  });
  return [
    {
      name: "torso",
      motion: "free",
      freedoms: ["x", "z", "ry"],
      position: [0, 0, START_HEIGHT],
      shapes: [
        { ...TORSO, ...solid, colour: BLUE },
        { ...NOSE, ...solid, colour: RED },
      ],
    },
    { name: "pelvis", parent: "torso", position: [0, 0, -0.05], joint: hinge(0), shapes: [segment(0.15, 0.065, GREY)] },
    { name: "thigh", parent: "pelvis", position: [0, 0, -0.2], joint: hinge(1), shapes: [segment(0.33, 0.04, BLUE)] },
    { name: "calf", parent: "thigh", position: [0, 0, -0.33], joint: hinge(2), shapes: [segment(0.32, 0.03, GREY)] },
    {
      name: "foot",
      parent: "calf",
      position: [0, 0, -0.32],
      joint: hinge(3),
      shapes: [{ ...capsuleBetween(HEEL, TOE, FOOT_RADIUS), ...solid, touches: ["robot"], colour: ORANGE }],
    },
    tip("toe", TOE),
    tip("heel", HEEL),
  ];
}
