/** What a pipeline tells about itself while it works. */
import type { SearchStatistics } from "../../agents/index.ts";
import type { Scene } from "../../sim/index.ts";

/** One stretch of an episode, for the viewer to play at its own pace. */
export interface Footage {
  /** Who acts, such as `random` or `cem · learned`. */
  readonly source: string;
  /** Counts from 0 within a source. */
  readonly episode: number;
  /** Control steps before this stretch. */
  readonly firstStep: number;
  /** With an episode's first stretch, where the episode draws a scene of its own, such as its road. */
  readonly scene?: Scene;
  /** What the scenario says about each moment; empty where it says nothing. [n] */
  readonly captions: readonly string[];
  /** Of the tree search behind each moment; null where nobody searches. [n] */
  readonly searches: readonly (SearchStatistics | null)[];
  /** World poses after each step. [n, bodies × 7] */
  readonly poses: Float32Array;
  /** The model's prediction for the same moments, NaN where there is none; absent without a model. [n, bodies × 7] */
  readonly ghost?: Float32Array;
  /** [n] */
  readonly rewards: Float32Array;
  /** Whether the episode ends here. */
  readonly last: boolean;
}

export interface Reporter {
  /** A stage begins. */
  stage(id: string, label: string): void;
  /** 0 to 1 of the stage, and a few words. */
  progress(id: string, fraction: number, detail: string): void;
  stageFinished(id: string, detail: string): void;
  /** One line that a person should read: something goes another way than was asked for. */
  note(line: string): void;
  /** One point of a curve; series are `group/name`. */
  metric(series: string, x: number, y: number): void;
  footage(footage: Footage): void;
}
