/**
 * A paddle pushes a ball along a table to a mark. Change anything; `craik scenarios check <this file>` says whether it still holds.
 *
 * Z is up. Units: metres, kilograms, seconds, newtons, radians. Quaternions are (x, y, z, w).
 * Use `sin`, `cos`, `atan2`, `exp`, `log`, `pow` of craik/sim instead of Math's, and `world.rng` instead of Math.random: the same
 * seed then gives the same bytes on every machine.
 */
import { defineScenario, type Scenario } from "../../sim/index.ts";

const BALL_RADIUS = 0.06;
const PADDLE_START = -0.7;

const scenario: Scenario = defineScenario({
  // Kebab-case. Run folders and reports use it.
  id: "starting-scenario",
  description: "Push a ball along a table to a mark and keep it there.",
  tags: ["manipulation"],

  // "bodies": contacts and free bodies. "joints" (the default): a mechanism without contacts, faster and exact to plan in.
  physics: "bodies",
  // One action lasts 0.02 s and is simulated in 4 physics steps; after 250 actions the episode is truncated.
  timestepSecs: 0.02,
  substeps: 4,
  maxSteps: 250,

  // Bodies, parents before children. Written as a function, since the ball's mass and friction vary (see `factors`).
  bodies: ({ ballMass, friction }) => [
    {
      name: "table",
      // A solid plane is an infinite half-space; `halfSizes` is only how much of it is drawn.
      shapes: [{ geometry: { kind: "plane", halfSizes: [1.5, 0.6] }, friction, colour: [0.2, 0.23, 0.29] }],
    },
    {
      // The mark moves from episode to episode but nothing can push it: `kinematic`. It touches nothing: not `solid`.
      name: "mark",
      motion: "kinematic",
      position: [0.4, 0, 0.002],
      shapes: [
        { geometry: { kind: "cylinder", radius: 0.1, halfLength: 0.002 }, solid: false, colour: [0.2, 0.65, 0.45] },
      ],
    },
    {
      // On a rail: it slides along x, 1 m each way. A motor drives it (see `actuators`).
      name: "paddle",
      position: [0, 0, 0.1],
      joint: { name: "rail", kind: "slide", axis: [1, 0, 0], range: [-1, 1], damping: 2 },
      shapes: [{ geometry: { kind: "box", halfSizes: [0.03, 0.2, 0.08] }, mass: 0.5, colour: [0.16, 0.5, 0.73] }],
    },
    {
      // Moved by contacts and gravity alone. `freedoms` keeps it on the line along which the paddle can push it.
      name: "ball",
      motion: "free",
      position: [-0.4, 0, BALL_RADIUS],
      freedoms: ["x", "z", "ry"],
      shapes: [
        {
          geometry: { kind: "sphere", radius: BALL_RADIUS },
          mass: ballMass,
          friction,
          restitution: 0.3,
          colour: [0.95, 0.61, 0.18],
        },
      ],
    },
  ],

  // Each is one element of the action, from −1 to 1; the motor's force is that times the gear: here up to 6 N.
  actuators: [{ name: "push", joint: "rail", gear: 6 }],

  // Physical factors: `reset({ options: { friction: 0.9 } })` sets one, `{ friction: [0.2, 0.9] }` draws it for the episode.
  factors: {
    ballMass: { description: "mass of the ball", unit: "kg", low: 0.05, high: 1, nominal: 0.2 },
    friction: { description: "friction of ball and table", unit: "1", low: 0.1, high: 1, nominal: 0.5 },
  },
  // Start values that a reset may set in the same way; `start` draws them otherwise.
  resetOptions: {
    mark: { description: "place of the mark along x", unit: "m", low: 0, high: 0.8 },
  },
  // What the task remembers within an episode: here one number. Never keep such things in variables of this file: snapshots
  // would not know of them.
  memory: { mark: 1 },

  camera: { position: [0, -2.4, 1.2], target: [0, 0, 0.1], verticalFovRad: 0.7 },

  // What the agent sees: a name, a unit and, where they exist, bounds for each element.
  observation: {
    elements: [
      { name: "paddle position", unit: "m" },
      { name: "paddle velocity", unit: "m/s" },
      { name: "ball position", unit: "m" },
      { name: "ball velocity", unit: "m/s" },
      { name: "mark position", unit: "m", low: 0, high: 0.8 },
    ],
    into(out, { positions, velocities, body, memory }) {
      const ball = body("ball");
      // Joints are numbered in the order of their bodies: 0 is the rail.
      out[0] = positions[0] ?? 0;
      out[1] = velocities[0] ?? 0;
      out[2] = ball.position[0];
      out[3] = ball.velocity[0];
      out[4] = memory.mark[0] ?? 0;
    },
  },

  // The start of an episode. Bodies stand where they are declared unless this places them elsewhere.
  start({ rng, memory, setJoint, place }, options) {
    // Drawn whatever the options say, so that an option changes nothing but itself.
    const drawn = 0.8 * rng.uniform();
    const mark = options["mark"] ?? drawn;
    memory.mark[0] = mark;
    place("mark", { position: [mark, 0, 0.002] });
    place("ball", { position: [-0.4 + 0.1 * rng.uniform(), 0, BALL_RADIUS] });
    setJoint("rail", PADDLE_START);
  },

  // The reward of every step, within `rewardRange`: 1 with the ball on the mark, less the farther it is.
  rewardRange: [0, 1],
  reward({ body, memory }) {
    const away = Math.abs(body("ball").position[0] - (memory.mark[0] ?? 0));
    return 1 / (1 + 10 * away * away);
  },

  // The task has failed when the ball is out of the paddle's reach. Leave this away for a task that never ends by itself.
  terminated: ({ body }) => Math.abs(body("ball").position[0]) > 1.4,
});

export default scenario;
