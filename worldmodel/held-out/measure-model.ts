/** How well a stored model does on held-out data, beside what takes no model: what V gives back, and what M predicts along an episode's own actions. */
import { exp, type Rng } from "../../sim/core/index.ts";
import { emitOnnx } from "../autodiff/emit-onnx.ts";
import type { Controller } from "../models/controller.ts";
import { modelGraphs } from "../models/model-graphs.ts";
import { withUntrainedMemory } from "../models/untrained.ts";
import { memberOf, type WorldModel } from "../models/world-model.ts";
import type { OnnxModel } from "../onnx/onnx-model.ts";
import { type Deviation, deviationOf, inUnitsOf } from "./deviation.ts";
import { dreamAlong, output } from "./dream-along.ts";
import { followAlong, followingGraph } from "./follow-along.ts";
import { withGraphs } from "./open-graphs.ts";
import type { MeasureOptions, Stretch } from "./samples.ts";

/**
 * Against what happened. Observations are in standard deviations of the training data. Of each deviation `relativeRms` is 1 for the
 * constant that fits best, the mean observation.
 */
export interface HeldOutScores {
  readonly samples: { readonly observations: number; readonly stretches: number; readonly horizon: number };
  /** Decoded from the posterior's mean. */
  readonly reconstruction: Deviation;
  /** Decoded one decision ahead, while M follows what happens. */
  readonly nextObservation: Deviation;
  /** In place of it the observation before: nothing moves. */
  readonly lastObservation: Deviation;
  /** Decoded along the dream. */
  readonly dreamedObservation: Deviation;
  /** In place of it the observation that the dream starts from. */
  readonly firstObservation: Deviation;
  /** Of each decision along the dream, in the scenario's units. */
  readonly dreamedReward: Deviation;
  /** Negative log-likelihood of z one decision ahead, drawn from its posterior as in training, in nats per latent dimension. */
  readonly nextLatent: { readonly nll: number; readonly untrainedNll: number };
}

export interface MeasureModelOptions extends MeasureOptions {
  /** Draws z from posteriors, and the parameters of an M that was never trained. */
  readonly rng: Rng;
}

/** Of an ensemble the first member is measured. */
export function measureModel(
  ensemble: WorldModel,
  controller: Controller,
  { samples, observationStd, session, rng }: MeasureModelOptions,
): Promise<HeldOutScores> {
  const { observations, stretches } = samples;
  const model = memberOf(ensemble, 0);
  const { config } = model;
  const inStds = (observation: Float32Array): Float32Array => inUnitsOf(observationStd, observation);
  const graphs = {
    ...modelGraphs(model, controller),
    following: following(model),
    untrained: following(withUntrainedMemory(model, rng.split("untrained"))),
  };
  return withGraphs(graphs, session, async ({ encoder, decoder, dynamics, following, untrained }) => {
    const encode = async (observation: Float32Array): Promise<{ mean: Float32Array; drawn: Float32Array }> => {
      const outputs = await encoder.run({ observation });
      const mean = output(outputs, "z");
      return { mean, drawn: draw(mean, output(outputs, "logVar"), rng) };
    };
    const decodeEach = async (codes: readonly Float32Array[]): Promise<readonly Float32Array[]> => {
      const decoded: Float32Array[] = [];
      for (const z of codes) decoded.push(inStds(output(await decoder.run({ z }), "observation")));
      return decoded;
    };

    const posteriorMeans: Float32Array[] = [];
    for (const observation of observations) posteriorMeans.push((await encode(observation)).mean);
    const [predicted, dreamed, rewards]: [Float32Array[], Float32Array[], Float32Array[]] = [[], [], []];
    const [nll, untrainedNll]: [number[], number[]] = [[], []];
    for (const { observation, observations: followed, actions } of stretches) {
      const codes: { mean: Float32Array; drawn: Float32Array }[] = [];
      for (const seen of [observation, ...followed]) codes.push(await encode(seen));
      const means = codes.map(({ mean }) => mean);
      const draws = codes.map(({ drawn }) => drawn);
      predicted.push(...(await decodeEach((await followAlong(following, config, means, actions)).expectedZ)));
      nll.push(...(await followAlong(following, config, draws, actions)).nll);
      untrainedNll.push(...(await followAlong(untrained, config, draws, actions)).nll);
      const dream = await dreamAlong(dynamics, means[0]!, actions);
      dreamed.push(...(await decodeEach(dream.expectedZ)));
      rewards.push(...dream.reward);
    }

    const happened = stretches.flatMap((stretch) => stretch.observations.map(inStds));
    const before = (choose: (stretch: Stretch, step: number) => Float32Array): readonly Float32Array[] =>
      stretches.flatMap((stretch) => stretch.actions.map((_, step) => inStds(choose(stretch, step))));
    const earned = stretches.flatMap((stretch) => stretch.rewards.map((reward) => Float32Array.of(reward)));
    const seen = observations.map(inStds);
    return {
      samples: {
        observations: observations.length,
        stretches: stretches.length,
        horizon: stretches[0]?.actions.length ?? 0,
      },
      reconstruction: deviationOf("reconstruction", await decodeEach(posteriorMeans), seen),
      nextObservation: deviationOf("next observation", predicted, happened),
      lastObservation: deviationOf(
        "last observation",
        before((stretch, step) => stretch.observations[step - 1] ?? stretch.observation),
        happened,
      ),
      dreamedObservation: deviationOf("dreamed observation", dreamed, happened),
      firstObservation: deviationOf(
        "first observation",
        before((stretch) => stretch.observation),
        happened,
      ),
      dreamedReward: deviationOf("dreamed reward", rewards, earned),
      nextLatent: { nll: meanOf(nll), untrainedNll: meanOf(untrainedNll) },
    };
  });
}

function following({ config, weights }: WorldModel): OnnxModel {
  return emitOnnx(followingGraph(config), { name: "following", weights });
}

/** z ~ N(μ, σ²) */
function draw(mean: Float32Array, logVar: Float32Array, rng: Rng): Float32Array {
  return mean.map((mu, at) => mu + exp(0.5 * logVar[at]!) * rng.normal());
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
