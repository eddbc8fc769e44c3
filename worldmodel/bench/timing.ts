/** The benchmark's statistic, and the alternation that makes ratios hold on a busy machine. */
import { median } from "../../sim/core/index.ts";

/** Seconds from an arbitrary start, never backwards. */
export type Clock = () => number;

/** Median seconds of one run, after `warmUp` runs that do not count. */
export async function medianSecs(run: () => Promise<unknown>, clock: Clock, runs: number, warmUp = 2): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < warmUp + runs; index++) {
    const start = clock();
    await run();
    if (index >= warmUp) times.push(clock() - start);
  }
  return median(times);
}

export interface PeerComparison {
  /** Medians over the rounds. */
  readonly ours: number;
  readonly theirs: number;
  /** Median of ours ÷ theirs, round by round. */
  readonly ratio: number;
}

/** Measures both in turn, so that other work on the machine strikes both alike. */
export async function compareInTurn(
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
  rounds = 3,
): Promise<PeerComparison> {
  const pairs: { readonly ours: number; readonly theirs: number }[] = [];
  for (let round = 0; round < rounds; round++) pairs.push({ ours: await ours(), theirs: await theirs() });
  return {
    ours: median(pairs.map((pair) => pair.ours)),
    theirs: median(pairs.map((pair) => pair.theirs)),
    ratio: median(pairs.map((pair) => pair.ours / pair.theirs)),
  };
}
