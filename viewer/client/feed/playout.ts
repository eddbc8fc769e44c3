/**
 * Plays frames smoothly although they arrive unevenly: a play head follows the newest frame's simulated time like a
 * first-order low-pass filter, and poses are interpolated at the play head. Bursts (an agent that decides every few
 * steps) become even motion, at a lag of `LAG_SECS` × speed; the head never passes the newest frame.
 */
import { type FrameEvent, POSE_SIZE } from "../../protocol/index.ts";

/** Time constant of the play head. */
const LAG_SECS = 0.1;
/** Closer than this to the newest frame, the head is there. */
const ARRIVED_SECS = 1e-4;
/** Frames kept, so that a hidden page, which plays nothing, stays bounded. */
const MAX_FRAMES = 240;

export interface Playout {
  /** Frames of one episode in order of time; the play head is at or after the first. */
  frames: FrameEvent[];
  headSecs: number;
}

export function createPlayout(): Playout {
  return { frames: [], headSecs: 0 };
}

export function pushFrame(playout: Playout, frame: FrameEvent): void {
  const newest = playout.frames.at(-1);
  if (!newest || !continues(newest, frame)) {
    playout.frames = [frame];
    playout.headSecs = frame.timeSecs;
    return;
  }
  playout.frames.push(frame);
  if (playout.frames.length > MAX_FRAMES) playout.frames.shift();
  playout.headSecs = Math.max(playout.headSecs, playout.frames[0]?.timeSecs ?? 0);
}

/** Moves the play head on by the time that has passed on screen. Returns whether it is still moving. */
export function advancePlayout(playout: Playout, elapsedSecs: number): boolean {
  const newest = playout.frames.at(-1);
  if (!newest) return false;
  const behind = newest.timeSecs - playout.headSecs;
  const left = behind * Math.exp(-elapsedSecs / LAG_SECS);
  playout.headSecs = left < ARRIVED_SECS ? newest.timeSecs : newest.timeSecs - left;
  while ((playout.frames[1]?.timeSecs ?? Number.POSITIVE_INFINITY) <= playout.headSecs) playout.frames.shift();
  return playout.headSecs < newest.timeSecs;
}

/** Writes the poses at the play head. out [bodies × 7]. False, and nothing written, when there is none that fits. */
export function samplePosesInto(playout: Playout, which: "poses" | "ghost", out: Float32Array): boolean {
  const [before, after = before] = playout.frames;
  const from = before?.[which];
  if (!before || !after || from?.length !== out.length) return false;
  const to = after[which]?.length === out.length ? (after[which] ?? from) : from;
  const span = after.timeSecs - before.timeSecs;
  const weight = span > 0 ? Math.min(1, Math.max(0, (playout.headSecs - before.timeSecs) / span)) : 1;
  for (let at = 0; at < out.length; at += POSE_SIZE) blendPoseInto(out, from, to, weight, at);
  return true;
}

function continues(newest: FrameEvent, frame: FrameEvent): boolean {
  return (
    frame.episode === newest.episode &&
    frame.source === newest.source &&
    frame.timeSecs > newest.timeSecs &&
    frame.poses.length === newest.poses.length
  );
}

/** Linear in position; normalised linear in orientation, which over one frame is as good as spherical. */
function blendPoseInto(out: Float32Array, from: Float32Array, to: Float32Array, weight: number, at: number): void {
  let dot = 0;
  for (let i = at + 3; i < at + 7; i++) dot += from[i]! * to[i]!;
  // q and −q are the same orientation: take the nearer one.
  const sign = dot < 0 ? -1 : 1;
  let norm = 0;
  for (let i = at; i < at + 7; i++) {
    const target = i < at + 3 ? to[i]! : sign * to[i]!;
    const value = from[i]! + weight * (target - from[i]!);
    out[i] = value;
    if (i >= at + 3) norm += value * value;
  }
  const scale = norm > 0 ? 1 / Math.sqrt(norm) : 1;
  for (let i = at + 3; i < at + 7; i++) out[i]! *= scale;
}
