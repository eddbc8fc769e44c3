/** Plays filmed episodes at the pace of the person who watches, while the loop goes on at its own. */
import type { SearchStatistics } from "../../agents/index.ts";
import type { Scene } from "../../sim/index.ts";
import type { FrameEvent } from "../../viewer/index.ts";
import type { Footage } from "../pipeline/reporter.ts";

export interface TheatreOptions {
  readonly controlStepSecs: number;
  /** What is drawn of an episode that brings no scene of its own. */
  readonly scene: Scene;
  /** Before the first frame of an episode with another scene than the one before. */
  readonly onScene: (scene: Scene) => void;
  /** When what the scenario says about the moment changes. */
  readonly onCaption: (text: string) => void;
  /** When another tree search is behind the moment; null where nobody searches. */
  readonly onSearch: (search: SearchStatistics | null) => void;
  readonly onFrame: (frame: FrameEvent) => void;
}

export interface Theatre {
  /** Takes the next stretch of an episode. */
  add(footage: Footage): void;
  /** Stays with one source; null follows whatever is newest. Episodes under way are over: whoever acted in them has stopped. */
  follow(source: string | null): void;
  pause(): void;
  resume(): void;
  /** Shows the next frame of a paused show. */
  step(): void;
  /** Multiple of real time. */
  speed(factor: number): void;
  /** Advances the show by so many seconds of the watcher's time. */
  tick(elapsedSecs: number): void;
  /** Whether the show goes on and has nothing newer to turn to than what it plays. */
  readonly hungry: boolean;
}

interface Reel {
  readonly source: string;
  readonly episode: number;
  readonly scene: Scene;
  readonly captions: string[];
  readonly searches: (SearchStatistics | null)[];
  readonly poses: Float32Array[];
  readonly ghosts: (Float32Array | undefined)[];
  readonly rewards: number[];
  /** Returns up to and with each frame. */
  readonly returns: number[];
  whole: boolean;
}

/** Numbers in a body's pose. */
const POSE = 7;

/** Reels kept for each source: the one on the screen, and the newest. */
const REELS_PER_SOURCE = 2;

export function createTheatre(options: TheatreOptions): Theatre {
  const { controlStepSecs, scene, onScene, onCaption, onSearch, onFrame } = options;
  const reels: Reel[] = [];
  let followed: string | null = null;
  let current: Reel | undefined;
  /** Frames of the current reel that have been shown, with a fraction. */
  let position = 0;
  let shown = 0;
  let paused = false;
  let factor = 1;
  let onStage = scene;
  let caption = "";
  let search: SearchStatistics | null = null;

  const newest = (): Reel | undefined =>
    reels.findLast((reel) => reel.rewards.length > 0 && (followed === null || reel.source === followed));
  const turnTo = (reel: Reel | undefined): void => {
    if (reel === undefined) return;
    current = reel;
    position = 0;
    shown = 0;
  };
  const show = (reel: Reel, index: number): void => {
    const [poses, ghost] = [reel.poses[index], reel.ghosts[index]];
    if (poses === undefined) return;
    shown = index + 1;
    if (reel.scene !== onStage) {
      onStage = reel.scene;
      onScene(onStage);
    }
    const said = reel.captions[index] ?? "";
    if (said !== caption) {
      caption = said;
      onCaption(caption);
    }
    const searched = reel.searches[index] ?? null;
    if (searched !== search) {
      search = searched;
      onSearch(search);
    }
    onFrame({
      kind: "frame",
      source: reel.source,
      episode: reel.episode,
      step: index + 1,
      timeSecs: (index + 1) * controlStepSecs,
      reward: reel.rewards[index] ?? 0,
      returnSoFar: reel.returns[index] ?? 0,
      poses,
      ...(ghost ? { ghost } : {}),
    });
  };
  const advance = (frames: number): void => {
    if (!current) turnTo(newest());
    if (!current) return;
    position = Math.min(position + frames, current.rewards.length);
    const index = Math.floor(position) - 1;
    if (index >= shown) show(current, index);
    if (current.whole && position >= current.rewards.length) turnTo(newest());
  };

  return {
    get hungry() {
      const next = newest();
      return !paused && (next === undefined || next === current);
    },
    add: (footage) => {
      let reel = reels.findLast(({ source, episode }) => source === footage.source && episode === footage.episode);
      if (!reel || footage.firstStep < reel.rewards.length) {
        reel = {
          source: footage.source,
          episode: footage.episode,
          scene: footage.scene ?? scene,
          captions: [],
          searches: [],
          poses: [],
          ghosts: [],
          rewards: [],
          returns: [],
          whole: false,
        };
        reels.push(reel);
        forgetOld(reels, reel.source, current);
      }
      append(reel, footage);
      // A new kind of agent is news: it is not kept waiting for the end of a repeated episode.
      const wanted = followed === null || followed === reel.source;
      if (wanted && footage.firstStep === 0 && reel.source !== current?.source) turnTo(reel);
    },
    follow: (source) => {
      followed = source;
      for (const reel of reels) reel.whole = true;
      if (source !== null && current?.source !== source) turnTo(newest());
    },
    pause: () => {
      paused = true;
    },
    resume: () => {
      paused = false;
    },
    step: () => {
      if (paused) advance(1);
    },
    speed: (next) => {
      factor = next;
    },
    tick: (elapsedSecs) => {
      if (!paused) advance((elapsedSecs * factor) / controlStepSecs);
    },
  };
}

function append(reel: Reel, { captions, searches, poses, ghost, rewards, last }: Footage): void {
  const poseLength = reel.scene.bodies.length * POSE;
  reel.captions.push(...captions);
  reel.searches.push(...searches);
  for (const [index, reward] of rewards.entries()) {
    reel.poses.push(poses.subarray(index * poseLength, (index + 1) * poseLength));
    const predicted = ghost?.subarray(index * poseLength, (index + 1) * poseLength);
    reel.ghosts.push(predicted?.every(Number.isFinite) ? predicted : undefined);
    reel.rewards.push(reward);
    reel.returns.push((reel.returns.at(-1) ?? 0) + reward);
  }
  reel.whole = last;
}

function forgetOld(reels: Reel[], source: string, current: Reel | undefined): void {
  const same = reels.filter((reel) => reel.source === source && reel !== current);
  for (const old of same.slice(0, Math.max(0, same.length - REELS_PER_SOURCE))) reels.splice(reels.indexOf(old), 1);
}
