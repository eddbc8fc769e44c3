/** Sequential halving: how often each remaining candidate is tried before half of them are dropped (Karnin et al. 2013). */

/**
 * For each simulation the number of visits that a candidate must have to be tried next (Danihelka et al. 2022, section 3, figure 1): each
 * phase divides an equal share, n / ⌈log₂ m⌉, among its candidates, of whom at least two stay to the end. → [simulations]
 */
export function sequentialHalving(candidates: number, simulations: number): Int32Array {
  if (candidates <= 1) return Int32Array.from({ length: simulations }, (_, index) => index);
  const phases = halvings(candidates);
  const schedule = new Int32Array(simulations);
  let [at, remaining, visits] = [0, candidates, 0];
  while (at < simulations) {
    const rounds = Math.max(1, Math.floor(simulations / (phases * remaining)));
    for (let round = 0; round < rounds; round++, visits++) {
      for (let candidate = 0; candidate < remaining && at < simulations; candidate++) schedule[at++] = visits;
    }
    remaining = Math.max(2, Math.floor(remaining / 2));
  }
  return schedule;
}

/** ⌈log₂ m⌉ */
function halvings(candidates: number): number {
  return 32 - Math.clz32(candidates - 1);
}
