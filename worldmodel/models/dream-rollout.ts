/** Linear controllers acting in the dream: a population × rollouts at once, a stretch of decisions per run of one graph. */
import { ShapeError } from "../../sim/core/index.ts";
import { reduceMaxDetached, reduceSum } from "../autodiff/broadcast.ts";
import { add, exp, greater, log, multiply, negate, scale, subtract, tanh } from "../autodiff/elementwise.ts";
import { reshape, split } from "../autodiff/layout.ts";
import { selectGreater } from "../autodiff/select.ts";
import { constant, input, type Shape, showShape, type Value } from "../autodiff/value.ts";
import type { Arrays } from "./arrays.ts";
import { type ControllerInputs, controllerFeatureValues, featureCount } from "./controller.ts";
import { memberNames } from "./ensemble.ts";
import { memoryOf, rnn, terminationProbability } from "./mdn-rnn.ts";
import { type Mixture, mixtureDraws } from "./mixture.ts";
import { creditedReward } from "./trained-range.ts";
import { buildWorldModel, type WorldModel, type WorldModelConfig } from "./world-model.ts";

export interface DreamRolloutOptions {
  /** P controllers, each in R rollouts; the batch is B = P·R, controller by controller. */
  readonly population: number;
  readonly rollouts: number;
  /** What the controllers read. */
  readonly inputs: ControllerInputs;
  /** S: decisions per run. */
  readonly stretch: number;
  /** τ: mixture logits are divided by it, noise multiplied by √τ (Ha & Schmidhuber 2018, appendix A.2). */
  readonly temperature: number;
  /** Whose h and c the controllers read: those of the M that dreams, or of a second one that follows the same z and actions. */
  readonly memory: "own" | "follower";
}

/** The name of a following M, whose heads are not asked. */
const FOLLOWER = "follower";

/** Weights for `memory: "follower"`: those of the dreaming model, and beside them the follower's. */
export function withFollower(dreaming: WorldModel, follower: WorldModel): Arrays {
  const memory = memoryOf(memberNames(follower.config.ensemble)[0]);
  const own = memoryOf(FOLLOWER);
  const following = [...follower.weights].filter(([name]) => name.startsWith(memory));
  return new Map([
    ...dreaming.weights,
    ...following.map(([name, array]) => [name.replace(memory, own), array] as const),
  ]);
}

/**
 * Dreams are those of M, or of an ensemble's first member, whose h and c are what C reads where it acts too.
 * Inputs `z` [B,Z], `h`, `c` [B,H], `alive`, `return` [B,1], `weights` [P,1,A,F], `bias` [P,1,A],
 * `noise` [S,R,Z] (standard normal) and `uniform` [S,R,K·Z], joint [S,R,K], in (0, 1), which all controllers share; with a follower also its `followerH`,
 * `followerC` [B,H].
 * Outputs the next of each that is carried on, as `nextZ`.
 */
export function dreamRollout(config: WorldModelConfig, options: DreamRolloutOptions): Readonly<Record<string, Value>> {
  const { population, rollouts, inputs, stretch, temperature, memory } = options;
  const { latents, hidden, actions, mixtures } = config.rnn;
  const [dreaming] = buildWorldModel(config).members;
  const batch = population * rollouts;
  const draws = mixtureDraws(config.rnn);
  const features = featureCount(config.rnn, inputs);
  const weights = input("weights", [population, 1, actions, features]);
  const bias = input("bias", [population, 1, actions]);
  /** One draw for the R rollouts of each step, the same for all controllers. */
  const perStep = (drawn: Value, shape: Shape): readonly Value[] =>
    split(drawn, 0, new Array<number>(stretch).fill(1)).map((step) => reshape(step, [1, rollouts, ...shape]));
  const deviates = perStep(scale(input("noise", [stretch, rollouts, latents]), Math.sqrt(temperature)), [1, latents]);
  const gumbels = perStep(gumbel(input("uniform", [stretch, rollouts, mixtures * draws])), [mixtures, draws]);

  let z = input("z", [batch, latents]);
  let state = { h: input("h", [batch, hidden]), c: input("c", [batch, hidden]) };
  const follower = memory === "follower" ? rnn(config.rnn, FOLLOWER) : undefined;
  let followed = follower && { h: input("followerH", [batch, hidden]), c: input("followerC", [batch, hidden]) };
  let alive = input("alive", [batch, 1]);
  let total = input("return", [batch, 1]);
  for (let step = 0; step < stretch; step++) {
    const seen = reshape(controllerFeatureValues({ z, ...(followed ?? state) }, inputs), [
      population,
      rollouts,
      1,
      features,
    ]);
    const action = reshape(tanh(add(reduceSum(multiply(seen, weights), [3]), bias)), [batch, actions]);
    const { prediction, state: next } = dreaming.step(z, action, state);
    if (follower && followed) followed = follower.step(z, action, followed).state;
    const reward = creditedReward(scale(prediction.reward, config.rewardScale), config);
    // What M says behind an end, even no number, counts for nothing.
    total = selectGreater(alive, constant(0), add(total, reward), total);
    alive = multiply(alive, greater(constant(0.5), terminationProbability(prediction)));
    const [deviate, preference] = [deviates[step], gumbels[step]];
    if (!deviate || !preference) throw new ShapeError("dreamRollout: noise for every step required, got fewer");
    const mixture = byController(prediction, population, temperature);
    z = reshape(sampleMixture(mixture, deviate, preference), [batch, latents]);
    state = next;
  }
  return {
    nextZ: z,
    nextH: state.h,
    nextC: state.c,
    nextAlive: alive,
    nextReturn: total,
    ...(followed ? { nextFollowerH: followed.h, nextFollowerC: followed.c } : {}),
  };
}

/** A mixture's rows B = P·R as two axes, so that draws of R rollouts broadcast, at temperature τ. → [P,R,K,…] each */
function byController(
  { mixtureLogits, mean, logDeviation }: Mixture,
  population: number,
  temperature: number,
): Mixture {
  const perController = (x: Value): Value => {
    const [batch = 0, ...inner] = x.shape;
    return reshape(x, [population, batch / population, ...inner]);
  };
  return {
    mixtureLogits: scale(perController(mixtureLogits), 1 / temperature),
    mean: perController(mean),
    logDeviation: perController(logDeviation),
  };
}

/** Standard Gumbel draws from uniform ones. */
function gumbel(uniform: Value): Value {
  return negate(log(negate(log(uniform))));
}

/**
 * Draws the component by the Gumbel-max trick, then the value within it. Mixture [P,R,K,Z], deviate [1,R,1,Z],
 * preference as the logits, [1,R,K,Z] or joint [1,R,K,1] → [P,R,Z].
 */
function sampleMixture({ mixtureLogits, mean, logDeviation }: Mixture, deviate: Value, preference: Value): Value {
  if (mean.shape.length !== 4)
    throw new ShapeError(`sampleMixture: mean must be [P,R,K,Z], got ${showShape(mean.shape)}`);
  const score = add(mixtureLogits, preference);
  const chosen = subtract(constant(1), greater(reduceMaxDetached(score, [2], true), score));
  return reduceSum(multiply(chosen, add(mean, multiply(exp(logDeviation), deviate))), [2]);
}
