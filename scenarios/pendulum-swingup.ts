/**
 * Pendulum swing-up of the DeepMind Control Suite (Tassa et al. 2018): a motor too weak to lift a pendulum swings it up and holds it.
 *
 * **What it is**: a ball of 1 kg at the end of a massless rod of 0.5 m, on a hinge with damping 0.1 N m s/rad. Gravity's greatest
 * torque is 4.9 N m, the motor's 1 N m: it takes several swings.
 *
 * **Observation** [3]: cosine and sine of the angle from upright [−1, 1]; angular velocity (rad/s).
 *
 * **Action** [1]: torque, −1 to 1 N m about +y.
 *
 * **Reward**: 1 within 8° of upright, else 0.
 *
 * **Start**: angle uniform over the circle, at rest.
 *
 * **End**: never terminates; truncated after 1,000 steps of 0.02 s.
 *
 * **Factors**: gravity, mass, length, damping. **Options**: angle, angularVelocity.
 *
 * **Source**: dm_control/suite/pendulum.py; physics steps of 20 ms as there.
 */
import { atan2, capsuleBetween, cos, defineScenario, type Scenario, sin } from "../sim/index.ts";
import { untouched } from "./parts/untouched.ts";

/** cos 8° */
const UPRIGHT_COSINE = 0.9902680687415704;
const HINGE_HEIGHT = 0.6;

const pendulumSwingup: Scenario = defineScenario({
  id: "pendulum-swingup",
  description: "Swing a pendulum up and hold it there with a motor that cannot lift it directly.",
  tags: ["control", "dm-control", "swing-up"],
  source: "DeepMind Control Suite, pendulum-swingup (dm_control/suite/pendulum.py)",
  physics: "articulated",
  timestepSecs: 0.02,
  maxSteps: 1000,
  factors: {
    gravity: { description: "gravity, downwards", unit: "m/s²", low: 1, high: 20, nominal: 9.81 },
    mass: { description: "mass of the ball", unit: "kg", low: 0.25, high: 2, nominal: 1 },
    length: { description: "from the hinge to the ball's centre", unit: "m", low: 0.25, high: 0.52, nominal: 0.5 },
    damping: { description: "damping of the hinge", unit: "N m s/rad", low: 0, high: 0.5, nominal: 0.1 },
  },
  gravity: ({ gravity }) => [0, 0, -gravity],
  bodies: ({ mass, length, damping }) =>
    untouched([
      {
        name: "ground",
        shapes: [{ geometry: { kind: "plane", halfSizes: [2, 2] }, colour: [0.19, 0.22, 0.28] }],
      },
      {
        name: "stand",
        position: [0, 0, HINGE_HEIGHT],
        shapes: [
          { ...capsuleBetween([0, 0.06, 0], [0, 0.14, 0], 0.03), colour: [0.55, 0.58, 0.64] },
          {
            geometry: { kind: "box", halfSizes: [0.03, 0.03, HINGE_HEIGHT / 2] },
            position: [0, 0.14, -HINGE_HEIGHT / 2],
            colour: [0.55, 0.58, 0.64],
          },
        ],
      },
      {
        name: "pendulum",
        position: [0, 0, HINGE_HEIGHT],
        joint: { name: "hinge", kind: "hinge", axis: [0, 1, 0], damping },
        shapes: [
          { ...capsuleBetween([0, 0, 0], [0, 0, length], 0.02), colour: [0.75, 0.77, 0.8] },
          { ...capsuleBetween([0, -0.03, 0], [0, 0.05, 0], 0.025), colour: [0.16, 0.5, 0.73] },
          {
            geometry: { kind: "sphere", radius: 0.05 },
            position: [0, 0, length],
            mass,
            colour: [0.95, 0.61, 0.18],
          },
        ],
      },
    ]),
  actuators: [{ name: "torque", joint: "hinge", gear: 1 }],
  camera: { position: [0, -1.85, 0.85], target: [0, 0, 0.6], verticalFovRad: 0.66 },
  observation: {
    elements: [
      { name: "angle cosine", unit: "1", low: -1, high: 1 },
      { name: "angle sine", unit: "1", low: -1, high: 1 },
      { name: "angular velocity", unit: "rad/s" },
    ],
    into(out, { positions, velocities }) {
      const angle = positions[0] as number;
      out[0] = cos(angle);
      out[1] = sin(angle);
      out[2] = velocities[0] as number;
    },
  },
  resetOptions: {
    angle: { description: "angle from upright instead of a drawn one", unit: "rad", low: -Math.PI, high: Math.PI },
    angularVelocity: { description: "angular velocity instead of none", unit: "rad/s", low: -10, high: 10 },
  },
  start({ rng, setJoint }, options) {
    const drawn = (2 * rng.uniform() - 1) * Math.PI;
    setJoint("hinge", options["angle"] ?? drawn, options["angularVelocity"] ?? 0);
  },
  rewardRange: [0, 1],
  reward: ({ positions }) => (cos(positions[0] as number) >= UPRIGHT_COSINE ? 1 : 0),
  jointsFromObservation: (state) => [atan2(state[1] as number, state[0] as number)],
});

export default pendulumSwingup;
