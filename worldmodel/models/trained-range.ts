/** What a trained M knows: the range of each latent, and of rewards, in what it was trained on. */
import { clip } from "../autodiff/elementwise.ts";
import { selectGreater } from "../autodiff/select.ts";
import { constant, type Value } from "../autodiff/value.ts";
import type { WorldModelConfig } from "./world-model.ts";

export interface TrainedRange {
  /** Ends of the range of each latent, both [Z]; infinite where a latent has none. */
  readonly z: { readonly low: readonly number[]; readonly high: readonly number[] };
  /** Of a decision's reward, in the scenario's units. */
  readonly reward: { readonly low: number; readonly high: number };
}

/**
 * z [B,Z] → the nearest within the range. Dreams would otherwise leave what was seen, step by step, for where M promises anything: on
 * `take-cover` controllers found dreams that return 4 · 10⁹, where 2,100 is the most.
 */
export function withinRange({ z: { low, high } }: TrainedRange): (z: Value) => Value {
  const row = (ends: readonly number[]): Value => constant(Float32Array.from(ends), [1, ends.length]);
  const [least, most] = [row(low), row(high)];
  return (z) => {
    const below = selectGreater(z, most, most, z);
    return selectGreater(least, below, least, below);
  };
}

/**
 * The nearest reward to a predicted one that was seen, both in the scenario's units. For dreams in which C evolves, which finds whatever M
 * promises too much; planners and the actor, who gather what M learns next, may hope for more than was seen.
 */
export function creditedReward(reward: Value, { rnn: { range } }: Pick<WorldModelConfig, "rnn">): Value {
  return range ? clip(reward, range.reward.low, range.reward.high) : reward;
}
