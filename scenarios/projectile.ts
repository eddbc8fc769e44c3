/**
 * Projectile: a thrown ball with gravity, drag and bounce, for counterfactuals: what if it were heavier, the air thicker, the push another?
 *
 * **What it is**: a ball of radius 0.2 m and 0.5 kg is thrown over a floor through air that resists with ½ ρ c A v². It may be nudged
 * by a small force, and should come to a mark on the floor and stay there. Floor and ball share one restitution and one friction.
 *
 * **Observation** [10]: place of the ball (m), its velocity (m/s), its spin (rad/s) about the axis across the throw; vector to the mark along
 * the floor (m); its height over the ground (m).
 *
 * **Action** [3]: force along x, y and z, −1 to 1 times 2 N.
 *
 * **Reward**, in [0, 1]: 1 / (1 + d²), d the distance along the floor from the mark in metres.
 *
 * **Start**: at (−3, 0), 1 m high, thrown with 6 to 10 m/s at 30° to 60° towards x within ±0.3 rad; the mark at x in 1 to 5 m, y in ±1.5 m.
 *
 * **End**: terminates beyond 40 m from the middle; truncated after 250 steps of 0.02 s.
 *
 * **Factors**: gravity, mass, radius, dragCoefficient, airDensity, wind (along x), restitution, friction. **Options**: speed, elevation,
 * azimuth, spin, markX, markY.
 *
 * **Source**: Kang et al. 2024 ask of learned physics what follows from other masses, speeds and sizes; the drag is Rayleigh's.
 */
import { cos, defineScenario, lengthVec, type Scenario, scaleVec, sin, subtractVec, type Vec3 } from "../sim/index.ts";

const START: Vec3 = [-3, 0, 1];
const THRUST = 2;
const FURTHEST = 40;

const projectile: Scenario = defineScenario({
  id: "projectile",
  description: "Nudge a thrown ball, through drag and bounces, to a mark on the floor.",
  tags: ["physics", "counterfactual", "contact"],
  source: "after Kang et al. 2024, How far is video generation from world model",
  physics: "bodies",
  timestepSecs: 0.02,
  substeps: 8,
  maxSteps: 250,
  factors: {
    gravity: { description: "gravity, downwards", unit: "m/s²", low: 1, high: 20, nominal: 9.81 },
    mass: { description: "mass of the ball", unit: "kg", low: 0.1, high: 2, nominal: 0.5 },
    radius: { description: "radius of the ball", unit: "m", low: 0.05, high: 0.3, nominal: 0.2 },
    dragCoefficient: { description: "drag coefficient of a sphere", unit: "1", low: 0, high: 1, nominal: 0.47 },
    airDensity: { description: "density of the air", unit: "kg/m³", low: 0, high: 10, nominal: 1.2 },
    wind: { description: "wind along x", unit: "m/s", low: -5, high: 5, nominal: 0 },
    restitution: { description: "restitution of ball and floor", unit: "1", low: 0, high: 1, nominal: 0.7 },
    friction: { description: "friction of ball and floor", unit: "1", low: 0, high: 1, nominal: 0.4 },
  },
  gravity: ({ gravity }) => [0, 0, -gravity],
  bodies: ({ mass, radius, restitution, friction }) => [
    {
      name: "floor",
      shapes: [{ geometry: { kind: "plane", halfSizes: [12, 8] }, restitution, friction, colour: [0.19, 0.22, 0.28] }],
    },
    {
      name: "mark",
      motion: "kinematic",
      shapes: [
        { geometry: { kind: "cylinder", radius: 0.4, halfLength: 0.01 }, solid: false, colour: [0.84, 0.29, 0.27] },
      ],
    },
    {
      name: "ball",
      motion: "free",
      position: START,
      continuous: true,
      shapes: [{ geometry: { kind: "sphere", radius }, mass, restitution, friction, colour: [0.95, 0.61, 0.18] }],
    },
  ],
  actuators: ["x", "y", "z"].map((axis) => ({ name: `force along ${axis}` })),
  camera: { position: [1.4, -11, 3.6], target: [1.4, 0, 1.3], verticalFovRad: 0.85 },
  observation: {
    elements: [
      ...["x", "y", "z"].map((axis) => ({ name: `ball ${axis}`, unit: "m" })),
      ...["x", "y", "z"].map((axis) => ({ name: `ball velocity ${axis}`, unit: "m/s" })),
      { name: "ball spin about y", unit: "rad/s" },
      { name: "mark from ball x", unit: "m" },
      { name: "mark from ball y", unit: "m" },
      { name: "ball above the floor", unit: "m" },
    ],
    into(out, { body, factors }) {
      const { position, velocity, angularVelocity } = body("ball");
      const off = subtractVec(body("mark").position, position);
      out.set([...position, ...velocity, angularVelocity[1], off[0], off[1], position[2] - factors.radius]);
    },
  },
  resetOptions: {
    speed: { description: "speed of the throw", unit: "m/s", low: 0, high: 15 },
    elevation: { description: "angle of the throw over the floor", unit: "rad", low: 0, high: Math.PI / 2 },
    azimuth: { description: "angle of the throw from x towards y", unit: "rad", low: -Math.PI, high: Math.PI },
    spin: { description: "angular velocity about y", unit: "rad/s", low: -20, high: 20 },
    markX: { description: "place of the mark along x", unit: "m", low: -5, high: 8 },
    markY: { description: "place of the mark along y", unit: "m", low: -4, high: 4 },
  },
  start({ rng, place }, options) {
    const drawn = [rng.uniform(), rng.uniform(), rng.uniform(), rng.uniform(), rng.uniform()] as const;
    const speed = options["speed"] ?? 6 + 4 * drawn[0];
    const elevation = options["elevation"] ?? (Math.PI / 6) * (1 + drawn[1]);
    const azimuth = options["azimuth"] ?? 0.6 * (drawn[2] - 0.5);
    const along = speed * cos(elevation);
    place("ball", {
      position: START,
      velocity: [along * cos(azimuth), along * sin(azimuth), speed * sin(elevation)],
      angularVelocity: [0, options["spin"] ?? 0, 0],
    });
    place("mark", { position: [options["markX"] ?? 1 + 4 * drawn[3], options["markY"] ?? 3 * drawn[4] - 1.5, 0.01] });
  },
  control({ action, body, factors, addForce, substepSecs }) {
    const { mass, radius, dragCoefficient, airDensity, wind } = factors;
    const through = subtractVec(body("ball").velocity, [wind, 0, 0]);
    const rate = (0.5 * airDensity * dragCoefficient * Math.PI * radius * radius * lengthVec(through)) / mass;
    // Over a step of h, v' = −k v² takes the share k v h / (1 + k v h) of v, exactly.
    const drag = scaleVec(through, (-mass * rate) / (1 + rate * substepSecs));
    addForce("ball", [
      drag[0] + THRUST * (action[0] as number),
      drag[1] + THRUST * (action[1] as number),
      drag[2] + THRUST * (action[2] as number),
    ]);
  },
  rewardRange: [0, 1],
  reward({ body }) {
    const off = subtractVec(body("mark").position, body("ball").position);
    return 1 / (1 + off[0] * off[0] + off[1] * off[1]);
  },
  terminated: ({ body }) => lengthVec(body("ball").position) > FURTHEST,
});

export default projectile;
