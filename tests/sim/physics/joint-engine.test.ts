/** What the engine of mechanisms without contacts tells of its bodies. */
import { describe, expect, it } from "vitest";
import { loadScenario } from "../../../scenarios/index.ts";
import { bodyPosesFromJoints } from "../../../sim/index.ts";
import type { Engine } from "../../../sim/physics/engine.ts";
import { createJointEngine } from "../../../sim/physics/joint-engine.ts";

const scenario = await loadScenario("cartpole-swingup");

async function withEngine(use: (engine: Engine) => void): Promise<void> {
  const engine = await createJointEngine(scenario);
  engine.begin(scenario);
  use(engine);
  engine.free();
}

/** Forward kinematics of the present coordinates. */
function derived({ positions }: Engine): Float32Array {
  const out = new Float32Array(scenario.bodies.length * 7);
  bodyPosesFromJoints(scenario, positions, out);
  return out;
}

describe("readings of a mechanism", () => {
  it("derive the poses once for the same coordinates", () =>
    withEngine((engine) => {
      engine.setJoint(1, 0.3, 0);
      engine.poses()[0] = 42;
      expect(engine.poses()[0]).toBe(42);
    }));

  it.each<[string, (engine: Engine) => void]>([
    ["a step", (engine) => engine.step([1], undefined)],
    ["setting a joint", (engine) => engine.setJoint(0, 0.4, 0)],
    ["setting a joint to the other zero", (engine) => engine.setJoint(0, -0, 0)],
    ["a restore", (engine) => engine.load(scenario, new Uint8Array(), [0.1, 0.2], [0.3, 0.4])],
    ["a new episode", (engine) => engine.begin(scenario)],
  ])("are those of forward kinematics, bit for bit, after %s", (_, change) =>
    withEngine((engine) => {
      engine.setJoint(1, 0.3, 1);
      engine.poses();
      change(engine);
      expect(engine.poses()).toEqual(derived(engine));
    }),
  );

  it("tell other poses and velocities of other factors", () =>
    withEngine((engine) => {
      const last = scenario.bodies.length - 1;
      const { link } = scenario.mechanism.placements[last]!;
      const velocity = new Float64Array(6);
      engine.setJoint(1, 0.3, 2);
      engine.poses();
      engine.velocityInto(velocity, last);
      // Of a hinge's link the rate is the angular velocity about y, whatever its length; after a restore it is the restored one.
      expect(scenario.mechanism.links[link]?.joint?.name).toBe("hinge");
      expect(velocity[4]).toBeCloseTo(2, 14);
      const nominal = Object.entries(scenario.factors).map(([name, factor]) => [name, factor.nominal] as const);
      const other = scenario.build(Object.fromEntries(nominal.map(([name, value]) => [name, value * 1.5])));
      engine.load(other, new Uint8Array(), [0, 0.3], [0, 5]);
      engine.velocityInto(velocity, last);
      expect(velocity[4]).toBeCloseTo(5, 14);
    }));
});
