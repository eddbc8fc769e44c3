/** Presets where V sees the state. */
import { type HeldOutOptions, OPTIMISER_DEFAULTS } from "../../../worldmodel/index.ts";
import type { Settings } from "../run-config.ts";
import type { Preset } from "../run-words.ts";
import { FAST_MCTS, plannersWith } from "./planners.ts";

/**
 * Horizon and λ of Hafner et al. 2020; the average of about 20 updates stands for the slow critic of Hafner et al. 2023. Rate, discount and
 * entropy bonus are those with which so many updates, half a minute, find the swing-up of the cart-pole; γ 0.99 and a bonus of 3e-4 did not.
 */
const FAST_ACTOR: Settings["actor"] = {
  inputs: "z",
  hidden: [128, 128],
  batch: 32,
  horizon: 15,
  discount: 0.97,
  lambda: 0.95,
  entropyBonus: 0.01,
  optimiser: { ...OPTIMISER_DEFAULTS, clipNorm: 100, averaging: 0.95 },
  schedule: { steps: 800, learningRate: { start: 2e-3, end: 3e-4 } },
  everyRound: true,
};

/** Where none has been tried. */
export const NO_ACTOR: Settings["actor"] = { ...FAST_ACTOR, schedule: { ...FAST_ACTOR.schedule, steps: 0 } };

/** A laptop's preset: minutes on two cores. Its schedules are too short to train too long. */
const FAST: Settings = {
  actionRepeat: 4,
  collection: {
    explorationEpisodes: 10,
    heldOutEpisodes: 3,
    rounds: 3,
    episodesPerRound: 4,
    gatherer: "planners",
    actionNoise: 0.3,
  },
  vae: { kind: "standardised", posteriorStd: 0.02 },
  rnn: {
    hidden: 128,
    mixtures: 2,
    joint: false,
    residual: true,
    headUnits: 128,
    ensemble: 1,
    batch: 64,
    steps: 32,
    // More does not pay where the state is seen: on the cart-pole (10 episodes, 800 updates, 3 seeds) the likelihood of whole held-out
    // episodes is 1.15 nats a latent without, 1.08 with 8 decisions and 1.08 with 16.
    burnIn: 0,
    optimiser: { ...OPTIMISER_DEFAULTS, clipValue: 1 },
    lossWeights: { reward: 10, termination: 1 },
    first: { steps: 1500, learningRate: { start: 1e-3, end: 1e-4 } },
    further: { steps: 400, learningRate: { start: 1e-3, end: 1e-4 } },
    heldOut: { every: 50, batches: 4, patience: null },
  },
  planners: plannersWith({ candidates: 64, iterations: 3, elites: 8 }, FAST_ACTOR.discount),
  oraclePlanners: plannersWith({ candidates: 32, iterations: 3, elites: 6 }, null),
  mcts: FAST_MCTS,
  actor: FAST_ACTOR,
  controller: {
    inputs: "zh",
    evolveIn: "dream",
    search: "full",
    restarts: 0,
    population: 32,
    rollouts: 4,
    generations: 40,
    roundGenerations: 15,
    temperature: 1,
    initialStepSize: 0.1,
    checks: { every: 5, episodes: 4 },
  },
  checkpointEvery: 250,
};

/** Ends training where held-out losses no longer fall. */
export const PATIENT: HeldOutOptions = { every: 500, batches: 10, patience: 10 };

/** Ha & Schmidhuber's sizes for M and C, and their optimiser settings (FIELD of their appendix A); V as a perceptron. */
const PAPER: Settings = {
  ...FAST,
  collection: { ...FAST.collection, gatherer: "icem" },
  actor: NO_ACTOR,
  vae: {
    kind: "learned",
    latents: 32,
    networks: { kind: "perceptron", hidden: [256, 256] },
    reconstructionStd: 0.02,
    divergenceTolerance: 0,
    batch: 100,
    optimiser: OPTIMISER_DEFAULTS,
    first: { steps: 10_000, learningRate: { start: 1e-4 } },
    further: { steps: 2_000, learningRate: { start: 1e-4 } },
    heldOut: PATIENT,
  },
  rnn: {
    ...FAST.rnn,
    hidden: 256,
    mixtures: 5,
    residual: false,
    headUnits: 0,
    batch: 100,
    first: { steps: 4_000, learningRate: { start: 1e-3 } },
    further: { steps: 1_000, learningRate: { start: 1e-3 } },
    heldOut: PATIENT,
  },
  planners: plannersWith({ candidates: 256, iterations: 5, elites: 26 }, null),
  controller: {
    ...FAST.controller,
    population: 64,
    rollouts: 16,
    generations: 100,
    roundGenerations: 25,
    checks: { every: 10, episodes: 16 },
  },
};

/**
 * All of it learned in the dreams of a model of random play, after Ha & Schmidhuber's take-cover, for worlds in which things come and go.
 * Gates and a joint mixture keep what is absent where it is and let a thing come whole. The heads' hidden layer is wide rather than the LSTM, as
 * the state says nearly all: after 2,500 updates it reaches -2.26 nats a latent held out, an LSTM of 256 without that layer -2.23 (one seed,
 * 2,000 episodes of take-cover).
 */
const DREAM: Settings = {
  ...FAST,
  collection: { ...FAST.collection, explorationEpisodes: 10_000, rounds: 0 },
  rnn: {
    ...FAST.rnn,
    mixtures: 6,
    joint: true,
    residual: "gated",
    headUnits: 384,
    batch: 32,
    lossWeights: { reward: 10, termination: 10 },
    first: { steps: 10_000, learningRate: { start: 1e-3, end: 1e-4 } },
  },
  controller: { ...FAST.controller, population: 64, rollouts: 16, generations: 100 },
};

export const PRESETS: Readonly<Record<Preset, Settings>> = { fast: FAST, paper: PAPER, dream: DREAM };
