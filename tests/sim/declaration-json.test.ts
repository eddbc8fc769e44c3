import { describe, expect, it } from "vitest";
import { loadScenario } from "../../scenarios/index.ts";
import { createEnv, defineScenario, type Scenario, type ScenarioSpec, StateError } from "../../sim/index.ts";
import { specOf } from "../support/spec-of.ts";

/** The scenario with some of its fields declared anew. */
function declaredAnew(scenario: Scenario, change: Partial<ScenarioSpec>): Scenario {
  return defineScenario({ ...specOf(scenario), ...change });
}

describe("what a scenario declares", () => {
  it("holds its vehicles: a snapshot is not restored on other springs", async () => {
    const scenario = await loadScenario("car-racing");
    const vehicles = scenario.vehicles.map((vehicle) => ({
      ...vehicle,
      wheels: vehicle.wheels.map((wheel) => ({ ...wheel, stiffness: 2 * wheel.stiffness })),
    }));
    const [env, same, stiffer] = await Promise.all(
      [scenario, declaredAnew(scenario, {}), declaredAnew(scenario, { vehicles })].map((one) => createEnv(one)),
    );
    try {
      const { observation } = env!.reset({ seed: 1 });
      const saved = env!.snapshot();
      expect(same!.restore(saved).observation).toEqual(observation);
      expect(() => stiffer!.restore(saved)).toThrow(StateError);
    } finally {
      for (const each of [env, same, stiffer]) each?.close();
    }
  });
});
