/** Ghosts: where a state observation puts the bodies. */
import { describe, expect, it } from "vitest";
import { builtinScenarios, loadScenario } from "../../scenarios/index.ts";
import { createEnv, ghostPosesInto, hasGhost } from "../../sim/index.ts";

const scenarios = await Promise.all(builtinScenarios.map((id) => loadScenario(id)));

describe("ghostPosesInto", () => {
  it.each(scenarios.filter(hasGhost))(
    "places all bodies of $id, and its scenery as the environment does",
    async (scenario) => {
      const env = await createEnv(scenario);
      const { observation } = env.reset({ seed: 7 });
      const poses = new Float32Array(env.scene.bodies.length * 7);
      const ghost = poses.slice();
      env.posesInto(poses);
      env.close();

      ghostPosesInto(scenario, observation["state"] as Float32Array, ghost);

      const bodies = scenario.mechanism.placements.length * 7;
      // Quaternions q and −q are the same turn; positions tell bodies apart.
      for (let at = 0; at < bodies; at += 7) {
        for (let axis = 0; axis < 3; axis++) expect(ghost[at + axis]).toBeCloseTo(poses[at + axis]!, 4);
      }
      expect(ghost.subarray(bodies)).toEqual(poses.subarray(bodies));
    },
  );
});
