/** Squares on the floor, each pixel showing the mean of what it covers. */
import { FLOOR_CONTRAST } from "../core/scene-look.ts";
import { litInto } from "./lighting.ts";
import type { SolidView } from "./solid-view.ts";

export interface FloorView {
  /** Place of the plane in the eye's frame [12]. */
  readonly place: Float64Array;
  /** The plane's middle along its own axes [2]. */
  readonly origin: Float64Array;
  /** Bytes of the dark and of the light squares [6]. */
  readonly colours: Uint8Array;
}

export function createFloorView(): FloorView {
  return { place: new Float64Array(12), origin: new Float64Array(2), colours: new Uint8Array(6) };
}

const NORMAL = new Float64Array(3);

export function placeFloor(view: FloorView, { primitive }: SolidView, place: Float64Array, lights: Float64Array): void {
  view.place.set(place);
  view.origin[0] = place[0]! * place[9]! + place[3]! * place[10]! + place[6]! * place[11]!;
  view.origin[1] = place[1]! * place[9]! + place[4]! * place[10]! + place[7]! * place[11]!;
  NORMAL[0] = place[2]!;
  NORMAL[1] = place[5]!;
  NORMAL[2] = place[8]!;
  for (let square = 0; square < 2; square++) {
    const factor = square === 0 ? 1 - FLOOR_CONTRAST : 1 + FLOOR_CONTRAST;
    const [r, g, b] = primitive.albedo;
    litInto(view.colours, 3 * square, [r * factor, g * factor, b * factor], NORMAL, lights);
  }
}

/**
 * Writes the bytes of the floor where a ray meets it. hit [3]: the ray's x and y, and the nearness s; face [3]: the plane's f, with
 * s = f·(x, y, 1). square and pixel in metres.
 */
export function shadeFloor(
  out: Uint8Array,
  to: number,
  { place, colours, origin }: FloorView,
  face: Float64Array,
  square: number,
  pixel: number,
  hit: Float64Array,
): void {
  const x = hit[0]!;
  const y = hit[1]!;
  const originU = origin[0]!;
  const originV = origin[1]!;
  const z = 1 / hit[2]!;
  const reach = 0.5 * pixel * z;
  // Along each axis of the plane: where the ray meets it, and how far that moves with a pixel to the side and one up.
  const u = (place[0]! * x + place[3]! * y + place[6]!) * z;
  const v = (place[1]! * x + place[4]! * y + place[7]!) * z;
  const spreadU = Math.abs(place[0]! - u * face[0]!) + Math.abs(place[3]! - u * face[1]!);
  const spreadV = Math.abs(place[1]! - v * face[0]!) + Math.abs(place[4]! - v * face[1]!);
  const atU = (u - originU) / square;
  const atV = (v - originV) / square;
  const halfU = (reach * spreadU) / square;
  const halfV = (reach * spreadV) / square;
  const unitU = Math.floor(atU - halfU);
  const unitV = Math.floor(atV - halfV);
  if (unitU === Math.floor(atU + halfU) && unitV === Math.floor(atV + halfV)) {
    // Most pixels lie within one square.
    const from = ((unitU ^ unitV) & 1) === 0 ? 3 : 0;
    out[to] = colours[from]!;
    out[to + 1] = colours[from + 1]!;
    out[to + 2] = colours[from + 2]!;
    return;
  }
  const share = 0.5 + 0.5 * wave(atU, halfU) * wave(atV, halfV);
  for (let channel = 0; channel < 3; channel++) {
    const dark = colours[channel]!;
    out[to + channel] = (dark + (colours[3 + channel]! - dark) * share + 0.5) | 0;
  }
}

/** Mean from at − half to at + half of a wave that is 1 over a unit, then −1 over the next. */
function wave(at: number, half: number): number {
  return (integral(at + half) - integral(at - half)) / (2 * half + 1e-12);
}

/** Integral of the wave: up by 1, down by 1. */
function integral(at: number): number {
  const phase = at - 2 * Math.floor(at / 2);
  return phase < 1 ? phase : 2 - phase;
}
