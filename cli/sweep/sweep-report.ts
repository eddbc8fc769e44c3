/** What a temperature sweep found. */
import type { MeanDifference, ReturnStatistics } from "../../agents/index.ts";
import type { ControllerInputs } from "../../worldmodel/index.ts";
import type { PublishedScore } from "../leaderboard/published-scores.ts";
import type { Casting } from "../pipeline/casting.ts";
import type { PublishedTemperature } from "./published-sweep.ts";

/** Where a run's sweep lies: its scores and curves, and its report unless another folder is named. */
export const SWEEP_FOLDER = "sweep";

/** Returns of the controllers of one temperature in one world, of one after the other, each in the order of the seeds. */
export interface SweptReturns extends ReturnStatistics {
  readonly returns: readonly number[];
}

export interface SweptTemperature {
  readonly temperature: number;
  /** In the dream at this temperature. */
  readonly dream: SweptReturns;
  readonly true: SweptReturns;
  /** Return in the dream less return in the true scenario: what the controller gained by what the dream gets wrong. */
  readonly dreamGap: MeanDifference;
}

/** An agent beside the sweep, in the true scenario. */
export interface Reference extends Casting, SweptReturns {}

export interface SweepReport {
  readonly format: "craik-sweep";
  readonly version: 1;
  readonly run: string;
  readonly scenario: string;
  readonly scenarioHash: string;
  /** Of the episodes. */
  readonly seed: number;
  /** Of each controller, in the dream and in the true scenario. */
  readonly episodes: number;
  /** Controllers of each temperature, from searches that differ in their seed only. */
  readonly repetitions: number;
  readonly search: {
    readonly inputs: ControllerInputs;
    readonly population: number;
    readonly rollouts: number;
    readonly generations: number;
  };
  readonly temperatures: readonly SweptTemperature[];
  /** Random play, and the run's controls: controllers on an untrained M and on z only, evolved at the run's own temperature. */
  readonly references: readonly Reference[];
  readonly published: {
    readonly temperatures: readonly PublishedTemperature[];
    readonly scores: readonly PublishedScore[];
  };
}
