/** Predictors that have learned nothing about dynamics: what a model must beat. */
import type { DecisionSequence } from "../../worldmodel/index.ts";
import { type Predictor, quantitiesAt } from "./predictor.ts";

/** Everything stays as it was last observed. */
export const lastValue: Predictor = perRow("lastValue", (sequence, start) => {
  const now = quantitiesAt(sequence, start);
  return () => now;
});

/** Everything goes on as between the last two observations. */
export const constantVelocity: Predictor = perRow("constantVelocity", (sequence, start) => {
  const [before, now] = [quantitiesAt(sequence, start - 1), quantitiesAt(sequence, start)];
  return (ahead) => now.map((value, index) => value + ahead * (value - before[index]!));
});

/** The mean of the training data, [Q], whatever was observed. */
export function meanPredictor(mean: readonly number[]): Predictor {
  const row = Float64Array.from(mean);
  return perRow("mean", () => () => row);
}

/** What the episode itself went on to do: differs from the physics restored from snapshots only by the physics' own drift. */
export const physicsReplay: Predictor = perRow(
  "physics",
  (sequence, start) => (ahead) => quantitiesAt(sequence, Math.min(start + ahead, sequence.decisions)),
);

/** `from` gives, for one start, the quantities [Q] so many decisions ahead (from 1). */
function perRow(
  name: string,
  from: (sequence: DecisionSequence, start: number) => (ahead: number) => Float64Array,
): Predictor {
  return {
    name,
    predict: (sequence, starts, horizon) => {
      const quantities = sequence.observations.length / (sequence.decisions + 1) + 1;
      const all = new Float64Array(starts.length * horizon * quantities);
      for (const [point, start] of starts.entries()) {
        const at = from(sequence, start);
        for (let ahead = 1; ahead <= horizon; ahead++) all.set(at(ahead), (point * horizon + ahead - 1) * quantities);
      }
      return Promise.resolve({ quantities: all });
    },
  };
}
