/**
 * Cart-pole swing-up of the DeepMind Control Suite (Tassa et al. 2018): swing a hanging pole up and balance it.
 *
 * **What it is**: a cart of 1 kg slides on a rail, softly stopped at ±1.8 m (damping 5e-4 N s/m); a pole of 1 m and 0.1 kg hangs from
 * its centre on a hinge (damping 2e-6 N m s/rad). Nothing touches anything.
 *
 * **Observation** [5]: cart position (m); cosine and sine of the pole's angle from upright [−1, 1]; cart velocity (m/s); pole
 * angular velocity (rad/s).
 *
 * **Action** [1]: force on the cart, −1 to 1 times 10 N.
 *
 * **Reward**: (cos θ + 1)/2 × (1 + tol(x; margin 2))/2 × (4 + tol(action; margin 1, quadratic to 0))/5 × (1 + tol(θ'; margin 5))/2.
 *
 * **Start**: hanging; position, angle and both velocities each 0.01 · N(0, 1).
 *
 * **End**: never terminates; truncated after 1,000 steps of 0.01 s.
 *
 * **Factors**: gravity, cartMass, poleMass, poleLength (a hanging pole longer than 1 m is drawn through the floor, which it does not
 * touch), cartDamping, poleDamping. **Options**: cartPosition, poleAngle, cartVelocity, poleVelocity.
 *
 * **Source**: dm_control/suite/cartpole.py; the integrator is Rapier's, in physics steps of 2.5 ms (there: Runge-Kutta, 10 ms).
 */
import { atan2, capsuleBetween, cos, defineScenario, type Scenario, sin, tolerance } from "../sim/index.ts";

const START_STD = 0.01;

const cartpoleSwingup: Scenario = defineScenario({
  id: "cartpole-swingup",
  description: "Swing up and balance a pole by pushing the cart that it hangs from.",
  tags: ["control", "dm-control", "swing-up"],
  source: "DeepMind Control Suite, cartpole-swingup (dm_control/suite/cartpole.py)",
  timestepSecs: 0.01,
  maxSteps: 1000,
  factors: {
    gravity: { description: "gravity, downwards", unit: "m/s²", low: 1, high: 20, nominal: 9.81 },
    cartMass: { description: "mass of the cart", unit: "kg", low: 0.5, high: 3, nominal: 1 },
    poleMass: { description: "mass of the pole", unit: "kg", low: 0.05, high: 0.5, nominal: 0.1 },
    poleLength: { description: "length of the pole", unit: "m", low: 0.5, high: 1.5, nominal: 1 },
    cartDamping: { description: "damping of the cart on its rail", unit: "N s/m", low: 0, high: 1, nominal: 5e-4 },
    poleDamping: { description: "damping of the hinge", unit: "N m s/rad", low: 0, high: 0.02, nominal: 2e-6 },
  },
  gravity: ({ gravity }) => [0, 0, -gravity],
  bodies: ({ cartMass, poleMass, poleLength, cartDamping, poleDamping }) => [
    {
      name: "ground",
      shapes: [{ geometry: { kind: "plane", halfSizes: [4, 4] }, colour: [0.19, 0.22, 0.28] }],
    },
    {
      name: "rail",
      position: [0, 0, 1],
      shapes: [
        { ...capsuleBetween([-2.2, 0.07, 0], [2.2, 0.07, 0], 0.02), colour: [0.55, 0.58, 0.64] },
        { ...capsuleBetween([-2.2, -0.07, 0], [2.2, -0.07, 0], 0.02), colour: [0.55, 0.58, 0.64] },
      ],
    },
    {
      name: "cart",
      position: [0, 0, 1],
      joint: { name: "slider", kind: "slide", axis: [1, 0, 0], range: [-1.8, 1.8], damping: cartDamping },
      shapes: [{ geometry: { kind: "box", halfSizes: [0.2, 0.15, 0.1] }, mass: cartMass, colour: [0.16, 0.5, 0.73] }],
    },
    {
      name: "pole",
      parent: "cart",
      joint: { name: "hinge", kind: "hinge", axis: [0, 1, 0], damping: poleDamping },
      shapes: [{ ...capsuleBetween([0, 0, 0], [0, 0, poleLength], 0.045), mass: poleMass, colour: [0.95, 0.61, 0.18] }],
    },
  ],
  actuators: [{ name: "slide force", joint: "slider", gear: 10 }],
  camera: { position: [0, -4.6, 1.7], target: [0, 0, 1], verticalFovRad: 0.85 },
  observation: {
    elements: [
      { name: "cart position", unit: "m" },
      { name: "pole angle cosine", unit: "1", low: -1, high: 1 },
      { name: "pole angle sine", unit: "1", low: -1, high: 1 },
      { name: "cart velocity", unit: "m/s" },
      { name: "pole angular velocity", unit: "rad/s" },
    ],
    into(out, { positions, velocities }) {
      const angle = positions[1] as number;
      out[0] = positions[0] as number;
      out[1] = cos(angle);
      out[2] = sin(angle);
      out[3] = velocities[0] as number;
      out[4] = velocities[1] as number;
    },
  },
  resetOptions: {
    cartPosition: { description: "cart position instead of a drawn one", unit: "m", low: -1.8, high: 1.8 },
    poleAngle: {
      description: "angle from upright instead of a drawn one",
      unit: "rad",
      low: -2 * Math.PI,
      high: 2 * Math.PI,
    },
    cartVelocity: { description: "cart velocity instead of a drawn one", unit: "m/s", low: -10, high: 10 },
    poleVelocity: { description: "angular velocity instead of a drawn one", unit: "rad/s", low: -20, high: 20 },
  },
  start({ rng, setJoint }, options) {
    // All four are drawn whatever the options say, so that an option changes nothing but itself.
    const [x, angle, v, rate] = [rng.normal(), rng.normal(), rng.normal(), rng.normal()];
    setJoint("slider", options["cartPosition"] ?? START_STD * x, options["cartVelocity"] ?? START_STD * v);
    setJoint("hinge", options["poleAngle"] ?? Math.PI + START_STD * angle, options["poleVelocity"] ?? START_STD * rate);
  },
  rewardRange: [0, 1],
  reward({ positions, velocities, action }) {
    const upright = (cos(positions[1] as number) + 1) / 2;
    const centred = (1 + tolerance(positions[0] as number, { margin: 2 })) / 2;
    const smallControl = (4 + tolerance(action[0] as number, { margin: 1, valueAtMargin: 0, shape: "quadratic" })) / 5;
    const smallVelocity = (1 + tolerance(velocities[1] as number, { margin: 5 })) / 2;
    return upright * centred * smallControl * smallVelocity;
  },
  jointsFromObservation: (state) => [state[0] as number, atan2(state[2] as number, state[1] as number)],
});

export default cartpoleSwingup;
