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

/** Smooths the edges of what was touched; pixels that see nothing but the ground, nor have a neighbour that does, stay. rgb [H × W × 3]. */
export function smoothEdges(rgb: Uint8Array, ground: Ground, views: Views, eye: Eye, raster: Raster): void {
  const { width, height, surface, thin, touched } = raster;
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
      SEEN[0] = here;
      SEEN[1] = west;
      SEEN[2] = east;
      SEEN[3] = north;
      SEEN[4] = south;
      smoothPixel(rgb, ground, views, eye, raster, column, row);
    }
  }
}

function keyOf(edgeKeyOf: Int32Array, surface: number): number {
  return surface < 0 ? -1 : edgeKeyOf[surface]!;
}

/** The samples' surfaces that the ground did not colour, and their colours. */
const MET = new Int32Array(SAMPLES);
const COLOURS = new Uint8Array(3 * SAMPLES);

function smoothPixel(
  rgb: Uint8Array,
  ground: Ground,
  views: Views,
  eye: Eye,
  raster: Raster,
  column: number,
  row: number,
): void {
  const at = row * raster.width + column;
  startSamples(SAMPLE, raster, column, row);
  const missed = sampleSeen(views);
  if (raster.thin[at]! >= 0) sampleView(views, raster.thin[at]!, -1, SAMPLE);

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
 * Lets the samples meet what the pixel and its neighbours see. Returns what a sample sees that meets none of it: nothing (−1), or
 * where none of the five sees nothing, the terrain whose smallest triangles lie between the pixels' middles.
 */
function sampleSeen(views: Views): number {
  const { primitiveOf, edgeKeyOf } = views.scene;
  let open = false;
  let behind = SEEN[0]!;
  for (let i = 0; i < SEEN.length; i++) {
    const seen = SEEN[i]!;
    if (seen < 0) {
      open = true;
      continue;
    }
    const primitive = primitiveOf[seen]!;
    // The triangles of a terrain share a key and are met one by one; the surfaces of all else are met together.
    const alone = edgeKeyOf[seen] !== seen || views.list[primitive]!.kind === "terrain";
    if (alone) behind = seen;
    let known = false;
    for (let j = 0; j < i && !known; j++) {
      known = SEEN[j] === seen || (!alone && SEEN[j]! >= 0 && primitiveOf[SEEN[j]!] === primitive);
    }
    if (!known) sampleView(views, primitive, seen, SAMPLE);
  }
  return open ? -1 : behind;
}
