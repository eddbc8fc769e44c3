/** A scenario some way into an episode, as its camera sees it. */
import { runEpisode } from "../../agents/index.ts";
import { type CameraSensorSpec, createCamera, createEnv, type Picture, type Scenario } from "../../sim/index.ts";
import { createExplorer, type RolloutAgent } from "../rollout/exploration.ts";

export interface PictureOptions extends Pick<CameraSensorSpec, "width" | "height"> {
  readonly agent: RolloutAgent;
  readonly seed: number;
  /** Control steps before the picture; an episode that ends earlier shows its end. */
  readonly steps: number;
  readonly signal: AbortSignal;
}

export async function takePicture(scenario: Scenario, options: PictureOptions): Promise<Picture> {
  const { width, height } = options;
  const env = await createEnv(scenario);
  try {
    const agent = await createExplorer({ agent: options.agent, beta: undefined }, env);
    try {
      const { seed, steps, signal } = options;
      if (steps === 0) env.reset({ seed });
      else await runEpisode(env, agent, { seed, maxSteps: steps, signal });
    } finally {
      await agent.dispose();
    }
    const poses = new Float32Array(env.scene.bodies.length * 7);
    env.posesInto(poses);
    const rgb = new Uint8Array(width * height * 3);
    createCamera(env.scene, { width, height }).renderInto({ rgb }, poses);
    return { width, height, rgb };
  } finally {
    env.close();
  }
}
