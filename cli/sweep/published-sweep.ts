/** Temperature sweeps that others have published. */

export interface PublishedTemperature {
  readonly temperature: number;
  /** In the dream at this temperature, of the controller that evolved there. */
  readonly dream: { readonly returnMean: number; readonly returnStd: number };
  /** In the true scenario, of the same controller. */
  readonly true: { readonly returnMean: number; readonly returnStd: number };
}

export const PUBLISHED_SWEEP_SOURCE = "Ha & Schmidhuber 2018, arXiv:1803.10122, table 2";

const TAKE_COVER: readonly PublishedTemperature[] = [
  row(0.1, [2086, 140], [193, 58]),
  row(0.5, [2060, 277], [196, 50]),
  row(1, [1145, 690], [868, 511]),
  row(1.15, [918, 546], [1092, 556]),
  row(1.3, [732, 269], [753, 139]),
];

/** Of a built-in scenario, by its id; empty where nobody published one. */
export function publishedSweep(scenario: string): readonly PublishedTemperature[] {
  return scenario === "take-cover" ? TAKE_COVER : [];
}

function row(
  temperature: number,
  [dreamMean, dreamStd]: readonly [number, number],
  [trueMean, trueStd]: readonly [number, number],
): PublishedTemperature {
  return {
    temperature,
    dream: { returnMean: dreamMean, returnStd: dreamStd },
    true: { returnMean: trueMean, returnStd: trueStd },
  };
}
