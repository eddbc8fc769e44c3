/**
 * Blocks: SHRDLU's blocks world (Winograd 1971): a gripper picks, stacks and arranges coloured blocks as a goal says.
 *
 * **What it is.** Four cubes of 5 cm on a table, and a hand with two fingers that a gantry moves along x, y and z. The fingers close along x
 * and hold by friction alone: squeezed too little, a block slips. A goal is drawn for each episode and said in words by the caption:
 * "put red on green", "put red beside green", "put red on the mark".
 * A known limit: the soft contacts let a block that is held creep along the fingers, up or down, by up to 7 mm/s.
 *
 * **Observation** `state` [61]: the hand's grip point (x, y, z, m) and velocity (m/s), the gap between the fingers (m) and its rate (m/s);
 * of each block (red, green, blue, yellow) position (m), rotation (quaternion x, y, z, w) and velocity (m/s); the goal: its kind (on,
 * beside, mark), the block to be moved and the one that it refers to (each one-hot, the latter zeros for the mark), the mark's place (x, y, m).
 *
 * **Action** [4]: the hand's velocity along x, y and z, times 0.25 m/s; the fingers' force, times 10 N: above 0 they close.
 *
 * **Reward** in [0, 1]: 1 while the goal is met; before, 0.2 near(hand to block, 0.2 m) + 0.2 while both fingers touch the block + 0.4
 * near(block to where it belongs, 0.15 m); near falls from 1 to 0.1 at the distance given (a gaussian).
 *
 * **Goal met**: the block rests (slower than 0.05 m/s), untouched by the fingers, within 2 cm of its place and 1 cm of its height: upon the
 * other one's middle; beside it, the middles 1.2 edges apart; or on the mark.
 *
 * **Start**: blocks anywhere on the table, 11 cm apart where there is room, in line with the fingers; the hand open above the middle.
 *
 * **End**: truncated after 240 steps (12 s).
 *
 * **Factors**: mass, size and friction of the blocks, friction of the fingers, gravity. **Options**: `goal` (0 on, 1 beside, 2 mark),
 * `moved` and `other` (0 red to 3 yellow), the mark, and the place of each block: one given a place that is taken starts upon the block there. **Info**: `met`, `held`, `distance` to its place (m).
 *
 * **Source**: Winograd 1971, Procedures as a Representation for Data in a Computer Program for Understanding Natural Language.
 */
import {
  type BodySpec,
  defineScenario,
  type Factors,
  lengthVec,
  type ObservationElement,
  type Scenario,
  subtractVec,
  type TaskState,
  tolerance,
  type Vec3,
} from "../sim/index.ts";
import { driveGripper, gripperBodies, HAND_START, OPEN } from "./parts/gripper.ts";

const NAMES = ["red", "green", "blue", "yellow"] as const;
const KINDS = ["on", "beside", "mark"] as const;
const COLOURS: readonly Vec3[] = [
  [0.84, 0.29, 0.27],
  [0.3, 0.65, 0.42],
  [0.16, 0.5, 0.73],
  [0.95, 0.76, 0.25],
];
const TABLE: Vec3 = [0.75, 0.77, 0.8];
const VIOLET: Vec3 = [0.56, 0.45, 0.76];

const HALF_X = 0.2;
const HALF_Y = 0.13;
const APART = 0.11;
type Name = "blockMass" | "blockSize" | "blockFriction" | "fingerFriction" | "gravity";
/** aim: where the gantry pulls. goal: kind, block moved, the other, mark x, y. held: both fingers touch the block. touched: one does. */
const MEMORY = { aim: 3, goal: 5, held: 1, touched: 1 };
type State = TaskState<typeof MEMORY, Name>;

const blocks: Scenario = defineScenario<typeof MEMORY, Name>({
  id: "blocks",
  description: "Pick up, stack and arrange coloured blocks with a gripper, as a goal in words says.",
  tags: ["manipulation", "language-goals", "stacking"],
  source: "Winograd 1971, SHRDLU's blocks world; task and robot our own",
  physics: "bodies",
  timestepSecs: 0.05,
  substeps: 5,
  solverIterations: 8,
  contactFrequencyHz: 100,
  maxSteps: 240,
  gravity: ({ gravity }) => [0, 0, -gravity],
  bodies: (factors) => [
    { name: "table", shapes: [{ geometry: { kind: "plane", halfSizes: [0.36, 0.3] }, colour: TABLE }] },
    {
      name: "mark",
      motion: "kinematic",
      position: [0, 0, -0.05],
      shapes: [{ geometry: { kind: "cylinder", radius: 0.04, halfLength: 0.0005 }, colour: VIOLET, solid: false }],
    },
    ...NAMES.map((name, i) => block(name, i, factors)),
    ...gripperBodies(factors.fingerFriction),
  ],
  actuators: ["hand x", "hand y", "hand z", "grip"].map((name) => ({ name })),
  camera: { position: [0.08, -0.58, 0.44], target: [0, 0, 0.075], verticalFovRad: 0.72 },
  observation: {
    elements: [
      ...named("m", "hand x", "hand y", "hand z"),
      ...named("m/s", "hand velocity x", "hand velocity y", "hand velocity z"),
      ...named("m", "gap"),
      ...named("m/s", "gap rate"),
      ...NAMES.flatMap((name) => [
        ...named("m", `${name} x`, `${name} y`, `${name} z`),
        ...named("1", ...["x", "y", "z", "w"].map((part) => `${name} rotation ${part}`)),
        ...named("m/s", ...["x", "y", "z"].map((axis) => `${name} velocity ${axis}`)),
      ]),
      ...named("1", ...KINDS.map((kind) => `goal ${kind}`)),
      ...named("1", ...NAMES.map((name) => `move ${name}`), ...NAMES.map((name) => `to ${name}`)),
      ...named("m", "mark x", "mark y"),
    ],
    into(out, { body, positions, velocities, memory: { goal } }) {
      const hand = body("hand");
      out.set(hand.position);
      out.set(hand.velocity, 3);
      out[6] = 2 * OPEN - positions[0]! + positions[1]!;
      out[7] = velocities[1]! - velocities[0]!;
      for (const [i, name] of NAMES.entries()) {
        const { position, rotation, velocity } = body(name);
        out.set([...position, ...rotation, ...velocity], 8 + 10 * i);
      }
      out.fill(0, 48);
      out[48 + goal[0]!] = 1;
      out[51 + goal[1]!] = 1;
      if (goal[0] !== 2) out[55 + goal[2]!] = 1;
      if (goal[0] === 2) out.set([goal[3]!, goal[4]!], 59);
    },
  },
  factors: {
    blockMass: { description: "mass of each block", unit: "kg", low: 0.03, high: 0.3, nominal: 0.1 },
    blockSize: { description: "edge of each block", unit: "m", low: 0.04, high: 0.06, nominal: 0.05 },
    blockFriction: { description: "friction of the blocks", unit: "1", low: 0.3, high: 1, nominal: 0.6 },
    fingerFriction: { description: "friction of the fingers", unit: "1", low: 0, high: 2, nominal: 1.2 },
    gravity: { description: "gravity", unit: "m/s²", low: 1, high: 20, nominal: 9.81 },
  },
  resetOptions: {
    goal: { description: "kind of goal: 0 on, 1 beside, 2 mark", unit: "1", low: 0, high: 2 },
    moved: { description: "block to be moved: 0 red, 1 green, 2 blue, 3 yellow", unit: "1", low: 0, high: 3 },
    other: { description: "block that the goal refers to, another one", unit: "1", low: 0, high: 3 },
    ...placeOptions("mark"),
    ...Object.assign({}, ...NAMES.map(placeOptions)),
  },
  memory: MEMORY,
  start({ rng, place, memory, factors: { blockSize } }, options) {
    const taken: Vec3[] = [];
    const drawPlace = (name: string): readonly [number, number] => {
      const own = rng.split(name);
      const [givenX, givenY] = [options[`${name}X`], options[`${name}Y`]];
      const given = givenX !== undefined && givenY !== undefined;
      // The room that it leaves shrinks with every try, so that a place is found on a full table too.
      for (let room = APART; ; room *= 0.99) {
        const x = givenX ?? HALF_X * (2 * own.uniform() - 1);
        const y = givenY ?? HALF_Y * (2 * own.uniform() - 1);
        if (given || taken.every(([a, b]) => Math.abs(x - a) >= room || Math.abs(y - b) >= room)) return [x, y];
      }
    };
    for (const name of NAMES) {
      const [x, y] = drawPlace(name);
      // Only options can have led here: upon the highest of those that have the place.
      const below = taken.filter(([a, b]) => Math.abs(x - a) < blockSize && Math.abs(y - b) < blockSize);
      const z = Math.max(blockSize / 2, ...below.map(([, , height]) => height + blockSize));
      taken.push([x, y, z]);
      place(name, { position: [x, y, z] });
    }
    const own = rng.split("goal");
    const [kind, moved, step] = [own.integer(3), own.integer(4), 1 + own.integer(3)];
    memory.goal[0] = Math.round(options["goal"] ?? kind);
    memory.goal[1] = Math.round(options["moved"] ?? moved);
    memory.goal[2] = Math.round(options["other"] ?? (memory.goal[1] + step) % 4);
    // The other one is another one, also where only chance or a range made them the same.
    if (memory.goal[2] === memory.goal[1]) memory.goal[2] = (memory.goal[1] + step) % 4;
    if (memory.goal[0] === 2) {
      const [x, y] = drawPlace("mark");
      memory.goal.set([x, y], 3);
      place("mark", { position: [x, y, 0.0005] });
    }
    memory.aim.set(HAND_START);
  },
  control: (world) => driveGripper(world, world.memory.aim, world.factors.gravity),
  update({ memory, touching }) {
    const moved = NAMES[memory.goal[1]!]!;
    const [left, right] = [touching("left finger", moved), touching("right finger", moved)];
    memory.held[0] = left && right ? 1 : 0;
    memory.touched[0] = left || right ? 1 : 0;
  },
  rewardRange: [0, 1],
  reward(state) {
    if (isMet(state)) return 1;
    const block = movedBlock(state).position;
    const near = tolerance(apart(state.body("hand").position, block), { bounds: [0, 0.01], margin: 0.2 });
    const placed = tolerance(apart(placeOf(state), block), { bounds: [0, 0.005], margin: 0.15 });
    return 0.2 * near + 0.2 * state.memory.held[0]! + 0.4 * placed;
  },
  info: (state) => ({
    met: isMet(state) ? 1 : 0,
    held: state.memory.held[0]!,
    distance: apart(placeOf(state), movedBlock(state).position),
  }),
  caption({ memory: { goal } }) {
    const where = goal[0] === 2 ? "on the mark" : `${KINDS[goal[0]!]} ${NAMES[goal[2]!]}`;
    return `put ${NAMES[goal[1]!]} ${where}`;
  },
});

function block(name: string, i: number, { blockMass, blockSize, blockFriction }: Factors<Name>): BodySpec {
  const half = blockSize / 2;
  return {
    name,
    motion: "free",
    position: [0.12 * (i - 1.5), 0, half],
    shapes: [
      {
        geometry: { kind: "box", halfSizes: [half, half, half] },
        mass: blockMass,
        friction: blockFriction,
        colour: COLOURS[i],
      },
    ],
  };
}

function named(unit: string, ...names: readonly string[]): readonly ObservationElement[] {
  return names.map((name) => (unit === "1" ? { name, unit, low: -1.001, high: 1.001 } : { name, unit }));
}

function placeOptions(name: string): Scenario["resetOptions"] {
  return {
    [`${name}X`]: {
      description: `place of ${name} instead of a drawn one, along x`,
      unit: "m",
      low: -HALF_X,
      high: HALF_X,
    },
    [`${name}Y`]: {
      description: `place of ${name} instead of a drawn one, along y`,
      unit: "m",
      low: -HALF_Y,
      high: HALF_Y,
    },
  };
}

function movedBlock({ body, memory }: State): ReturnType<State["body"]> {
  return body(NAMES[memory.goal[1]!]!);
}

/** Where the goal wants the block's middle. */
function placeOf(state: State): Vec3 {
  const { goal } = state.memory;
  const edge = state.factors.blockSize;
  if (goal[0] === 2) return [goal[3]!, goal[4]!, edge / 2];
  const [x, y, z] = state.body(NAMES[goal[2]!]!).position;
  if (goal[0] === 0) return [x, y, z + edge];
  const [dx, dy] = subtractVec(movedBlock(state).position, [x, y, z]);
  const length = Math.max(Math.sqrt(dx * dx + dy * dy), 1e-9);
  return [x + (1.2 * edge * dx) / length, y + (1.2 * edge * dy) / length, edge / 2];
}

function isMet(state: State): boolean {
  const { position, velocity } = movedBlock(state);
  const [dx, dy, dz] = subtractVec(position, placeOf(state));
  const there = dx * dx + dy * dy < 0.02 * 0.02 && Math.abs(dz) < 0.01;
  return there && state.memory.touched[0] === 0 && lengthVec(velocity) < 0.05;
}

function apart(a: Vec3, b: Vec3): number {
  return lengthVec(subtractVec(a, b));
}

export default blocks;
