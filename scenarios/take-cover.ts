/**
 * Take cover, after ViZDoom's task and Ha & Schmidhuber (2018): fireballs come at the agent, it steps sideways to survive.
 *
 * **What it is.** A room in first person. The agent stands at the near end and moves along y only. Ten monsters have their places at
 * the far wall, 13 m away; one is there from the start, and another comes every 3.7 s. Each throws a fireball every 1.9 to 3.8 s, at where the
 * agent is then, give or take: a free sphere without weight that flies straight. One step is one tic of Doom's, 1/35 s; nothing is skipped.
 *
 * **Observation** `state` [28]: the agent's y (m, ±4.6) and velocity (m/s); monsters present (1 to 10); fireballs in the air (0 to 16); then
 * the six fireballs that arrive first, soonest first: position relative to the agent (x, y, m) and velocity (x, y, m/s). Where there are
 * fewer: (13, 0, 0, 0). With `pixels`: what the agent sees, 64 × 64 × 3.
 *
 * **Action** [1]: below −1/3 right, above 1/3 left, stay between (Ha & Schmidhuber's thresholds). Steps have momentum, as in Doom: each tic
 * the velocity goes 9.375 % of the way to ±4 m/s or 0 (Doom's friction keeps 0.90625 of it).
 *
 * **Reward** 1 for every step that the agent survives, 0 for the one in which a fireball meets it. The return is the steps survived.
 *
 * **Start**: y uniform in ±2 m, at rest; the monsters' order, places and first throws at random.
 *
 * **End**: terminated by a fireball; truncated after 2,100 steps (60 s).
 *
 * **Factors**: ball speed, ball radius, the agent's speed, throws per monster (a multiple), spread of the aim. **Options**: `agentPosition`.
 *
 * **Source**: ViZDoom's take_cover scenario and Ha & Schmidhuber 2018: task, limit and actions; Doom's friction. How often monsters throw
 * was set once, so that random play survives about as long as theirs, 210 ± 108 steps.
 */
import {
  defineScenario,
  type Factors,
  type Scenario,
  type ShapeSpec,
  type TaskState,
  type Vec3,
} from "../sim/index.ts";

const STEP_SECS = 1 / 35;
/** The agent's x is 0. */
const FAR = 13;
const HALF_WIDTH = 5;
const AGENT_RADIUS = 0.4;
const REACH = HALF_WIDTH - AGENT_RADIUS;
/** Height of the agent's middle, and of every flight. */
const HEIGHT = 0.9;
/** Share of the velocity that a tic leaves (Doom's ORIG_FRICTION, 0xE800 / 0x10000). */
const FRICTION = 0.90625;
const MONSTERS = 10;
const MONSTER_EVERY_STEPS = 130;
const THROW_STEPS: readonly [number, number] = [66, 132];
const FIREBALLS = 16;
const OBSERVED = 6;
/** Below the floor, where nothing is seen. */
const AWAY = -3;

const BLUE: Vec3 = [0.16, 0.5, 0.73];
const ORANGE: Vec3 = [0.95, 0.61, 0.18];
const RED: Vec3 = [0.84, 0.29, 0.27];
const GROUND: Vec3 = [0.19, 0.22, 0.28];
const VIOLET: Vec3 = [0.56, 0.45, 0.76];
const GREY: Vec3 = [0.75, 0.77, 0.8];

const monsterNames = Array.from({ length: MONSTERS }, (_, i) => `monster ${i + 1}`);
const fireballNames = Array.from({ length: FIREBALLS }, (_, i) => `fireball ${i + 1}`);
/** Bodies in the order of their declaration: room, agent, monsters, fireballs. */
const AGENT = 1;
const FIRST_FIREBALL = AGENT + 1 + MONSTERS;

const MEMORY = {
  /** m/s */
  velocity: 1,
  hit: 1,
  dodged: 1,
  /** Of each monster, in the order of their coming: y (m), and steps until its next throw. */
  places: MONSTERS,
  waits: MONSTERS,
  /** Of each fireball: 1 in the air; its velocity (x, y), m/s. */
  flying: FIREBALLS,
  flights: 2 * FIREBALLS,
};

type Name = "ballSpeed" | "ballRadius" | "agentSpeed" | "throws" | "aimSpread";
type State = TaskState<typeof MEMORY, Name>;

const takeCover: Scenario = defineScenario<typeof MEMORY, Name>({
  id: "take-cover",
  description: "Step sideways out of the way of fireballs that monsters throw, more and more of them.",
  tags: ["vision", "world-models", "dodging"],
  source: "ViZDoom take_cover; Ha & Schmidhuber 2018, World Models, arXiv:1803.10122",
  physics: "bodies",
  timestepSecs: STEP_SECS,
  gravity: [0, 0, 0],
  maxSteps: 2100,
  bodies: ({ ballRadius }: Factors<Name>) => [
    {
      name: "room",
      shapes: [
        {
          geometry: { kind: "plane", halfSizes: [FAR / 2 + 1.5, HALF_WIDTH] },
          position: [FAR / 2 - 0.5, 0, 0],
          colour: GROUND,
        },
        wall([FAR + 1.1, 0, 1.75], [0.1, HALF_WIDTH + 0.2, 1.75], GREY),
        wall([FAR / 2 - 0.5, HALF_WIDTH + 0.1, 1.75], [FAR / 2 + 1.5, 0.1, 1.75], BLUE),
        wall([FAR / 2 - 0.5, -HALF_WIDTH - 0.1, 1.75], [FAR / 2 + 1.5, 0.1, 1.75], BLUE),
      ],
    },
    {
      name: "agent",
      motion: "kinematic",
      position: [0, 0, HEIGHT],
      shapes: [
        {
          geometry: { kind: "capsule", radius: AGENT_RADIUS, halfLength: HEIGHT - AGENT_RADIUS },
          colour: [0.3, 0.65, 0.42],
          group: "agent",
          touches: ["fireball"],
        },
      ],
    },
    ...monsterNames.map((name) => ({
      name,
      motion: "kinematic" as const,
      position: [FAR, 0, AWAY] as const,
      shapes: [
        { geometry: { kind: "capsule", radius: 0.4, halfLength: 0.4 } as const, colour: VIOLET, solid: false },
        ...[-0.17, 0.17].map((y) => ({
          geometry: { kind: "sphere", radius: 0.13 } as const,
          position: [-0.32, y, 0.5] as const,
          colour: RED,
          solid: false,
        })),
      ],
    })),
    ...fireballNames.map((name, i) => ({
      name,
      motion: "free" as const,
      position: [FAR, (i - FIREBALLS / 2) * 2, 2 * AWAY] as const,
      shapes: [
        {
          geometry: { kind: "sphere", radius: ballRadius } as const,
          mass: 1,
          colour: ORANGE,
          group: "fireball",
          touches: ["agent"],
        },
      ],
    })),
  ],
  actuators: [{ name: "step sideways" }],
  camera: {
    position: [0.45, 0, 0.65],
    target: [8, 0, 0.1],
    verticalFovRad: 1.1,
    mount: { body: "agent", turns: "none" },
  },
  observation: {
    elements: [
      { name: "agent y", unit: "m", low: -REACH - 1e-3, high: REACH + 1e-3 },
      { name: "agent velocity", unit: "m/s" },
      { name: "monsters", unit: "1", low: 1, high: MONSTERS },
      { name: "fireballs", unit: "1", low: 0, high: FIREBALLS },
      ...Array.from({ length: OBSERVED }, (_, i) => [
        { name: `fireball ${i + 1} x`, unit: "m" },
        { name: `fireball ${i + 1} y`, unit: "m" },
        { name: `fireball ${i + 1} x velocity`, unit: "m/s" },
        { name: `fireball ${i + 1} y velocity`, unit: "m/s" },
      ]).flat(),
    ],
    into: observeInto,
  },
  resetOptions: {
    agentPosition: { description: "y of the agent instead of a drawn one", unit: "m", low: -REACH, high: REACH },
  },
  factors: {
    ballSpeed: { description: "speed of the fireballs", unit: "m/s", low: 4, high: 14, nominal: 8 },
    ballRadius: { description: "radius of the fireballs", unit: "m", low: 0.15, high: 0.5, nominal: 0.3 },
    agentSpeed: { description: "speed that the agent's steps tend to", unit: "m/s", low: 1, high: 8, nominal: 4 },
    throws: { description: "how often a monster throws, as a multiple", unit: "1", low: 0.25, high: 3, nominal: 1 },
    aimSpread: {
      description: "standard deviation of the aim, at the agent",
      unit: "m",
      low: 0,
      high: 2.5,
      nominal: 1.25,
    },
  },
  memory: MEMORY,
  start({ rng, memory, place, factors }, options) {
    const y = 2 * (2 * rng.uniform() - 1);
    place("agent", { position: [0, options["agentPosition"] ?? y, HEIGHT] });
    const { places, waits } = memory;
    for (let i = 0; i < MONSTERS; i++) {
      // Each has a tenth of the wall; who comes when is shuffled (Fisher and Yates).
      const slot = 2 * HALF_WIDTH * ((i + 0.5 + 0.15 * (2 * rng.uniform() - 1)) / MONSTERS) - HALF_WIDTH;
      const other = rng.integer(i + 1);
      places[i] = places[other]!;
      places[other] = slot;
      waits[i] = throwSteps(rng.uniform(), factors) * (i === 0 ? rng.uniform() : 1);
    }
    place("monster 1", { position: [FAR, places[0]!, HEIGHT] });
  },
  control({ action, memory, moveTo, poses, factors }) {
    const wish = action[0]! > 1 / 3 ? 1 : action[0]! < -1 / 3 ? -1 : 0;
    const velocity = memory.velocity[0]! * FRICTION + wish * factors.agentSpeed * (1 - FRICTION);
    const y = poses[7 * AGENT + 1]! + velocity * STEP_SECS;
    const held = Math.min(REACH, Math.max(-REACH, y));
    memory.velocity[0] = held === y ? velocity : 0;
    moveTo("agent", { position: [0, held, HEIGHT] });
  },
  update(world) {
    const { memory, steps, rng, poses, place, factors } = world;
    const { flying, flights, places, waits } = memory;
    memory.hit[0] = world.touching("agent") ? 1 : 0;
    for (let i = 0; i < FIREBALLS; i++) {
      if (flying[i] === 0 || poses[7 * (FIRST_FIREBALL + i)]! > -AGENT_RADIUS - factors.ballRadius) continue;
      flying[i] = 0;
      memory.dodged[0]!++;
      place(fireballNames[i]!, { position: [FAR, (i - FIREBALLS / 2) * 2, 2 * AWAY] });
    }
    const present = monstersAt(steps);
    if (present > monstersAt(steps - 1)) {
      place(monsterNames[present - 1]!, { position: [FAR, places[present - 1]!, HEIGHT] });
    }
    for (let i = 0; i < present; i++) {
      if (--waits[i]! > 0) continue;
      waits[i] = throwSteps(rng.uniform(), factors);
      const aim = poses[7 * AGENT + 1]! + factors.aimSpread * rng.normal();
      const ball = flying.indexOf(0);
      if (ball < 0) continue;
      const from = FAR - 0.7;
      const across = aim - places[i]!;
      const per = factors.ballSpeed / Math.sqrt(from * from + across * across);
      flying[ball] = 1;
      flights[2 * ball] = -from * per;
      flights[2 * ball + 1] = across * per;
      place(fireballNames[ball]!, {
        position: [from, places[i]!, HEIGHT],
        velocity: [-from * per, across * per, 0],
      });
    }
  },
  rewardRange: [0, 1],
  reward: ({ memory }) => 1 - memory.hit[0]!,
  terminated: ({ memory }) => memory.hit[0] === 1,
  info: ({ memory, steps }) => ({ dodged: memory.dodged[0]!, monsters: monstersAt(steps) }),
  caption: ({ memory, steps }) => `${(steps * STEP_SECS).toFixed(1)} s survived, ${memory.dodged[0]} fireballs dodged`,
});

/** Monsters that have come by a step, 1 to 10. */
function monstersAt(steps: number): number {
  return Math.min(MONSTERS, 1 + Math.floor(steps / MONSTER_EVERY_STEPS));
}

/** Steps until a monster's next throw, from a draw in [0, 1). */
function throwSteps(draw: number, { throws }: Factors<Name>): number {
  const [least, most] = THROW_STEPS;
  return Math.ceil((least + (most - least) * draw) / throws);
}

function wall(position: Vec3, halfSizes: Vec3, colour: Vec3): ShapeSpec {
  return { geometry: { kind: "box", halfSizes }, position, colour };
}

function observeInto(out: Float32Array, { poses, memory, steps }: State): void {
  const { flying, flights, velocity } = memory;
  const y = poses[7 * AGENT + 1]!;
  out[0] = y;
  out[1] = velocity[0]!;
  out[2] = monstersAt(steps);
  out[3] = 0;
  for (let i = 0; i < FIREBALLS; i++) out[3] += flying[i]!;
  let [soonest, last] = [Number.NEGATIVE_INFINITY, -1];
  for (let k = 0; k < OBSERVED; k++) {
    // The next one after the last: later, or as late and further on in the list.
    let [ball, arrival] = [-1, Number.POSITIVE_INFINITY];
    for (let i = 0; i < FIREBALLS; i++) {
      if (flying[i] === 0) continue;
      const secs = poses[7 * (FIRST_FIREBALL + i)]! / -flights[2 * i]!;
      const after = secs > soonest || (secs === soonest && i > last);
      if (after && secs < arrival) [ball, arrival] = [i, secs];
    }
    const at = 4 + 4 * k;
    if (ball < 0) {
      out[at] = FAR;
      out[at + 1] = out[at + 2] = out[at + 3] = 0;
      continue;
    }
    [soonest, last] = [arrival, ball];
    out[at] = poses[7 * (FIRST_FIREBALL + ball)]!;
    out[at + 1] = poses[7 * (FIRST_FIREBALL + ball) + 1]! - y;
    out[at + 2] = flights[2 * ball]!;
    out[at + 3] = flights[2 * ball + 1]!;
  }
}

export default takeCover;
