/** Dreams in which the actor acts. */
import { ShapeError } from "../../sim/core/index.ts";
import { inputAt } from "../autodiff/arguments.ts";
import { stopGradient } from "../autodiff/elementwise.ts";
import { reshape, split } from "../autodiff/layout.ts";
import type { Value } from "../autodiff/value.ts";
import { drawLatent, gumbel, type LatentDraw } from "../models/draw-latent.ts";
import { type Rnn, terminationProbability } from "../models/mdn-rnn.ts";
import { expectedLatent, type MixtureOptions, mixtureDraws } from "../models/mixture.ts";
import type { WorldModelConfig } from "../models/world-model.ts";
import { type Actor, inActionUnits, sampleAction } from "./actor.ts";
import type { BeliefValues } from "./policy.ts";

export interface ImaginedRollout {
  /** Before each of T decisions, and after the last. T+1 */
  readonly beliefs: readonly BeliefValues[];
  /** In the scenario's units. [B,A] each */
  readonly actions: readonly Value[];
  /** In M's units. [B,1] each */
  readonly rewards: readonly Value[];
  /** Probability that the decision ends the task. [B,1] each */
  readonly terminations: readonly Value[];
  /** Of the actor's choices. [B,1] each */
  readonly entropies: readonly Value[];
  readonly logLikelihoods: readonly Value[];
}

/** What a dream is drawn by, step by step. */
export interface DreamDraws {
  /** Of the actor's choices, standard normal. [T·B,A] */
  readonly actions: Value;
  /** Of z, where it is drawn: standard normal [T·B,Z], and uniform in (0, 1) for each choice of a component [T·B,K·Z], joint [T·B,K]. */
  readonly latents?: { readonly noise: Value; readonly uniform: Value } | undefined;
}

/**
 * T decisions from each belief. Actions are drawn by reparameterisation. Without draws of z gradients reach the actor through M, and z
 * follows the mixture's mean, as planners' dreams do: the choice of a component has no gradient. With them z is drawn, so that what is
 * unlikely comes whole and seldom rather than always a little, and M passes no gradient on.
 *
 * What the actor sees carries the gradient as well as what it does: that of the dream's return is then exact (Heess et al. 2015). Hafner et
 * al. 2020 cut it there; on the cart-pole (2,500 updates of 32 dreams, one seed) the actor then reached 561 in place of 820.
 */
export function imaginedRollout(
  rnn: Rnn,
  act: Actor,
  start: BeliefValues,
  draws: DreamDraws,
  { actionSpace }: Pick<WorldModelConfig, "actionSpace">,
): ImaginedRollout {
  const rows = start.z.shape[0] ?? 1;
  const perStep = (x: Value): readonly Value[] => split(x, 0, new Array<number>((x.shape[0] ?? 0) / rows).fill(rows));
  const latentDraws = draws.latents && latentDrawsOf(draws.latents, rnn.options, perStep);
  let belief = start;
  const beliefs = [belief];
  const steps = perStep(draws.actions).map((draw, step) => {
    const { action: squashed, entropy, logLikelihood } = sampleAction(act(belief), draw);
    const chosen = inActionUnits(actionSpace, squashed);
    const action = latentDraws ? stopGradient(chosen) : chosen;
    const { prediction, state } = rnn.step(belief.z, action, belief);
    const latentDraw = latentDraws?.[step];
    belief = { z: latentDraw ? drawLatent(prediction, latentDraw, 1) : expectedLatent(prediction), ...state };
    beliefs.push(belief);
    return {
      action,
      entropy,
      logLikelihood,
      reward: prediction.reward,
      termination: terminationProbability(prediction),
    };
  });
  if (steps.length === 0) throw new ShapeError("imaginedRollout: noise for a decision required, got none");
  return {
    beliefs,
    actions: steps.map(({ action }) => action),
    rewards: steps.map(({ reward }) => reward),
    terminations: steps.map(({ termination }) => termination),
    entropies: steps.map(({ entropy }) => entropy),
    logLikelihoods: steps.map(({ logLikelihood }) => logLikelihood),
  };
}

function latentDrawsOf(
  { noise, uniform }: NonNullable<DreamDraws["latents"]>,
  options: MixtureOptions,
  perStep: (x: Value) => readonly Value[],
): readonly LatentDraw[] {
  const { latents, mixtures } = options;
  const preferences = perStep(gumbel(uniform));
  return perStep(noise).map((deviates, step) => {
    const rows = deviates.shape[0] ?? 0;
    return {
      deviate: reshape(deviates, [rows, 1, latents]),
      preference: reshape(inputAt(preferences, step), [rows, mixtures, mixtureDraws(options)]),
    };
  });
}
