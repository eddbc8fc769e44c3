/** Feed events: what a running loop tells its viewers. Plain structured-cloneable data. */
import type { Scene } from "../../sim/core/env.ts";
import type { Series } from "./series.ts";

export type FeedEvent =
  | SceneEvent
  | FrameEvent
  | PhasesEvent
  | MetricEvent
  | TableEvent
  | WatchableEvent
  | NoticeEvent
  | CaptionEvent
  | SearchEvent
  | PlaybackEvent;

/** The scenario that the following frames belong to. */
export interface SceneEvent {
  readonly kind: "scene";
  /** The scenario's name for people, such as `Cart-pole swing-up`. */
  readonly title: string;
  readonly controlStepSecs: number;
  readonly scene: Scene;
}

/** One moment of an episode. */
export interface FrameEvent {
  readonly kind: "frame";
  /** Who acts, such as `random` or `cem · learned`. At most 255 bytes of UTF-8. */
  readonly source: string;
  /** Counts from 0. */
  readonly episode: number;
  /** Control steps since the reset. */
  readonly step: number;
  /** Simulated time since the reset. */
  readonly timeSecs: number;
  /** Reward of the last control step. */
  readonly reward: number;
  /** Sum of the rewards since the reset. */
  readonly returnSoFar: number;
  /** World poses (x, y, z, qx, qy, qz, qw) in the order of the scene's bodies. [bodies × 7] */
  readonly poses: Float32Array;
  /** The model's prediction for the same moment. [bodies × 7] */
  readonly ghost?: Float32Array;
}

export type PhaseState = "waiting" | "running" | "finished" | "failed";

/** All phases of the loop, in order; each event replaces the one before. */
export interface PhasesEvent {
  readonly kind: "phases";
  readonly phases: readonly Phase[];
}

export interface Phase {
  /** Stable, such as `train-rnn`. */
  readonly id: string;
  readonly label: string;
  readonly state: PhaseState;
  /** 0 to 1. */
  readonly fraction: number;
  /** Estimated time left; null when unknown. */
  readonly etaSecs: number | null;
  /** One line about what is going on, such as `epoch 3 of 10, loss 0.42`; may be empty. */
  readonly detail: string;
}

/** One point of a curve. A point at or before the last x replaces everything from there on. */
export interface MetricEvent {
  readonly kind: "metric";
  /** `group/name`, such as `return/random`, `vae/loss`: curves of one group share a chart. */
  readonly series: string;
  readonly x: number;
  readonly y: number;
}

/** The results so far; each event replaces the one before. */
export interface TableEvent {
  readonly kind: "table";
  readonly rows: readonly TableRow[];
}

export interface TableRow {
  readonly agent: string;
  /** What the agent plans or was trained in, such as `learned`, `true` or `–`. */
  readonly dynamics: string;
  readonly returnMean: number;
  readonly returnStd: number;
  readonly episodes: number;
}

/** The agents that may be watched now. */
export interface WatchableEvent {
  readonly kind: "watchable";
  readonly agents: readonly string[];
  /** The one that is being watched; null when none is. */
  readonly watching: string | null;
}

/** A line for the person who watches. */
export interface NoticeEvent {
  readonly kind: "notice";
  readonly level: "info" | "warning" | "error";
  readonly text: string;
}

/** What the scenario says about the moment, such as the goal of the episode; empty where it says nothing. */
export interface CaptionEvent {
  readonly kind: "caption";
  readonly text: string;
}

/** What the tree search behind the moment found at its root; no choices where nobody searches. */
export interface SearchEvent {
  readonly kind: "search";
  /** Most visited first. */
  readonly choices: readonly SearchChoice[];
  /** Simulations that it ran, and those that it took over from the search before. */
  readonly simulations: number;
  /** Actions from the root to the deepest node. */
  readonly depth: number;
}

export interface SearchChoice {
  /** In the scenario's units. [A] */
  readonly action: readonly number[];
  readonly visits: number;
  /** Predicted return up to the horizon; null where the action has not been tried. */
  readonly value: number | null;
  /** Whether it is the one that is carried out. */
  readonly chosen: boolean;
}

/** How frames are being played. The server publishes it by itself after a pause, resume or speed command. */
export interface PlaybackEvent {
  readonly kind: "playback";
  readonly paused: boolean;
  /** Multiple of real time. */
  readonly speed: number;
}

/** All curves so far: sent by the server to a viewer that joins, never published. */
export interface HistoryMessage {
  readonly kind: "history";
  readonly series: readonly Series[];
}

export type ServerMessage = FeedEvent | HistoryMessage;
