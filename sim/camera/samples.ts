/** The four samples of a pixel at an edge. */
import type { Raster } from "./raster.ts";

/** Places in shares of a pixel, to the right and upwards: a rotated grid, which differs in every row and column. */
const PLACES: readonly (readonly [number, number])[] = [
  [-1 / 8, -3 / 8],
  [3 / 8, -1 / 8],
  [-3 / 8, 1 / 8],
  [1 / 8, 3 / 8],
];

export const SAMPLES = 4;

export interface Samples {
  /** Points on the plane before the eye, and last the pixel's middle [5]. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Nearness of what is met there, 0 for nothing [4]. */
  readonly nearness: Float64Array;
  /** Its surface, −1 for nothing [4]. */
  readonly surface: Int32Array;
  /** By how much a sample's x and y differ from the pixel's middle at most [1]. */
  readonly spread: Float64Array;
}

export function createSamples(): Samples {
  return {
    x: new Float64Array(SAMPLES + 1),
    y: new Float64Array(SAMPLES + 1),
    nearness: new Float64Array(SAMPLES),
    surface: new Int32Array(SAMPLES),
    spread: new Float64Array(1),
  };
}

const ACROSS: Float64Array = Float64Array.from(PLACES, ([x]) => x);
const UPWARDS: Float64Array = Float64Array.from(PLACES, ([, y]) => y);

/** Starts with a pixel of the picture, and nothing met. */
export function startSamples(samples: Samples, { xs, ys, pixel }: Raster, column: number, row: number): void {
  const x = xs[column]!;
  const y = ys[row]!;
  for (let i = 0; i < SAMPLES; i++) {
    samples.x[i] = x + ACROSS[i]! * pixel;
    samples.y[i] = y + UPWARDS[i]! * pixel;
    samples.nearness[i] = 0;
    samples.surface[i] = -1;
  }
  samples.x[SAMPLES] = x;
  samples.y[SAMPLES] = y;
  samples.spread[0] = (3 / 8) * pixel;
}
