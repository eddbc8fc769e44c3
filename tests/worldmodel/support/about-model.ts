/** What a card may say of a model beside the model itself. */
import type { AboutModel } from "../../../worldmodel/index.ts";

const DEVIATION = { std: 1.5, relativeRms: 0.25, largest: 2 };

export const ABOUT: AboutModel = {
  versions: { craik: "0.1.0", onnxruntime: "1.30.0", node: "20.19.0" },
  trainedOn: {
    datasetHash: "0123456789abcdef".repeat(4),
    episodes: 5,
    environmentSteps: 5000,
    controllerSteps: 0,
    behaviours: [
      { agent: "brownian", episodes: 3, environmentSteps: 3000, returnMean: 28.5 },
      { agent: "cem", episodes: 2, environmentSteps: 2000, returnMean: 251 },
    ],
    rounds: 1,
  },
  metrics: { "vae/loss": 0.1 },
  scores: {
    heldOut: {
      samples: { observations: 200, stretches: 16, horizon: 25 },
      reconstruction: { std: 1.25, relativeRms: 0.03125, largest: 0.5 },
      nextObservation: DEVIATION,
      lastObservation: DEVIATION,
      dreamedObservation: DEVIATION,
      firstObservation: DEVIATION,
      dreamedReward: { std: 0, relativeRms: null, largest: 0 },
      nextLatent: { nll: 0.75, untrainedNll: 1.5 },
    },
    returns: [],
  },
  limits: { episodeSteps: 1000, factors: { gravity: { low: 9.81, high: 9.81, unit: "m/s²" } }, validPrediction: null },
};
