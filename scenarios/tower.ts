/**
 * Tower: a stack of six blocks that may or may not fall (after Battaglia et al. 2013 and Physion's scenarios); keep it standing.
 *
 * **What it is.** Blocks of 0.2 × 0.2 × 0.12 m, each put on the one below with a random offset, so that about half of the towers fall
 * by themselves: one stands if, at every joint, the centre of mass of all that is above lies over the block below. A finger, a small
 * sphere that a gantry moves, can push and steady. Whether a tower falls is for the physics to say.
 *
 * **Observation** `state` [84]: of each block from the lowest: position (m), rotation (quaternion x, y, z, w), velocity (m/s), angular
 * velocity (rad/s); then the finger's position (m) and velocity (m/s).
 *
 * **Action** [3]: the finger's velocity along x, y and z, times 0.6 m/s, with at most 10 N.
 *
 * **Reward** in [0, 1]: the share of the five upper blocks that still stand: no lower than half a block under their place.
 *
 * **Start**: at rest; offsets along x and y uniform within ±`spread` (0.082 m).
 *
 * **End**: truncated after 250 steps (5 s).
 *
 * **Factors**: mass of the blocks, of the top one, friction, restitution, width of the blocks, gravity. **Options**: `spread`, and each block's
 * own offset from the one below. **Info**: `standing`, the share; `fallen`, 1 where one has fallen; `margin`, how far at the start the centre
 * of mass was within its support at the weakest joint (m; below 0 it falls).
 *
 * **Source**: Battaglia, Hamrick & Tenenbaum 2013 (towers as a test of intuitive physics); Bear et al. 2021, Physion.
 */
import { type BodySpec, defineScenario, type Factors, type Scenario, type TaskState, type Vec3 } from "../sim/index.ts";
import { type Drive, driveBody } from "./parts/drive.ts";

const BLOCKS = 6;
const HALF_HEIGHT = 0.06;
const SPREAD = 0.082;
const FINGER_MASS = 0.2;
const FINGER_START: Vec3 = [0.25, -0.25, 0.4];
const DRIVE: Omit<Drive, "gravity"> = {
  body: "finger",
  mass: FINGER_MASS,
  speed: 0.6,
  maxForce: 10,
  low: [-0.7, -0.7, 0.04],
  high: [0.7, 0.7, 0.9],
};

const GROUND: Vec3 = [0.19, 0.22, 0.28];
const GREY: Vec3 = [0.75, 0.77, 0.8];
const COLOURS: readonly Vec3[] = [
  [0.56, 0.45, 0.76],
  [0.16, 0.5, 0.73],
  [0.3, 0.65, 0.42],
  [0.93, 0.8, 0.3],
  [0.95, 0.61, 0.18],
  [0.84, 0.29, 0.27],
];
const names = COLOURS.map((_, i) => `block ${i + 1}`);
/** Bodies in the order of their declaration: floor, blocks, finger. */
const FIRST_BLOCK = 1;

type Name = "blockMass" | "topMass" | "blockWidth" | "friction" | "restitution" | "gravity";
const MEMORY = { margin: 1 };
type State = TaskState<typeof MEMORY, Name>;

const tower: Scenario = defineScenario<typeof MEMORY, Name>({
  id: "tower",
  description: "Keep a tower of blocks standing that may or may not fall by itself.",
  tags: ["physics", "stability", "contacts"],
  source: "Battaglia, Hamrick & Tenenbaum 2013; Physion (Bear et al. 2021)",
  physics: "bodies",
  timestepSecs: 0.02,
  substeps: 4,
  contactFrequencyHz: 100,
  maxSteps: 250,
  gravity: ({ gravity }) => [0, 0, -gravity],
  bodies: (factors) => [
    {
      name: "floor",
      shapes: [
        {
          geometry: { kind: "plane", halfSizes: [1.5, 1.5] },
          colour: GROUND,
          friction: factors.friction,
          restitution: factors.restitution,
        },
      ],
    },
    ...names.map((name, i) => block(name, i, factors)),
    {
      name: "finger",
      motion: "free",
      position: FINGER_START,
      freedoms: ["x", "y", "z"],
      shapes: [{ geometry: { kind: "sphere", radius: 0.03 }, mass: FINGER_MASS, friction: 0.6, colour: GREY }],
    },
  ],
  actuators: ["x", "y", "z"].map((axis) => ({ name: `finger velocity ${axis}` })),
  camera: { position: [0.75, -1.35, 0.75], target: [0, 0, 0.34], verticalFovRad: 0.72 },
  observation: {
    elements: [
      ...names.flatMap((name) => [
        ...["x", "y", "z"].map((axis) => ({ name: `${name} ${axis}`, unit: "m" })),
        ...["x", "y", "z", "w"].map((part) => ({
          name: `${name} rotation ${part}`,
          unit: "1",
          low: -1.001,
          high: 1.001,
        })),
        ...["x", "y", "z"].map((axis) => ({ name: `${name} velocity ${axis}`, unit: "m/s" })),
        ...["x", "y", "z"].map((axis) => ({ name: `${name} angular velocity ${axis}`, unit: "rad/s" })),
      ]),
      ...["x", "y", "z"].map((axis) => ({ name: `finger ${axis}`, unit: "m" })),
      ...["x", "y", "z"].map((axis) => ({ name: `finger velocity ${axis}`, unit: "m/s" })),
    ],
    into(out, { poses, body }) {
      for (const [i, name] of names.entries()) {
        const { velocity, angularVelocity } = body(name);
        for (let k = 0; k < 7; k++) out[i * 13 + k] = poses[(FIRST_BLOCK + i) * 7 + k]!;
        out.set(velocity, i * 13 + 7);
        out.set(angularVelocity, i * 13 + 10);
      }
      const { position, velocity } = body("finger");
      out.set(position, BLOCKS * 13);
      out.set(velocity, BLOCKS * 13 + 3);
    },
  },
  factors: {
    blockMass: { description: "mass of each block but the top one", unit: "kg", low: 0.1, high: 2, nominal: 0.5 },
    topMass: { description: "mass of the top block", unit: "kg", low: 0.1, high: 2, nominal: 0.5 },
    blockWidth: { description: "width of the blocks", unit: "m", low: 0.14, high: 0.24, nominal: 0.2 },
    friction: { description: "friction of blocks and floor", unit: "1", low: 0.2, high: 1, nominal: 0.6 },
    restitution: { description: "restitution of blocks and floor", unit: "1", low: 0, high: 0.5, nominal: 0 },
    gravity: { description: "gravity", unit: "m/s²", low: 1, high: 20, nominal: 9.81 },
  },
  resetOptions: {
    spread: { description: "greatest offset between blocks", unit: "m", low: 0, high: 0.1 },
    ...Object.fromEntries(
      names
        .slice(1)
        .flatMap((_, i) =>
          ["X", "Y"].map((axis) => [
            `offset${i + 2}${axis}`,
            { description: `block ${i + 2}'s offset from the one below`, unit: "m", low: -0.12, high: 0.12 },
          ]),
        ),
    ),
  },
  memory: MEMORY,
  start({ rng, place, memory, factors }, options) {
    const spread = options["spread"] ?? SPREAD;
    const places: [number, number][] = [[0, 0]];
    for (let i = 1; i < BLOCKS; i++) {
      // Both are drawn whatever the options say, so that an option changes nothing but itself.
      const [dx, dy] = [spread * (2 * rng.uniform() - 1), spread * (2 * rng.uniform() - 1)];
      const [x, y] = places[i - 1]!;
      places.push([x + (options[`offset${i + 1}X`] ?? dx), y + (options[`offset${i + 1}Y`] ?? dy)]);
    }
    // The tower's middle over the origin, so that it stays in the picture.
    const [midX, midY] = [0, 1].map((axis) => places.reduce((sum, at) => sum + at[axis]!, 0) / BLOCKS) as [
      number,
      number,
    ];
    for (const [i, [x, y]] of places.entries()) {
      place(names[i]!, { position: [x - midX, y - midY, heightOf(i)] });
    }
    memory.margin[0] = marginOf(places, factors);
  },
  control: (world) => driveBody(world, { ...DRIVE, gravity: world.factors.gravity }, world.action),
  rewardRange: [0, 1],
  reward: standing,
  info(state) {
    const share = standing(state);
    return { standing: share, fallen: share < 1 ? 1 : 0, margin: state.memory.margin[0]! };
  },
});

function block(
  name: string,
  i: number,
  { blockMass, topMass, blockWidth, friction, restitution }: Factors<Name>,
): BodySpec {
  return {
    name,
    motion: "free",
    position: [0, 0, heightOf(i)],
    shapes: [
      {
        geometry: { kind: "box", halfSizes: [blockWidth / 2, blockWidth / 2, HALF_HEIGHT] },
        mass: i === BLOCKS - 1 ? topMass : blockMass,
        friction,
        restitution,
        colour: COLOURS[i],
      },
    ],
  };
}

/** Of block i's centre while it stands. */
function heightOf(i: number): number {
  return (2 * i + 1) * HALF_HEIGHT;
}

/**
 * The least distance, over all joints and both axes, from the centre of mass of what is above a joint to the edge of the area in
 * which its two blocks meet; negative beyond it.
 */
function marginOf(
  places: readonly (readonly [number, number])[],
  { blockMass, topMass, blockWidth }: Factors<Name>,
): number {
  let least = Number.POSITIVE_INFINITY;
  for (const axis of [0, 1] as const) {
    let [mass, moment] = [0, 0];
    for (let i = BLOCKS - 1; i > 0; i--) {
      const own = i === BLOCKS - 1 ? topMass : blockMass;
      mass += own;
      moment += own * places[i]![axis];
      const [above, below] = [places[i]![axis], places[i - 1]![axis]];
      const low = Math.max(above, below) - blockWidth / 2;
      const high = Math.min(above, below) + blockWidth / 2;
      least = Math.min(least, moment / mass - low, high - moment / mass);
    }
  }
  return least;
}

function standing({ poses }: State): number {
  let count = 0;
  for (let i = 1; i < BLOCKS; i++) {
    if (poses[(FIRST_BLOCK + i) * 7 + 2]! > heightOf(i) - HALF_HEIGHT) count++;
  }
  return count / (BLOCKS - 1);
}

export default tower;
