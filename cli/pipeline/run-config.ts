/** Everything that decides how a run goes: with the same configuration a run ends with the same bytes. */
import type { MctsOptions, PlannerOptions } from "../../agents/index.ts";
import type {
  ControllerInputs,
  ConvolutionalOptions,
  Device,
  HeldOutOptions,
  OptimiserOptions,
  PerceptronOptions,
  Schedule,
  StandardisedOptions,
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

/** A V with parameters. */
export interface LearnedVaeSettings {
  readonly kind: "learned";
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
  /** Nothing to train where z is the state itself. */
  readonly vae: StandardisedOptions | LearnedVaeSettings;
  readonly rnn: {
    readonly hidden: number;
    readonly mixtures: number;
    /** Whether all latents draw one component together. */
    readonly joint: boolean;
    /** Whether means are offsets from z, or from a gated part of it. */
    readonly residual: boolean | "gated";
    readonly headUnits: number;
    /** Ms that are trained apart, for what they disagree about. */
    readonly ensemble: number;
    readonly batch: number;
    readonly steps: number;
    /** Decisions before each window on which h and c are warmed up. */
    readonly burnIn: number;
    readonly optimiser: OptimiserOptions;
    readonly lossWeights: { readonly reward: number; readonly termination: number };
    /** Training on the first episodes. */
    readonly first: Schedule;
    /** Training after each round. */
    readonly further: Schedule;
    /** What is measured on the held-out episodes beside training, and whether training ends by it. */
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
