/**
 * Billiards: push the cue ball so that the red ball comes to rest on its mark; for judging learned physics (after Kang et al. 2024).
 *
 * **What it is.** A table of 1 m by 0.84 m between cushions, small for its balls, so that 64 × 64 pictures tell them apart. A white cue
 * ball, a red target and five others, spheres that slide, spin, roll and collide: a ball that slides loses speed to the cloth until it
 * rolls, at 5/7 of it; rolling, it slows down by μ g. The agent pushes the cue ball's centre.
 *
 * **Observation** `state` [44]: of each ball (cue, target, five others) position (x, y, m), velocity (x, y, m/s) and spin about the two
 * horizontal axes (rad/s); then the mark (x, y, m).
 *
 * **Action** [2]: force on the cue ball along x and y, times 0.6 N.
 *
 * **Reward** in [0, 1]: 1 while the target's centre is within 4 cm of the mark, falling to 0.1 at 0.6 m further (a gaussian).
 *
 * **Start**: everything at rest (or at `startSpeed`, each ball in a direction of its own); the cue ball in the left third, everything
 * else anywhere, without contact; the mark at least 0.2 m from the target.
 *
 * **End**: truncated after 500 steps (10 s).
 *
 * **Factors**: masses and radius; restitution of balls and of cushions; friction of cloth and cushions; rolling resistance; gravity. Two that
 * touch have the mean of both restitutions: two balls their own, ball and cushion the mean. Frictions are those of the contact.
 * **Options**: position and velocity of cue ball and target, the mark, `startSpeed`, and `balls`, how many play, the cue ball included;
 * the others lie beside the table. **Info**: distance to the mark, total momentum and kinetic energy.
 *
 * **Source**: laws of billiards as in Alciatore, The Illustrated Principles of Pool and Billiards; the table is our own.
 */
import {
  type BodySpec,
  cos,
  defineScenario,
  type Factors,
  type Scenario,
  type ShapeSpec,
  SpecError,
  sin,
  type TaskState,
  tolerance,
  type Vec3,
} from "../sim/index.ts";

const HALF_LENGTH = 0.5;
const HALF_WIDTH = 0.42;
const CUSHION = 0.04;
const FORCE = 0.6;
const ON_MARK = 0.04;
const LEAST_WAY = 0.2;
/** Below this speed rolling resistance fades, so that a ball stops rather than trembles. m/s */
const STOPPING_SPEED = 0.01;
const EARTH = 9.81;

const WOOD: Vec3 = [0.42, 0.29, 0.2];
const CLOTH: Vec3 = [0.13, 0.34, 0.33];
const RED: Vec3 = [0.84, 0.29, 0.27];
const BALLS: readonly { readonly name: string; readonly colour: Vec3 }[] = [
  { name: "cue ball", colour: [0.95, 0.94, 0.9] },
  { name: "target", colour: RED },
  { name: "orange", colour: [0.95, 0.61, 0.18] },
  { name: "blue", colour: [0.16, 0.5, 0.73] },
  { name: "violet", colour: [0.56, 0.45, 0.76] },
  { name: "lime", colour: [0.66, 0.8, 0.32] },
  { name: "pink", colour: [0.92, 0.6, 0.72] },
];

type Name =
  | "cueMass"
  | "ballMass"
  | "ballRadius"
  | "ballRestitution"
  | "cushionRestitution"
  | "clothFriction"
  | "cushionFriction"
  | "rollingResistance"
  | "gravity";
const MEMORY = { mark: 2 };
type State = TaskState<typeof MEMORY, Name>;

const billiards: Scenario = defineScenario<typeof MEMORY, Name>({
  id: "billiards",
  description: "Push the cue ball so that the red ball comes to its mark: elastic and inelastic collisions on a table.",
  tags: ["physics", "collisions", "planning"],
  source: "Kang et al. 2024, arXiv:2411.02385 (collisions in and out of distribution); table and task our own",
  physics: "bodies",
  timestepSecs: 0.02,
  substeps: 4,
  maxSteps: 500,
  gravity: ({ gravity }) => [0, 0, -gravity],
  bodies: (factors) => [
    table(factors),
    {
      name: "mark",
      motion: "kinematic",
      position: [0.3, 0, 0],
      shapes: [
        { geometry: { kind: "cylinder", radius: 0.05, halfLength: 0.001 }, colour: RED, solid: false },
        {
          geometry: { kind: "cylinder", radius: 0.035, halfLength: 0.001 },
          position: [0, 0, 0.001],
          colour: [0.2, 0.45, 0.42],
          solid: false,
        },
      ],
    },
    ...BALLS.map(
      ({ name, colour }, i): BodySpec => ({
        name,
        motion: "free",
        position: parkedAt(i, factors.ballRadius),
        shapes: [
          {
            geometry: { kind: "sphere", radius: factors.ballRadius },
            mass: i === 0 ? factors.cueMass : factors.ballMass,
            restitution: factors.ballRestitution,
            friction: 0,
            colour,
          },
        ],
      }),
    ),
  ],
  actuators: [{ name: "push along x" }, { name: "push along y" }],
  camera: { position: [0, -0.6, 1.35], target: [0, -0.04, 0], verticalFovRad: 0.82 },
  observation: {
    elements: [
      ...BALLS.flatMap(({ name }) => [
        { name: `${name} x`, unit: "m" },
        { name: `${name} y`, unit: "m" },
        { name: `${name} velocity x`, unit: "m/s" },
        { name: `${name} velocity y`, unit: "m/s" },
        { name: `${name} spin x`, unit: "rad/s" },
        { name: `${name} spin y`, unit: "rad/s" },
      ]),
      { name: "mark x", unit: "m", low: -HALF_LENGTH, high: HALF_LENGTH },
      { name: "mark y", unit: "m", low: -HALF_WIDTH, high: HALF_WIDTH },
    ],
    into(out, { body, memory }) {
      for (const [i, { name }] of BALLS.entries()) {
        const { position, velocity, angularVelocity } = body(name);
        out.set([position[0], position[1], velocity[0], velocity[1], angularVelocity[0], angularVelocity[1]], i * 6);
      }
      out.set(memory.mark, BALLS.length * 6);
    },
  },
  factors: {
    cueMass: { description: "mass of the cue ball", unit: "kg", low: 0.05, high: 0.5, nominal: 0.17 },
    ballMass: { description: "mass of each other ball", unit: "kg", low: 0.05, high: 0.5, nominal: 0.17 },
    ballRadius: { description: "radius of all balls", unit: "m", low: 0.025, high: 0.05, nominal: 0.04 },
    ballRestitution: { description: "restitution between balls", unit: "1", low: 0, high: 1, nominal: 0.95 },
    cushionRestitution: {
      description: "restitution of the cushions' rubber",
      unit: "1",
      low: 0,
      high: 1,
      nominal: 0.65,
    },
    clothFriction: { description: "friction between ball and cloth", unit: "1", low: 0, high: 0.5, nominal: 0.2 },
    cushionFriction: { description: "friction between ball and cushion", unit: "1", low: 0, high: 0.5, nominal: 0.14 },
    rollingResistance: { description: "slowing of a rolling ball over g", unit: "1", low: 0, high: 0.1, nominal: 0.01 },
    gravity: { description: "gravity", unit: "m/s²", low: 1, high: 20, nominal: EARTH },
  },
  resetOptions: {
    ...placeOptions("cue", "the cue ball"),
    ...placeOptions("target", "the target"),
    markX: { description: "mark instead of a drawn one, along x", unit: "m", low: -0.4, high: 0.4 },
    markY: { description: "mark instead of a drawn one, along y", unit: "m", low: -0.3, high: 0.3 },
    startSpeed: { description: "speed of every ball at the start, in drawn directions", unit: "m/s", low: 0, high: 3 },
    balls: { description: "balls on the table, the cue ball included", unit: "1", low: 2, high: BALLS.length },
  },
  memory: MEMORY,
  start({ rng, place, memory, factors: { ballRadius } }, options) {
    const room = ballRadius + 0.01;
    const taken: (readonly [number, number])[] = [];
    const playing = Math.round(options["balls"] ?? BALLS.length);
    for (const [i, { name }] of BALLS.slice(0, playing).entries()) {
      // Each ball draws from a stream of its own, so that an option changes no more than it must.
      const own = rng.split(name);
      const key = ["cue", "target"][i];
      const highX = i === 0 ? -HALF_LENGTH / 3 : HALF_LENGTH - room;
      let [x, y] = [0, 0];
      do {
        x = options[`${key}X`] ?? -HALF_LENGTH + room + own.uniform() * (highX + HALF_LENGTH - room);
        y = options[`${key}Y`] ?? (2 * own.uniform() - 1) * (HALF_WIDTH - room);
        if (options[`${key}X`] !== undefined && options[`${key}Y`] !== undefined) break;
      } while (taken.some(([a, b]) => distance(x - a, y - b) < 2 * room));
      if (taken.some(([a, b]) => distance(x - a, y - b) < 2 * ballRadius)) {
        throw new SpecError(
          `scenario billiards: targetX, targetY: expected a place beside the cue ball, got (${x}, ${y})`,
        );
      }
      taken.push([x, y]);
      const angle = 2 * Math.PI * own.uniform();
      const speed = options["startSpeed"] ?? 0;
      place(name, {
        position: [x, y, ballRadius],
        velocity: [
          options[`${key}VelocityX`] ?? speed * cos(angle),
          options[`${key}VelocityY`] ?? speed * sin(angle),
          0,
        ],
      });
    }
    const [targetX, targetY] = taken[1] ?? [0, 0];
    const own = rng.split("mark");
    do {
      memory.mark[0] = 0.8 * own.uniform() - 0.4;
      memory.mark[1] = 0.6 * own.uniform() - 0.3;
    } while (distance(memory.mark[0] - targetX, memory.mark[1] - targetY) < LEAST_WAY);
    memory.mark[0] = options["markX"] ?? memory.mark[0];
    memory.mark[1] = options["markY"] ?? memory.mark[1];
    place("mark", { position: [memory.mark[0], memory.mark[1], 0.0005] });
  },
  control({ action, addForce, body, factors }) {
    addForce("cue ball", [FORCE * action[0]!, FORCE * action[1]!, 0]);
    const { rollingResistance, gravity, cueMass, ballMass } = factors;
    if (rollingResistance === 0) return;
    for (const [i, { name }] of BALLS.entries()) {
      const [vx, vy] = body(name).velocity;
      const speed = distance(vx, vy);
      if (speed < 1e-6) continue;
      // A force F at the centre of a sphere that rolls gives it 5/7 F/m: its spin has to follow.
      const mass = i === 0 ? cueMass : ballMass;
      const share = (-1.4 * rollingResistance * mass * gravity) / Math.max(speed, STOPPING_SPEED);
      addForce(name, [share * vx, share * vy, 0]);
    }
  },
  rewardRange: [0, 1],
  reward: (state) => tolerance(distanceToMark(state), { bounds: [0, ON_MARK], margin: 0.6 }),
  info(state) {
    let [px, py, energy] = [0, 0, 0];
    for (const [i, { name }] of BALLS.entries()) {
      const { velocity, angularVelocity } = state.body(name);
      const mass = i === 0 ? state.factors.cueMass : state.factors.ballMass;
      px += mass * velocity[0];
      py += mass * velocity[1];
      const inertia = 0.4 * mass * state.factors.ballRadius * state.factors.ballRadius;
      energy += (mass * square(velocity) + inertia * square(angularVelocity)) / 2;
    }
    return { distanceToMark: distanceToMark(state), momentumX: px, momentumY: py, kineticEnergy: energy };
  },
});

function table({ cushionRestitution, clothFriction, cushionFriction }: Factors<Name>): BodySpec {
  // Balls have friction 0, and a contact the mean of both.
  const cushion = (position: Vec3, halfSizes: Vec3): ShapeSpec => ({
    geometry: { kind: "box", halfSizes },
    position,
    colour: WOOD,
    friction: 2 * cushionFriction,
    restitution: cushionRestitution,
  });
  const [x, y, z] = [HALF_LENGTH + CUSHION, HALF_WIDTH + CUSHION, 0.05];
  return {
    name: "table",
    shapes: [
      {
        geometry: { kind: "plane", halfSizes: [HALF_LENGTH + CUSHION, HALF_WIDTH + CUSHION] },
        colour: CLOTH,
        friction: 2 * clothFriction,
      },
      cushion([x, 0, z / 2], [CUSHION, HALF_WIDTH + 2 * CUSHION, z / 2 + 0.01]),
      cushion([-x, 0, z / 2], [CUSHION, HALF_WIDTH + 2 * CUSHION, z / 2 + 0.01]),
      cushion([0, y, z / 2], [HALF_LENGTH, CUSHION, z / 2 + 0.01]),
      cushion([0, -y, z / 2], [HALF_LENGTH, CUSHION, z / 2 + 0.01]),
    ],
  };
}

/** Where a ball lies that does not play: in a row beyond the far cushion. */
function parkedAt(i: number, radius: number): Vec3 {
  return [(i - (BALLS.length - 1) / 2) * 0.14, HALF_WIDTH + 2 * CUSHION + 0.08, radius];
}

function placeOptions(key: string, what: string): Scenario["resetOptions"] {
  const [x, y] = [HALF_LENGTH - 0.06, HALF_WIDTH - 0.06];
  return {
    [`${key}X`]: { description: `${what}'s place instead of a drawn one, along x`, unit: "m", low: -x, high: x },
    [`${key}Y`]: { description: `${what}'s place instead of a drawn one, along y`, unit: "m", low: -y, high: y },
    [`${key}VelocityX`]: { description: `${what}'s velocity along x`, unit: "m/s", low: -3, high: 3 },
    [`${key}VelocityY`]: { description: `${what}'s velocity along y`, unit: "m/s", low: -3, high: 3 },
  };
}

function distanceToMark({ body, memory }: State): number {
  const { position } = body("target");
  return distance(position[0] - memory.mark[0]!, position[1] - memory.mark[1]!);
}

function distance(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}

function square([x, y, z]: Vec3): number {
  return x * x + y * y + z * z;
}

export default billiards;
