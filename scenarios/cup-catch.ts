/**
 * Cup catch: swing a ball on a string up into the cup that it hangs from (DeepMind Control Suite, Tassa et al. 2018).
 *
 * **What it is**: a cup of five capsules (65 g) moves in the x–z plane about (0, 0.6), on springs of 20 N/m with damping 3 N s/m. A string
 * of at most 0.3 m ties a ball (radius 0.025 m, 65 g) to its underside. The ball slides in the same plane and does not turn.
 *
 * **Observation** [8]: cup x and z from its rest (m), ball x and z from (0, 0.2) (m); the velocities of the four (m/s).
 *
 * **Action** [2]: force on the cup along x and z, −1 to 1 times 5 N.
 *
 * **Reward**: 1 where the ball's centre is within 0.025 m, in x and in z, of the point 0.05 m below the cup's rim, else 0.
 *
 * **Start**: cup at rest; ball at x uniform in ±0.2 m and z uniform in 0.4 to 0.7 m, not touching the cup, at rest.
 *
 * **End**: never terminates; truncated after 1,000 steps of 0.02 s.
 *
 * **Factors**: gravity, ballDensity, friction, stiffness, damping. **Options**: ballX, ballZ.
 *
 * **Source**: dm_control/suite/ball_in_cup.py; physics steps of 2 ms as there, contacts and string are Rapier's
 * (there the string gives way by up to 0.03 m). Random actions return 70 ± 23 here (100 episodes), 73 ± 14 in MuJoCo (300), mean ± standard error.
 */
import {
  addVec,
  type BodySpec,
  capsuleBetween,
  defineScenario,
  dotVec,
  lengthVec,
  type Scenario,
  scaleVec,
  subtractVec,
  type TaskState,
  type Vec3,
} from "../sim/index.ts";
import { layString, stringBodies } from "./parts/drawn-string.ts";

const CUP_REST: Vec3 = [0, 0, 0.6];
const BALL_REST: Vec3 = [0, 0, 0.2];
const BALL_RADIUS = 0.025;
const WALL_RADIUS = 0.008;
const GEAR = 5;
const SUBSTEPS = 10;
/** The cup's outline, from its rim. */
const OUTLINE: readonly Vec3[] = [
  [-0.05, 0, 0],
  [-0.05, 0, -0.075],
  [-0.025, 0, -0.1],
  [0.025, 0, -0.1],
  [0.05, 0, -0.075],
  [0.05, 0, 0],
];
/** Water's density; a capsule's volume is π r² (length + 4r/3). */
const CUP_DENSITY = 1000;
const CUP_MASS = OUTLINE.slice(1).reduce((mass, end, i) => {
  const length = lengthVec(subtractVec(end, OUTLINE[i] as Vec3));
  return mass + CUP_DENSITY * Math.PI * WALL_RADIUS * WALL_RADIUS * (length + (4 / 3) * WALL_RADIUS);
}, 0);
const STRING_AT: Vec3 = [0, 0, -0.108];
const STRING_LENGTH = 0.3;
/** Where the ball is caught, from the cup, and how near to it. */
const CAUGHT_AT: Vec3 = [0, 0, -0.05];
const CAUGHT_WITHIN = 0.05 - BALL_RADIUS;

const cupCatch: Scenario = defineScenario({
  id: "cup-catch",
  description: "Swing a ball on a string up into the cup that it hangs from.",
  tags: ["control", "dm-control", "contact"],
  source: "DeepMind Control Suite, ball_in_cup-catch (dm_control/suite/ball_in_cup.py)",
  physics: "bodies",
  timestepSecs: 0.02,
  substeps: SUBSTEPS,
  maxSteps: 1000,
  factors: {
    gravity: { description: "gravity, downwards", unit: "m/s²", low: 1, high: 20, nominal: 9.81 },
    ballDensity: { description: "density of the ball", unit: "kg/m³", low: 300, high: 3000, nominal: 1000 },
    friction: { description: "friction of ball and cup", unit: "1", low: 0, high: 1.5, nominal: 1 },
    stiffness: { description: "springs of the cup", unit: "N/m", low: 5, high: 40, nominal: 20 },
    damping: { description: "damping of the cup", unit: "N s/m", low: 1, high: 6, nominal: 3 },
  },
  gravity: ({ gravity }) => [0, 0, -gravity],
  bodies: ({ ballDensity, friction }) => [
    { name: "ground", shapes: [{ geometry: { kind: "plane", halfSizes: [1, 1] }, colour: [0.19, 0.22, 0.28] }] },
    cup(friction),
    {
      name: "ball",
      motion: "free",
      freedoms: ["x", "z"],
      position: BALL_REST,
      continuous: true,
      shapes: [
        {
          geometry: { kind: "sphere", radius: BALL_RADIUS },
          density: ballDensity,
          friction,
          colour: [0.95, 0.61, 0.18],
        },
      ],
    },
    ...stringBodies(STRING_LENGTH),
  ],
  ropes: [{ bodies: ["cup", "ball"], anchors: [STRING_AT, [0, 0, 0]], length: STRING_LENGTH }],
  actuators: [{ name: "force along x" }, { name: "force along z" }],
  camera: { position: [0, -1.4, 0.5], target: [0, 0, 0.4], verticalFovRad: 0.72 },
  // Physics steps of the episode.
  memory: { ticks: 1 },
  observation: {
    elements: [
      ...["cup x", "cup z", "ball x", "ball z"].map((name) => ({ name, unit: "m" })),
      ...["cup x velocity", "cup z velocity", "ball x velocity", "ball z velocity"].map((name) => ({
        name,
        unit: "m/s",
      })),
    ],
    into(out, { body }) {
      const [cupState, ballState] = [body("cup"), body("ball")];
      const [c, b, u, v] = [cupState.position, ballState.position, cupState.velocity, ballState.velocity];
      out.set([c[0], c[2] - CUP_REST[2], b[0], b[2] - BALL_REST[2], u[0], u[2], v[0], v[2]]);
    },
  },
  resetOptions: {
    ballX: { description: "ball's place along x instead of a drawn one", unit: "m", low: -0.2, high: 0.2 },
    ballZ: { description: "ball's height instead of a drawn one", unit: "m", low: 0.4, high: 0.7 },
  },
  start({ rng, place }, options) {
    let [x, z] = [0, 0];
    do {
      x = options["ballX"] ?? 0.4 * rng.uniform() - 0.2;
      z = options["ballZ"] ?? 0.4 + 0.3 * rng.uniform();
      // Asked for, it is put there, whatever it touches.
    } while (options["ballX"] === undefined && options["ballZ"] === undefined && touchesCup(x, z));
    place("ball", { position: [x, 0, z] });
    layString(addVec(CUP_REST, STRING_AT), [x, 0, z], STRING_LENGTH, place);
  },
  control({ action, body, factors, memory, addForce, moveTo, substepSecs }) {
    const { position, velocity } = body("cup");
    const { stiffness, damping } = factors;
    // The damper takes the mean speed of the step, so that a free cup slows down as it should to second order.
    const damper = damping / (1 + (substepSecs * damping) / (2 * CUP_MASS));
    const push = (axis: 0 | 2, motor: number): number =>
      GEAR * motor - stiffness * (position[axis] - CUP_REST[axis]) - damper * velocity[axis];
    addForce("cup", [push(0, action[0] as number), 0, push(2, action[1] as number)]);
    memory.ticks[0] = (memory.ticks[0] as number) + 1;
    if (memory.ticks[0] % SUBSTEPS !== 0) return;
    // Seen between control steps only: where its ends will be after this physics step.
    const ball = body("ball");
    const ahead = (at: Vec3, speed: Vec3): Vec3 => addVec(at, scaleVec(speed, substepSecs));
    layString(ahead(addVec(position, STRING_AT), velocity), ahead(ball.position, ball.velocity), STRING_LENGTH, moveTo);
  },
  rewardRange: [0, 1],
  reward: (state) => (isCaught(state) ? 1 : 0),
});

export default cupCatch;

function cup(friction: number): BodySpec {
  const wall = (i: number): BodySpec["shapes"][number] => ({
    ...capsuleBetween(OUTLINE[i] as Vec3, OUTLINE[i + 1] as Vec3, WALL_RADIUS),
    density: CUP_DENSITY,
    friction,
    colour: [0.16, 0.5, 0.73],
  });
  return {
    name: "cup",
    motion: "free",
    freedoms: ["x", "z"],
    position: CUP_REST,
    shapes: OUTLINE.slice(1).map((_, i) => wall(i)),
  };
}

function isCaught({ body }: Pick<TaskState, "body">): boolean {
  const [ball, rim] = [body("ball").position, body("cup").position];
  const off = subtractVec(ball, addVec(rim, CAUGHT_AT));
  return Math.abs(off[0]) < CAUGHT_WITHIN && Math.abs(off[2]) < CAUGHT_WITHIN;
}

/** Whether a ball in the plane would touch the cup at rest. */
function touchesCup(x: number, z: number): boolean {
  const ball: Vec3 = [x, 0, z - CUP_REST[2]];
  return OUTLINE.slice(1).some((end, i) => distanceTo(ball, OUTLINE[i] as Vec3, end) <= BALL_RADIUS + WALL_RADIUS);
}

/** Distance of a point from a segment. */
function distanceTo(point: Vec3, from: Vec3, to: Vec3): number {
  const [along, off] = [subtractVec(to, from), subtractVec(point, from)];
  const share = Math.min(1, Math.max(0, dotVec(off, along) / dotVec(along, along)));
  return lengthVec(subtractVec(off, scaleVec(along, share)));
}
