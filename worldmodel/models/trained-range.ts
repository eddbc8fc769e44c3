/** What a trained M knows: the range of each latent, and of rewards, in what it was trained on. */
import { add, clip, multiply, subtract } from "../autodiff/elementwise.ts";
import { constant, type Value } from "../autodiff/value.ts";

export interface TrainedRange {
  /** Ends of the range of each latent, both [Z]. */
  readonly z: { readonly low: readonly number[]; readonly high: readonly number[] };
  /** Of a decision's reward, as the model's scale has it. */
  readonly reward: { readonly low: number; readonly high: number };
}

/** Half of the range of a latent that never changed. */
const NARROWEST = 1e-6;

/**
 * z [B,Z] → the nearest within the range. Dreams would otherwise leave what was seen, step by step, for where M promises anything: on
 * `take-cover` controllers found dreams of 4 billion survived steps.
 */
export function withinRange({ z: { low, high } }: TrainedRange): (z: Value) => Value {
  const row = (of: (low: number, high: number) => number): Value =>
    constant(
      Float32Array.from(low, (end, latent) => of(end, high[latent]!)),
      [1, low.length],
    );
  const middle = row((from, to) => (from + to) / 2);
  const half = (from: number, to: number): number => Math.max((to - from) / 2, NARROWEST);
  const [halves, perHalf] = [row(half), row((from, to) => 1 / half(from, to))];
  return (z) => add(multiply(clip(multiply(subtract(z, middle), perHalf), -1, 1), halves), middle);
}

/**
 * The nearest reward to a predicted one that was seen. For dreams in which C evolves, which finds whatever M promises too much; planners and the
 * actor, who gather what M learns next, may hope for more than was seen.
 */
export function creditedReward(reward: Value, range: TrainedRange | undefined): Value {
  return range ? clip(reward, range.reward.low, range.reward.high) : reward;
}
