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

/**
 * Measures both in turn, so that other work on the machine strikes both alike. Figures by name; a name that theirs lack is NaN there.
 */
export async function compareInTurn<Name extends string>(
  names: readonly Name[],
  ours: () => Promise<Readonly<Record<Name, number>>>,
  theirs: () => Promise<Readonly<Record<string, number>>>,
  rounds = 3,
): Promise<Readonly<Record<Name, PeerComparison>>> {
  const pairs: { readonly own: Readonly<Record<Name, number>>; readonly peer: Readonly<Record<string, number>> }[] = [];
  for (let round = 0; round < rounds; round++) pairs.push({ own: await ours(), peer: await theirs() });
  const compare = (name: Name): PeerComparison => ({
    ours: median(pairs.map(({ own }) => own[name])),
    theirs: median(pairs.map(({ peer }) => peer[name] ?? Number.NaN)),
    ratio: median(pairs.map(({ own, peer }) => own[name] / (peer[name] ?? Number.NaN))),
  });
  return Object.fromEntries(names.map((name) => [name, compare(name)])) as Record<Name, PeerComparison>;
}
