/**
 * Anti-aliasing where it is needed: pixels with a neighbour that shows another surface are sampled four times more and take the
 * mean of the bytes, as a GPU's multisampling does. All other pixels lie within one surface and cost nothing.
 */
import type { Eye } from "./eye.ts";
import type { Raster } from "./raster.ts";
import { createSamples, SAMPLES, startSamples } from "./samples.ts";
import { sampleView, shadeInto, type Views } from "./view.ts";

/** What a layer of the picture is drawn on: the primitives and surfaces before it, and the colours that they left. */
export interface Ground {
  readonly primitives: number;
  readonly surfaces: number;
  /** [H × W × 3] */
  readonly rgb: Uint8Array;
}

const SAMPLE = createSamples();
/** What a pixel and its four neighbours see [5]. */
const SEEN = new Int32Array(5);
/** A surface this much less near than another is behind it in the whole pixel, not about to pass through it. */
const WELL_BEHIND = 0.97;

/** Smooths the edges of what was touched; pixels that see nothing but the ground, nor have a neighbour that does, stay. rgb [H × W × 3]. */
export function smoothEdges(rgb: Uint8Array, ground: Ground, views: Views, eye: Eye, raster: Raster): void {
  const { width, height, surface, thin, touched } = raster;
  const { byTriangle } = views;
  const { edgeKeyOf } = views.scene;
  const left = touched[0]!;
  const right = touched[1]!;
  for (let row = touched[2]!; row <= touched[3]!; row++) {
    const above = row > 0 ? -width : 0;
    const below = row < height - 1 ? width : 0;
    for (let column = left, at = row * width + left; column <= right; column++, at++) {
      const here = surface[at]!;
      const west = column > 0 ? surface[at - 1]! : here;
      const east = column < width - 1 ? surface[at + 1]! : here;
      const north = surface[at + above]!;
      const south = surface[at + below]!;
      if (thin[at]! < ground.primitives) {
        if (here === west && here === east && here === north && here === south) continue;
        if (Math.max(here, west, east, north, south) < ground.surfaces) continue;
        const key = keyOf(edgeKeyOf, here);
        const sideways = key === keyOf(edgeKeyOf, west) && key === keyOf(edgeKeyOf, east);
        if (sideways && key === keyOf(edgeKeyOf, north) && key === keyOf(edgeKeyOf, south)) continue;
      }
      const otherAt =
        west !== here
          ? at - 1
          : east !== here
            ? at + 1
            : north !== here
              ? at + above
              : south !== here
                ? at + below
                : at;
      const other = surface[otherAt]!;
      const isPair =
        (east === here || east === other) && (north === here || north === other) && (south === here || south === other);
      SEEN[0] = here;
      SEEN[1] = west;
      SEEN[2] = east;
      SEEN[3] = north;
      SEEN[4] = south;
      startSamples(SAMPLE, raster, column, row);
      const missed =
        isPair && !isTriangle(byTriangle, here) && !isTriangle(byTriangle, other)
          ? samplePair(views, ground.surfaces, raster, at, otherAt)
          : sampleAll(views);
      if (thin[at]! >= 0) sampleView(views, thin[at]!, -1, SAMPLE);
      mixSamples(rgb, ground, views, eye, raster, at, missed);
    }
  }
}

function keyOf(edgeKeyOf: Int32Array, surface: number): number {
  return surface < 0 ? -1 : edgeKeyOf[surface]!;
}

function isTriangle(byTriangle: Uint8Array, surface: number): boolean {
  return surface >= 0 && byTriangle[surface] === 1;
}

/** The samples' surfaces that the ground did not colour, and their colours. */
const MET = new Int32Array(SAMPLES);
const COLOURS = new Uint8Array(3 * SAMPLES);

/** Writes the mean of what the samples see; `missed` is what those see that met nothing. */
function mixSamples(
  rgb: Uint8Array,
  ground: Ground,
  views: Views,
  eye: Eye,
  raster: Raster,
  at: number,
  missed: number,
): void {
  const { surface, x, y, nearness } = SAMPLE;
  const { hit } = views;
  const here = SEEN[0]!;
  if (surface[0] === here && surface[1] === here && surface[2] === here && surface[3] === here) return;
  let red = 0;
  let green = 0;
  let blue = 0;
  let colours = 0;
  for (let sample = 0; sample < SAMPLES; sample++) {
    const met = surface[sample]! < 0 ? missed : surface[sample]!;
    let from = ground.rgb;
    let to = 3 * at;
    if (met === here && met >= 0) from = rgb;
    else if (met >= ground.surfaces) {
      let colour = 0;
      while (colour < colours && MET[colour] !== met) colour++;
      from = COLOURS;
      to = 3 * colour;
      if (colour === colours) {
        MET[colours++] = met;
        const own = surface[sample]! >= 0;
        hit[0] = x[own ? sample : SAMPLES]!;
        hit[1] = y[own ? sample : SAMPLES]!;
        hit[2] = own ? nearness[sample]! : raster.nearness[at]!;
        shadeInto(COLOURS, to, views, eye, met);
      }
    }
    red += from[to]!;
    green += from[to + 1]!;
    blue += from[to + 2]!;
  }
  rgb[3 * at] = (red + 2) >> 2;
  rgb[3 * at + 1] = (green + 2) >> 2;
  rgb[3 * at + 2] = (blue + 2) >> 2;
}

/**
 * Lets the samples meet the two surfaces that the pixel and its neighbours see, one of which may be nothing (−1). Returns what a
 * sample sees that meets none of them.
 */
function samplePair(
  views: Views,
  groundSurfaces: number,
  { surface, nearness }: Raster,
  at: number,
  otherAt: number,
): number {
  const { primitiveOf } = views.scene;
  const otherIsNearer = nearness[otherAt]! > nearness[at]!;
  const front = surface[otherIsNearer ? otherAt : at]!;
  const behind = surface[otherIsNearer ? at : otherAt]!;
  if (front < 0) return -1;
  sampleView(views, primitiveOf[front]!, front, SAMPLE);
  if (behind < 0) return -1;
  if (primitiveOf[behind] === primitiveOf[front]) return behind;
  const isBehind =
    Math.min(nearness[at]!, nearness[otherAt]!) < WELL_BEHIND * Math.max(nearness[at]!, nearness[otherAt]!);
  // What is surely behind need not be met where its colour does not depend on the place.
  const isKnown = behind < groundSurfaces || behind === surface[at] || views.plain[behind] === 1;
  if (!isBehind || !isKnown) sampleView(views, primitiveOf[behind]!, behind, SAMPLE);
  return behind;
}

/** The same for more surfaces, and for terrains, whose triangles are met one by one. */
function sampleAll(views: Views): number {
  const { primitiveOf } = views.scene;
  let behind = SEEN[0]!;
  let isOpen = false;
  for (let i = 0; i < SEEN.length; i++) {
    const seen = SEEN[i]!;
    if (seen < 0) {
      isOpen = true;
      continue;
    }
    const alone = views.byTriangle[seen] === 1;
    // Between triangles that no pixel's middle meets there is still the terrain.
    if (alone) behind = seen;
    let known = false;
    for (let j = 0; j < i && !known; j++) {
      known = SEEN[j] === seen || (!alone && SEEN[j]! >= 0 && primitiveOf[SEEN[j]!] === primitiveOf[seen]);
    }
    if (!known) sampleView(views, primitiveOf[seen]!, seen, SAMPLE);
  }
  return isOpen ? -1 : behind;
}
