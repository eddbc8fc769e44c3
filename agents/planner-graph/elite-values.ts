/** Ranking candidates and fitting the search distribution to the best, as values of a graph. */
import {
  add,
  clip,
  concat,
  constant,
  divide,
  exp,
  expand,
  gatherRows,
  greater,
  matMul,
  multiply,
  reduceSum,
  reshape,
  scale,
  selectGreater,
  slice,
  sqrt,
  square,
  subtract,
  topK,
  type Value,
} from "../../worldmodel/index.ts";
import { LOST } from "./score-values.ts";
import type { Search } from "./search-of.ts";

/** The best candidates, best first. */
export interface EliteValues {
  /** LOST where fewer candidates than elites are finite. [E,1] */
  readonly scores: Value;
  /** [E,T·A] */
  readonly elites: Value;
  /** Predicted rewards. [E,T] */
  readonly rewards: Value;
  /** Sum to 1; 0 of those that have lost. [1,E] */
  readonly weights: Value;
}

/** Mean and standard deviation of the search. [1,T·A] each */
export interface Distribution {
  readonly mean: Value;
  readonly std: Value;
}

/** scores [N], samples [N,T·A], rewards [N,T] */
export function rankElites(
  scores: Value,
  samples: Value,
  rewards: Value,
  { elites, temperature }: Search,
): EliteValues {
  const best = topK(scores, elites);
  const values = reshape(best.values, [elites, 1]);
  const found = greater(values, constant(LOST));
  const powers = multiply(found, exp(scale(subtract(values, slice(values, 0, 0, 1)), temperature)));
  return {
    scores: values,
    elites: gatherRows(samples, best.rows),
    rewards: selectGreater(values, constant(LOST), gatherRows(rewards, best.rows), constant(0)),
    weights: reshape(divide(powers, reduceSum(powers, [0], true)), [1, elites]),
  };
}

/** As `fitElites`. */
export function fitDistribution(
  { elites, weights }: Pick<EliteValues, "elites" | "weights">,
  { mean, std }: Distribution,
  { keepMean, keepStd, minStd, maxStd }: Search,
): Distribution {
  const centre = matMul(weights, elites);
  const deviation = sqrt(matMul(weights, square(subtract(elites, centre))));
  const mix = (kept: number, old: Value, fresh: Value): Value =>
    kept === 0 ? fresh : add(scale(old, kept), scale(fresh, 1 - kept));
  return {
    mean: mix(keepMean, mean, centre),
    std: clip(mix(keepStd, std, deviation), minStd, Math.min(maxStd, -LOST)),
  };
}

/** Weights by which the elites make up what is carried out. `uniform` [1] draws one of them by its weight. → [1,E] */
export function chosenWeights(weights: Value, choose: Search["choose"], uniform: () => Value): Value {
  const elites = weights.shape[1] ?? 0;
  if (choose === "mean") return weights;
  if (choose === "best" || elites === 1)
    return constant(
      Float32Array.from({ length: elites }, (_, e) => Number(e === 0)),
      [1, elites],
    );
  // The first elite at which the weights so far exceed the draw, the last one if rounding leaves none.
  const upTo = new Float32Array(elites * elites).map((_, at) => Number(Math.floor(at / elites) <= at % elites));
  const sums = slice(matMul(weights, constant(upTo, [elites, elites])), 1, 0, elites - 1);
  const passed = greater(sums, expand(reshape(uniform(), [1, 1]), sums.shape));
  const edge = (value: number): Value => constant(Float32Array.of(value), [1, 1]);
  return subtract(concat([passed, edge(1)], 1), concat([edge(0), passed], 1));
}
