/**
 * Drone waypoints: fly a quadrotor through six gates in order.
 *
 * **What it is**: a quadrotor of 0.5 kg with rotors 0.17 m from its middle, in an X. Each rotor gives up to 3.7 N (three times the weight in all)
 * and follows its command with a lag of 0.05 s; its drag turns the body by 0.0245 N m for each newton, alternately to either side. The gates
 * stand about a circle of 4 m, 1.1 to 1.9 m high, each open for 1.2 m; touching anything ends the flight.
 *
 * **Observation** [22], in the body's frame: vector to the next gate's middle (m), its normal, vector to the gate after it (m); the direction of up;
 * velocity (m/s), angular velocity (rad/s); thrust of each rotor, as a share of the greatest.
 *
 * **Action** [4]: commanded thrust of the rotors front left, front right, back right, back left: −1 is none, 1 the greatest; −0.34 hovers.
 *
 * **Reward**, in [−0.51, 1.5]: metres by which the step came nearer to the next gate, cut to ±0.5, and 1 for passing it forwards; less 0.01 times the
 * mean square of the commands as shares of the greatest thrust.
 *
 * **Start**: at (4, 0, 1.5), halfway between the last gate and the first, heading along the circle, ±0.2 m and ±0.1 rad of yaw; gates within ±0.2 rad, ±0.5 m and ±0.4 m of height of their places.
 *
 * **End**: terminates at a touch, beyond 8 m or above 5 m, and with the last gate; truncated after 1,000 steps of 0.02 s.
 *
 * **Factors**: gravity, mass, lag, drag, wind. **Options**: x, y, z (of the start).
 *
 * **Source**: the AscTec Hummingbird as Michael, Mellinger, Lindsey & Kumar 2010 identify it (The GRASP multiple micro-UAV testbed): arm, mass, thrust
 * 6.11e-8 N/rpm² and moment 1.5e-9 N m/rpm² up to 7,800 rpm, rotor gain 20 /s.
 */
import {
  type BodySpec,
  conjugateQuat,
  cos,
  defineScenario,
  dotVec,
  exp,
  lengthVec,
  type ObservationElement,
  type Quat,
  quatFromAxisAngle,
  rotateVec,
  type Scenario,
  scaleVec,
  sin,
  subtractVec,
  type Vec3,
} from "../sim/index.ts";

const GATES = 6;
const CIRCLE = 4;
const HEIGHT = 1.5;
const OPENING = 0.6;
const BAR = 0.04;
const ARM = 0.17 / Math.SQRT2;
const MOTOR_MASS = 0.03;
/** 6.11e-8 N/rpm² at 7,800 rpm. */
const MOST_THRUST = 3.7;
/** 1.5e-9 N m/rpm² over 6.11e-8 N/rpm². */
const MOMENT_PER_THRUST = 0.0245;
/** Place of each rotor, and the sense in which its drag turns the body. */
const ROTORS = [
  { at: [ARM, ARM, 0.02], turn: 1 },
  { at: [ARM, -ARM, 0.02], turn: -1 },
  { at: [-ARM, -ARM, 0.02], turn: 1 },
  { at: [-ARM, ARM, 0.02], turn: -1 },
] as const;
const ROTOR_NAMES = ["front left", "front right", "back right", "back left"];
const FARTHEST = 8;
const HIGHEST = 5;
const MOST_PROGRESS = 0.5;
const EFFORT_COST = 0.01;

/** course: x, y, z, yaw of each gate. previous: where the drone was a step ago. */
const MEMORY = { course: GATES * 4, next: 1, previous: 3, progress: 1, passed: 1, crashed: 1, thrust: 4 } as const;
type Factor = "gravity" | "mass" | "lag" | "drag" | "wind";

const droneWaypoints: Scenario = defineScenario<typeof MEMORY, Factor>({
  id: "drone-waypoints",
  description: "Fly a quadrotor through six gates in order.",
  tags: ["flight", "navigation", "contact"],
  source: "AscTec Hummingbird after Michael et al. 2010, The GRASP multiple micro-UAV testbed",
  physics: "bodies",
  timestepSecs: 0.02,
  substeps: 4,
  maxSteps: 1000,
  factors: {
    gravity: { description: "gravity, downwards", unit: "m/s²", low: 1, high: 20, nominal: 9.81 },
    mass: { description: "mass of the drone", unit: "kg", low: 0.3, high: 1, nominal: 0.5 },
    lag: { description: "time constant of the rotors", unit: "s", low: 0.005, high: 0.15, nominal: 0.05 },
    drag: { description: "drag of the body for each m/s", unit: "N s/m", low: 0, high: 0.5, nominal: 0.1 },
    wind: { description: "wind along x", unit: "m/s", low: -4, high: 4, nominal: 0 },
  },
  gravity: ({ gravity }) => [0, 0, -gravity],
  bodies: ({ mass }) => [
    { name: "ground", shapes: [{ geometry: { kind: "plane", halfSizes: [10, 10] }, colour: [0.19, 0.22, 0.28] }] },
    ...Array.from({ length: GATES }, (_, i) => gate(i)),
    drone(mass),
  ],
  actuators: ROTOR_NAMES.map((name) => ({ name: `${name} thrust` })),
  camera: {
    // Low enough to follow through an opening.
    position: [-1.7, 0, 0.4],
    target: [1.5, 0, 0],
    verticalFovRad: 0.95,
    mount: { body: "drone", turns: "yaw" },
  },
  memory: MEMORY,
  observation: {
    elements: [
      ...vectorElements("next gate", "m"),
      ...vectorElements("next gate's normal", "1", 1.001),
      ...vectorElements("gate after next", "m"),
      ...vectorElements("up", "1", 1.001),
      ...vectorElements("velocity", "m/s"),
      ...vectorElements("angular velocity", "rad/s"),
      ...ROTOR_NAMES.map((name) => ({ name: `${name} thrust`, unit: "1", low: 0, high: 1 })),
    ],
    into(out, { body, memory }) {
      const { position, rotation, velocity, angularVelocity } = body("drone");
      const seen = (v: Vec3): Vec3 => rotateVec(conjugateQuat(rotation), v);
      const next = Math.min(memory.next[0] as number, GATES - 1);
      const [near, far] = [gateAt(memory.course, next), gateAt(memory.course, Math.min(next + 1, GATES - 1))];
      out.set(seen(subtractVec(near.middle, position)), 0);
      out.set(seen(near.normal), 3);
      out.set(seen(subtractVec(far.middle, position)), 6);
      out.set(seen([0, 0, 1]), 9);
      out.set(seen(velocity), 12);
      out.set(seen(angularVelocity), 15);
      for (let i = 0; i < 4; i++) out[18 + i] = (memory.thrust[i] as number) / MOST_THRUST;
    },
  },
  resetOptions: {
    x: { description: "place of the start along x", unit: "m", low: -6, high: 6 },
    y: { description: "place of the start along y", unit: "m", low: -6, high: 6 },
    z: { description: "height of the start", unit: "m", low: 0.5, high: 4 },
  },
  start({ rng, place, memory, factors }, options) {
    for (let i = 0; i < GATES; i++) {
      const angle = angleOf(i) + 0.4 * (rng.uniform() - 0.5);
      const radius = CIRCLE + rng.uniform() - 0.5;
      const middle: Vec3 = [radius * cos(angle), radius * sin(angle), HEIGHT + 0.8 * (rng.uniform() - 0.5)];
      // A gate's normal is its x axis, along the circle.
      const yaw = angle + Math.PI / 2 + 0.6 * (rng.uniform() - 0.5);
      memory.course.set([...middle, yaw], i * 4);
      place(`gate ${i + 1}`, { position: middle, rotation: about(yaw) });
    }
    const near = (): number => 0.4 * (rng.uniform() - 0.5);
    const [dx, dy, dz, dyaw] = [near(), near(), near(), near() / 2];
    const position: Vec3 = [options["x"] ?? CIRCLE + dx, options["y"] ?? dy, options["z"] ?? HEIGHT + dz];
    place("drone", { position, rotation: about(Math.PI / 2 + dyaw) });
    memory.previous.set(position);
    memory.thrust.fill(Math.min(MOST_THRUST, (factors.mass * factors.gravity) / 4));
  },
  control({ action, body, memory, factors, addForce, addTorque, substepSecs }) {
    const { position, rotation, velocity } = body("drone");
    const follow = 1 - exp(-substepSecs / factors.lag);
    let moment = 0;
    for (const [i, { at, turn }] of ROTORS.entries()) {
      const commanded = (MOST_THRUST * (1 + (action[i] as number))) / 2;
      memory.thrust[i]! += follow * (commanded - (memory.thrust[i] as number));
      const thrust = memory.thrust[i] as number;
      const arm = rotateVec(rotation, at);
      const point: Vec3 = [position[0] + arm[0], position[1] + arm[1], position[2] + arm[2]];
      addForce("drone", rotateVec(rotation, [0, 0, thrust]), point);
      moment += turn * MOMENT_PER_THRUST * thrust;
    }
    addTorque("drone", rotateVec(rotation, [0, 0, moment]));
    addForce("drone", scaleVec(subtractVec(velocity, [factors.wind, 0, 0]), -factors.drag));
  },
  update({ body, memory, touching }) {
    const now = body("drone").position;
    const before: Vec3 = [memory.previous[0]!, memory.previous[1]!, memory.previous[2]!];
    memory.previous.set(now);
    memory.crashed[0] = touching("drone") ? 1 : 0;
    memory.passed[0] = 0;
    memory.progress[0] = 0;
    const next = memory.next[0] as number;
    if (next >= GATES) return;
    const { middle, normal } = gateAt(memory.course, next);
    const nearer = lengthVec(subtractVec(before, middle)) - lengthVec(subtractVec(now, middle));
    memory.progress[0] = Math.min(MOST_PROGRESS, Math.max(-MOST_PROGRESS, nearer));
    if (!passes(before, now, middle, normal)) return;
    memory.passed[0] = 1;
    memory.next[0] = next + 1;
  },
  rewardRange: [-MOST_PROGRESS - EFFORT_COST, MOST_PROGRESS + 1],
  reward: ({ memory, action }) => (memory.progress[0] as number) + (memory.passed[0] as number) - effort(action),
  terminated: ({ memory, body }) =>
    memory.next[0] === GATES || memory.crashed[0] === 1 || isOut(body("drone").position),
  info: ({ memory }) => ({ gates: memory.next[0] as number }),
  caption: ({ memory }) => `gate ${Math.min((memory.next[0] as number) + 1, GATES)} of ${GATES}`,
});

export default droneWaypoints;

/** Where on the circle a gate stands, give or take; the start, at 0, lies halfway between two of them. */
function angleOf(i: number): number {
  return ((i + 0.5) * 2 * Math.PI) / GATES;
}

function effort(action: ArrayLike<number>): number {
  let squares = 0;
  for (let i = 0; i < 4; i++) {
    const share = (1 + (action[i] as number)) / 2;
    squares += share * share;
  }
  return (EFFORT_COST * squares) / 4;
}

function gate(i: number): BodySpec {
  const share = i / (GATES - 1);
  const colour: Vec3 = [0.3 + 0.6 * share, 0.75 - 0.4 * share, 0.4 - 0.15 * share];
  const long = OPENING + 2 * BAR;
  const bar = (position: Vec3, halfSizes: Vec3): BodySpec["shapes"][number] => ({
    geometry: { kind: "box", halfSizes },
    position,
    colour,
  });
  return {
    name: `gate ${i + 1}`,
    motion: "kinematic",
    // Apart, until an episode places them.
    position: [CIRCLE * cos(angleOf(i)), CIRCLE * sin(angleOf(i)), HEIGHT],
    shapes: [
      bar([0, 0, OPENING + BAR], [BAR, long, BAR]),
      bar([0, 0, -OPENING - BAR], [BAR, long, BAR]),
      bar([0, OPENING + BAR, 0], [BAR, BAR, OPENING]),
      bar([0, -OPENING - BAR, 0], [BAR, BAR, OPENING]),
    ],
  };
}

function drone(mass: number): BodySpec {
  return {
    name: "drone",
    motion: "free",
    position: [CIRCLE, 0, HEIGHT],
    shapes: [
      {
        geometry: { kind: "box", halfSizes: [0.06, 0.04, 0.025] },
        mass: mass - 4 * MOTOR_MASS,
        colour: [0.16, 0.5, 0.73],
      },
      ...ROTORS.map(({ at }, i) => ({
        geometry: { kind: "cylinder", radius: 0.08, halfLength: 0.012 } as const,
        position: at,
        mass: MOTOR_MASS,
        // The front is orange.
        colour: (i < 2 ? [0.95, 0.61, 0.18] : [0.75, 0.77, 0.8]) as Vec3,
      })),
    ],
  };
}

function isOut([x, y, z]: Vec3): boolean {
  return Math.abs(x) > FARTHEST || Math.abs(y) > FARTHEST || z > HIGHEST;
}

function vectorElements(name: string, unit: string, bound = Number.POSITIVE_INFINITY): ObservationElement[] {
  return ["x", "y", "z"].map((axis) => ({ name: `${name} ${axis}`, unit, low: -bound, high: bound }));
}

function about(yaw: number): Quat {
  return quatFromAxisAngle([0, 0, 1], yaw);
}

function gateAt(course: Float64Array, i: number): { readonly middle: Vec3; readonly normal: Vec3 } {
  const [x = 0, y = 0, z = 0, yaw = 0] = course.subarray(i * 4, i * 4 + 4);
  return { middle: [x, y, z], normal: [cos(yaw), sin(yaw), 0] };
}

/** Whether the way from one point to another leads forwards through a gate's opening. */
function passes(from: Vec3, to: Vec3, middle: Vec3, normal: Vec3): boolean {
  const [a, b] = [subtractVec(from, middle), subtractVec(to, middle)];
  const [behind, ahead] = [dotVec(a, normal), dotVec(b, normal)];
  if (behind >= 0 || ahead < 0) return false;
  const share = behind / (behind - ahead);
  const [dx, dy, dz] = subtractVec(b, a);
  const crossing: Vec3 = [a[0] + share * dx, a[1] + share * dy, a[2] + share * dz];
  const sideways = crossing[1] * normal[0] - crossing[0] * normal[1];
  return Math.abs(sideways) < OPENING && Math.abs(crossing[2]) < OPENING;
}
