/** `frameStack`: observations that hold the last few. */
import type { Env } from "../core/env.ts";
import { type BoxSpace, type Observation, spaceSize } from "../core/space.ts";
import { chooseModalities, requirePositive, wrapEnv } from "./wrap-env.ts";
import { unwrapSnapshot, wrapSnapshot } from "./wrapper-snapshot.ts";

export interface FrameStackOptions {
  /** How many observations, the newest included. */
  readonly frames: number;
  /** Which modalities; all unless given. */
  readonly modalities?: readonly string[] | undefined;
}

/**
 * Stacks the last observations along a new leading axis, oldest first: [frames, …shape]. After a reset, the first observation stands
 * in for those before it, as in Gymnasium's FrameStackObservation with the padding "reset". Elements of older frames are
 * named after their age, as in `cart position, 2 steps before`. A SpecError for fewer than one frame or an unknown modality.
 */
export function frameStack(env: Env, { frames, modalities }: FrameStackOptions): Env {
  requirePositive("frameStack: frames", frames);
  const chosen = chooseModalities("frameStack", env, modalities);
  const wrapper = `frameStack ${frames} ${chosen.join(" ")}`;
  const stacks = chosen.map((modality) => createStack(env.observationSpace[modality] as BoxSpace, frames));
  const observationSpace = { ...env.observationSpace };
  for (const [i, modality] of chosen.entries()) observationSpace[modality] = stacks[i]!.space;
  const ownBytes = stacks.reduce((sum, stack) => sum + stack.bytes.length, 0);

  /** A copy of the stacks, after `take` has had each newest frame. */
  function observe(
    observation: Observation,
    take: (stack: Stack, frame: Float32Array | Uint8Array) => void,
  ): Observation {
    const stacked = { ...observation };
    for (const [i, modality] of chosen.entries()) {
      const stack = stacks[i]!;
      take(stack, observation[modality]!);
      stacked[modality] = stack.values.slice();
    }
    return stacked;
  }

  return wrapEnv(env, {
    observationSpace,
    reset(how) {
      const result = env.reset(how);
      return { ...result, observation: observe(result.observation, fill) };
    },
    step(action) {
      const result = env.step(action);
      return { ...result, observation: observe(result.observation, push) };
    },
    snapshot() {
      const inner = env.snapshot();
      const own = new Uint8Array(ownBytes);
      let at = 0;
      for (const { bytes } of stacks) {
        own.set(bytes, at);
        at += bytes.length;
      }
      return wrapSnapshot(wrapper, own, inner);
    },
    restore(snapshot) {
      const { own, inner } = unwrapSnapshot(wrapper, ownBytes, snapshot);
      const result = env.restore(inner);
      let at = 0;
      for (const { bytes } of stacks) {
        bytes.set(own.subarray(at, at + bytes.length));
        at += bytes.length;
      }
      return { ...result, observation: observe(result.observation, () => {}) };
    },
  });
}

interface Stack {
  readonly space: BoxSpace;
  /** [frames, …shape] */
  readonly values: Float32Array | Uint8Array;
  /** The same memory, for snapshots: little-endian on every processor that Node and browsers run on. */
  readonly bytes: Uint8Array;
}

function createStack(frame: BoxSpace, frames: number): Stack {
  const length = frames * spaceSize(frame);
  const values = frame.dtype === "uint8" ? new Uint8Array(length) : new Float32Array(length);
  const repeat = <T>(list: readonly T[]): T[] => Array.from({ length: frames }, () => list).flat();
  const space: BoxSpace = {
    ...frame,
    shape: [frames, ...frame.shape],
    low: repeat(frame.low),
    high: repeat(frame.high),
    units: repeat(frame.units),
    names: Array.from({ length: frames }, (_, i) => frame.names.map((name) => name + ageOf(frames - 1 - i))).flat(),
  };
  return { space, values, bytes: new Uint8Array(values.buffer) };
}

function ageOf(steps: number): string {
  return steps === 0 ? "" : `, ${steps} step${steps === 1 ? "" : "s"} before`;
}

function fill({ values }: Stack, frame: Float32Array | Uint8Array): void {
  for (let at = 0; at < values.length; at += frame.length) values.set(frame, at);
}

function push({ values }: Stack, frame: Float32Array | Uint8Array): void {
  values.copyWithin(0, frame.length);
  values.set(frame, values.length - frame.length);
}
