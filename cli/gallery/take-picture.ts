/** A scenario some way into an episode, as its camera sees it. */

import type { Scenario } from "../../sim/index.ts";
import { type Agent, type CameraSensorSpec, createCamera, createEnv, type Env, type Picture } from "../../sim/index.ts";
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
      await act(env, agent, options);
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

async function act(env: Env, agent: Agent, { seed, steps, signal }: PictureOptions): Promise<void> {
  let { observation } = env.reset({ seed });
  const moment = (): { observation: typeof observation; snapshot: Env["snapshot"] } => ({
    observation,
    snapshot: () => env.snapshot(),
  });
  await agent.begin(moment(), seed);
  let action = new Float32Array();
  for (let step = 0; step < steps; step++) {
    signal.throwIfAborted();
    if (step % agent.actionRepeat === 0) action = Float32Array.from(await agent.act(moment()));
    const result = env.step(action);
    observation = result.observation;
    if (result.terminated || result.truncated) return;
  }
}
