/**
 * Pusher: push a T-shaped block to a goal pose on a table (after Push-T: Florence et al. 2021, Chi et al. 2023).
 *
 * **What it is.** A round pusher that moves along x and y, and a T: a bar of 0.2 × 0.05 m on a stem of 0.05 × 0.15 m, 0.05 m thick, on
 * round feet. It stands on the table by its weight, so that friction, contact and turning are the physics' own. Rails 0.4 m from the middle
 * keep it there. The goal is drawn on the table in green.
 *
 * **Observation** `state` [15]: pusher's position (x, y, m) and velocity (m/s); block's centre of mass (x, y, m), cosine and sine of its
 * angle, velocity (x, y, m/s) and turning rate (rad/s); goal's position (x, y, m), cosine and sine of its angle.
 *
 * **Action** [2]: the pusher's velocity along x and y, times 0.4 m/s, with at most 10 N.
 *
 * **Reward** in [0, 1]: tol(distance; within 0.01 m, margin 0.25) × (1 + tol(angle; within 0.05 rad, margin 1 rad))/2, where tol falls from
 * 1 to 0.1 at the margin (a gaussian): 1 at the goal pose.
 *
 * **Start**: block, goal and pusher uniform over the table, at rest, angles over the circle; the goal 0.1 m or more from the block.
 *
 * **End**: truncated after 300 steps (15 s).
 *
 * **Factors**: mass and size of the block, its friction with the table and with the pusher, gravity. **Options**: poses of block, goal and
 * pusher, the block's velocity. **Info**: `distance` (m), `angle` (rad), `success`: 1 within 0.02 m and 0.1 rad.
 *
 * **Source**: Push-T, Chi et al. 2023, Diffusion Policy (arXiv:2303.04137), whose reward is the area covered; sizes and reward are our own.
 */
import {
  atan2,
  type BodySpec,
  cos,
  defineScenario,
  type Factors,
  type ObservationElement,
  type Quat,
  type Rng,
  type Scenario,
  type ShapeSpec,
  sin,
  type TaskState,
  tolerance,
  type Vec3,
} from "../sim/index.ts";
import { type Drive, driveBody } from "./parts/drive.ts";

const RAIL = 0.4;
const PUSHER_RADIUS = 0.02;
const PUSHER_MASS = 0.5;
const PUSHER_HEIGHT = 0.055;
const DRIVE: Drive = {
  body: "pusher",
  mass: PUSHER_MASS,
  speed: 0.4,
  maxForce: 10,
  low: [-0.37, -0.37, 0],
  high: [0.37, 0.37, 1],
  gravity: 0,
};
/** Half-sizes of the T's parts, whose areas are 0.010 and 0.0075 m²; then their middles along y, from the centre of mass. */
const BAR = [0.1, 0.025] as const;
const STEM = [0.025, 0.075] as const;
const HALF_THICKNESS = 0.025;
const BAR_SHARE = (BAR[0] * BAR[1]) / (BAR[0] * BAR[1] + STEM[0] * STEM[1]);
const BAR_Y = (1 - BAR_SHARE) * (BAR[1] + STEM[1]);
const STEM_Y = BAR_Y - BAR[1] - STEM[1];
const FOOT_RADIUS = 0.008;
/** Of the block's lower face above the table. */
const CLEARANCE = 0.002;
/** Within this circle about its centre lies all of the T. */
const REACH = 0.14;
/** The block's own friction: a contact has the mean of both. */
const BLOCK_FRICTION = 0.3;
const TABLE: Vec3 = [0.75, 0.77, 0.8];
const ORANGE: Vec3 = [0.95, 0.61, 0.18];
const GREEN: Vec3 = [0.42, 0.72, 0.53];
const BLUE: Vec3 = [0.16, 0.5, 0.73];
const GREY: Vec3 = [0.34, 0.37, 0.43];
const BLOCK = { colour: ORANGE, friction: BLOCK_FRICTION, group: "block", touches: ["pusher", "rail"] } as const;

type Name = "blockMass" | "size" | "tableFriction" | "pusherFriction" | "gravity";
const MEMORY = { goal: 3 };
type State = TaskState<typeof MEMORY, Name>;

const pusher: Scenario = defineScenario<typeof MEMORY, Name>({
  id: "pusher",
  description: "Push a T-shaped block to a goal position and angle on a table.",
  tags: ["manipulation", "contacts", "planar-pushing"],
  source: "after Push-T: Chi et al. 2023, Diffusion Policy, arXiv:2303.04137",
  physics: "bodies",
  timestepSecs: 0.05,
  substeps: 10,
  contactFrequencyHz: 100,
  maxSteps: 300,
  gravity: ({ gravity }) => [0, 0, -gravity],
  bodies: (factors) => [
    table(factors),
    { name: "goal", motion: "kinematic", shapes: tee(factors.size, 0.0004, { colour: GREEN, solid: false }) },
    {
      name: "block",
      motion: "free",
      position: [0, 0, HALF_THICKNESS],
      shapes: [...tee(factors.size, HALF_THICKNESS - CLEARANCE, BLOCK, factors.blockMass), ...feet(factors.size)],
    },
    {
      name: "pusher",
      motion: "free",
      position: [0, 0, PUSHER_HEIGHT],
      freedoms: ["x", "y"],
      shapes: [
        {
          geometry: { kind: "cylinder", radius: PUSHER_RADIUS, halfLength: 0.05 },
          mass: PUSHER_MASS,
          friction: Math.max(0, 2 * factors.pusherFriction - BLOCK_FRICTION),
          colour: BLUE,
          group: "pusher",
          touches: ["block"],
        },
      ],
    },
  ],
  actuators: [{ name: "pusher velocity x" }, { name: "pusher velocity y" }],
  camera: { position: [0, -0.45, 0.95], target: [0, -0.03, 0], verticalFovRad: 0.86 },
  observation: {
    elements: [
      ...named("m", "pusher x", "pusher y"),
      ...named("m/s", "pusher velocity x", "pusher velocity y"),
      ...named("m", "block x", "block y"),
      ...named("1", "block angle cosine", "block angle sine"),
      ...named("m/s", "block velocity x", "block velocity y"),
      ...named("rad/s", "block turning rate"),
      ...named("m", "goal x", "goal y"),
      ...named("1", "goal angle cosine", "goal angle sine"),
    ],
    into(out, state) {
      const { memory } = state;
      const hand = state.body("pusher");
      const { position, velocity, angularVelocity } = state.body("block");
      const angle = blockAngle(state);
      const [goalX, goalY, goalAngle] = memory.goal as unknown as Vec3;
      out.set([hand.position[0], hand.position[1], hand.velocity[0], hand.velocity[1]]);
      out.set([position[0], position[1], cos(angle), sin(angle), velocity[0], velocity[1], angularVelocity[2]], 4);
      out.set([goalX, goalY, cos(goalAngle), sin(goalAngle)], 11);
    },
  },
  factors: {
    blockMass: { description: "mass of the block", unit: "kg", low: 0.1, high: 3, nominal: 0.5 },
    size: {
      description: "length and width of the block over the nominal ones",
      unit: "1",
      low: 0.7,
      high: 1.2,
      nominal: 1,
    },
    tableFriction: { description: "friction between block and table", unit: "1", low: 0.15, high: 0.8, nominal: 0.4 },
    pusherFriction: { description: "friction between pusher and block", unit: "1", low: 0.15, high: 0.8, nominal: 0.3 },
    gravity: { description: "gravity", unit: "m/s²", low: 1, high: 20, nominal: 9.81 },
  },
  resetOptions: {
    ...poseOptions("block", 0.22),
    ...poseOptions("goal", 0.22),
    pusherX: { description: "pusher's place instead of a drawn one, along x", unit: "m", low: -0.36, high: 0.36 },
    pusherY: { description: "pusher's place instead of a drawn one, along y", unit: "m", low: -0.36, high: 0.36 },
    blockVelocityX: { description: "block's velocity along x", unit: "m/s", low: -2, high: 2 },
    blockVelocityY: { description: "block's velocity along y", unit: "m/s", low: -2, high: 2 },
  },
  memory: MEMORY,
  start({ rng, place, memory, factors }, options) {
    const angles = rng.split("angles");
    const [blockTurn, goalTurn] = [Math.PI * (2 * angles.uniform() - 1), Math.PI * (2 * angles.uniform() - 1)];
    const drawnBlock = drawPlace(rng.split("block"), 0.22, [0, 0], 0);
    const [x, y] = [options["blockX"] ?? drawnBlock[0], options["blockY"] ?? drawnBlock[1]];
    const drawnGoal = drawPlace(rng.split("goal"), 0.22, [x, y], 0.1);
    const drawnPusher = drawPlace(rng.split("pusher"), 0.36, [x, y], REACH * factors.size + PUSHER_RADIUS);
    const [goalX, goalY] = [options["goalX"] ?? drawnGoal[0], options["goalY"] ?? drawnGoal[1]];
    memory.goal.set([goalX, goalY, options["goalAngle"] ?? goalTurn]);
    place("block", {
      position: [x, y, HALF_THICKNESS],
      rotation: turned(options["blockAngle"] ?? blockTurn),
      velocity: [options["blockVelocityX"] ?? 0, options["blockVelocityY"] ?? 0, 0],
    });
    place("goal", { position: [memory.goal[0]!, memory.goal[1]!, 0.0004], rotation: turned(memory.goal[2]!) });
    place("pusher", {
      position: [options["pusherX"] ?? drawnPusher[0], options["pusherY"] ?? drawnPusher[1], PUSHER_HEIGHT],
    });
  },
  control: (world) => driveBody(world, DRIVE, world.action),
  rewardRange: [0, 1],
  reward(state) {
    const near = tolerance(distanceToGoal(state), { bounds: [0, 0.01], margin: 0.25 });
    const aligned = tolerance(angleToGoal(state), { bounds: [0, 0.05], margin: 1 });
    return (near * (1 + aligned)) / 2;
  },
  info(state) {
    const [away, angle] = [distanceToGoal(state), angleToGoal(state)];
    return { distance: away, angle, success: away < 0.02 && angle < 0.1 ? 1 : 0 };
  },
});

/** A bar on a stem, about their common centre of mass; mass spread evenly. */
function tee(size: number, halfHeight: number, look: Omit<ShapeSpec, "geometry">, mass?: number): readonly ShapeSpec[] {
  const part = ([x, y]: readonly [number, number], at: number, share: number): ShapeSpec => ({
    ...look,
    geometry: { kind: "box", halfSizes: [size * x, size * y, halfHeight] },
    position: [0, size * at, 0],
    mass: mass === undefined ? undefined : mass * share,
  });
  return [part(BAR, BAR_Y, BAR_SHARE), part(STEM, STEM_Y, 1 - BAR_SHARE)];
}

/**
 * Round feet under the corners, which alone touch the table: each rubs by itself, so that pushing and turning share the friction as
 * Coulomb's law has it. The engine gives a flat face one friction for its slide and another for its turn.
 */
function feet(size: number): readonly ShapeSpec[] {
  const [barX, barY, stemX] = [BAR[0] - FOOT_RADIUS, BAR[1] - FOOT_RADIUS, STEM[0] - FOOT_RADIUS];
  const stemEnd = STEM_Y - STEM[1] + FOOT_RADIUS;
  return [
    [barX, BAR_Y + barY],
    [barX, BAR_Y - barY],
    [-barX, BAR_Y + barY],
    [-barX, BAR_Y - barY],
    [stemX, stemEnd],
    [-stemX, stemEnd],
  ].map(([x = 0, y = 0]) => ({
    geometry: { kind: "sphere", radius: FOOT_RADIUS },
    position: [size * x, size * y, FOOT_RADIUS - HALF_THICKNESS],
    colour: ORANGE,
    friction: BLOCK_FRICTION,
    group: "foot",
    touches: ["table"],
  }));
}

function table({ tableFriction }: Factors<Name>): BodySpec {
  const friction = 2 * tableFriction - BLOCK_FRICTION;
  const rail = (x: number, y: number, halfX: number, halfY: number): ShapeSpec => ({
    geometry: { kind: "box", halfSizes: [halfX, halfY, 0.02] },
    position: [x, y, 0.02],
    colour: GREY,
    friction: 0,
    group: "rail",
  });
  const [edge, end] = [RAIL + 0.01, RAIL + 0.02];
  return {
    name: "table",
    shapes: [
      { geometry: { kind: "plane", halfSizes: [RAIL, RAIL] }, colour: TABLE, friction, group: "table" },
      ...[rail(edge, 0, 0.01, end), rail(-edge, 0, 0.01, end), rail(0, edge, RAIL, 0.01), rail(0, -edge, RAIL, 0.01)],
    ],
  };
}

/** Elements of the observation; what has no unit is a cosine or a sine. */
function named(unit: string, ...names: readonly string[]): readonly ObservationElement[] {
  return names.map((name) => (unit === "1" ? { name, unit, low: -1, high: 1 } : { name, unit }));
}

function poseOptions(key: "block" | "goal", half: number): Scenario["resetOptions"] {
  return {
    [`${key}X`]: { description: `${key}'s place instead of a drawn one, along x`, unit: "m", low: -half, high: half },
    [`${key}Y`]: { description: `${key}'s place instead of a drawn one, along y`, unit: "m", low: -half, high: half },
    [`${key}Angle`]: {
      description: `${key}'s angle instead of a drawn one`,
      unit: "rad",
      low: -Math.PI,
      high: Math.PI,
    },
  };
}

/** Uniform over a square, at least so far from a point. */
function drawPlace(own: Rng, half: number, [fromX, fromY]: readonly [number, number], least: number): [number, number] {
  for (;;) {
    const [x, y] = [half * (2 * own.uniform() - 1), half * (2 * own.uniform() - 1)];
    if (distance(x - fromX, y - fromY) >= least) return [x, y];
  }
}

function turned(angle: number): Quat {
  return [0, 0, sin(angle / 2), cos(angle / 2)];
}

/** About the vertical. */
function blockAngle({ body }: State): number {
  const [, , z, w] = body("block").rotation;
  return 2 * atan2(z, w);
}

function distanceToGoal({ body, memory }: State): number {
  const { position } = body("block");
  return distance(position[0] - memory.goal[0]!, position[1] - memory.goal[1]!);
}

/** 0 to π. */
function angleToGoal(state: State): number {
  const off = blockAngle(state) - state.memory.goal[2]!;
  return Math.abs(off - 2 * Math.PI * Math.round(off / (2 * Math.PI)));
}

const distance = (x: number, y: number): number => Math.sqrt(x * x + y * y);

export default pusher;
