/** How well a stored model does on held-out data: what V gives back, and what M predicts along an episode's own actions. */
import type { Controller } from "../models/controller.ts";
import { modelGraphs } from "../models/model-graphs.ts";
import type { WorldModel } from "../models/world-model.ts";
import { type Deviation, deviationOf, inUnitsOf } from "./deviation.ts";
import { dreamAlong, output } from "./dream-along.ts";
import { withGraphs } from "./open-graphs.ts";
import type { MeasureOptions } from "./samples.ts";

/** Against what happened. */
export interface HeldOutScores {
  readonly samples: { readonly observations: number; readonly stretches: number; readonly horizon: number };
  /** Decoded from the posterior's mean, in standard deviations of the training data. */
  readonly reconstruction: Deviation;
  /** Observations decoded along the dream, in the same unit. */
  readonly dreamedObservation: Deviation;
  /** Of each decision along the dream, in the scenario's units. */
  readonly dreamedReward: Deviation;
}

export function measureModel(
  model: WorldModel,
  controller: Controller,
  { samples, observationStd, session }: MeasureOptions,
): Promise<HeldOutScores> {
  const { observations, stretches } = samples;
  const inStds = (observation: Float32Array): Float32Array => inUnitsOf(observationStd, observation);
  return withGraphs(modelGraphs(model, controller), session, async ({ encoder, decoder, dynamics }) => {
    const encode = async (observation: Float32Array): Promise<Float32Array> =>
      output(await encoder.run({ observation }), "z");
    const decode = async (z: Float32Array): Promise<Float32Array> =>
      inStds(output(await decoder.run({ z }), "observation"));

    const reconstructed: Float32Array[] = [];
    for (const observation of observations) reconstructed.push(await decode(await encode(observation)));
    const [dreamed, rewards]: [Float32Array[], Float32Array[]] = [[], []];
    for (const { observation, actions } of stretches) {
      const dream = await dreamAlong(dynamics, await encode(observation), actions);
      for (const z of dream.expectedZ) dreamed.push(await decode(z));
      rewards.push(...dream.reward);
    }
    const followed = stretches.flatMap((stretch) => stretch.observations);
    const earned = stretches.flatMap((stretch) => stretch.rewards.map((reward) => Float32Array.of(reward)));
    return {
      samples: {
        observations: observations.length,
        stretches: stretches.length,
        horizon: stretches[0]?.actions.length ?? 0,
      },
      reconstruction: deviationOf("reconstruction", reconstructed, observations.map(inStds)),
      dreamedObservation: deviationOf("dreamed observation", dreamed, followed.map(inStds)),
      dreamedReward: deviationOf("dreamed reward", rewards, earned),
    };
  });
}
