/**
 * Anti-aliasing where it is needed: pixels whose neighbours show another surface are sampled four times more, at places that
 * differ in every row and column (a rotated grid), and take the mean of the bytes, as a GPU's multisampling does. All other
 * pixels lie within one surface and cost nothing.
 */
import type { Eye } from "./eye.ts";
import { MOST_NEARNESS, type Raster } from "./raster.ts";
import { shadeInto, trace, type Views } from "./view.ts";

/** Places of the samples in shares of a pixel, to the right and upwards. */
const SAMPLES: readonly (readonly [number, number])[] = [
  [-1 / 8, -3 / 8],
  [3 / 8, -1 / 8],
  [-3 / 8, 1 / 8],
  [1 / 8, 3 / 8],
];
const [ACROSS, UP] = [Float64Array.from(SAMPLES, ([x]) => x), Float64Array.from(SAMPLES, ([, y]) => y)];

/** Surfaces seen from a pixel and its eight neighbours, and a thin primitive. */
const CANDIDATES = new Int32Array(10);
const PRIMITIVES = new Int32Array(10);
const SEEN = new Int32Array(4);
const SEEN_COLOURS = new Uint8Array(12);

/**
 * Smooths the edges of what was touched; pixels that see nothing from `firstSurface` on, nor have a neighbour that does, stay.
 * rgb, empty [H × W × 3]: the picture, and what it shows where there is nothing.
 */
export function smoothEdges(
  rgb: Uint8Array,
  empty: Uint8Array,
  views: Views,
  eye: Eye,
  raster: Raster,
  firstSurface: number,
  firstPrimitive: number,
): void {
  const { width, height, surface, thin, touched } = raster;
  const { edgeKeyOf } = views.scene;
  const [left, right, top, bottom] = [touched[0]!, touched[1]!, touched[2]!, touched[3]!];
  for (let row = top; row <= bottom; row++) {
    const above = row > 0 ? -width : 0;
    const below = row < height - 1 ? width : 0;
    for (let column = left; column <= right; column++) {
      const at = row * width + column;
      const here = surface[at]!;
      const west = column > 0 ? surface[at - 1]! : here;
      const east = column < width - 1 ? surface[at + 1]! : here;
      const north = surface[at + above]!;
      const south = surface[at + below]!;
      if (here === west && here === east && here === north && here === south && thin[at]! < 0) continue;
      if (
        here < firstSurface &&
        west < firstSurface &&
        east < firstSurface &&
        north < firstSurface &&
        south < firstSurface &&
        thin[at]! < firstPrimitive
      ) {
        continue;
      }
      const key = here < 0 ? -1 : edgeKeyOf[here]!;
      if (
        thin[at]! < 0 &&
        key === (west < 0 ? -1 : edgeKeyOf[west]!) &&
        key === (east < 0 ? -1 : edgeKeyOf[east]!) &&
        key === (north < 0 ? -1 : edgeKeyOf[north]!) &&
        key === (south < 0 ? -1 : edgeKeyOf[south]!)
      ) {
        continue;
      }
      smoothPixel(rgb, empty, views, eye, raster, row, column);
    }
  }
}

function smoothPixel(
  rgb: Uint8Array,
  empty: Uint8Array,
  views: Views,
  eye: Eye,
  raster: Raster,
  row: number,
  column: number,
): void {
  const { width, height, pixel, xs, ys, surface, thin } = raster;
  const { primitiveOf } = views.scene;
  const at = row * width + column;
  let count = 0;
  let open = false;
  let terrain = -1;
  for (let r = row > 0 ? row - 1 : 0; r <= row + 1 && r < height; r++) {
    for (let c = column > 0 ? column - 1 : 0; c <= column + 1 && c < width; c++) {
      const other = surface[r * width + c]!;
      if (other < 0) {
        open = true;
        continue;
      }
      const primitive = primitiveOf[other]!;
      const byTriangle = views.list[primitive]!.kind === "terrain";
      if (byTriangle) terrain = other;
      let known = false;
      for (let i = 0; i < count && !known; i++) {
        known = byTriangle ? CANDIDATES[i] === other : PRIMITIVES[i] === primitive;
      }
      if (known) continue;
      CANDIDATES[count] = other;
      PRIMITIVES[count++] = primitive;
    }
  }
  if (thin[at]! >= 0) {
    CANDIDATES[count] = 0;
    PRIMITIVES[count++] = thin[at]!;
  }

  let [red, green, blue, colours] = [0, 0, 0, 0];
  for (let sample = 0; sample < 4; sample++) {
    const x = xs[column]! + ACROSS[sample]! * pixel;
    const y = ys[row]! + UP[sample]! * pixel;
    let nearest = 0;
    let met = -1;
    for (let i = 0; i < count; i++) {
      const s = trace(views, PRIMITIVES[i]!, CANDIDATES[i]!, x, y);
      if (s > nearest && s < MOST_NEARNESS) {
        nearest = s;
        met = views.met;
      }
    }
    // Between triangles that no pixel's middle meets there is still the terrain.
    if (met < 0 && !open) met = terrain >= 0 ? terrain : surface[at]!;
    let colour = 0;
    if (met < 0) {
      red += empty[3 * at]!;
      green += empty[3 * at + 1]!;
      blue += empty[3 * at + 2]!;
      continue;
    }
    while (colour < colours && SEEN[colour] !== met) colour++;
    if (colour === colours) {
      SEEN[colours++] = met;
      if (nearest > 0) shadeInto(SEEN_COLOURS, 3 * colour, views, eye, met, x, y, nearest);
      else shadeInto(SEEN_COLOURS, 3 * colour, views, eye, met, xs[column]!, ys[row]!, raster.nearness[at]!);
    }
    red += SEEN_COLOURS[3 * colour]!;
    green += SEEN_COLOURS[3 * colour + 1]!;
    blue += SEEN_COLOURS[3 * colour + 2]!;
  }
  rgb[3 * at] = (red + 2) >> 2;
  rgb[3 * at + 1] = (green + 2) >> 2;
  rgb[3 * at + 2] = (blue + 2) >> 2;
}
