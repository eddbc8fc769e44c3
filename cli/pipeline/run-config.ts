/** Everything that decides how a run goes: with the same configuration a run ends with the same bytes. */
import type { MctsOptions, PlannerOptions, ScoringOptions, SearchOptions } from "../../agents/index.ts";
import {
  type ControllerInputs,
  type ConvolutionalOptions,
  type Device,
  type HeldOutOptions,
  OPTIMISER_DEFAULTS,
  type OptimiserOptions,
  type PerceptronOptions,
  type Schedule,
} from "../../worldmodel/index.ts";
import type { ControllerSettings } from "./controller-settings.ts";
import type { Gatherer, Modality, Preset } from "./run-words.ts";

export interface RunConfig {
  readonly version: 1;
  /** Built-in id, or the absolute path of a scenario file. */
  readonly scenario: string;
  readonly scenarioHash: string;
  readonly seed: number;
  readonly preset: Preset;
  /** What V sees. */
  readonly modality: Modality;
  readonly device: Device;
  /** Why it was chosen, in one line. */
  readonly deviceReason: string;
  /** Threads of ONNX Runtime: part of the configuration, since sums may depend on it. */
  readonly threads: number;
  readonly settings: Settings;
}

/** What a preset decides. */
export interface Settings {
  /** Control steps for which an action is held. */
  readonly actionRepeat: number;
  readonly collection: {
    /** Episodes of Brownian exploration at the start. */
    readonly explorationEpisodes: number;
    /** Episodes kept out of training, for `compare`. */
    readonly heldOutEpisodes: number;
    /** Times that an agent gathers episodes with the model so far, after which both models train on (Ha & Schmidhuber 2018, section 5). */
    readonly rounds: number;
    readonly episodesPerRound: number;
    /** Who gathers. */
    readonly gatherer: Gatherer;
    /** Standard deviation of the noise on the gatherer's actions, in half ranges of the action. */
    readonly actionNoise: number;
  };
  readonly vae: {
    readonly latents: number;
    /** Perceptrons for a state vector, convolutions for pixels. */
    readonly networks: PerceptronOptions | ConvolutionalOptions;
    readonly reconstructionStd: number;
    readonly divergenceTolerance: number;
    readonly batch: number;
    readonly optimiser: OptimiserOptions;
    /** Training on the first episodes. */
    readonly first: Schedule;
    /** Training after each round. */
    readonly further: Schedule;
    /** What is measured on the held-out episodes beside training, and whether training ends by it. */
    readonly heldOut: HeldOutOptions;
  };
  readonly rnn: {
    readonly hidden: number;
    readonly mixtures: number;
    readonly residual: boolean;
    readonly headUnits: number;
    /** Ms that are trained apart, for what they disagree about. */
    readonly ensemble: number;
    readonly batch: number;
    readonly steps: number;
    /** Decisions before each window on which h and c are warmed up. */
    readonly burnIn: number;
    readonly optimiser: OptimiserOptions;
    readonly lossWeights: { readonly reward: number; readonly termination: number };
    readonly first: Schedule;
    readonly further: Schedule;
    readonly heldOut: HeldOutOptions;
  };
  /** Planners in the learned model; in the true physics too where the run's critic can tell values there. `planner-settings.ts` chooses. */
  readonly planners: PlannerOptions;
  /** Planners in the true physics without a critic: plain returns. Every candidate is a simulation, so there are fewer. */
  readonly oraclePlanners: PlannerOptions;
  /** Tree search, in either. */
  readonly mcts: MctsOptions;
  /** The policy that is trained by back-propagation through M's dreams, and its critic. */
  readonly actor: {
    /** What they read of M's belief. Where the observation is the state, z says all; with (z, h) the cart-pole took more updates. */
    readonly inputs: ControllerInputs;
    /** Units of each hidden layer of either. */
    readonly hidden: readonly number[];
    /** Dreams of an update. */
    readonly batch: number;
    /** Decisions of a dream. */
    readonly horizon: number;
    /** γ, of a decision. */
    readonly discount: number;
    /** Of TD(λ). */
    readonly lambda: number;
    /** What a nat of entropy is worth, in ranges of returns. */
    readonly entropyBonus: number;
    /** Of both; `averaging` makes the critic's targets slow. */
    readonly optimiser: OptimiserOptions;
    /** 0 steps: no actor. */
    readonly schedule: Schedule;
    /** Whether it is trained after every round, for planners that gather, or after the last alone. */
    readonly everyRound: boolean;
  };
  readonly controller: ControllerSettings;
  /** Updates between two checkpoints of V, M or the actor. */
  readonly checkpointEvery: number;
}

/** Plain sums of predicted rewards. */
const PLAIN: ScoringOptions = { discount: 1, bootstrap: "none", rewardTail: 25, caution: 0 };

/** Planners that see a second and a bit ahead in decisions of 0.04 s. MPPI weighs its elites, so it has twice as many. */
function plannersWith(budget: Pick<SearchOptions, "candidates" | "iterations" | "elites">): PlannerOptions {
  const search = { ...PLAIN, horizon: 30, ...budget };
  return {
    cem: { ...search, smoothing: 0.1, initialStd: 1, minStd: 0.1, warmStart: true, choose: "mean" },
    icem: {
      ...search,
      // The same candidates in each iteration, so that one graph rolls them all out.
      decay: 1,
      smoothing: 0.1,
      initialStd: 1,
      minStd: 0.1,
      keepElites: 0.3,
      // Pushes one way long enough to matter.
      noiseBeta: 2,
    },
    mppi: {
      ...search,
      elites: 2 * budget.elites,
      policyTrajectories: 0,
      temperature: 0.5,
      minStd: 0.1,
      maxStd: 1,
      momentum: 0.1,
      choose: "mean",
    },
  };
}

/** As far ahead as the planners, in actions held for 0.08 s, where the first levels of a tree of 50 simulations reach. */
const FAST_MCTS: MctsOptions = {
  simulations: 50,
  leafBatch: 16,
  horizon: 30,
  decisionsPerAction: 2,
  discount: 1,
  root: "gumbel",
  backup: "max",
  puctInit: 1.25,
  puctBase: 19_652,
  rootNoiseAlpha: 0.3,
  rootNoiseFraction: 0,
  consideredActions: 16,
  gumbelScale: 0,
  visitOffset: 50,
  valueScale: 0.1,
  actions: "sampled",
  sampledActions: 20,
  wideningFactor: 20,
  wideningExponent: 0,
  bins: 3,
  proposalStd: 1,
  proposalScales: 4,
  noiseBeta: 2,
  leafValue: "rollout",
  continuation: "plan",
  reuseTree: false,
};

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
  schedule: { steps: 2500, learningRate: { start: 2e-3, end: 3e-4 } },
  everyRound: false,
};

/** Where none has been tried. */
export const NO_ACTOR: Settings["actor"] = { ...FAST_ACTOR, schedule: { ...FAST_ACTOR.schedule, steps: 0 } };

/** A laptop's preset: minutes on two cores. Its schedules are too short to train too long. */
const FAST: Settings = {
  actionRepeat: 4,
  collection: {
    explorationEpisodes: 10,
    heldOutEpisodes: 3,
    rounds: 4,
    episodesPerRound: 2,
    gatherer: "icem",
    actionNoise: 0.3,
  },
  vae: {
    latents: 6,
    networks: { kind: "perceptron", hidden: [64, 64] },
    reconstructionStd: 0.02,
    divergenceTolerance: 0,
    batch: 256,
    optimiser: OPTIMISER_DEFAULTS,
    first: { steps: 1500, learningRate: { start: 1e-3, end: 1e-4 } },
    further: { steps: 300, learningRate: { start: 1e-3, end: 1e-4 } },
    heldOut: { every: 50, batches: 4, patience: null },
  },
  rnn: {
    hidden: 128,
    mixtures: 2,
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
    further: { steps: 600, learningRate: { start: 1e-3, end: 1e-4 } },
    heldOut: { every: 50, batches: 4, patience: null },
  },
  planners: plannersWith({ candidates: 64, iterations: 3, elites: 8 }),
  oraclePlanners: plannersWith({ candidates: 32, iterations: 3, elites: 6 }),
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

const PATIENT: HeldOutOptions = { every: 500, batches: 10, patience: 10 };

/** Ha & Schmidhuber's sizes for M and C, and their optimiser settings (FIELD of their appendix A); V as a perceptron. */
const PAPER: Settings = {
  ...FAST,
  actor: NO_ACTOR,
  vae: {
    ...FAST.vae,
    latents: 32,
    networks: { kind: "perceptron", hidden: [256, 256] },
    batch: 100,
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
  planners: plannersWith({ candidates: 256, iterations: 5, elites: 26 }),
  controller: {
    ...FAST.controller,
    population: 64,
    rollouts: 16,
    generations: 100,
    roundGenerations: 25,
    checks: { every: 10, episodes: 16 },
  },
};

export const PRESETS: Readonly<Record<Preset, Settings>> = { fast: FAST, paper: PAPER };
