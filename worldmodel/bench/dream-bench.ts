/** How long a population takes in the dream: LSTM 256, 5 mixtures, z 32, action 3, random weights, dreams that never end. */
import { createRng } from "../../sim/core/index.ts";
import { DREAM_STRETCH, DreamEvaluator } from "../dream-evaluator.ts";
import { featureCount } from "../models/controller.ts";
import type { WorldModel } from "../models/world-model.ts";
import { benchModel } from "./plan-bench.ts";
import { medianSecs } from "./timing.ts";
import type { BenchOptions } from "./train-bench.ts";

/** A generation's work. */
export const DREAM_BENCH = { population: 64, rollouts: 16, decisions: 1000, inputs: "zh" } as const;
/** Decisions of one timed run: every decision takes as long. */
const TIMED = 4 * DREAM_STRETCH;
/** A bias of termination's logit that no features outweigh. */
const NEVER = -100;

/** Numbers of a controller of the benchmark's model. */
export function benchControllerSize(): number {
  const { rnn } = benchModel().config;
  return rnn.actions * (featureCount(rnn, DREAM_BENCH.inputs) + 1);
}

/** Seconds for the returns of a whole population, from those of fewer decisions. */
export async function benchDreaming({ session, clock, runs }: BenchOptions): Promise<number> {
  const { population, rollouts, decisions, inputs } = DREAM_BENCH;
  const model = endless(benchModel());
  const options = { population, rollouts, inputs, stretch: DREAM_STRETCH, temperature: 1 };
  const evaluator = await DreamEvaluator.open(model, options, session);
  const rng = createRng(0);
  const size = benchControllerSize();
  const controllers = Array.from({ length: population }, () =>
    Float32Array.from({ length: size }, () => 0.1 * rng.normal()),
  );
  const starts = Float32Array.from({ length: rollouts * model.config.rnn.latents }, () => rng.normal());
  try {
    const secs = await medianSecs(() => evaluator.evaluate(controllers, starts, TIMED, rng), clock, runs);
    return (secs * decisions) / TIMED;
  } finally {
    await evaluator.dispose();
  }
}

/** Termination is the last of the heads' columns. */
function endless({ config, weights }: WorldModel): WorldModel {
  const bias = Float32Array.from(weights.get("rnn.heads.bias") ?? []);
  bias[bias.length - 1] = NEVER;
  return { config, weights: new Map([...weights, ["rnn.heads.bias", bias]]) };
}
