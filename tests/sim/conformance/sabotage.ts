/** Environments that break the contract in one way each. */
import { createEnv, defineScenario, type Env, type Scenario, type ScenarioSpec } from "../../../sim/index.ts";

/** A box on a rail, pushed by a motor: the smallest world that keeps the whole contract. */
export const SLED: ScenarioSpec = {
  id: "sled",
  description: "A box that slides.",
  timestepSecs: 0.02,
  maxSteps: 60,
  bodies: [
    { name: "rail", shapes: [{ geometry: { kind: "box", halfSizes: [2, 0.05, 0.05] }, solid: false }] },
    {
      name: "box",
      joint: { name: "slide", kind: "slide", axis: [1, 0, 0], range: [-1, 1], damping: 1 },
      shapes: [{ geometry: { kind: "box", halfSizes: [0.1, 0.1, 0.1] }, mass: 1 }],
    },
  ],
  actuators: [{ name: "push", joint: "slide", gear: 5 }],
  camera: { position: [0, -2, 1], target: [0, 0, 0], verticalFovRad: 1 },
  resetOptions: { position: { description: "start position", unit: "m", low: -1, high: 1 } },
  observation: {
    elements: [
      { name: "position", unit: "m" },
      { name: "velocity", unit: "m/s" },
    ],
    into: (out, { positions, velocities }) => {
      out[0] = positions[0] ?? 0;
      out[1] = velocities[0] ?? 0;
    },
  },
  rewardRange: [0, 1],
  start: ({ rng, setJoint }, { position }) => {
    const drawn = rng.uniform() - 0.5;
    setJoint("slide", position ?? drawn);
  },
  reward: ({ positions }) => 1 / (1 + (positions[0] ?? 0) * (positions[0] ?? 0)),
};

export function sled(changes: Partial<ScenarioSpec> = {}): Scenario {
  return defineScenario({ ...SLED, ...changes });
}

/** A wrong environment: the check that must find it, what is wrong, and what must be said about it. */
export type Saboteur = readonly [id: string, what: string, change: (env: Env) => Partial<Env>, message: RegExp];

/** Environments of the sled with some of their methods replaced. */
export function sabotaged(change: (env: Env) => Partial<Env>, scenario: Scenario = sled()): () => Promise<Env> {
  return async () => {
    const env = await createEnv(scenario);
    // Not a spread: the scene is a getter.
    return Object.defineProperties(Object.create(env) as Env, Object.getOwnPropertyDescriptors(change(env)));
  };
}
