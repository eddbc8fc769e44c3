/** Candidates for C scored in dreams of the model. */
import type { Rng } from "../../sim/index.ts";
import { type ControllerInputs, DREAM_STRETCH, DreamEvaluator, type WorldModel } from "../../worldmodel/index.ts";
import { type PipelineContext, sessionOptions } from "./context.ts";
import { startPosteriors } from "./starts.ts";

export interface Dreams {
  /** Mean returns, all with the same starts and the same noise, which follow from the rng's seed path. A multiple of the population. → [P] */
  score(candidates: readonly Float64Array[], rng: Rng): Promise<Float64Array>;
  dispose(): Promise<void>;
}

export interface DreamsOptions {
  /** Whose dreams they are. */
  readonly model: WorldModel;
  /** Another M, whose h and c the controllers read. */
  readonly follower: WorldModel | undefined;
  readonly inputs: ControllerInputs;
  /** The first training episodes, in whose first moments the dreams begin. */
  readonly episodes: number;
}

export async function openDreams(
  context: PipelineContext,
  { model, follower, inputs, episodes }: DreamsOptions,
): Promise<Dreams> {
  const { config, signal } = context;
  const { population, rollouts, temperature } = config.settings.controller;
  const { maxSteps, actionRepeat } = model.config;
  const starts = await startPosteriors(context, model, episodes);
  const decisions = Math.ceil(maxSteps / actionRepeat / DREAM_STRETCH) * DREAM_STRETCH;
  const options = { population, rollouts, inputs, stretch: DREAM_STRETCH, temperature, follower };
  const evaluator = await DreamEvaluator.open(model, options, sessionOptions(config));
  return {
    score: async (candidates, rng) => {
      const chosen = chooseStarts(starts, model.config.rnn.latents, rollouts, rng.split("starts"));
      const returns = new Float64Array(candidates.length);
      // A restart's population is a multiple of the first one: part by part through the same graph.
      for (let from = 0; from < candidates.length; from += population) {
        const part = candidates.slice(from, from + population);
        returns.set(await evaluator.evaluate(part, chosen, decisions, rng.split("dreams"), signal), from);
      }
      return returns;
    },
    dispose: () => evaluator.dispose(),
  };
}

/** Means of some of the posteriors. starts [E,2Z] → [rollouts,Z] */
function chooseStarts(starts: Float32Array, latents: number, rollouts: number, rng: Rng): Float32Array {
  const chosen = new Float32Array(rollouts * latents);
  for (let rollout = 0; rollout < rollouts; rollout++) {
    const index = rng.integer(starts.length / (2 * latents));
    chosen.set(starts.subarray(index * 2 * latents, (index * 2 + 1) * latents), rollout * latents);
  }
  return chosen;
}
