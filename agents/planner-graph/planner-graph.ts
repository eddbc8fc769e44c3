/** A planner's whole decision as one graph: every iteration's candidates, rollouts, scores and fit. */
import { SpecError } from "../../sim/core/index.ts";
import {
  add,
  type BeliefValues,
  beliefInputs,
  buildWorldModel,
  clip,
  concat,
  constant,
  divide,
  inActionUnits,
  input,
  matMul,
  multiply,
  type Products,
  proposalsFrom,
  reshape,
  rolloutValues,
  selectGreater,
  slice,
  split,
  subtract,
  transpose,
  type Value,
  type WorldModelConfig,
} from "../../worldmodel/index.ts";
import { actionBox } from "../action-box.ts";
import { spectralBasis } from "../planning/coloured-noise.ts";
import type { Planner } from "../planning/planner.ts";
import { chosenWeights, type Distribution, fitDistribution, rankElites } from "./elite-values.ts";
import { LOST, scoreValues } from "./score-values.ts";
import { type Search, searchOf } from "./search-of.ts";

/** What stands in every element of an elite that there is none of: outside [−1, 1], where elites lie. */
export const NO_ELITE = 2;

/**
 * The decision of `planWith` on the learned model. N are the first iteration's candidates, T decisions, A action elements, I iterations, E·H
 * the members' memories one by one, K the elites that iCEM keeps, P the policy's trajectories of MPPI. Actions of `mean` and `elites` are
 * normalised to [−1, 1]; everything drawn is independent and standard normal, but for `uniform`.
 *
 * Inputs, as far as the planner reads them:
 * - `z` [1,Z], `h`, `c` [1,E·H]: the belief.
 * - `noise` [I,N,T,A]; the graph gives it iCEM's colour. Rows in whose place there is a kept elite, the mean or a proposal are passed over.
 * - `mean` [T,A]: `nextMean` of the decision before, zeros at first.
 * - `elites` [K,T,A]: `nextElites` of the decision before, `NO_ELITE` at first; `lastNoise` [K,A] for their new last decisions.
 * - `policyNoise` [T·P,A], decision by decision.
 * - `uniform` [1], in [0, 1): which elite MPPI carries out.
 *
 * Outputs: `action` [A], the first of `plan` [T,A], both in the scenario's units; `rewards` [T] and `predictedReturn` [1], what is predicted
 * of the plan; `bestReturns` [I]; and `nextMean`, `nextElites`. Where the last of `bestReturns` is LOST no candidate was finite, and
 * the action is meaningless.
 *
 * `products` changes no result but for rounding.
 *
 * A SpecError where the planner asks for what the model does not have.
 */
export function plannerGraph(
  config: WorldModelConfig,
  planner: Planner,
  products: Products = "apart",
): Readonly<Record<string, Value>> {
  const search = searchOf(planner);
  requireModel(config, search);
  const { actions } = config.rnn;
  const { horizon, counts, kept } = search;
  const length = horizon * actions;
  const belief = beliefInputs(config, 1);
  const { members } = buildWorldModel(config);
  const noise = noiseOf(search, actions);
  const proposed = search.proposals > 0 ? [proposalsOf(config, belief, search)] : [];

  let distribution: Distribution = {
    mean: search.warmStart ? reshape(input("mean", [horizon, actions]), [1, length]) : filled(0, [1, length]),
    std: filled(search.initialStd, [1, length]),
  };
  let again = kept > 0 ? [reshape(input("elites", [kept, horizon, actions]), [kept, length])] : [];
  const best: Value[] = [];
  for (const [iteration, count] of counts.entries()) {
    const last = iteration === counts.length - 1;
    const drawn = clip(add(distribution.mean, multiply(distribution.std, noise(iteration))), -1, 1);
    const mean = last && search.meanIsCandidate && kept < count ? [distribution.mean] : [];
    const samples = withFirst([...proposed, ...again, ...mean], drawn);
    const tried = inActionUnits(config.actionSpace, reshape(samples, [count, horizon, actions]));
    const rollouts = rolloutValues(config, members, belief, tried, products);
    const ranked = rankElites(scoreValues(rollouts, search.scoring), samples, rollouts.rewards, search);
    distribution = fitDistribution(ranked, distribution, search);
    best.push(reshape(slice(ranked.scores, 0, 0, 1), [1]));
    const areKept = (whole: Value): Value =>
      selectGreater(slice(ranked.scores, 0, 0, kept), constant(LOST), whole, constant(NO_ELITE));
    const bestOnes = kept > 0 ? [slice(ranked.elites, 0, 0, kept)] : [];
    again = bestOnes.map(areKept);
    if (!last) continue;
    const weights = chosenWeights(ranked.weights, search.choose, () => input("uniform", [1]));
    const u = search.choose === "mean" ? distribution.mean : matMul(weights, ranked.elites);
    const plan = inActionUnits(config.actionSpace, reshape(u, [horizon, actions]));
    return {
      action: reshape(slice(plan, 0, 0, 1), [actions]),
      plan,
      rewards: reshape(matMul(weights, ranked.rewards), [horizon]),
      predictedReturn: reshape(matMul(weights, ranked.scores), [1]),
      bestReturns: concat(best, 0),
      nextMean: reshape(moved(distribution.mean, filled(0, [1, actions])), [horizon, actions]),
      ...Object.fromEntries(
        bestOnes.map((elites) => {
          const ends = clip(multiply(constant(search.initialStd), input("lastNoise", [kept, actions])), -1, 1);
          return ["nextElites", reshape(areKept(moved(elites, ends)), [kept, horizon, actions])];
        }),
      ),
    };
  }
  throw new SpecError("plannerGraph: an iteration required, got none");
}

/** Rows by their place: those of `first`, then the rest of `drawn`; a drawn row also takes the place of an elite that there is none of. */
function withFirst(first: readonly Value[], drawn: Value): Value {
  const rows = first.reduce((sum, part) => sum + (part.shape[0] ?? 0), 0);
  if (rows === 0) return drawn;
  const [count = 0] = drawn.shape;
  const known = concat(first, 0);
  const places = selectGreater(constant((1 + NO_ELITE) / 2), known, known, slice(drawn, 0, 0, rows));
  return rows === count ? places : concat([places, slice(drawn, 0, rows, count)], 0);
}

/** Sequences one decision later. x [R,T·A], ends [R,A] → [R,T·A] */
function moved(x: Value, ends: Value): Value {
  const [length = 0, size = 0] = [x.shape[1], ends.shape[1]];
  return length === size ? ends : concat([slice(x, 1, size, length), ends], 1);
}

/** Noise of each iteration's candidates, in its colour. → [N of the iteration,T·A] */
function noiseOf({ counts, horizon, noiseBeta }: Search, actions: number): (iteration: number) => Value {
  const [most = 0] = counts;
  const iterations = counts.length;
  const white = input("noise", [iterations, most, horizon, actions]);
  const coloured = noiseBeta === 0 || horizon === 1 ? white : colour(white, noiseBeta);
  const parts = split(coloured, 0, new Array<number>(iterations).fill(1));
  return (iteration) => slice(reshape(parts[iteration]!, [most, horizon * actions]), 0, 0, counts[iteration]!);
}

/** x [I,N,T,A] → the same with a power spectrum of 1/f^β along T. */
function colour(x: Value, beta: number): Value {
  const [iterations = 0, count = 0, horizon = 0, actions = 0] = x.shape;
  const basis = constant(Float32Array.from(spectralBasis(horizon, beta)), [horizon, horizon]);
  const sequences = reshape(transpose(x, [0, 1, 3, 2]), [iterations * count * actions, horizon]);
  const coloured = matMul(sequences, transpose(basis, [1, 0]));
  return transpose(reshape(coloured, [iterations, count, actions, horizon]), [0, 1, 3, 2]);
}

/** What the actor would do, normalised. → [P,T·A] */
function proposalsOf(config: WorldModelConfig, belief: BeliefValues, { proposals, horizon }: Search): Value {
  const { actions } = config.rnn;
  const { middle, halfRange } = actionBox(config.actionSpace, "plannerGraph");
  const row = (numbers: Float64Array): Value => constant(Float32Array.from(numbers), [1, 1, actions]);
  const proposed = proposalsFrom(config, belief, input("policyNoise", [horizon * proposals, actions]), proposals);
  // An element that cannot move lies in the middle.
  const u = divide(subtract(proposed, row(middle)), row(halfRange.map((half) => half || 1)));
  return reshape(clip(u, -1, 1), [proposals, horizon * actions]);
}

function requireModel({ ensemble, policy }: WorldModelConfig, { scoring, proposals }: Search): void {
  const { caution, bootstrap } = scoring;
  if (caution !== 0 && ensemble === 1)
    throw new SpecError(`plannerGraph: caution must be 0 with a model that is no ensemble, got ${caution}`);
  if (bootstrap === "value" && !policy)
    throw new SpecError("plannerGraph: bootstrap must be none or reward with a model that has no critic, got value");
  if (proposals > 0 && !policy)
    throw new SpecError(`plannerGraph: policyTrajectories must be 0 with a model that has no actor, got ${proposals}`);
}

function filled(value: number, shape: readonly [number, number]): Value {
  return constant(new Float32Array(shape[0] * shape[1]).fill(value), shape);
}
