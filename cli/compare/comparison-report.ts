/** What `comparison.json` holds, and what the page shows. */
import type { Quantity, Summary } from "../../agents/index.ts";
import type { ReturnScore } from "../../worldmodel/index.ts";
import type { Settings } from "../pipeline/run-config.ts";

/** Predictors in the order of tables and legends; the first is the one that is examined. */
export const PREDICTORS = {
  model: { label: "model", description: "the learned model's open-loop dream, along the mean of its mixture" },
  untrained: { label: "untrained", description: "the same V with an M whose parameters are freshly drawn" },
  lastValue: { label: "last value", description: "everything stays as it was last observed" },
  constantVelocity: {
    label: "constant velocity",
    description: "everything goes on as between the last two observations",
  },
  mean: { label: "mean", description: "the mean of the training data, whatever was observed" },
  physics: {
    label: "physics again",
    description: "the physics against its own continuation from a snapshot: its drift, 0 when it is deterministic",
  },
} as const;
export type PredictorName = keyof typeof PREDICTORS;

/** One episode on which predictions were made. */
export interface ComparedEpisode {
  readonly behaviour: string;
  readonly agent: string;
  readonly seed: number;
  /** Control steps. */
  readonly steps: number;
  readonly return: number;
}

export interface ComparisonReport {
  readonly format: "craik-comparison";
  readonly version: 1;
  readonly run: string;
  readonly scenario: string;
  readonly scenarioHash: string;
  /** Of the episodes that were played for this comparison, and of the bootstrap. */
  readonly seed: number;
  readonly method: {
    readonly actionRepeat: number;
    readonly decisionSecs: number;
    readonly horizonDecisions: number;
    readonly horizonSecs: number;
    /** Decisions before the first starting point of an episode. */
    readonly burnInDecisions: number;
    readonly pointsPerEpisode: number;
    /** Normalised error up to which a prediction counts as valid. */
    readonly validityThreshold: number;
  };
  readonly model: {
    readonly trainedOn: { readonly environmentSteps: number; readonly episodes: number };
    readonly preset: string;
    readonly seed: number;
    readonly device: string;
    readonly threads: number;
    readonly settings: Settings;
    /** In the true scenario, the two controls among them; none until the run was scored. */
    readonly returns: readonly ReturnScore[];
  };
  readonly predictors: readonly { readonly name: string; readonly label: string; readonly description: string }[];
  /** Observed elements, then the reward of a decision; mean and std in the training data. */
  readonly quantities: readonly Quantity[];
  readonly episodes: readonly ComparedEpisode[];
  /** What each behaviour is. */
  readonly behaviourDescriptions: Readonly<Record<string, string>>;
  readonly overall: Summary;
  readonly behaviours: Readonly<Record<string, Summary>>;
}
