/** Presets where V sees pixels. */
import { OPTIMISER_DEFAULTS } from "../../../worldmodel/index.ts";
import type { Settings } from "../run-config.ts";
import { plannersWith } from "./planners.ts";
import { NO_ACTOR, PATIENT, PRESETS } from "./state.ts";

/**
 * For pixels on a laptop: V with half of the paper's channels; M of the paper's size, for whose latents one step is not the identity
 * plus a little as a state's is.
 */
export const FAST_PIXELS: Settings = {
  ...PRESETS.fast,
  actor: NO_ACTOR,
  planners: plannersWith({ candidates: 64, iterations: 3, elites: 8 }, null),
  collection: {
    explorationEpisodes: 250,
    heldOutEpisodes: 20,
    rounds: 1,
    episodesPerRound: 50,
    gatherer: "controller",
    actionNoise: 0.3,
  },
  vae: {
    kind: "learned",
    latents: 32,
    networks: { kind: "convolutional", channels: [16, 32, 64, 128] },
    // A summed squared error as the paper has it, weighed against the divergence so that small things are worth a latent.
    reconstructionStd: 0.1,
    divergenceTolerance: 0.5,
    batch: 100,
    optimiser: OPTIMISER_DEFAULTS,
    first: { steps: 4000, learningRate: { start: 1e-3, end: 1e-4 } },
    further: { steps: 800, learningRate: { start: 3e-4, end: 1e-4 } },
    heldOut: { every: 100, batches: 2, patience: null },
  },
  rnn: {
    ...PRESETS.fast.rnn,
    hidden: 256,
    mixtures: 5,
    residual: true,
    headUnits: 0,
    // Ha & Schmidhuber weigh termination tenfold where it is rare (their appendix A.2, VizDoom).
    lossWeights: { reward: 1, termination: 10 },
    first: { steps: 2000, learningRate: { start: 1e-3, end: 1e-4 } },
    further: { steps: 800, learningRate: { start: 3e-4, end: 1e-4 } },
  },
  // Their temperature: above 1, so that C finds less to exploit in the dream (their table 2).
  controller: { ...PRESETS.fast.controller, temperature: 1.15 },
};

/** Ha & Schmidhuber's sizes and optimiser settings (2018, appendix A) on pixels: hours on a CPU. */
export const PAPER_PIXELS: Settings = {
  ...PRESETS.paper,
  actionRepeat: 1,
  collection: {
    explorationEpisodes: 10_000,
    heldOutEpisodes: 100,
    rounds: 0,
    episodesPerRound: 1,
    gatherer: "controller",
    actionNoise: 0.3,
  },
  vae: {
    kind: "learned",
    latents: 32,
    networks: { kind: "convolutional", channels: [32, 64, 128, 256] },
    // Their sum of squared errors.
    reconstructionStd: Math.SQRT1_2,
    divergenceTolerance: 0.5,
    batch: 100,
    optimiser: OPTIMISER_DEFAULTS,
    first: { steps: 100_000, learningRate: { start: 1e-4 } },
    further: { steps: 10_000, learningRate: { start: 1e-4 } },
    heldOut: PATIENT,
  },
  rnn: { ...PRESETS.paper.rnn, lossWeights: { reward: 1, termination: 10 } },
};
