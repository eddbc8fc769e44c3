/** `normalizeObservation`: observations of mean 0 and variance 1. */
import type { Env } from "../core/env.ts";
import { SpecError } from "../core/errors.ts";
import { type BoxSpace, type Observation, spaceSize } from "../core/space.ts";
import {
  addObservation,
  normalizedSpace,
  normalizeInto,
  type ObservationStatistics,
  runningStatistics,
  savedStatistics,
} from "./observation-statistics.ts";
import { chooseModalities, wrapEnv } from "./wrap-env.ts";
import { float64Bytes, float64FromBytes, unwrapSnapshot, wrapSnapshot } from "./wrapper-snapshot.ts";

export interface NormalizeObservationOptions {
  /** Which modalities; all unless given. */
  readonly modalities?: readonly string[] | undefined;
  /** Added to the variance; 1e-8 unless given, as in Gymnasium. */
  readonly epsilon?: number | undefined;
  /** What an earlier run has learned, by modality; nothing unless given. */
  readonly statistics?: ObservationStatistics | undefined;
  /** Whether the statistics stay as they are; false unless given. */
  readonly frozen?: boolean | undefined;
}

export interface NormalizedEnv extends Env {
  /** What is known of each modality so far; `normalizeObservation` takes it back. */
  statistics(): ObservationStatistics;
  /** Keeps the statistics as they are, as for an evaluation; `false` lets them learn again. */
  freeze(frozen?: boolean): void;
}

/**
 * Subtracts the running mean of each element and divides by its standard deviation, as float32. Every observation of a reset or a
 * step is learned before it is normalised, as in Gymnasium's NormalizeObservation, so the same seed gives the same bytes only
 * where the statistics are frozen. They are part of every snapshot, and a restore brings them back. A SpecError for an unknown
 * modality or statistics that do not fit.
 */
export function normalizeObservation(env: Env, options: NormalizeObservationOptions = {}): NormalizedEnv {
  const { epsilon = 1e-8, statistics = {} } = options;
  if (!(epsilon > 0 && Number.isFinite(epsilon))) {
    throw new SpecError(`normalizeObservation: epsilon must be positive and finite, got ${epsilon}`);
  }
  const chosen = chooseModalities("normalizeObservation", env, options.modalities);
  chooseModalities("normalizeObservation: statistics", env, Object.keys(statistics));
  const wrapper = `normalizeObservation ${epsilon} ${chosen.join(" ")}`;
  const spaces = chosen.map((modality) => env.observationSpace[modality] as BoxSpace);
  const observationSpace = { ...env.observationSpace };
  for (const [i, modality] of chosen.entries()) observationSpace[modality] = normalizedSpace(spaces[i]!);
  const running = chosen.map((modality, i) =>
    runningStatistics(`normalizeObservation: statistics of ${modality}`, statistics[modality], spaceSize(spaces[i]!)),
  );
  const ownBytes = running.reduce((sum, { mean }) => sum + 8 + 16 * mean.length, 8);
  let isFrozen = options.frozen ?? false;

  function normalized(observation: Observation, learn: boolean): Observation {
    const result = { ...observation };
    for (const [i, modality] of chosen.entries()) {
      const values = observation[modality]!;
      if (learn) addObservation(running[i]!, values);
      const out = new Float32Array(values.length);
      normalizeInto(out, values, running[i]!, epsilon);
      result[modality] = out;
    }
    return result;
  }

  const wrapped = wrapEnv(env, {
    observationSpace,
    reset(how) {
      const result = env.reset(how);
      return { ...result, observation: normalized(result.observation, !isFrozen) };
    },
    step(action) {
      const result = env.step(action);
      return { ...result, observation: normalized(result.observation, !isFrozen) };
    },
    snapshot() {
      const inner = env.snapshot();
      const own = [isFrozen ? 1 : 0, ...running.flatMap(({ count, mean, squares }) => [count, ...mean, ...squares])];
      return wrapSnapshot(wrapper, float64Bytes(own), inner);
    },
    restore(snapshot) {
      const { own, inner } = unwrapSnapshot(wrapper, ownBytes, snapshot);
      const result = env.restore(inner);
      const values = float64FromBytes(own);
      isFrozen = values[0] === 1;
      let at = 1;
      for (const each of running) {
        each.count = values[at]!;
        each.mean.set(values.subarray(at + 1, at + 1 + each.mean.length));
        each.squares.set(values.subarray(at + 1 + each.mean.length, at + 1 + 2 * each.mean.length));
        at += 1 + 2 * each.mean.length;
      }
      return { ...result, observation: normalized(result.observation, false) };
    },
  });
  // Not spread: what a reset replaces, such as the scene, is read anew at each use.
  return Object.assign(wrapped, {
    statistics: () => Object.fromEntries(chosen.map((modality, i) => [modality, savedStatistics(running[i]!)])),
    freeze(frozen = true) {
      isFrozen = frozen;
    },
  });
}
