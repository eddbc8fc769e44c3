/** A grid of actions, for spaces of few dimensions. */
import { SpecError } from "../../sim/core/index.ts";

/** A tree with more slots in each node is no longer one that few simulations can fill. */
const MOST_ACTIONS = 256;

/**
 * Every combination of `bins` points in each of A dimensions, from −1 to 1, the last dimension fastest. A SpecError where there are more
 * than 256. → [bins^A, A]
 */
export function discretiseActions(actionSize: number, bins: number): Float32Array {
  const count = gridSize(actionSize, bins);
  if (count > MOST_ACTIONS) {
    throw new SpecError(
      `discretiseActions: bins^A must be at most ${MOST_ACTIONS}, got ${bins}^${actionSize} = ${count}; use sampled actions`,
    );
  }
  const actions = new Float32Array(count * actionSize);
  for (let row = 0; row < count; row++) {
    let rest = row;
    for (let element = actionSize - 1; element >= 0; element--) {
      actions[row * actionSize + element] = (2 * (rest % bins)) / (bins - 1) - 1;
      rest = Math.floor(rest / bins);
    }
  }
  return actions;
}

/** bins^A, exactly. */
function gridSize(actionSize: number, bins: number): number {
  let count = 1;
  for (let element = 0; element < actionSize; element++) count *= bins;
  return count;
}
