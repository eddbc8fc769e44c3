/** The losses of actor and critic on their dreams, as one: the gradient of each part reaches its own network alone. */
import { averageOf } from "../autodiff/averaging.ts";
import { reduceSum } from "../autodiff/broadcast.ts";
import { add, multiply, scale, stopGradient, subtract } from "../autodiff/elementwise.ts";
import { ancestors } from "../autodiff/gradients.ts";
import { concat, split } from "../autodiff/layout.ts";
import { reduceMean } from "../autodiff/reductions.ts";
import { substitute } from "../autodiff/substitute.ts";
import { constant, input, type Value } from "../autodiff/value.ts";
import { buildWorldModel, type WorldModelConfig } from "../models/world-model.ts";
import type { LossAndMetrics } from "../training/vae-loss.ts";
import { actor } from "./actor.ts";
import { actorLoss } from "./actor-loss.ts";
import { critic } from "./critic.ts";
import { criticLoss } from "./critic-loss.ts";
import { imaginedRollout } from "./imagined-rollout.ts";
import { lambdaReturns } from "./lambda-returns.ts";
import { type BeliefValues, CRITIC, type PolicyOptions } from "./policy.ts";
import { RETURN_RANGE, returnRange } from "./return-range.ts";

export interface ImaginationOptions {
  readonly policy: PolicyOptions;
  /** B: dreams of an update. */
  readonly batch: number;
  /** T: decisions of a dream. */
  readonly horizon: number;
  /** Of TD(λ): 0 trusts the critic after one decision, 1 only after the last. */
  readonly lambda: number;
  /** η: what a nat of entropy is worth, in ranges of returns. */
  readonly entropyBonus: number;
}

export interface ImaginationLoss extends LossAndMetrics {
  /** For `trainingStep`. */
  readonly carried: Readonly<Record<string, Value>>;
}

/**
 * Inputs `z` [B,Z], `h` and `c` [B,H], where the dreams begin, and `noise` [T·B,A], standard normal, step by step. Dreams are those of
 * M, or of an ensemble's first member, whose h and c are what the actor reads where it acts. `slowCritic`: whether the values within
 * λ-returns come from the averages of the critic's weights, which lag behind (the slow critic of Hafner et al. 2023), or from the
 * weights themselves (Hafner et al. 2020).
 *
 * Metrics: `dreamReturn` (rewards of the T decisions, in the scenario's units), `entropy` (nats), `criticLoss` and `returnRange`.
 */
export function imaginationLoss(
  config: WorldModelConfig,
  options: ImaginationOptions,
  slowCritic: boolean,
): ImaginationLoss {
  const { policy, batch, horizon, lambda, entropyBonus } = options;
  const { discount } = policy;
  const { latents, hidden, actions } = config.rnn;
  const start = { z: input("z", [batch, latents]), h: input("h", [batch, hidden]), c: input("c", [batch, hidden]) };
  const noise = input("noise", [horizon * batch, actions]);
  const [rnn] = buildWorldModel(config).members;
  const dream = imaginedRollout(rnn, actor(policy, actions), start, noise, config);
  const goesOn = dream.terminations.map((ended) => subtract(constant(1), ended));
  const discounts = goesOn.map((share) => scale(share, discount));
  const judge = critic(policy);
  const perStep = (x: Value): readonly Value[] => split(x, 0, new Array<number>(horizon).fill(batch));
  const values = perStep(fixed(judge(joined(dream.beliefs.slice(1))), slowCritic));
  const returns = concat(lambdaReturns({ rewards: dream.rewards, discounts, values, lambda }), 0);
  const weights = concat(untilNow(discounts), 0);
  const range = returnRange(returns);
  const entropies = concat(dream.entropies, 0);
  const ofActor = actorLoss({ returns, entropies, weights, divisor: range.divisor, entropyBonus });
  const expected = judge(detached(joined(dream.beliefs.slice(0, -1))));
  const ofCritic = criticLoss({ values: expected, returns, weights, discount });
  const earned = multiply(concat(dream.rewards, 0), concat(untilNow(goesOn), 0));
  return {
    loss: add(ofActor, ofCritic),
    metrics: {
      dreamReturn: scale(reduceSum(earned), config.rewardScale / batch),
      entropy: reduceMean(entropies),
      criticLoss: ofCritic,
      returnRange: range.divisor,
    },
    carried: { [RETURN_RANGE]: range.next },
  };
}

/** Beliefs of several steps, one below the other. */
function joined(beliefs: readonly BeliefValues[]): BeliefValues {
  const all = (part: keyof BeliefValues): Value =>
    concat(
      beliefs.map((belief) => belief[part]),
      0,
    );
  return { z: all("z"), h: all("h"), c: all("c") };
}

function detached({ z, h, c }: BeliefValues): BeliefValues {
  return { z: stopGradient(z), h: stopGradient(h), c: stopGradient(c) };
}

/** The same values with weights that learn nothing from them: averages, or what the parameters are now. Gradients still reach the beliefs. */
function fixed(values: Value, slow: boolean): Value {
  const replaced = ancestors([values]).flatMap((value) => {
    if (value.origin.kind !== "parameter" || !value.origin.name.startsWith(`${CRITIC}.`)) return [];
    const { name } = value.origin;
    return [[value, slow ? input(averageOf(name), value.shape) : stopGradient(value)] as const];
  });
  return substitute([values], new Map(replaced))[0] as Value;
}

/** The product of all before. T of [B,1] → T of [B,1], the first of which is 1 */
function untilNow(shares: readonly Value[]): readonly Value[] {
  const rows = shares[0]?.shape[0] ?? 0;
  let product = constant(new Float32Array(rows).fill(1), [rows, 1]);
  return shares.map((share) => {
    const before = product;
    product = multiply(product, share);
    return before;
  });
}
