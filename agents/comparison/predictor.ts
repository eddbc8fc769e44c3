/** What is measured against the physics: anything that, from the past of an episode and its coming actions, says what will be observed. */
import type { DecisionSequence } from "../../worldmodel/index.ts";

/** From N starts, H decisions ahead. */
export interface Prediction {
  /** The observed elements, then the decision's reward. [N,H,Q] */
  readonly quantities: Float64Array;
  /** How far the members of an ensemble lie apart (`Rollouts.disagreement`); absent where there is none. [N,H] */
  readonly disagreement?: Float64Array;
}

export interface Predictor {
  /** Key in reports, such as `model` or `lastValue`. */
  readonly name: string;
  /**
   * From each of N starts (decisions of the sequence), H decisions ahead under the sequence's own actions. Only observations and rewards
   * up to a start may be used for it; H actions from each start on are given, and past the end of the sequence they are 0.
   */
  predict(sequence: DecisionSequence, starts: readonly number[], horizon: number): Promise<Prediction>;
}

/** Observed elements of the sequence at a decision, then the reward of the decision before it. [Q] */
export function quantitiesAt(sequence: DecisionSequence, decision: number): Float64Array {
  const width = sequence.observations.length / (sequence.decisions + 1);
  const row = new Float64Array(width + 1);
  row.set(sequence.observations.subarray(decision * width, (decision + 1) * width));
  row[width] = sequence.rewards[decision - 1] ?? Number.NaN;
  return row;
}
