/** Linear controllers acting in the dream: a population × rollouts at once, a stretch of decisions per run of one graph. */
import { ShapeError } from "../../sim/core/index.ts";
import { expand, reduceMaxDetached, reduceSum } from "../autodiff/broadcast.ts";
import { add, exp, greater, log, multiply, negate, scale, subtract, tanh } from "../autodiff/elementwise.ts";
import { concat, reshape, split } from "../autodiff/layout.ts";
import { constant, input, showShape, type Value } from "../autodiff/value.ts";
import { lstm } from "../layers/lstm.ts";
import type { Arrays } from "./arrays.ts";
import { type ControllerInputs, controllerFeatureValues, featureCount } from "./controller.ts";
import { memberNames } from "./ensemble.ts";
import { type Mixture, memoryOf, terminationProbability } from "./mdn-rnn.ts";
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

/** What the weights of a following M's LSTM are called; its heads are not asked. */
const FOLLOWER = "follower";

/** Weights for `memory: "follower"`: those of the dreaming model, and beside them the follower's. */
export function withFollower(dreaming: WorldModel, follower: WorldModel): Arrays {
  const memory = memoryOf(memberNames(follower.config.ensemble)[0]);
  const following = [...follower.weights].filter(([name]) => name.startsWith(memory));
  return new Map([
    ...dreaming.weights,
    ...following.map(([name, array]) => [name.replace(memory, FOLLOWER), array] as const),
  ]);
}

/**
 * Dreams are those of M, or of an ensemble's first member, whose h and c are what C reads where it acts too.
 * Inputs `z` [B,Z], `h`, `c` [B,H], `alive`, `return` [B,1], `weights` [P,1,A,F], `bias` [P,1,A],
 * `noise` [S,B,Z] (standard normal), `uniform` [S,B,K·Z] in (0, 1); with a follower also its `followerH`, `followerC` [B,H].
 * Outputs the next of each that is carried on, as `nextZ`.
 */
export function dreamRollout(config: WorldModelConfig, options: DreamRolloutOptions): Readonly<Record<string, Value>> {
  const { population, rollouts, inputs, stretch, temperature, memory } = options;
  const { latents, hidden, actions, mixtures } = config.rnn;
  const [rnn] = buildWorldModel(config).members;
  const batch = population * rollouts;
  const features = featureCount(config.rnn, inputs);
  const weights = input("weights", [population, 1, actions, features]);
  const bias = input("bias", [population, 1, actions]);
  const perStep = (name: string, width: number): readonly Value[] =>
    split(
      reshape(input(name, [stretch, batch, width]), [stretch * batch, width]),
      0,
      new Array<number>(stretch).fill(batch),
    );
  const noise = perStep("noise", latents);
  const uniform = perStep("uniform", mixtures * latents);

  let z = input("z", [batch, latents]);
  let state = { h: input("h", [batch, hidden]), c: input("c", [batch, hidden]) };
  const follower = memory === "follower" ? lstm(FOLLOWER, latents + actions, hidden) : undefined;
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
    const { prediction, state: next } = rnn.step(z, action, state);
    if (follower && followed) followed = follower.step(concat([z, action], 1), followed);
    total = add(total, multiply(alive, scale(prediction.reward, config.rewardScale)));
    alive = multiply(alive, greater(constant(0.5), terminationProbability(prediction)));
    const [normal, even] = [noise[step], uniform[step]];
    if (!normal || !even) throw new ShapeError("dreamRollout: noise for every step required, got fewer");
    z = sampleMixture(prediction, normal, reshape(even, [batch, mixtures, latents]), temperature);
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

/** Draws the component by the Gumbel-max trick, then the value within it. noise [B,Z], uniform [B,K,Z] → [B,Z]. */
function sampleMixture(
  { mixtureLogits, mean, logDeviation }: Mixture,
  noise: Value,
  uniform: Value,
  temperature: number,
): Value {
  const [batch, mixtures, latents] = mean.shape;
  if (batch === undefined || mixtures === undefined || latents === undefined)
    throw new ShapeError(`sampleMixture: mean must be [B,K,Z], got ${showShape(mean.shape)}`);
  const gumbel = negate(log(negate(log(uniform))));
  const score = add(scale(mixtureLogits, 1 / temperature), gumbel);
  const best = expand(reduceMaxDetached(score, [1], true), score.shape);
  const chosen = subtract(constant(1), greater(best, score));
  const spread = multiply(exp(logDeviation), scale(reshape(noise, [batch, 1, latents]), Math.sqrt(temperature)));
  return reduceSum(multiply(chosen, add(mean, spread)), [1]);
}
