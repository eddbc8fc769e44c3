/** How long CMA-ES takes for a generation of controllers in the dream. */
import { askCmaEs, type CovarianceKind, createCmaEs, tellCmaEs } from "../../agents/index.ts";
import { createRng, median } from "../../sim/core/index.ts";
import { benchControllerSize, benchDreaming, DREAM_BENCH, type SessionOptions } from "../../worldmodel/index.ts";

export interface DreamFigures {
  readonly device: string;
  /** All returns of the population, and the search's own time with a full covariance. */
  readonly secondsPerGeneration: number;
  /** Of it, the search's own time, with either covariance. */
  readonly searchSeconds: Readonly<Record<CovarianceKind, number>>;
  readonly population: number;
  /** Dreams of each candidate, of so many decisions. */
  readonly rollouts: number;
  readonly decisions: number;
  /** Numbers of a candidate. */
  readonly parameters: number;
}

export interface DreamBenchOptions {
  readonly session: SessionOptions;
  /** Timed runs, of which the median counts. */
  readonly runs: number;
  /** Time in seconds. */
  readonly clock: () => number;
}

export async function benchDream({ session, runs, clock }: DreamBenchOptions): Promise<DreamFigures> {
  const { population, rollouts, decisions } = DREAM_BENCH;
  const dreaming = await benchDreaming({ session, runs, clock });
  const full = searchSeconds("full", runs, clock);
  return {
    device: session.device,
    secondsPerGeneration: dreaming + full,
    searchSeconds: { full, diagonal: searchSeconds("diagonal", runs, clock) },
    ...{ population, rollouts, decisions },
    parameters: benchControllerSize(),
  };
}

/** Ask and tell with costs drawn at random, as a median: generations with an eigendecomposition are rare. */
function searchSeconds(covariance: CovarianceKind, runs: number, clock: () => number): number {
  const { population } = DREAM_BENCH;
  const mean = new Float64Array(benchControllerSize());
  const cma = createCmaEs({ mean, stepSize: 0.1, population, covariance });
  const rng = createRng(0);
  const times = Array.from({ length: runs }, () => {
    const start = clock();
    const candidates = askCmaEs(cma, rng);
    tellCmaEs(
      cma,
      candidates,
      Float64Array.from({ length: population }, () => rng.uniform()),
    );
    return clock() - start;
  });
  return median(times);
}
