/** `scoreCandidatesInto` as values of a graph. */
import {
  add,
  concat,
  constant,
  matMul,
  multiply,
  type RolloutValues,
  reshape,
  scale,
  selectGreater,
  slice,
  subtract,
  type Value,
} from "../../worldmodel/index.ts";
import { annuity, type ScoringOptions } from "../planning/score-candidates.ts";

/** Score of a candidate that has lost: the least float32, as shaders need not know infinities. */
export const LOST = -3.4028234663852886e38;

/** Scores by the formula of `scoreCandidatesInto`; LOST where any value is not finite. → [N] */
export function scoreValues(
  { rewards, terminated, disagreement, finalValues }: RolloutValues,
  { discount, bootstrap, rewardTail, caution }: ScoringOptions,
): Value {
  const [candidates = 0, horizon = 0] = rewards.shape;
  const survival = subtract(constant(1), terminated);
  const alive = constant(new Float32Array(candidates).fill(1), [candidates, 1]);
  const before = horizon === 1 ? alive : concat([alive, slice(survival, 1, 0, horizon - 1)], 1);
  const gains = caution === 0 || !disagreement ? rewards : subtract(rewards, scale(disagreement, caution));
  const weights = new Float64Array(horizon + 1).fill(1);
  for (let t = 1; t <= horizon; t++) weights[t] = weights[t - 1]! * discount;
  const within = matMul(
    whileAlive(before, gains),
    constant(Float32Array.from(weights.subarray(0, horizon)), [horizon, 1]),
  );
  const beyond = {
    none: () => constant(0),
    reward: () => scale(slice(rewards, 1, horizon - 1, horizon), annuity(discount, rewardTail)),
    value: () => (finalValues ? reshape(finalValues, [candidates, 1]) : constant(0)),
  }[bootstrap]();
  const after = whileAlive(slice(survival, 1, horizon - 1, horizon), beyond);
  return finiteOrLost(reshape(add(within, scale(after, weights[horizon]!)), [candidates]));
}

/** survival · gain; 0 after a certain end, whatever the gain is, and no number where survival is none. */
function whileAlive(survival: Value, gain: Value): Value {
  return selectGreater(survival, constant(0), multiply(survival, gain), scale(survival, 0));
}

function finiteOrLost(x: Value): Value {
  const lost = constant(LOST);
  return selectGreater(constant(-LOST), x, selectGreater(x, lost, x, lost), lost);
}
