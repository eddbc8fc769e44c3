/** The picture in the making: which surface each pixel sees, and how near it is. */

/**
 * Points of the picture are named by (x, y) on a plane one metre before the eye: x to the right, y upwards. The ray through
 * a point is d = (x, y, 1) in the eye's frame (right, up, forward), so a surface at depth z is met at z d, and nearness
 * s = 1/z is a linear function of (x, y) on every plane: depths are compared as nearnesses, without a division.
 */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** Side of a pixel on the plane. */
  readonly pixel: number;
  /** x of the pixels' middles [W]. */
  readonly xs: Float64Array;
  /** y of the pixels' middles [H]. */
  readonly ys: Float64Array;
  /** 1 / depth at the pixels' middles [H × W], 0 where there is nothing. */
  readonly nearness: Float64Array;
  /** What is seen there [H × W], −1 where there is nothing. */
  readonly surface: Int32Array;
  /** A primitive too thin to be met by every pixel that it crosses [H × W], −1 where there is none. */
  readonly thin: Int32Array;
  /** First and last column, first and last row that something was drawn in [4]; first > last where nothing was. */
  readonly touched: Int32Array;
}

/** What is nearer to the eye than 1 cm is not seen. */
export const MOST_NEARNESS = 100;

export function createRaster(width: number, height: number, tanHalfFov: number): Raster {
  const pixel = (2 * tanHalfFov) / height;
  return {
    width,
    height,
    pixel,
    xs: Float64Array.from({ length: width }, (_, column) => (column + 0.5 - width / 2) * pixel),
    ys: Float64Array.from({ length: height }, (_, row) => (height / 2 - row - 0.5) * pixel),
    nearness: new Float64Array(width * height),
    surface: new Int32Array(width * height),
    thin: new Int32Array(width * height),
    touched: new Int32Array(4),
  };
}

export function clearRaster({ nearness, surface, thin }: Raster): void {
  nearness.fill(0);
  surface.fill(-1);
  thin.fill(-1);
}

export function copyRasterInto(to: Raster, from: Raster): void {
  to.nearness.set(from.nearness);
  to.surface.set(from.surface);
  to.thin.set(from.thin);
}

export function forgetTouched({ width, height, touched }: Raster): void {
  touched[0] = width;
  touched[1] = -1;
  touched[2] = height;
  touched[3] = -1;
}

/** Widens what was touched by columns and rows, which may reach beyond the picture. */
export function touch(
  { width, height, touched }: Raster,
  left: number,
  right: number,
  top: number,
  bottom: number,
): void {
  if (left < touched[0]!) touched[0] = Math.max(left, 0);
  if (right > touched[1]!) touched[1] = Math.min(right, width - 1);
  if (top < touched[2]!) touched[2] = Math.max(top, 0);
  if (bottom > touched[3]!) touched[3] = Math.min(bottom, height - 1);
}

/** First column whose middle is at x or to the right of it, as a real number that may be beyond the picture. */
export function columnFrom({ width, pixel }: Raster, x: number): number {
  return Math.ceil(x / pixel + width / 2 - 0.5);
}

/** Last column whose middle is at x or to the left of it. */
export function columnTo({ width, pixel }: Raster, x: number): number {
  return Math.floor(x / pixel + width / 2 - 0.5);
}

/** First row whose middle is at y or below it. */
export function rowFrom({ height, pixel }: Raster, y: number): number {
  return Math.ceil(height / 2 - y / pixel - 0.5);
}

/** Last row whose middle is at y or above it. */
export function rowTo({ height, pixel }: Raster, y: number): number {
  return Math.floor(height / 2 - y / pixel - 0.5);
}
