/** A theatre that notes what it shows, and episodes for it. */
import type { SearchStatistics } from "../../../../agents/index.ts";
import { createTheatre, type Theatre } from "../../../../cli/live/theatre.ts";
import type { Footage } from "../../../../cli/pipeline/reporter.ts";
import type { Scene } from "../../../../sim/index.ts";
import type { FrameEvent } from "../../../../viewer/index.ts";

export const STEP_SECS = 0.01;
export const POSE_LENGTH = 7;
export const SCENE: Scene = sceneOf("cart");

/** A scene of one body. */
export function sceneOf(name: string): Scene {
  return {
    bodies: [{ name, moves: true, shapes: [] }],
    camera: { position: [0, -1, 0], target: [0, 0, 0], verticalFovRad: 1 },
  };
}

export interface Watched {
  readonly theatre: Theatre;
  readonly frames: readonly FrameEvent[];
  readonly scenes: readonly Scene[];
  readonly captions: readonly string[];
  readonly searches: readonly (SearchStatistics | null)[];
  /** What has been shown since the last call: `source/episode/step`. */
  shown(): readonly string[];
  /** So many frames' time passes, in ticks of one frame. */
  play(frames: number): void;
}

export function openTheatre(): Watched {
  const frames: FrameEvent[] = [];
  const scenes: Scene[] = [];
  const captions: string[] = [];
  const searches: (SearchStatistics | null)[] = [];
  const theatre = createTheatre({
    controlStepSecs: STEP_SECS,
    scene: SCENE,
    onScene: (scene) => scenes.push(scene),
    onCaption: (text) => captions.push(text),
    onSearch: (search) => searches.push(search),
    onFrame: (frame) => frames.push(frame),
  });
  let seen = 0;
  return {
    theatre,
    frames,
    scenes,
    captions,
    searches,
    shown: () => {
      const fresh = frames.slice(seen);
      seen = frames.length;
      return fresh.map(({ source, episode, step }) => `${source}/${episode}/${step}`);
    },
    play: (count) => {
      for (let frame = 0; frame < count; frame++) theatre.tick(STEP_SECS * (1 + 1e-9));
    },
  };
}

export interface Part {
  readonly source?: string;
  readonly episode?: number;
  readonly firstStep?: number;
  readonly steps?: number;
  readonly last?: boolean;
  readonly ghost?: Float32Array;
  readonly scene?: Scene;
  readonly captions?: readonly string[];
  readonly searches?: readonly (SearchStatistics | null)[];
}

/** Rewards are 1 each; the first number of a pose is the frame's step. */
export function footage(part: Part = {}): Footage {
  const {
    source = "random",
    episode = 0,
    firstStep = 0,
    steps = 3,
    last = true,
    ghost,
    scene,
    captions,
    searches,
  } = part;
  const poses = Float32Array.from({ length: steps * POSE_LENGTH }, (_, index) =>
    index % POSE_LENGTH === 0 ? firstStep + index / POSE_LENGTH + 1 : 0,
  );
  const rewards = new Float32Array(steps).fill(1);
  return {
    source,
    episode,
    firstStep,
    ...(scene && { scene }),
    captions: captions ?? Array(steps).fill(""),
    searches: searches ?? Array(steps).fill(null),
    poses,
    rewards,
    last,
    ...(ghost && { ghost }),
  };
}
