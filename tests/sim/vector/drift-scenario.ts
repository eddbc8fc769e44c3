/** A small world whose episodes end early: a block on a rail, pushed left or right. Some actions set faults off. */
// Not from the index: each thread loads what is named here from its sources.
import type { Env } from "../../../sim/core/env.ts";
import { SpecError } from "../../../sim/core/errors.ts";
import { defineScenario } from "../../../sim/scenario.ts";
import type { Scenario } from "../../../sim/scenario-types.ts";
import { createEnvs } from "../../../sim/vector/in-process.ts";

/** Actions that set a fault off in the environment that gets them; exact in float32. */
export const FAULTS = { throws: 0.75, notANumber: 0.5, exits: 0.25, loops: -0.25 } as const;

const MAX_STEPS = 20;

/** Terminated beyond 0.2 m; told facts: the side always, `late` from the sixth step on. */
export const driftScenario: Scenario = defineScenario({
  id: "drift",
  description: "Stay near the middle of a rail.",
  timestepSecs: 0.05,
  maxSteps: MAX_STEPS,
  bodies: [
    {
      name: "block",
      joint: { name: "slider", kind: "slide", axis: [1, 0, 0] },
      shapes: [{ geometry: { kind: "box", halfSizes: [0.1, 0.1, 0.1] }, mass: 1 }],
    },
  ],
  actuators: [{ name: "force", joint: "slider", gear: 2 }],
  camera: { position: [0, -3, 1], target: [0, 0, 0], verticalFovRad: 0.8 },
  observation: {
    elements: [
      { name: "position", unit: "m" },
      { name: "velocity", unit: "m/s" },
    ],
    into(out, { positions, velocities }) {
      out[0] = positions[0] as number;
      out[1] = velocities[0] as number;
    },
  },
  resetOptions: { position: { description: "start", unit: "m", low: -0.2, high: 0.2 } },
  start({ rng, setJoint }, options) {
    const drawn = 0.1 * (2 * rng.uniform() - 1);
    setJoint("slider", options["position"] ?? drawn, 0.2 * rng.normal());
  },
  reward({ positions, action }) {
    const [push] = Array.from(action);
    if (push === FAULTS.throws) throw new SpecError("drift: no push of 0.75");
    if (push === FAULTS.notANumber) return Number.NaN;
    if (push === FAULTS.exits) process.exit(3);
    while (push === FAULTS.loops) {
      // A scenario that never comes back.
    }
    return 1 - Math.abs(positions[0] as number);
  },
  terminated: ({ positions }) => Math.abs(positions[0] as number) > 0.2,
  info: ({ positions, steps }) => {
    const side = Math.sign(positions[0] as number);
    return steps > 5 ? { side, late: steps } : { side };
  },
});

/** For worker threads. data: whether making them fails, and how. */
export function makeDriftEnvs(count: number, data: "plain" | "broken" | "few"): Promise<readonly Env[]> {
  if (data === "broken") throw new SpecError("drift: broken on purpose");
  return createEnvs(driftScenario, data === "few" ? count - 1 : count);
}

export const notAFunction = 1;
