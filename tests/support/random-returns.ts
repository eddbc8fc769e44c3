/** Returns of uniformly random actions. */
import { createEnv, createRng, type Scenario } from "../../sim/index.ts";

export interface Returns {
  readonly mean: number;
  /** Of the mean: standard deviation over √episodes. */
  readonly standardError: number;
  readonly values: readonly number[];
}

export async function randomReturns(scenario: Scenario, episodes: number): Promise<Returns> {
  const env = await createEnv(scenario);
  const action = new Float32Array(scenario.actuators.length);
  const values = Array.from({ length: episodes }, (_, seed) => {
    const rng = createRng(seed).split("random returns");
    env.reset({ seed });
    for (let total = 0; ; ) {
      for (let i = 0; i < action.length; i++) action[i] = 2 * rng.uniform() - 1;
      const { reward, terminated, truncated } = env.step(action);
      total += reward;
      if (terminated || truncated) return total;
    }
  });
  env.close();
  const mean = values.reduce((sum, value) => sum + value, 0) / episodes;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (episodes - 1);
  return { mean, standardError: Math.sqrt(variance / episodes), values };
}
