/** Linear controllers acting in the dream: many dreams at once, a stretch of decisions per run of one graph. */
import { ShapeError } from "../../sim/core/index.ts";
import { reduceSum } from "../autodiff/broadcast.ts";
import { add, greater, multiply, scale, tanh } from "../autodiff/elementwise.ts";
import { gatherRows } from "../autodiff/gather-rows.ts";
import { reshape, split } from "../autodiff/layout.ts";
import { selectGreater } from "../autodiff/select.ts";
import { constant, input, type Shape, type Value } from "../autodiff/value.ts";
import type { Arrays } from "./arrays.ts";
import { type ControllerInputs, controllerFeatureValues, featureCount } from "./controller.ts";
import { drawLatent, gumbel } from "./draw-latent.ts";
import { memberNames } from "./ensemble.ts";
import { memoryOf, rnn, terminationProbability } from "./mdn-rnn.ts";
import { mixtureDraws } from "./mixture.ts";
import { creditedReward } from "./trained-range.ts";
import { buildWorldModel, type WorldModel, type WorldModelConfig } from "./world-model.ts";

export interface DreamRolloutOptions {
  /** P controllers. */
  readonly population: number;
  /** R starts and R courses of noise, which all controllers share. */
  readonly rollouts: number;
  /** D: dreams that are followed, each of a controller and a rollout. */
  readonly dreams: number;
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
 * Inputs `controller` and `rollout` int32 [D]: whose dream it is, with whose noise; `z` [D,Z], `h`, `c` [D,H], `alive`, `return` [D,1];
 * `weights` [P,A·F], `bias` [P,A]; `noise` [S,R,Z] (standard normal) and `uniform` [S,R,K·Z], joint [S,R,K], in (0, 1); with a
 * follower also its `followerH`, `followerC` [D,H].
 * Outputs the next of each that is carried on, as `nextZ`.
 */
export function dreamRollout(config: WorldModelConfig, options: DreamRolloutOptions): Readonly<Record<string, Value>> {
  const { population, rollouts, dreams, inputs, stretch, temperature, memory } = options;
  const { latents, hidden, actions, mixtures } = config.rnn;
  const [dreaming] = buildWorldModel(config).members;
  const draws = mixtureDraws(config.rnn);
  const features = featureCount(config.rnn, inputs);
  const [controller, rollout] = [input("controller", [dreams], "int32"), input("rollout", [dreams], "int32")];
  const ofController = (width: number, name: string): Value => gatherRows(input(name, [population, width]), controller);
  const weights = reshape(ofController(actions * features, "weights"), [dreams, actions, features]);
  const bias = ofController(actions, "bias");
  /** The draw of each step, dream by dream. */
  const perStep = (drawn: Value, width: number, shape: Shape): readonly Value[] =>
    split(drawn, 0, new Array<number>(stretch).fill(1)).map((step) =>
      reshape(gatherRows(reshape(step, [rollouts, width]), rollout), [dreams, ...shape]),
    );
  const deviates = perStep(input("noise", [stretch, rollouts, latents]), latents, [1, latents]);
  const gumbels = gumbel(input("uniform", [stretch, rollouts, mixtures * draws]));
  const preferences = perStep(gumbels, mixtures * draws, [mixtures, draws]);

  let z = input("z", [dreams, latents]);
  let state = { h: input("h", [dreams, hidden]), c: input("c", [dreams, hidden]) };
  const follower = memory === "follower" ? rnn(config.rnn, FOLLOWER) : undefined;
  let followed = follower && { h: input("followerH", [dreams, hidden]), c: input("followerC", [dreams, hidden]) };
  let alive = input("alive", [dreams, 1]);
  let total = input("return", [dreams, 1]);
  for (let step = 0; step < stretch; step++) {
    const seen = reshape(controllerFeatureValues({ z, ...(followed ?? state) }, inputs), [dreams, 1, features]);
    const action = tanh(add(reduceSum(multiply(seen, weights), [2]), bias));
    const { prediction, state: next } = dreaming.step(z, action, state);
    if (follower && followed) followed = follower.step(z, action, followed).state;
    const reward = creditedReward(scale(prediction.reward, config.rewardScale), config);
    // What M says behind an end, even no number, counts for nothing.
    total = selectGreater(alive, constant(0), add(total, reward), total);
    alive = multiply(alive, greater(constant(0.5), terminationProbability(prediction)));
    const [deviate, preference] = [deviates[step], preferences[step]];
    if (!deviate || !preference) throw new ShapeError("dreamRollout: noise for every step required, got fewer");
    z = drawLatent(prediction, { deviate, preference }, temperature);
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
