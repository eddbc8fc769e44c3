/** MuJoCo's default soft constraint: solref (0.02, 1), solimp (0.9, 0.95, 0.001, 0.5, 2) (its documentation, "Solver parameters"). */

export const TIME_CONSTANT_SECS = 0.02;
const IMPEDANCE_MIN = 0.9;
export const IMPEDANCE_MAX = 0.95;
const IMPEDANCE_WIDTH = 0.001;

/**
 * Share of the acceleration that a constraint takes over at a depth in metres or radians: from its least at contact to its
 * greatest at the width, by two parabolas.
 */
export function impedance(depth: number): number {
  const x = Math.min(depth / IMPEDANCE_WIDTH, 1);
  const y = x < 0.5 ? 2 * x * x : 1 - 2 * (1 - x) * (1 - x);
  return IMPEDANCE_MIN + (IMPEDANCE_MAX - IMPEDANCE_MIN) * y;
}
