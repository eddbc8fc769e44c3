/** Whether memory stays flat over many steps and resets. */
import { allocatedBytes, createEnv, createRng, type Scenario } from "../../sim/index.ts";

export interface MemoryFigures {
  /** Control steps of random actions, with a reset wherever an episode ends. */
  readonly memorySteps: number;
  /** Heap, buffers and WebAssembly after all of them, less the same after the first quarter, both after a collection of garbage. */
  readonly memoryGrowthBytes: number;
  /** The same of the process's resident memory, which the allocator gives back late. */
  readonly residentGrowthBytes: number;
}

const STEPS = 200_000;

/** steps: control steps, a multiple of 4. */
export async function benchMemory(scenario: Scenario, steps: number = STEPS): Promise<MemoryFigures> {
  const env = await createEnv(scenario);
  const rng = createRng(0).split("bench memory");
  const action = new Float32Array(scenario.actuators.length);
  const walk = (count: number): void => {
    for (let step = 0; step < count; step++) {
      for (let i = 0; i < action.length; i++) action[i] = 2 * rng.uniform() - 1;
      const { terminated, truncated } = env.step(action);
      if (terminated || truncated) env.reset();
    }
  };
  const held = (): readonly [number, number] => [allocatedBytes(), process.memoryUsage().rss];
  env.reset({ seed: 0 });
  walk(steps / 4);
  const [early, residentEarly] = held();
  walk((3 * steps) / 4);
  const [late, residentLate] = held();
  env.close();
  return { memorySteps: steps, memoryGrowthBytes: late - early, residentGrowthBytes: residentLate - residentEarly };
}
