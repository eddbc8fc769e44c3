/** Measures what an M of standardised states was trained on. */
import { StateError } from "../../sim/core/index.ts";
import type { TrainedRange } from "../models/trained-range.ts";
import type { WorldModelConfig } from "../models/world-model.ts";
import { columnExtremes } from "./column-extremes.ts";
import { columnOf, type Sequence } from "./sequence.ts";

/** Angles that go round and round have no ends; their sines and cosines do. A StateError where the sequences hold no decision. */
export function trainedRangeOf(
  sequences: readonly Sequence[],
  {
    vae: { observations, turning = [] },
    normalisation: { mean, std },
  }: Pick<WorldModelConfig, "vae" | "normalisation">,
): TrainedRange {
  const seen = columnExtremes(columnOf(sequences, "observations", observations), observations);
  const rewards = columnExtremes(columnOf(sequences, "rewards", 1), 1);
  const [low, high] = [rewards.least[0]!, rewards.most[0]!];
  if (!Number.isFinite(high - low)) throw new StateError("trained range: a decision at least required, got none");
  const ends = (extremes: readonly number[], endless: number, unit: number): readonly number[] => [
    ...extremes.map((value, element) =>
      turning.includes(element) ? endless : (value - mean[element]!) / std[element]!,
    ),
    ...new Array<number>(2 * turning.length).fill(unit),
  ];
  return {
    z: {
      low: ends(seen.least, Number.NEGATIVE_INFINITY, -1),
      high: ends(seen.most, Number.POSITIVE_INFINITY, 1),
    },
    reward: { low, high },
  };
}
