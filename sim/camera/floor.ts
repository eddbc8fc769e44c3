/** Squares on the floor, each pixel showing the mean of what it covers. */
import { FLOOR_CONTRAST } from "../core/scene-look.ts";
import { litInto } from "./lighting.ts";
import type { SolidView } from "./solid-view.ts";

export interface FloorView {
  /** Place of the plane in the eye's frame [12]. */
  readonly place: Float64Array;
  /** Bytes of the dark and of the light squares [6]. */
  readonly colours: Uint8Array;
}

export function createFloorView(): FloorView {
  return { place: new Float64Array(12), colours: new Uint8Array(6) };
}

export function placeFloor(view: FloorView, { primitive }: SolidView, place: Float64Array, lights: Float64Array): void {
  view.place.set(place);
  for (let square = 0; square < 2; square++) {
    const factor = square === 0 ? 1 - FLOOR_CONTRAST : 1 + FLOOR_CONTRAST;
    const [r, g, b] = primitive.albedo;
    const along = (light: number): number =>
      place[2]! * lights[light]! + place[5]! * lights[light + 1]! + place[8]! * lights[light + 2]!;
    litInto(view.colours, 3 * square, [r * factor, g * factor, b * factor], along(0), along(3), along(6));
  }
}

/**
 * Writes the bytes of the floor where the ray through (x, y) meets it at nearness s. face [3]: the plane's f, with
 * s = f·(x, y, 1). square and pixel in metres.
 */
export function shadeFloor(
  out: Uint8Array,
  to: number,
  { place, colours }: FloorView,
  face: Float64Array,
  square: number,
  pixel: number,
  x: number,
  y: number,
  s: number,
): void {
  const share =
    0.5 + 0.5 * stripes(place, 0, face, square, pixel, x, y, s) * stripes(place, 1, face, square, pixel, x, y, s);
  for (let channel = 0; channel < 3; channel++) {
    const dark = colours[channel]!;
    out[to + channel] = (dark + (colours[3 + channel]! - dark) * share + 0.5) | 0;
  }
}

/** Mean over the pixel of a wave along one axis of the plane that is 1 and −1 in turn, each for a square's side. */
function stripes(
  place: Float64Array,
  axis: number,
  face: Float64Array,
  square: number,
  pixel: number,
  x: number,
  y: number,
  s: number,
): number {
  const [rx, ry, rz] = [place[axis]!, place[axis + 3]!, place[axis + 6]!];
  const along = (rx * x + ry * y + rz) / s;
  const at = (along - rx * place[9]! - ry * place[10]! - rz * place[11]!) / square;
  // How far the point moves along the axis when the ray moves a pixel to the side and one up.
  const spread = (Math.abs(rx - along * face[0]!) + Math.abs(ry - along * face[1]!)) / s;
  const half = (0.5 * pixel * spread) / square + 1e-9;
  return (integral(at + half) - integral(at - half)) / (2 * half);
}

/** Integral of the wave: up by 1, down by 1. */
function integral(at: number): number {
  const phase = at - 2 * Math.floor(at / 2);
  return phase < 1 ? phase : 2 - phase;
}
