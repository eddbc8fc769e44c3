/** What passes between the command's thread and an engine thread: plain structured-cloneable data. */
import type { ThreadError } from "../../sim/index.ts";
import type { Controller, ControllerInputs, WorldModel } from "../../worldmodel/index.ts";
import type { Casting } from "./casting.ts";
import type { ChosenPlanner } from "./chosen-planner.ts";
import type { TrainingSummary } from "./pipeline.ts";
import type { Footage } from "./reporter.ts";
import type { Modality } from "./run-words.ts";

export type EngineTask = TrainTask | PerformTask | TryTask;

/** Train the run in this folder, or go on with it. */
export interface TrainTask {
  readonly kind: "train";
  readonly run: string;
}

/** Play the episodes that are ordered, one after another, until `close`. */
export interface PerformTask {
  readonly kind: "perform";
  /** Built-in id or path. */
  readonly scenario: string;
  /** Folder of a trained run; without it only agents that need no model can act. */
  readonly run: string | undefined;
  /** Temperature of the run's dream, in which the agent acts in place of the true scenario. */
  readonly dream?: number | undefined;
  readonly casting: Casting;
  /** In place of the run's settings for the planner of this name. */
  readonly planner?: ChosenPlanner | undefined;
  /** In place of the run's own controller of a trained M. */
  readonly controller?: Controller | undefined;
  /** Threads of ONNX Runtime. */
  readonly threads: number;
  /** Whether to send footage. */
  readonly film: boolean;
}

/** Try the controllers that are ordered, one episode each, until `close`. */
export interface TryTask {
  readonly kind: "try";
  /** Built-in id or path. */
  readonly scenario: string;
  /** What V sees. */
  readonly modality: Modality;
  /** What the controllers read. */
  readonly model: WorldModel;
  readonly inputs: ControllerInputs;
}

/** What an engine thread is told while it works. */
export type EngineOrder =
  | PlayOrder
  | TryOrder
  /** Free what you hold, and end. */
  | { readonly kind: "close" }
  /** Leave off where you are, and end. */
  | { readonly kind: "stop" };

export interface PlayOrder {
  readonly kind: "play";
  readonly seed: number;
  /** Number of the episode, for the viewer. */
  readonly episode: number;
}

export interface TryOrder {
  readonly kind: "try";
  /** W [A,F], then b [A]. */
  readonly parameters: Float32Array;
  readonly seed: number;
}

/** One episode of a controller. */
export interface Trial {
  readonly return: number;
  /** Control steps. */
  readonly steps: number;
}

/** One scored episode. */
export interface PerformedEpisode {
  readonly seed: number;
  readonly return: number;
  readonly steps: number;
  readonly decisions: number;
  /** The agent's own thinking time. */
  readonly thinkingSecs: number;
}

export type EngineMessage =
  | { readonly kind: "stage"; readonly id: string; readonly label: string }
  | { readonly kind: "progress"; readonly id: string; readonly fraction: number; readonly detail: string }
  | { readonly kind: "stageFinished"; readonly id: string; readonly detail: string }
  | { readonly kind: "note"; readonly line: string }
  | { readonly kind: "metric"; readonly series: string; readonly x: number; readonly y: number }
  | { readonly kind: "footage"; readonly footage: Footage }
  | { readonly kind: "performed"; readonly episode: PerformedEpisode }
  | { readonly kind: "tried"; readonly trial: Trial }
  | { readonly kind: "finished"; readonly summary: TrainingSummary | undefined }
  | { readonly kind: "failed"; readonly error: ThreadError };
